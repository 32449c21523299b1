"""Names as long as they may be, without a space: nothing is pushed out of the view by them, on a phone neither."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.test_places import choose
from tests.support.browser import DESKTOP, Desk
from tests.support.cast import Visitor, made

LONGEST = "W" * 128
_SMALL = ViewportSize(width=320, height=640)
# What can be pressed or read as a heading, and stands beyond an edge of the window.
_BEYOND = """[...document.querySelectorAll("h1, h2, button, a, input, [role=option], [role=option] *")]
    .filter((each) => each.checkVisibility())
    .filter((each) => { const box = each.getBoundingClientRect(); return box.left < -1 || box.right > innerWidth + 1 })
    .map((each) => each.outerHTML.slice(0, 90))"""

on_both = pytest.mark.parametrize("viewport", [DESKTOP, _SMALL], ids=["desktop", "phone"])


async def _see_all(page: Page) -> None:
    """Nothing is cut off at a side, neither by the window nor by a dialog."""
    assert await page.evaluate(_BEYOND) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def _room(ada: Visitor, boris: Visitor) -> int:
    """A room of ada's, with boris in it, who has the longest of names as well."""
    await boris.edit(name=LONGEST)
    room = await ada.room(LONGEST)
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    assert (await boris.post(f"/invites/{code}")).status_code == 200
    return room


@on_both
async def test_an_invite_to_a_room_of_a_long_name_is_seen_whole(
    desk: Desk, ada: Visitor, viewport: ViewportSize
) -> None:
    room = await ada.room(LONGEST)
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    page = await desk.open(ada, f"/join/{code}", viewport=viewport)
    await expect(page.get_by_role("button", name="Join the room")).to_be_in_viewport()
    await _see_all(page)


@on_both
async def test_dialogs_of_a_long_name_are_seen_whole(
    desk: Desk, ada: Visitor, boris: Visitor, viewport: ViewportSize
) -> None:
    room = await _room(ada, boris)
    page = await desk.open(ada, f"/r/{room}", viewport=viewport)
    for what in ("Invite people", "Members", "Leave the room", "Delete the room"):
        await choose(page, what)
        await expect(page.get_by_role("dialog")).to_be_visible()
        await _see_all(page)
        await page.keyboard.press("Escape")


async def test_what_closes_a_dialog_stands_beside_the_first_line_of_its_title(desk: Desk, ada: Visitor) -> None:
    for name in ("garden", LONGEST):
        page = await desk.open(ada, f"/r/{await ada.room(name)}")
        await choose(page, "Delete the room")
        await expect(page.get_by_role("dialog")).to_be_visible()
        line, middle = await page.evaluate("""() => {
          const [title, close] = document.querySelectorAll("dialog header :is(h2, button)");
          const range = document.createRange();
          range.selectNodeContents(title);
          const middleOf = (box) => (box.top + box.bottom) / 2;
          return [middleOf(range.getClientRects()[0]), middleOf(close.getBoundingClientRect())];
        }""")
        assert abs(line - middle) < 2


@on_both
async def test_who_has_a_long_name_is_suggested_and_found_within_the_view(
    desk: Desk, ada: Visitor, boris: Visitor, viewport: ViewportSize
) -> None:
    channel = await ada.channel(await _room(ada, boris), LONGEST)
    page = await desk.open(ada, f"/c/{channel}", viewport=viewport)
    await expect(page.get_by_text("This is the beginning")).to_be_visible()
    await _see_all(page)
    await page.locator(".composer textarea").fill("@bor")
    await expect(page.get_by_role("option", name=LONGEST)).to_be_visible()
    await _see_all(page)
    made(await ada.post(f"/chats/{channel}/messages", {"text": "tulips"}))
    await page.locator(".composer textarea").fill("")
    await page.keyboard.press("Control+Shift+F")
    await page.keyboard.type("tulips")
    await expect(page.locator(".search-place")).to_be_visible()
    await _see_all(page)
    assert await page.locator(".palette-list").evaluate("(list) => list.scrollWidth <= list.clientWidth")


async def test_what_opens_beside_something_is_seen_whole_in_the_lowest_of_windows(desk: Desk, ada: Visitor) -> None:
    """Four times as large on a desktop: of 1280 by 1024 pixels 320 by 256 are left."""
    chat = made(await ada.post("/chats", {"user_id": ada.id}))
    made(await ada.post(f"/chats/{chat}/messages", {"text": "beans"}))
    page = await desk.open(ada, f"/c/{chat}", viewport={"width": 320, "height": 256})
    for opener, sign in (
        (page.get_by_role("button", name="Emoji"), page.locator(".emoji-panel")),
        (page.locator("article .who"), page.locator(".person-card")),
    ):
        await opener.click()
        await expect(sign).to_be_visible()
        box = await sign.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 256
        await page.keyboard.press("Escape")
        await expect(sign).to_have_count(0)
