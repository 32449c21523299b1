"""The server as its owners and administrators see it, and what the others see of that."""

import re

from playwright.async_api import Page, expect

from tests.support.browser import Desk
from tests.support.cast import Visitor


async def test_whoever_administers_the_server_no_more_sees_nothing_of_it(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    page = await desk.open(boris, "/server-settings/people")
    await expect(page.get_by_text("@ada")).to_be_visible()
    await ada.put(f"/server/people/{boris.id}", {"role": "member"})
    await expect(page.get_by_text("@ada")).to_have_count(0)
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    await expect(page.get_by_text("@ada")).to_be_visible()


async def test_when_someone_was_last_seen_is_said_with_the_time(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    page = await desk.open(ada, "/server-settings/people")
    line = page.get_by_role("listitem").filter(has_text="@boris")
    await expect(line).to_contain_text(re.compile(r"Last seen .*\d:\d\d"))


async def test_links_that_let_nobody_in_are_not_said_to(desk: Desk, ada: Visitor) -> None:
    await ada.put("/server", {"registration": "closed"})
    page = await desk.open(ada, "/server-settings/invites")
    closed = page.get_by_text("Nobody may create an account just now")
    await expect(closed).to_be_visible()
    await page.get_by_role("link", name="General").click()
    await page.get_by_text("Invited people").click()
    await expect(page.get_by_role("radio", name="Invited people")).to_be_checked()
    await page.get_by_role("link", name="Invitations").click()
    await expect(page.get_by_role("button", name="Create a link")).to_be_visible()
    await expect(closed).to_have_count(0)


async def test_on_a_phone_a_link_and_what_is_said_of_it_can_be_read_to_their_end(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, "/server-settings/invites", viewport={"width": 390, "height": 780})
    await page.get_by_role("button", name="Create a link").click()
    told = page.locator(".lines .about > *")
    await expect(told).to_have_count(2)
    await expect(told.last).to_contain_text("not used yet")
    for line in await told.all():
        assert await line.evaluate("(line) => line.scrollWidth <= line.clientWidth")


async def test_a_picture_of_the_server_that_was_refused_is_said_once_and_may_be_chosen_again(
    desk: Desk, ada: Visitor
) -> None:
    desk.expect("400")
    page = await desk.open(ada, "/server-settings/general")
    chooser = page.locator("input[type=file]")
    refused = page.locator(".toast", has_text="This is no picture that can be read")
    for _ in range(2):
        await page.evaluate("document.querySelector('.toast')?.setAttribute('data-seen', '')")
        await chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        await expect(page.locator(".toast:not([data-seen])")).to_be_visible()
        assert await refused.count() == 1
    # A browser says nothing when the same file is chosen again, unless nothing was chosen before.
    assert await chooser.input_value() == ""


async def test_whose_a_room_is_is_said(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    await boris.room("harbour")
    page = await desk.open(ada, "/server-settings/rooms")
    await expect(page.locator(".lines li")).to_contain_text("Owner: boris")
    page = await desk.open(ada, "/server-settings/rooms", locale="ru-RU")
    await expect(page.locator(".lines li")).to_contain_text("Владелец: boris")


async def _offered(page: Page, username: str) -> list[str]:
    """What the menu beside someone's name has; nothing where there is none."""
    line = page.locator(".lines li").filter(has_text=f"@{username} ")
    await expect(line).to_be_visible()
    button = line.get_by_role("button", name="More")
    if not await button.count():
        return []
    await button.click()
    await expect(page.locator(".menu [role^=menuitem]").first).to_be_focused()
    items = await page.locator(".menu [role^=menuitem]").all_text_contents()
    await page.keyboard.press("Escape")
    await expect(page.locator(".menu")).to_have_count(0)
    return items


async def test_nobody_is_offered_to_do_to_an_account_what_is_refused(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor, dmitri: Visitor
) -> None:
    for admin in (boris, chiyo):
        await ada.put(f"/server/people/{admin.id}", {"role": "admin"})
    roles = ["owner", "administrator", "member"]
    account = ["Link for a new password", "Sign out everywhere", "Deactivate the account"]
    page = await desk.open(boris, "/server-settings/people")
    assert [await _offered(page, name) for name in ("ada", "boris", "chiyo", "dmitri")] == [[], [], [], account]
    await ada.put(f"/server/people/{dmitri.id}", {"deactivated": True})
    page = await desk.open(ada, "/server-settings/people")
    assert await _offered(page, "ada") == roles
    assert await _offered(page, "chiyo") == roles + account
    assert await _offered(page, "dmitri") == [*roles, "Reactivate the account"]


async def test_the_last_owner_of_the_server_is_told_what_comes_first(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    page = await desk.open(ada, "/server-settings/people")

    async def make(username: str, role: str) -> None:
        await page.locator(".lines li", has_text=f"@{username} ").get_by_role("button", name="More").click()
        await page.get_by_role("menuitemradio", name=role).click()

    await make("ada", "member")
    alone = page.get_by_role("dialog", name="You alone own this server")
    await expect(alone).to_contain_text("Make somebody else an owner first")
    await alone.get_by_text("Close").click()
    await make("boris", "owner")
    await expect(page.locator(".lines li", has_text="@boris ")).to_contain_text("owner")
    await make("ada", "administrator")
    await page.get_by_role("dialog").get_by_role("button", name="Give it up").click()
    await expect(page.locator(".lines li", has_text="@ada ")).to_contain_text("administrator")
    assert (await boris.get("/server/people")).json()["people"][0]["role"] == "admin"


async def test_the_servers_pages_say_whom_they_are_for(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    await ada.chat_with(boris)
    page = await desk.open(boris, "/server-settings/people")
    await expect(page.get_by_role("heading", name="This is for owners and administrators")).to_be_visible()
    await page.get_by_role("button", name="Go to the chats").click()
    await expect(page.locator(".rail")).to_be_visible()
