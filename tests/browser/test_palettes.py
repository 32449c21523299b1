"""A palette lies over the page as a dialog does, though the page is not inert: keys, focus and selection stay in it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.browser.test_gestures import drop
from tests.browser.test_jump import jump, search
from tests.browser.test_places import garden
from tests.support.browser import PHONE, Desk
from tests.support.cast import Visitor, made

WINDOW = ViewportSize(width=1000, height=700)  # where the details lie above the conversation

_FOCUS_LEAVES = """() => {
  window.left = [];
  document.addEventListener("focusin", ({ target }) => target.closest("dialog") || left.push(target.outerHTML));
}"""
_HAS_FOCUS = "(element) => element === document.activeElement"
_ON_TOP = "([x, y]) => document.elementFromPoint(x, y).closest('dialog')?.ariaLabel"
_TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_WITHOUT_CLOSEDBY = """
delete HTMLDialogElement.prototype.closedBy;
const { show } = HTMLDialogElement.prototype;
HTMLDialogElement.prototype.show = function () {
  this.removeAttribute("closedby");
  show.call(this);
};
"""
_ESCAPE_COMPOSING = """(line) => line.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Escape", isComposing: true, bubbles: true, cancelable: true }))"""


@pytest.fixture
async def roses(ada: Visitor) -> int:
    """A channel with more than fits the window."""
    _, chat_id = await garden(ada)
    for number in range(30):
        made(await ada.post(f"/chats/{chat_id}/messages", {"text": f"Rose {number}\n\nis in bloom"}))
    return chat_id


@pytest.fixture
async def page(desk: Desk, ada: Visitor, roses: int) -> Page:
    page = await desk.open(ada, f"/c/{roses}", viewport=WINDOW)
    await _settle(page)
    return page


async def _settle(page: Page) -> None:
    """All that the palettes need has come, and the field has the focus."""
    await _field(page).focus()
    for key, sign in (("Control+k", ".palette-foot"), ("Control+Shift+f", ".search-chips")):
        await page.keyboard.press(key)
        await expect(page.locator(f"dialog {sign}")).to_be_attached()
        await page.keyboard.press("Escape")
        await _see_closed(page)


async def _see_closed(page: Page) -> None:
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(_field(page)).to_be_focused()


def _field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def _line(page: Page) -> Locator:
    return page.locator("dialog [role=combobox]")


async def test_the_page_below_a_palette_is_not_made_inert(page: Page) -> None:
    for open_one in (jump, search):
        await open_one(page)
        await expect(page.locator("dialog")).to_have_attribute("aria-modal", "true")
        await expect(page.locator("dialog:modal")).to_have_count(0)
        await page.keyboard.press("Escape")
        await _see_closed(page)


async def test_tab_goes_round_in_a_palette(page: Page) -> None:
    await search(page)
    await page.keyboard.type("bloom")
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.evaluate(_FOCUS_LEAVES)
    await page.keyboard.press("Tab")
    stops = 1
    while not await _line(page).evaluate(_HAS_FOCUS):
        await page.keyboard.press("Tab")
        stops += 1
        assert stops < 30
    assert stops > 10  # a date has several
    await page.keyboard.press("Shift+Tab")
    await expect(_line(page)).not_to_be_focused()
    await page.keyboard.press("Tab")
    await expect(_line(page)).to_be_focused()
    assert await page.evaluate("left") == []


async def test_what_takes_the_focus_out_of_a_palette_is_without_it_again(page: Page) -> None:
    await search(page)
    await _field(page).evaluate("(field) => field.focus()")
    await expect(_line(page)).to_be_focused()


async def test_keys_that_nothing_in_a_palette_has_go_to_its_line(page: Page) -> None:
    await search(page)
    await page.locator(".search-hints").click()
    await page.keyboard.type("ro")
    await expect(_line(page)).to_have_value("ro")
    await page.get_by_role("button", name="In this chat").click()
    await page.locator(".search-chip:has([data-icon=x])").click()  # it goes, with the focus
    await page.keyboard.type("se")
    await expect(_line(page)).to_have_value("rose")
    await page.keyboard.press("Escape")
    await _see_closed(page)
    await expect(_field(page)).to_have_value("")


async def test_keys_in_a_palette_move_and_select_nothing_below(page: Page) -> None:
    await page.locator(".feed article").last.click()
    place = await page.locator(".feed").evaluate("(feed) => feed.scrollTop")
    address = page.url
    await jump(page)
    for _ in range(2):
        for key in ("PageUp", "Home", "Control+Home", "Control+a", "Alt+ArrowDown"):
            await page.keyboard.press(key)
        await page.keyboard.press("Tab")  # to what closes it
    await page.locator(".palette-foot").click()
    await page.keyboard.press("Control+a")
    assert await page.evaluate("getSelection().toString().trim()") == ""
    assert await page.locator(".feed").evaluate("(feed) => feed.scrollTop") == place
    assert page.url == address


async def test_what_is_selected_in_a_palette_can_be_copied(page: Page) -> None:
    await search(page)
    box = await page.locator(".search-hints p").first.bounding_box()
    assert box is not None
    await _draw(page, (box["x"] + 2, box["y"] + 8), (box["x"] + 200, box["y"] + 8))
    selected = await page.evaluate("getSelection().toString()")
    assert selected != ""
    await page.evaluate("document.addEventListener('copy', () => { window.copied = getSelection().toString(); })")
    await page.keyboard.press("Control+c")
    assert await page.evaluate("copied") == selected


async def test_what_is_selected_beyond_the_edge_of_a_palette_closes_nothing(page: Page) -> None:
    await search(page)
    await page.keyboard.type("rose")
    box = await _line(page).bounding_box()
    assert box is not None
    await _draw(page, (box["x"] + 30, box["y"] + 8), (5, box["y"] + 8))
    await page.keyboard.type("w")
    await expect(_line(page)).to_have_value(re.compile("^w"))


async def _draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(*end, steps=4)
    await page.mouse.up()


async def test_what_is_dropped_on_a_palette_goes_nowhere(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "beds.txt"
    path.write_text("beds")
    await jump(page)
    await drop(page, path)
    await page.keyboard.press("Escape")
    await _see_closed(page)
    await expect(page.locator(".composer-tray li")).to_have_count(0)


@pytest.mark.parametrize("is_known", [True, False], ids=["closedby", "by hand"])
async def test_escape_closes_a_palette_from_anywhere(desk: Desk, ada: Visitor, roses: int, is_known: bool) -> None:
    page = await (await desk.seat(ada, viewport=WINDOW)).new_page()
    if not is_known:
        await page.add_init_script(_WITHOUT_CLOSEDBY)
    await page.goto(f"/c/{roses}")
    await _settle(page)
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await expect(page.locator(".details")).to_be_visible()
    await _field(page).focus()
    await jump(page)
    await _line(page).evaluate(_ESCAPE_COMPOSING)
    await page.evaluate(_TWO_FRAMES)
    await expect(_line(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await _see_closed(page)
    await jump(page)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await _see_closed(page)
    await jump(page)
    await page.locator(".palette-foot").click()
    await page.keyboard.press("Escape")
    await _see_closed(page)
    await expect(page.locator(".details")).to_be_visible()  # which Escape closes where nothing lies above


@pytest.mark.parametrize("is_finger", [False, True], ids=["mouse", "finger"])
async def test_a_press_beside_a_palette_closes_it_and_nothing_else(
    desk: Desk, ada: Visitor, roses: int, is_finger: bool
) -> None:
    page = await desk.open(ada, f"/c/{roses}", viewport=WINDOW, has_touch=is_finger)
    await _settle(page)
    press = page.touchscreen.tap if is_finger else page.mouse.click
    box = await page.locator(".chat-header").get_by_role("button", name="Details").bounding_box()
    assert box is not None
    place = (box["x"] + 5, box["y"] + 5)
    await jump(page)
    await press(*place)
    await _see_closed(page)
    await page.evaluate(_TWO_FRAMES)
    await expect(page.locator(".details")).to_have_count(0)
    await press(*place)
    await expect(page.locator(".details")).to_be_visible()


async def test_a_palette_lies_above_all_of_a_phone(desk: Desk, ada: Visitor, roses: int) -> None:
    page = await desk.open(ada, f"/c/{roses}", viewport=PHONE)
    await _settle(page)
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await expect(page.locator(".details")).to_be_visible()
    await jump(page)
    for place in ([2, 2], [380, 100], [380, 700], [200, 840]):
        assert await page.evaluate(_ON_TOP, place) == "Jump to"
    await page.keyboard.press("Shift+Tab")
    assert await page.locator("dialog").evaluate("(dialog) => dialog.scrollTop") == 0


async def test_a_palette_lies_above_what_fills_the_screen(page: Page) -> None:
    await page.evaluate("document.querySelector('.feed').requestFullscreen()")
    await page.wait_for_function("() => document.fullscreenElement !== null")
    await jump(page)
    assert await page.evaluate(_ON_TOP, [500, 200]) == "Jump to"


@pytest.mark.parametrize("leave", ["Escape", "Back"])
async def test_of_two_palettes_the_upper_one_is_closed_first(page: Page, leave: str) -> None:
    async def close() -> None:
        await (page.keyboard.press("Escape") if leave == "Escape" else page.evaluate("history.back()"))

    address = page.url
    await search(page)
    await page.keyboard.type("rose")
    await jump(page)
    assert await page.evaluate(_ON_TOP, [500, 90]) == "Jump to"
    await close()
    await expect(page.get_by_role("dialog", name="Jump to")).to_have_count(0)
    await expect(_line(page)).to_be_focused()
    await expect(_line(page)).to_have_value("rose")
    await close()
    await _see_closed(page)
    assert page.url == address
