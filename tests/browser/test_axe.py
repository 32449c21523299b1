"""axe finds nothing on any screen: in light, dark and forced colours, on a phone, and at twice the size."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.support.axe import COLOURS, find_faults
from tests.support.browser import DESKTOP, PHONE, Desk
from tests.support.cast import Visitor, made
from tests.support.pictures import picture

LARGE = ViewportSize(width=640, height=400)  # what 200 % leave of a desktop's
OF_THE_WHOLE = ("landmark-one-main",)  # where one thing is shown at a time, that may be the lists
MODES: dict[str, Any] = {"dark": {"color_scheme": "dark"}, "forced colours": {"forced_colors": "active"}}
_GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }"
_TEXTS = (
    "# Plan\n- roses, **white** and *red*\n- a [link](https://example.org) and `code`",
    '```python\nfor rose in garden:\n    print("water", rose)  # twice\n```',
    "> Said before\n\nand answered, @ada",
    "||the gardener did it|| ~~or not~~",
    "🌻",
)


@dataclass(frozen=True)
class Town:
    """What there is to see: a channel with messages of all kinds, a chat, an invite."""

    chat_id: int
    direct_id: int
    code: str


@pytest.fixture
async def town(ada: Visitor, boris: Visitor, chiyo: Visitor) -> Town:
    room = await ada.room()
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    await boris.post(f"/invites/{code}", {})
    chat_id = await ada.channel(room)
    await _write_all_kinds(ada, boris, chat_id)
    await ada.post(f"/rooms/{room}", {"name": "hidden", "private": True})
    await ada.put(f"/users/{chiyo.id}/block")
    await ada.post("/server/invites", {})
    direct_id = await ada.chat_with(boris)
    await boris.post(f"/chats/{direct_id}/messages", {"text": "Hello"})
    muted = made(await ada.post("/chats", {"user_ids": [boris.id], "name": "muted"}))
    await ada.put(f"/chats/{muted}/notifications", {"level": "none"})
    await ada.put(f"/server/people/{chiyo.id}", {"deactivated": True})
    return Town(chat_id, direct_id, code)


async def _write_all_kinds(ada: Visitor, boris: Visitor, chat_id: int) -> None:
    path = f"/chats/{chat_id}/messages"
    sent = [(await boris.post(path, {"text": text})).json() for text in _TEXTS]
    answer = (await ada.post(path, {"text": "Yes", "reply_to": sent[0]["id"]})).json()
    await ada.put(f"/messages/{answer['id']}", {"text": "Yes, at four"})
    for person in (ada, boris):
        await person.put(f"/messages/{sent[0]['id']}/reactions/🌻")
    files = [("list.txt", b"roses"), ("gate.png", picture(size=(320, 200)))]
    for name, content in files:
        file = await boris.client.post(f"/chats/{chat_id}/files", files={"file": (name, content)})
        await boris.post(path, {"text": "", "file_ids": [file.json()["id"]]})


Step = Callable[[Page, Town], Awaitable[None]]


def at(path: str, sign: str) -> Step:
    """Go to an address; there once what is shown by this selector is there."""

    async def step(page: Page, town: Town) -> None:
        await page.evaluate(_GO, path.format(chat=town.chat_id, direct=town.direct_id, code=town.code))
        await see(page, sign)

    return step


def pressed(key: str, sign: str) -> Step:
    """Press a key of the page's."""

    async def step(page: Page, _town: Town) -> None:
        await page.keyboard.press(key)
        await see(page, sign)

    return step


def chosen(*names: str, sign: str = "dialog") -> Step:
    """Press buttons, or choose from menus, one after the other."""

    async def step(page: Page, _town: Town) -> None:
        for name in names:
            pattern = re.compile(f"^{name}")
            found = page.get_by_role("button", name=pattern).or_(page.get_by_role("menuitem", name=pattern))
            await found.locator("visible=true").first.click()
        await see(page, sign)

    return step


def clicked(selector: str, sign: str) -> Step:
    """Press what has no name of its own."""

    async def step(page: Page, _town: Town) -> None:
        await page.locator(selector).click()
        await see(page, sign)

    return step


async def see(page: Page, sign: str) -> None:
    await expect(page.locator(sign).locator("visible=true").first).to_be_visible()


async def escape(page: Page, _town: Town) -> None:
    """Away with what lies over the page."""
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog, .menu, .emoji-panel")).to_have_count(0)


async def found(page: Page, _town: Town) -> None:
    await page.keyboard.type("roses")
    await expect(page.get_by_role("option").first).to_be_visible()


_CHAT = "article a[href*='/files/'], article .file"
OUTSIDE: dict[str, Step] = {
    "sign-in": at("/sign-in", "form"),
    "sign-up": at("/sign-up", "form"),
    "invite": at("/join/{code}", "form"),
    "a useless link": at("/password/AAAAAAAAAAAAAAAAAAAAAA", "main"),
}
EMPTY: dict[str, Step] = {"empty home": at("/", "main h2, .list-hint"), "nowhere": at("/nowhere/at-all", "button")}
INSIDE: dict[str, Step] = {  # a blank name: on the way to another
    "chat": at("/c/{chat}", _CHAT),
    "menu of the chat": chosen("More", sign=".menu"),
    "           ": escape,
    "emoji": chosen("Emoji", sign=".emoji-panel [role=gridcell], .emoji-panel [role=option]"),
    "            ": escape,
    "jump": pressed("Control+k", "dialog [role=option]"),
    "             ": escape,
    "keys": pressed("?", "dialog"),
    "              ": escape,
    "search": pressed("Control+Shift+f", "dialog"),
    "found": found,
    "               ": escape,
    "details": chosen("Details", sign=".details"),
    "direct chat": at("/c/{direct}", "article"),
}
LISTS: dict[str, Step] = {
    "new room": chosen("New room"),
    "": escape,
    "new chat": chosen("New chat"),
    " ": escape,
    "room": chosen("garden", sign=".list-head h1 button"),
    "room's menu": clicked(".list-head h1 button", ".menu"),
    "new channel": chosen("New channel"),
    "  ": escape,
    "invites": chosen("Invite people"),
    "made": chosen("Create a link", sign="dialog input[readonly]"),
    "   ": escape,
    "     ": clicked(".list-head h1 button", ".menu"),
    "members": chosen("Members"),
    "    ": escape,
    "my menu": chosen("ada: ", sign=".menu"),
}
PAGES: dict[str, Step] = {
    f"{area} {page}": at(f"/{area}/{page}", ".pages main *")
    for area, pages in {
        "settings": ("profile", "appearance", "notifications", "password", "devices", "blocked"),
        "server-settings": ("general", "people", "invites", "rooms", "log"),
    }.items()
    for page in pages
}


class Walk:
    """Through screens of someone's, looking at each. Colours, the same at every size, are looked at on a desktop only."""

    def __init__(self, desk: Desk, town: Town, size: ViewportSize) -> None:
        self._desk = desk
        self._town = town
        self._is_desktop = size is DESKTOP
        self._options: dict[str, Any] = {"bypass_csp": True, "reduced_motion": "reduce", "viewport": size}
        self.faults: list[str] = []

    async def go(self, visitor: Visitor | None, screens: dict[str, Step]) -> None:
        page = await self._desk.open(visitor, **self._options)
        await see(page, "nav, form")
        for name, step in screens.items():
            await step(page, self._town)
            if name.strip():
                await self._look(page, name)
        await page.context.close()

    async def _look(self, page: Page, name: str) -> None:
        if self._is_desktop:
            await self._look_at_colours(page, name)
        without = () if self._is_desktop else (*COLOURS, *OF_THE_WHOLE)
        self._note(name, await find_faults(page, without=without))

    async def _look_at_colours(self, page: Page, name: str) -> None:
        for mode, changes in MODES.items():
            await page.emulate_media(**changes)
            self._note(f"{name}, {mode}", await find_faults(page, only=COLOURS))
        await page.emulate_media(color_scheme="light", forced_colors="none")

    def _note(self, name: str, faults: list[str]) -> None:
        self.faults += [f"{name}: {fault}" for fault in faults]


@pytest.mark.parametrize("size", [DESKTOP, PHONE, LARGE], ids=["desktop", "phone", "large"])
async def test_nothing_is_found_on_any_screen(
    desk: Desk, town: Town, ada: Visitor, dmitri: Visitor, size: ViewportSize
) -> None:
    for harmless in ("Failed to load resource", "Autofocus processing was blocked", "Password forms should have"):
        desk.expect(harmless)
    walk = Walk(desk, town, size)
    await walk.go(None, OUTSIDE)
    await walk.go(dmitri, EMPTY)
    await walk.go(ada, (LISTS if size is DESKTOP else {}) | INSIDE | PAGES)
    assert not walk.faults, json.dumps(walk.faults, indent=1, ensure_ascii=False)


async def test_where_colours_are_forced_lines_stand_for_backgrounds(desk: Desk, town: Town, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{town.direct_id}", forced_colors="active")
    chosen_chat = page.locator(".list a[aria-current=page]")
    await expect(chosen_chat).to_be_visible()
    assert await chosen_chat.evaluate("(chat) => getComputedStyle(chat).outlineStyle") == "solid"
    await page.get_by_role("button", name="New chat").first.click()
    button = page.get_by_role("button", name="Cancel")
    await expect(button).to_be_visible()
    assert await button.evaluate("(button) => getComputedStyle(button).borderTopStyle") == "solid"


async def test_on_paper_letters_are_dark_and_nothing_is_for_the_screen(desk: Desk, town: Town, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{town.direct_id}", color_scheme="dark")
    said = page.locator("article .text").first
    await expect(said).to_be_visible()
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(said).to_have_css("color", "rgb(0, 0, 0)")
    for part in (".rail", ".list", ".composer"):
        await expect(page.locator(part)).to_be_hidden()


async def test_all_rows_that_are_there_are_printed(desk: Desk, town: Town, ada: Visitor) -> None:
    for number in range(60):
        await ada.post(f"/chats/{town.direct_id}/messages", {"text": f"Bed {number}\n\n```\n{'leaf ' * 60}\nroot\n```"})
    page = await desk.open(ada, f"/c/{town.direct_id}")
    await expect(page.get_by_text("Bed 59")).to_be_visible()
    rows = 50
    await expect(page.locator("article")).to_have_count(rows)
    top = await page.locator(".feed").evaluate("(feed) => feed.scrollTop")
    pages = len(re.findall(rb"/Type /Page\b", await page.pdf()))
    assert pages > rows / 20
    assert await page.locator(".feed").evaluate("(feed) => feed.scrollTop") == top
    await page.emulate_media(media="print")
    hidden = "(feed) => feed.scrollHeight - feed.clientHeight"
    assert await page.locator(".feed").evaluate(hidden) == 0
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
