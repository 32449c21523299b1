"""What is dropped and pasted, wherever that happens."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_places import garden
from tests.support.browser import PATIENCE, PHONE, Desk
from tests.support.cast import Visitor, made
from tests.support.pictures import picture

_PASTE = """([text, file]) => {
  const clipboardData = new DataTransfer();
  if (text) clipboardData.setData('text/plain', text);
  if (file) clipboardData.items.add(new File(['leaf'], file, {type: 'image/png'}));
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
async def page(desk: Desk, ada: Visitor) -> Page:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(_field(page)).to_be_visible()
    return page


async def drag(page: Page, path: Path, *steps: str) -> None:
    """As a file manager does: over the middle of the window."""
    session = await page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for step in steps:
        await session.send("Input.dispatchDragEvent", {"type": step, "x": 640, "y": 300, "data": data})


# Which events of a drag are left to the browser. Where something comes below the pointer just then, `dragenter` is the last.
_UNTAKEN = """() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["beds"], "beds.txt"));
  const take = (name) => !document.body.dispatchEvent(new DragEvent(name, {dataTransfer, bubbles: true, cancelable: true}));
  return ["dragenter", "dragover", "drop"].filter((name) => !take(name));
}"""


async def act_at_once(button: Locator, sign: str, act: str) -> None:
    """Click, and act as soon as what comes of that stands on the page: before it is painted."""
    await button.evaluate(
        f"""(button, sign) => new Promise((done) => {{
          const watch = new MutationObserver(() => {{
            if (!document.querySelector(sign)) return;
            watch.disconnect();
            ({act})();
            done();
          }});
          watch.observe(document.body, {{subtree: true, childList: true}});
          button.click();
        }})""",
        sign,
    )


async def drop(page: Page, path: Path) -> None:
    await drag(page, path, "dragEnter", "dragOver", "drop")


async def test_a_folder_is_refused_in_words(page: Page, tmp_path: Path) -> None:
    (tmp_path / "beds").mkdir()
    await drop(page, tmp_path / "beds")
    await expect(page.get_by_text("“beds” is empty, or a folder.")).to_be_visible()
    await expect(_files(page)).to_have_count(0)


async def test_a_file_dropped_where_nothing_takes_it_opens_nothing(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "beds.txt"
    path.write_text("beds")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await drag(page, path, "dragEnter", "dragOver")
    await expect(page.locator(".composer-drop")).to_have_count(0)
    await drag(page, path, "drop")
    await page.keyboard.press("Escape")
    await expect(_files(page)).to_have_count(0)
    await page.goto("/settings/profile")
    await expect(page.get_by_label("Name", exact=True)).to_be_visible()
    assert await page.evaluate(_UNTAKEN) == []
    await drop(page, path)
    assert (
        await page.evaluate("fetch('/server').then((answer) => answer.status)") == 200
    )  # it had time to open the file
    assert len(page.context.pages) == 1
    assert page.url.endswith("/settings/profile")


_DROP = """() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["beds"], "beds.txt"));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
}"""


async def test_a_file_dropped_in_the_moment_a_chat_opens_is_taken(desk: Desk, ada: Visitor) -> None:
    room, _ = await garden(ada)
    page = await desk.open(ada, f"/r/{room}", viewport=PHONE)
    await act_at_once(page.locator(".list").get_by_role("link", name="roses"), ".composer", _DROP)
    await expect(_files(page)).to_have_count(1)


async def test_a_message_that_is_changed_takes_no_files(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "beds.txt"
    path.write_text("beds")
    await _field(page).fill("Roses")
    await page.keyboard.press("Enter")
    await expect(page.locator(".feed article:not(.pending) .text")).to_have_text("Roses")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_text("Editing a message")).to_be_visible()
    await drop(page, path)
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Editing a message")).to_have_count(0)
    await expect(_files(page)).to_have_count(0)


async def test_pasting_anywhere_is_pasting_here(page: Page) -> None:
    await _field(page).fill("Roses: ")
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate(_PASTE, ["red\nwhite", None])
    await expect(_field(page)).to_be_focused()
    await expect(_field(page)).to_have_value("Roses: red\nwhite")
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate(_PASTE, [None, "rose.png"])
    await expect(_files(page)).to_have_count(1)
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.evaluate(_PASTE, ["elsewhere", None])
    await page.keyboard.press("Escape")
    await expect(_field(page)).to_have_value("Roses: red\nwhite")


def _field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def _files(page: Page) -> Locator:
    return page.locator(".composer-tray li")


async def test_a_finger_that_rests_on_a_chat_opens_its_menu_and_goes_nowhere(desk: Desk, ada: Visitor) -> None:
    room, _ = await garden(ada)
    page = await desk.open(ada, f"/r/{room}", viewport=PHONE, has_touch=True, is_mobile=True)
    row = page.locator(".list").get_by_role("link", name="roses")
    await row.tap(trial=True)  # it has come to rest
    box = await row.bounding_box()
    assert box is not None
    session = await page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(page.get_by_role("menu")).to_be_visible()
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await page.get_by_role("menuitemradio", name="No notifications").tap()
    await expect(page.locator(".row.quiet")).to_be_visible()
    assert page.url.endswith(f"/r/{room}")


async def test_back_closes_what_lies_above_and_stays(desk: Desk, ada: Visitor) -> None:
    room, roses = await garden(ada)
    page = await desk.open(ada, f"/r/{room}", viewport=PHONE)
    await page.locator(".list").get_by_role("link", name="roses").click()
    await expect(_field(page)).to_be_visible()
    for button, sign in (
        ("Search", page.get_by_role("dialog", name="Search")),
        ("Details", page.get_by_role("complementary", name="Details")),
        ("More", page.get_by_role("menu")),
    ):
        await page.locator(".chat-header").get_by_role("button", name=button).click()
        await expect(sign).to_be_visible()
        await page.evaluate("history.back()")
        await expect(sign).to_have_count(0)
        await expect(page).to_have_url(re.compile(f"/c/{roses}$"))
    await expect(_field(page)).to_be_visible()
    await page.evaluate("history.back()")
    await expect(page).to_have_url(re.compile(f"/r/{room}$"))
    await expect(page.locator(".list").get_by_role("link", name="roses")).to_be_visible()


_AWAY = re.compile("^about:blank$")  # where a tab begins
_HELD = """() => new Promise((done) => {
  const look = () => (history.state.isAgain ? done() : requestAnimationFrame(look));
  look();
})"""
_ESCAPE = "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))"
_ABOVE = "dialog[open], :popover-open, .details"


@pytest.mark.parametrize("button", ["Search", "Details", "More"])
async def test_back_closes_what_lies_above_the_first_page(desk: Desk, ada: Visitor, button: str) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", viewport={"width": 1000, "height": 800})
    entries = await _entries(page)
    for _ in range(2):
        await page.locator(".chat-header").get_by_role("button", name=button).click()
        await expect(page.locator(_ABOVE)).to_be_visible()
        await page.evaluate(_HELD)
        await page.evaluate("history.back()")
        await expect(page.locator(_ABOVE)).to_have_count(0)
        await page.evaluate(_HELD)
    await expect(_field(page)).to_be_visible()
    assert await _entries(page) == entries + 1
    await _leave(page)


async def test_back_closes_the_details_in_the_moment_they_open(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", viewport={"width": 1000, "height": 800})
    button = page.locator(".chat-header").get_by_role("button", name="Details")
    await button.click()
    await page.evaluate(_HELD)
    await page.keyboard.press("Escape")
    await expect(page.locator(_ABOVE)).to_have_count(0)
    await button.evaluate("""(button) => new Promise((done) => {
      addEventListener("popstate", () => requestAnimationFrame(done), {once: true});
      button.click();
      history.back();
    })""")
    await expect(page.locator(_ABOVE)).to_have_count(0)
    await expect(_field(page)).to_be_visible()
    await _leave(page)


async def test_escape_closes_the_details_in_the_moment_they_open(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", viewport={"width": 1000, "height": 800})
    button = page.locator(".chat-header").get_by_role("button", name="Details")
    await button.click()
    await expect(page.locator(".details")).to_be_visible()
    await page.locator(".details").get_by_role("button", name="Close").click()
    await expect(page.locator(".details")).to_have_count(0)
    await act_at_once(button, ".details", _ESCAPE)
    await expect(page.locator(".details")).to_have_count(0)


async def test_back_from_where_nothing_has_lain_above_leaves(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(_field(page)).to_be_visible()
    await _leave(page)


async def test_what_is_chosen_on_the_first_page_is_gone_back_from(desk: Desk, ada: Visitor) -> None:
    room, roses = await garden(ada)
    lilies = await ada.channel(room, name="lilies")
    page = await desk.open(ada, f"/c/{roses}")
    await page.locator(".chat-header").get_by_role("button", name="More").click()
    await page.evaluate(_HELD)
    await page.keyboard.press("Escape")
    await page.locator(".list").get_by_role("link", name="lilies").click()
    await expect(page).to_have_url(re.compile(f"/c/{lilies}$"))
    await page.evaluate("history.back()")
    await expect(page).to_have_url(re.compile(f"/c/{roses}$"))
    await _leave(page)


async def test_back_from_a_linked_chat_shows_the_lists_of_a_phone(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", viewport=PHONE)
    await expect(_field(page)).to_be_visible()
    await page.evaluate("history.back()")
    await expect(page.locator(".list").first).to_be_visible()
    await expect(_field(page)).to_have_count(0)
    await _leave(page)


async def _leave(page: Page) -> None:
    await page.evaluate("() => void setTimeout(() => history.back())")  # not what is asked meanwhile: the page ends
    await expect(page).to_have_url(_AWAY)


async def _entries(page: Page) -> int:
    return int(await page.evaluate("history.length"))


@pytest.fixture
async def pictures(desk: Desk, ada: Visitor) -> Page:
    """Ada's phone, with the first of two pictures over the page."""
    _, roses = await garden(ada)
    sent = [
        made(await ada.client.post(f"/chats/{roses}/files", files={"file": (name, picture(size=(60, 40)))}))
        for name in ("red.png", "white.png")
    ]
    made(await ada.post(f"/chats/{roses}/messages", {"text": "", "file_ids": sent}))
    page = await desk.open(ada, f"/c/{roses}", viewport=PHONE, has_touch=True, is_mobile=True)
    await page.get_by_role("button", name="red.png").tap()
    await expect(page.get_by_role("dialog", name="red.png")).to_be_visible()
    return page


async def test_pictures_go_on_and_away_by_swiping(pictures: Page) -> None:
    await swipe(pictures, (300, 400), (80, 410))
    await expect(pictures.get_by_role("dialog", name="white.png")).to_be_visible()
    await swipe(pictures, (200, 300), (210, 500))
    await expect(pictures.get_by_role("dialog")).to_have_count(0)


_AT_EDGE = """(({pageLeft, width, pageTop, height}) =>
  pageLeft + width > innerWidth - 1 && pageTop + height > innerHeight - 1)(visualViewport)"""


async def test_a_picture_is_enlarged_by_two_fingers_and_moved_by_one(pictures: Page) -> None:
    await pinch(pictures, 3)
    await pictures.wait_for_function("() => visualViewport.scale > 2")
    await move_to_edge(pictures)
    await swipe(pictures, (300, 400), (80, 410))  # beyond its edge it is not another one's turn
    await pinch(pictures, 0.2)
    await pictures.wait_for_function("() => visualViewport.scale < 1.01")
    await swipe(pictures, (300, 400), (80, 410))
    await expect(pictures.get_by_role("dialog", name="white.png")).to_be_visible()


async def test_an_enlarged_page_is_moved_by_a_finger_on_the_messages(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    for number in range(30):
        made(await ada.post(f"/chats/{roses}/messages", {"text": f"message {number}."}))
    page = await desk.open(ada, f"/c/{roses}", viewport=PHONE, has_touch=True, is_mobile=True)
    await expect(page.get_by_text("message 29.")).to_be_visible()
    await pinch(page, 2)
    await page.wait_for_function("() => visualViewport.scale > 1.5")
    await move_to_edge(page)


async def move_to_edge(page: Page) -> None:
    """Move what is enlarged as far to the left, and up, as it goes, in steps too short for anything else."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not await page.evaluate(_AT_EDGE):
            await swipe(page, (300, 500), (200, 420))


async def swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """One finger, from here to there on the glass."""
    session, scale = await page.context.new_cdp_session(page), await scale_of(page)
    for kind, points in (("touchStart", [start]), ("touchMove", [end]), ("touchEnd", [])):
        where = [{"x": x / scale, "y": y / scale} for x, y in points]
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})


async def pinch(page: Page, factor: float) -> None:
    """Two fingers in the middle of a phone, that many times as far from each other in the end."""
    session, scale = await page.context.new_cdp_session(page), await scale_of(page)
    middle = {"x": PHONE["width"] / 2 / scale, "y": PHONE["height"] / 2 / scale}
    await session.send("Input.synthesizePinchGesture", {**middle, "scaleFactor": factor})


async def scale_of(page: Page) -> float:
    return float(await page.evaluate("visualViewport.scale"))
