"""Someone at the browser client, by what they do there and what they see."""

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.support.cast import PASSWORD


class Guest:
    """Their names are as they write them; `@ada` is who signed up as Ada. English is spoken but where a name is handed in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.locator(".composer textarea")

    @property
    def waiting(self) -> Locator:
        """What was written here and is not on the server."""
        return self.page.locator("article.pending")

    def message(self, text: str) -> Locator:
        """Messages of exactly this text, edited or not, that are on the server."""
        own = self.page.locator(".text", has_text=re.compile(f"^{re.escape(text)}( edited)?$"))
        return self.page.locator("article:not(.pending)", has=own)

    async def texts(self) -> list[str]:
        """All that stands in the conversation, waiting or not, in its order."""
        return await self.page.locator("article .text").all_inner_texts()

    async def sees(self, *texts: str) -> None:
        """Each of them once."""
        for text in texts:
            await expect(self.message(text)).to_have_count(1)

    async def sees_no(self, *texts: str) -> None:
        for text in texts:
            await expect(self.message(text)).to_have_count(0)

    async def sign_up(self, name: str) -> None:
        await self.page.get_by_label("Your name").fill(name)
        await self.page.get_by_label("E-mail").fill(f"{name.lower()}@example.org")
        await self.page.get_by_label("Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Create an account").click()

    async def make_room(self, name: str) -> None:
        """With its first channel, `general`, open."""
        await self.page.get_by_role("main").get_by_role("button", name="New room").click()
        await self.page.get_by_label("Name of the room").fill(name)
        await self.page.get_by_role("button", name="Create").click()
        await self.is_in("general")

    async def invite(self) -> str:
        """Into the room that is listed; the link."""
        await self.page.get_by_role("button", name="Invite people").click()
        await self.page.get_by_role("button", name="Create a link").click()
        link = await self.page.get_by_label("Invite link").input_value()
        await self.page.keyboard.press("Escape")
        return link

    async def is_in(self, name: str) -> None:
        await expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    async def go_to(self, name: str) -> None:
        """A chat that is listed."""
        await self.page.get_by_role("link", name=name).click()
        await self.is_in(name)

    async def go_to_room(self, name: str) -> None:
        """Where one was in it last."""
        await self.page.get_by_role("button", name=name).first.click()

    async def write(self, text: str) -> None:
        """It is on the server once this returns."""
        await self.enter(text)
        await self.sees(text)

    async def enter(self, *texts: str) -> None:
        """Write, one after another, letter by letter, whether or not it can be sent."""
        for text in texts:
            await self.field.press_sequentially(text)
            await self.field.press("Enter")

    async def choose(self, text: str, item: str) -> None:
        """From what can be done with a message."""
        await self.message(text).hover()
        await self.message(text).get_by_role("button", name="More").click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    async def edit(self, text: str, new: str) -> None:
        await self.choose(text, "Edit")
        await self.field.fill(new)
        await self.field.press("Enter")

    async def delete(self, text: str) -> None:
        await self.choose(text, "Delete")
        await self.page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    async def react(self, text: str, emoji: str) -> None:
        await self.message(text).hover()
        await self.message(text).get_by_role("button", name=f"React with {emoji}").click()

    async def reply(self, text: str, answer: str) -> None:
        await self.choose(text, "Reply")
        await self.write(answer)

    async def attach(self, *files: Path) -> None:
        """They go with the next message."""
        await self.page.set_input_files(".composer input[type=file]", files)
        await expect(self.page.get_by_role("list", name="Files to send").get_by_role("listitem")).to_have_count(
            len(files)
        )

    async def has_badges(self, badges: dict[str, int], total: int) -> None:
        """By the beginning of what it stands at: rooms and chats, and in all, as the window is called."""
        await expect(self.page).to_have_title(re.compile(rf"^\({total}\) " if total else r"^[^(]"))
        await self._has_badges(badges.items())

    async def _has_badges(self, badges: Iterable[tuple[str, int]]) -> None:
        for name, count in badges:
            badge = self.page.locator(f"a:has-text('{name}'), button[title^='{name}']").locator(".badge")
            if count:
                await expect(badge).to_have_text(str(count))
            else:
                await expect(badge).to_have_count(0)
