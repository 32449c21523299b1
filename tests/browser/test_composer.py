"""Writing to a chat in the browser."""

import re

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.support.browser import DESKTOP, PATIENCE, Desk, wait_for_promise
from tests.support.cast import Visitor
from tests.support.pictures import picture
from tests.support.server import with_settings

PICTURE = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 4;
  canvas.getContext("2d").fillRect(0, 0, 4, 4);
  return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}"""

# How fast a sound plays, from the moment at which it can be paused: it is over before one has looked twice.
NOTE_PLAYING = """(sound) => {
  const [audio, button] = [sound.querySelector("audio"), sound.querySelector(".play")];
  window.played = new Promise((done) => {
    const look = () => button.ariaLabel === "Pause" && done(audio.playbackRate);
    new MutationObserver(look).observe(button, { attributes: true });
  });
}"""


@pytest.fixture
async def garden(ada: Visitor, boris: Visitor) -> int:
    """A room of Ada's and Boris's; the chat id of its channel."""
    room = await ada.room()
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    await boris.post(f"/invites/{code}", {})
    return await ada.channel(room)


@pytest.fixture
async def page(desk: Desk, ada: Visitor, garden: int) -> Page:
    """Ada's, with the channel open."""
    page = await desk.open(ada, f"/c/{garden}", permissions=["clipboard-read", "clipboard-write", "microphone"])
    await expect(field(page)).to_be_visible()
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


async def texts(visitor: Visitor, chat_id: int) -> list[str]:
    """What the server has."""
    found = (await visitor.get(f"/chats/{chat_id}/messages")).json()["messages"]
    return [message["text"] for message in found]


async def send(page: Page, text: str) -> None:
    await field(page).fill(text)
    await field(page).press("Enter")
    await expect(page.locator("article:not(.pending)").filter(has_text=text)).to_be_visible()


async def has_taken(page: Page) -> None:
    """The device has what was written among what is to be sent: until then it is a draft as well."""
    await wait_for_promise(
        page,
        """async () => {
      const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result) });
      const opened = await answer(indexedDB.open("besedka"));
      const count = await answer(opened.transaction("outbox").objectStore("outbox").count());
      opened.close();
      return count > 0;
    }""",
    )


async def test_enter_sends_and_shift_enter_breaks(page: Page, boris: Visitor, garden: int) -> None:
    await field(page).press_sequentially("one")
    await field(page).press("Shift+Enter")
    await field(page).press_sequentially("two")
    await field(page).press("Enter")
    await expect(field(page)).to_have_value("")
    await expect(page.locator("article:not(.pending)").filter(has_text="two")).to_be_visible()
    assert await texts(boris, garden) == ["one\ntwo"]


@pytest.mark.parametrize("of_method", ["isComposing: true", "keyCode: 229"])
async def test_keys_of_an_input_method_do_nothing(page: Page, ada: Visitor, garden: int, of_method: str) -> None:
    await send(page, "first")
    for key, text in (("Enter", "half a wo"), ("ArrowUp", ""), ("Escape", "half a wo")):
        await field(page).fill(text)
        is_free = await field(page).evaluate(
            "(field, [key]) => field.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, "
            + of_method
            + "}))",
            [key],
        )
        assert is_free, f"{key} belongs to the method"
        await expect(field(page)).to_have_value(text)
    assert await texts(ada, garden) == ["first"]


async def test_drafts_survive_switching_and_reloading(page: Page, ada: Visitor, boris: Visitor, garden: int) -> None:
    other = await ada.chat_with(boris)
    await field(page).fill("half a thought")
    await page.goto(f"/c/{other}")
    await expect(field(page)).to_have_value("")
    await field(page).fill("for Boris")
    await page.go_back()
    await expect(field(page)).to_have_value("half a thought")
    await page.reload()
    await expect(field(page)).to_have_value("half a thought")


async def test_a_draft_outlives_a_page_whose_last_writes_are_given_up(page: Page, garden: int) -> None:
    """As in WebKit, where what a page that goes away asks of IndexedDB is not done."""
    await page.add_init_script(
        "addEventListener('pagehide', () => { IDBDatabase.prototype.transaction = () => { throw new Error('gone') } })"
    )
    await page.goto(f"/c/{garden}")
    await field(page).fill("half a thought")
    await page.reload()
    await expect(field(page)).to_have_value("half a thought")
    await field(page).press("Enter")
    sent = page.locator("article:not(.pending)").filter(has_text="half a thought")
    await expect(sent).to_have_count(1)  # until the device has it among what is to be sent, it is a draft as well
    await page.reload()
    await expect(sent).to_have_count(1)
    await expect(field(page)).to_have_value("")


async def test_tabs_do_not_overwrite_each_others_drafts(page: Page, garden: int) -> None:
    second = await page.context.new_page()
    await second.goto(f"/c/{garden}")
    await field(page).fill("in the first")
    await expect(field(second)).to_have_value("in the first")  # nothing was written there yet
    await field(second).fill("in the second")
    await expect(field(page)).to_have_value("in the first")
    await second.close()


async def test_a_message_that_was_sent_is_no_draft_any_more(desk: Desk, page: Page, ada: Visitor, garden: int) -> None:
    desk.expect_no_line()
    await page.context.set_offline(True)
    await field(page).fill("said without a line")
    await field(page).press("Enter")
    await expect(field(page)).to_have_value("")
    await has_taken(page)
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("article:not(.pending)").filter(has_text="said without a line")).to_have_count(1)
    await expect(field(page)).to_have_value("")
    assert await texts(ada, garden) == ["said without a line"]


async def test_where_the_style_sheet_can_not_size_the_field_it_follows_its_text(page: Page, garden: int) -> None:
    """As in WebKit: also when its width changes."""
    await page.add_init_script("CSS.supports = () => false")
    await page.goto(f"/c/{garden}")
    await field(page).evaluate("(field) => { field.style.fieldSizing = 'fixed' }")
    await field(page).fill("so many words that they take more than one line " * 3)
    wide = await field(page).evaluate("(field) => field.offsetHeight")
    await page.set_viewport_size({"width": 700, "height": 800})
    await page.wait_for_function("(wide) => document.querySelector('.composer textarea').offsetHeight > wide", arg=wide)
    await page.set_viewport_size(DESKTOP)
    await expect(field(page)).to_have_js_property("offsetHeight", wide)


async def test_typing_renders_no_message(page: Page) -> None:
    await send(page, "a row")
    await page.evaluate(
        "() => { window.changes = 0; new MutationObserver((seen) => { window.changes += seen.length })"
        ".observe(document.querySelector('[role=feed]'), {subtree: true, childList: true, attributes: true, characterData: true}) }"
    )
    await field(page).press_sequentially("twenty letters, each")
    assert await page.evaluate("window.changes") == 0


async def test_up_edits_the_last_message_and_escape_leaves(page: Page, ada: Visitor, garden: int) -> None:
    await send(page, "garden tee")
    await field(page).press("ArrowUp")
    await expect(field(page)).to_have_value("garden tee")
    await field(page).press("Escape")
    await expect(field(page)).to_have_value("")
    await field(page).press("ArrowUp")
    await field(page).press("Backspace")
    await field(page).press("a")
    await field(page).press("Enter")
    await expect(page.locator("article:not(.pending)").filter(has_text="garden tea")).to_be_visible()
    assert await texts(ada, garden) == ["garden tea"]


async def test_what_was_changed_is_kept_when_one_looks_elsewhere(page: Page, ada: Visitor, boris: Visitor) -> None:
    await ada.chat_with(boris)
    await send(page, "first")
    await field(page).press("ArrowUp")
    await field(page).press_sequentially(" and second")
    await field(page).evaluate("field => field.blur()")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page).to_have_url(re.compile(r"/c/\d+$"))
    await expect(field(page)).to_have_value("")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(field(page)).to_have_value("first and second")


async def test_a_spreadsheets_clipboard_pastes_as_text(page: Page) -> None:
    await copy(page, text="a\tb", html="<table><tr><td>a<td>b</table>", picture=True)
    await field(page).press("Control+v")
    await expect(field(page)).to_have_value("a\tb")
    await expect(page.get_by_role("list", name="Files to send")).to_have_count(0)


async def test_a_picture_pastes_as_a_file_and_can_be_taken_away(page: Page) -> None:
    await copy(page, picture=True)
    await field(page).press("Control+v")
    tray = page.get_by_role("list", name="Files to send")
    await expect(tray.get_by_role("listitem")).to_have_count(1)
    await tray.get_by_role("button", name=re.compile("^Remove")).click()
    await expect(tray).to_have_count(0)
    await expect(field(page)).to_be_focused()


async def copy(page: Page, *, text: str = "", html: str = "", picture: bool = False) -> None:
    await page.evaluate(
        "async ([text, html, picture]) => { const items = {}; "
        "if (text) items['text/plain'] = new Blob([text], {type: 'text/plain'}); "
        "if (html) items['text/html'] = new Blob([html], {type: 'text/html'}); "
        f"if (picture) items['image/png'] = await ({PICTURE})(); "
        "await navigator.clipboard.write([new ClipboardItem(items)]) }",
        [text, html, picture],
    )


async def test_files_go_with_the_message(page: Page, boris: Visitor, garden: int) -> None:
    files = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"roses"} for name in ("one", "two")]
    await page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    await field(page).press("Enter")
    await expect(page.get_by_role("link", name=re.compile("two.txt"))).to_be_visible()
    found = (await boris.get(f"/chats/{garden}/messages")).json()["messages"]
    assert [[file["name"] for file in message["files"]] for message in found] == [["one.txt", "two.txt"]]


async def test_a_dragged_file_may_be_dropped_anywhere(page: Page) -> None:
    drag = (
        "(type) => { const data = new DataTransfer(); data.items.add(new File(['x'], 'list.txt')); "
        "document.body.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true})) }"
    )
    await page.evaluate(drag, "dragenter")
    await expect(page.get_by_text("Drop to send to #roses")).to_be_visible()
    await page.evaluate(drag, "drop")
    await expect(page.get_by_text("list.txt")).to_be_visible()
    await expect(page.get_by_text("Drop to send to #roses")).to_have_count(0)


async def test_typing_anywhere_is_typing_here(page: Page) -> None:
    await field(page).evaluate("field => field.blur()")
    for key in ("Control+b", "Alt+h", "ArrowDown", " "):
        await page.keyboard.press(key)
    await expect(field(page)).not_to_be_focused()
    await page.keyboard.type("hello")
    await expect(field(page)).to_have_value("hello")


async def test_what_is_typed_over_a_dialog_stays_there(page: Page) -> None:
    await field(page).evaluate("field => field.blur()")
    await page.keyboard.press("?")
    await page.keyboard.type("hello")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await expect(field(page)).to_have_value("")


async def test_tab_leaves_the_field(page: Page) -> None:
    await field(page).fill("text")
    await field(page).press("Tab")
    await expect(field(page)).not_to_be_focused()
    await expect(field(page)).to_have_value("text")


async def test_a_name_is_completed_and_that_can_be_undone(page: Page) -> None:
    await field(page).press_sequentially("tea, @bo")
    await expect(page.get_by_role("option", name="boris")).to_have_attribute("aria-selected", "true")
    await field(page).press("Enter")
    await expect(field(page)).to_have_value("tea, @boris ")
    await field(page).press("Control+z")
    await expect(field(page)).to_have_value("tea, @bo")


async def test_an_emoji_is_completed_and_that_can_be_undone(page: Page) -> None:
    await field(page).press_sequentially("done :tad")
    option = page.get_by_role("option", name=":tada:")
    await expect(option).to_have_attribute("aria-selected", "true")
    assert await field(page).get_attribute("aria-activedescendant") == await option.get_attribute("id")
    await field(page).press("Tab")
    await expect(field(page)).to_have_value("done 🎉 ")
    await field(page).press("Control+z")
    await expect(field(page)).to_have_value("done :tad")
    await field(page).press_sequentially("a:")
    await expect(field(page)).to_have_value("done 🎉")
    await field(page).press("Control+z")
    await expect(field(page)).to_have_value("done :tada:")


async def test_everyone_is_offered_where_everyone_may_be_called(page: Page, ada: Visitor, boris: Visitor) -> None:
    await field(page).press_sequentially("@")
    await expect(page.get_by_role("option", name="@all")).to_be_visible()
    await page.goto(f"/c/{await ada.chat_with(boris)}")
    await field(page).press_sequentially("@")
    await expect(page.get_by_role("option", name="boris")).to_be_visible()
    await expect(page.get_by_role("option", name="@all")).to_have_count(0)


async def test_writing_is_told_and_moves_nothing(desk: Desk, page: Page, boris: Visitor, garden: int) -> None:
    his = await desk.open(boris, f"/c/{garden}")
    await expect(field(his)).to_be_visible()
    before = await field(his).bounding_box()
    await field(page).press_sequentially("hm")
    await expect(his.get_by_text("ada is writing…")).to_be_visible()
    assert await field(his).bounding_box() == before


async def test_a_text_that_is_too_long_says_so_and_goes_as_a_file(page: Page) -> None:
    await field(page).fill("x" * 9_990)
    await expect(page.get_by_text("10 characters left")).to_be_visible()
    await field(page).fill("x" * 10_001)
    await expect(page.get_by_text("1 character too many")).to_be_visible()
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="Send as a file").click()
    await expect(page.get_by_text("message.txt")).to_be_visible()
    await expect(field(page)).to_have_value("")


async def test_a_browser_that_records_nothing_says_so_and_lets_the_microphone_go(page: Page, garden: int) -> None:
    await page.add_init_script(
        "MediaRecorder = class { static isTypeSupported() { return false }"
        " constructor(stream) { window.given = stream; throw new DOMException('', 'NotSupportedError') } }"
    )
    await page.goto(f"/c/{garden}")
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.get_by_text("This browser can’t record sound.")).to_be_visible()
    assert await page.evaluate("window.given.active") is False


async def test_a_voice_message_is_a_sound_with_its_length(page: Page, boris: Visitor, garden: int) -> None:
    await page.get_by_role("button", name="Record a voice message").click()
    await expect(page.get_by_role("timer")).to_have_text(re.compile("0:(?!00)"))
    await page.get_by_role("button", name="Send the voice message").click()
    await expect(field(page)).to_be_visible()
    await expect(page.locator("audio")).to_have_count(1)
    (file,) = (await boris.get(f"/chats/{garden}/messages")).json()["messages"][0]["files"]
    assert file["media_type"] == "audio/webm"
    assert 500 < file["duration"] < PATIENCE
    sound = page.get_by_role("group", name="Voice message")
    await expect(sound).to_contain_text(re.compile(r"0:(?!00)"))
    await sound.get_by_role("button", name="Speed").click()
    await sound.evaluate(NOTE_PLAYING)
    await sound.get_by_role("button", name="Play").click()
    assert await page.evaluate("window.played") == 1.5
    await expect(sound.get_by_role("button", name="Play")).to_be_visible()  # it has ended
    await sound.get_by_role("slider").press("ArrowRight")
    await expect(sound.get_by_role("slider")).not_to_have_value("0")


async def test_who_is_blocked_sees_why_nothing_arrives(desk: Desk, ada: Visitor, boris: Visitor, garden: int) -> None:
    """By trying, and not before: nobody is told that they are blocked."""
    chat = await ada.chat_with(boris)
    await boris.post(f"/chats/{chat}/messages", {"text": "Good morning"})
    await boris.put(f"/users/{ada.id}/block")
    page, his = await desk.open(ada, f"/c/{chat}"), await desk.open(boris, f"/c/{chat}")
    row = page.locator("article", has_text="Good morning")
    await row.hover()
    await row.get_by_role("button", name="React with 👍").click()
    await expect(page.get_by_text("boris takes nothing from you.")).to_be_visible()
    await expect(page.locator(".composer-notice")).to_have_count(0)
    await field(page).fill("are you there?")
    await field(page).press("Enter")
    await expect(page.locator(".composer-notice")).to_have_text("boris takes no messages from you.")
    await his.locator(".composer-notice").get_by_role("button", name="Unblock").click()
    await expect(his.locator(".composer-notice")).to_have_count(0)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".composer-notice")).to_have_count(0)
    await expect(his.get_by_text("are you there?", exact=True)).to_be_visible()


async def test_fields_are_large_enough_for_phones(desk: Desk, ada: Visitor, garden: int) -> None:
    page = await desk.open(ada, f"/c/{garden}", viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    await page.get_by_role("button", name="Emoji", exact=True).click()
    await expect(page.get_by_role("combobox", name="Search emoji")).to_be_visible()
    sizes = await page.evaluate(
        "[...document.querySelectorAll('input:not([type=file]), textarea, select')].map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert len(sizes) >= 3
    assert min(sizes) >= 16


async def test_a_keyboard_over_the_page_does_not_cover_the_field(desk: Desk, ada: Visitor, garden: int) -> None:
    page = await desk.open(ada, viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    await page.add_init_script(
        "const view = Object.assign(new EventTarget(), {scale: 1, height: 780}); "
        "Object.defineProperty(window, 'visualViewport', {value: view})"
    )
    await page.goto(f"/c/{garden}")
    await expect(field(page)).to_be_visible()
    await page.evaluate("visualViewport.height = 440; visualViewport.dispatchEvent(new Event('resize'))")
    box = await field(page).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 440


async def test_what_can_not_be_loaded_without_a_line_takes_nothing_away(desk: Desk, page: Page) -> None:
    desk.expect_no_line()
    desk.expect("ERR_FAILED")
    desk.expect("dynamically imported module")
    await page.route("**/assets/pane-*", lambda route: route.abort())
    await page.context.set_offline(True)
    await field(page).fill("half a thought")
    await page.keyboard.press("Control+k")
    await page.context.set_offline(False)
    await page.keyboard.press("Escape")
    await expect(field(page)).to_have_value("half a thought")


@with_settings(file_limit=2000)
async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    files = page.locator("input[type=file]").first
    offered = [FilePayload(name=f"{size}.txt", mimeType="text/plain", buffer=b"x" * size) for size in (2001, 2000)]
    await files.set_input_files(offered)
    await expect(page.get_by_text("“2001.txt” is too large: 2 kB is the most.")).to_be_visible()
    await expect(page.locator(".composer-tray")).to_contain_text("2000.txt")
    async with page.expect_response(lambda response: response.url.endswith("/server")):
        await page.reload()  # where it starts with what was kept it asks, too


async def test_a_picture_that_can_not_be_read_is_a_file_in_the_tray(page: Page) -> None:
    files = [("broken.png", b"no picture"), ("gate.png", picture())]
    await page.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="image/png", buffer=content) for name, content in files]
    )
    broken = page.locator(".composer-tray li", has_text="broken.png")
    await expect(broken.locator("svg").first).to_be_visible()
    await expect(broken.locator("img")).to_have_count(0)
    await expect(page.locator(".composer-tray li", has_text="gate.png").locator("img")).to_be_visible()


async def test_a_notice_stands_above_the_files_it_is_about(page: Page) -> None:
    await page.locator("input[type=file]").set_input_files(
        [FilePayload(name=f"{number}.txt", mimeType="text/plain", buffer=b"roses") for number in range(11)]
    )
    toast, tray = page.locator(".toast"), page.locator(".composer-tray")
    await expect(toast).to_be_visible()
    await expect(tray.locator("li")).to_have_count(10)
    above, below = await toast.bounding_box(), await tray.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    assert above["y"] > below["y"] - 120
