"""What was written on a bad line: it stands at once, it says how it fares, it arrives once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.browser.test_places import garden
from tests.support.browser import Desk, with_worker
from tests.support.cast import Visitor, made
from tests.support.guest import Guest
from tests.support.people import say_all
from tests.support.pictures import picture
from tests.support.server import Running
from tests.support.switch import Switch, switch_to
from tests.support.waiting import wait_for

# How many frames after the next key a row stands that waits to be sent.
COUNT_FRAMES = """() => {
  window.counted = new Promise((done) => addEventListener("keydown", () => {
    let count = 0;
    const look = () => {
      count += 1;
      if (document.querySelector("article.pending") || count > 60) done(count);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true }));
}"""


@pytest.fixture
async def line(server: Running) -> AsyncIterator[Switch]:
    async with switch_to(server.port) as (switch, _):
        yield switch


@pytest.fixture
async def desk(chromium: Browser, line: Switch, is_kept: bool) -> AsyncIterator[Desk]:
    """At the far end of the line. What a console says of it is expected, and nothing else."""
    seats = Desk(chromium, line, is_kept=is_kept)
    seats.expect("net::ERR_")
    yield seats
    await seats.close()
    seats.check()


@pytest.fixture
async def chat(ada: Visitor, boris: Visitor) -> int:
    return await ada.chat_with(boris)


@pytest.fixture
async def guest(desk: Desk, ada: Visitor, chat: int) -> Guest:
    """Ada, at the chat."""
    guest = Guest(await desk.open(ada, f"/c/{chat}"))
    await expect(guest.page.locator(".beginning")).to_be_visible()
    return guest


async def have_kept(page: Page) -> None:
    """The page can be opened without a network."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")


async def test_a_row_stands_within_a_frame_of_enter(guest: Guest, line: Switch) -> None:
    """18: whatever the server does meanwhile."""
    line.hold()
    for text in ("One", "Two"):
        await guest.field.fill(text)
        await guest.page.evaluate(COUNT_FRAMES)
        await guest.field.press("Enter")
        assert await guest.page.evaluate("window.counted") == 1
    line.release()
    await guest.sees("One", "Two")


async def test_sending_is_said_once_it_takes_two_seconds(guest: Guest, line: Switch) -> None:
    """22."""
    word = guest.page.get_by_text("Sending…", exact=True)
    line.hold()
    await guest.page.clock.install()
    await guest.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))
    await guest.field.fill("Tea?")
    await guest.field.press("Enter")
    await expect(guest.waiting).to_have_count(1)
    await guest.page.clock.run_for(1_900)
    await expect(word).to_have_count(0)
    await guest.page.clock.run_for(200)
    await expect(word).to_be_visible()
    await guest.page.clock.resume()
    line.release()
    await guest.sees("Tea?")
    await expect(word).to_have_count(0)


async def test_up_waits_for_what_is_on_its_way(guest: Guest, line: Switch) -> None:
    """60."""
    await guest.write("One")
    line.hold()
    await guest.enter("Two")
    await guest.field.press("ArrowUp")
    await expect(guest.waiting).to_have_count(1)
    await expect(guest.field).to_have_value("")
    line.release()
    await expect(guest.field).to_have_value("Two")


async def test_what_failed_is_tried_again_or_discarded(guest: Guest, ada: Visitor, boris: Visitor, chat: int) -> None:
    """22."""
    fate = guest.waiting.get_by_role("alert")
    await boris.put(f"/users/{ada.id}/block")
    await guest.enter("Are you there?")
    await expect(fate).to_contain_text("Not sent.")
    await boris.delete(f"/users/{ada.id}/block")
    await fate.get_by_role("button", name="Try again").click()
    await guest.sees("Are you there?")
    await expect(guest.waiting).to_have_count(0)

    await boris.put(f"/users/{ada.id}/block")
    await guest.enter("Hello?")
    await fate.get_by_role("button", name="Don’t send").click()
    await expect(guest.waiting).to_have_count(0)
    await boris.delete(f"/users/{ada.id}/block")
    await guest.page.reload()
    await expect(guest.field).to_have_value("Hello?")
    await guest.field.fill("")
    await guest.write("Good to see you")
    assert await guest.texts() == await boris.texts(chat) == ["Are you there?", "Good to see you"]


async def test_what_failed_and_is_not_to_be_sent_comes_back_with_its_files(
    desk: Desk, guest: Guest, ada: Visitor, boris: Visitor
) -> None:
    desk.expect("403 (Forbidden)")
    await boris.put(f"/users/{ada.id}/block")
    beds = FilePayload(name="beds.txt", mimeType="text/plain", buffer=b"beds")
    await guest.page.locator("input[type=file]").set_input_files(beds)
    await guest.enter("All beds")
    await guest.waiting.get_by_role("button", name="Don’t send").click()
    await expect(guest.waiting).to_have_count(0)
    await expect(guest.field).to_have_value("All beds")
    await expect(guest.page.locator(".composer").get_by_text("beds.txt")).to_be_visible()


async def test_a_line_cut_after_the_commit_and_a_reload_make_one_message(
    guest: Guest, line: Switch, boris: Visitor, chat: int
) -> None:
    """20."""
    line.muted = True
    await guest.enter("Tea?")
    await wait_for(lambda: boris.texts(chat))
    await expect(guest.waiting).to_have_count(1)
    await line.cut()
    line.muted = False
    await guest.page.reload()
    await guest.sees("Tea?")
    await expect(guest.waiting).to_have_count(0)
    await guest.write("Or coffee?")
    assert await guest.texts() == await boris.texts(chat) == ["Tea?", "Or coffee?"]


async def test_what_to_do_with_what_failed_stands_in_one_line_on_a_phone(
    guest: Guest, ada: Visitor, boris: Visitor
) -> None:
    await boris.put(f"/users/{ada.id}/block")
    await guest.page.set_viewport_size({"width": 320, "height": 640})
    await guest.enter("Are you there?")
    ways = guest.waiting.get_by_role("alert").get_by_role("button")
    await expect(ways).to_have_count(2)
    first, second = [await way.bounding_box() for way in await ways.all()]
    assert first
    assert second
    assert first["y"] == second["y"]
    await boris.delete(f"/users/{ada.id}/block")


@with_worker
async def test_files_written_without_a_line_outlive_their_tab(
    guest: Guest, line: Switch, boris: Visitor, chat: int, tmp_path: Path
) -> None:
    """23: the next one opens without a line, too, shows them, and sends them once there is one."""
    (tmp_path / "gate.png").write_bytes(picture(size=(64, 40)))
    (tmp_path / "list.txt").write_text("roses")
    await have_kept(guest.page)
    await line.close()
    await guest.attach(tmp_path / "gate.png", tmp_path / "list.txt")
    await guest.enter("See for yourself")
    await expect(guest.waiting).to_have_count(1)
    await guest.page.close()

    again = Guest(await guest.page.context.new_page())
    await again.page.goto(f"/c/{chat}")
    await expect(again.waiting.locator(".file-card")).to_have_count(2)
    line.open()
    await again.page.evaluate("dispatchEvent(new Event('focus'))")  # as when somebody looks again
    await again.sees("See for yourself")
    await expect(again.page.get_by_alt_text("gate.png")).to_be_visible()
    await expect(again.waiting).to_have_count(0)
    (message,) = (await boris.get(f"/chats/{chat}/messages")).json()["messages"]
    assert [file["name"] for file in message["files"]] == ["gate.png", "list.txt"]
    (image, _) = message["files"]
    assert (await boris.get(f"/files/{image['id']}")).content == (tmp_path / "gate.png").read_bytes()


async def test_a_picture_on_its_way_is_seen_before_its_size_is_known(guest: Guest, line: Switch) -> None:
    await guest.page.evaluate("void (window.createImageBitmap = () => new Promise(() => {}))")
    gate = FilePayload(name="gate.png", mimeType="image/png", buffer=picture(size=(64, 40)))
    await guest.page.locator("input[type=file]").set_input_files(gate)
    line.hold()
    await guest.enter("Mine")
    shown = guest.waiting.locator(".file-card img")
    await expect(shown).to_have_js_property("naturalWidth", 64)
    line.release()


async def test_what_is_cancelled_on_its_way_is_in_the_field_again(
    guest: Guest, line: Switch, boris: Visitor, chat: int
) -> None:
    page = guest.page
    await page.locator("input[type=file]").set_input_files(
        {"name": "list.txt", "mimeType": "text/plain", "buffer": b"tea, cups"}
    )
    line.hold()
    await guest.enter("What we need:")
    await guest.field.fill("And bread")
    await guest.waiting.get_by_role("button", name="Cancel").click()
    await expect(guest.waiting).to_have_count(0)
    await expect(guest.field).to_have_value("And bread\nWhat we need:")
    await expect(page.locator(".composer-tray")).to_contain_text("list.txt")
    line.release()
    await page.get_by_role("button", name="Remove list.txt").click()
    await guest.field.press("Enter")
    await expect(page.locator("article:not(.pending)")).to_contain_text("What we need:")
    (message,) = (await boris.get(f"/chats/{chat}/messages")).json()["messages"]
    assert (message["text"], message["files"]) == ("And bread\nWhat we need:", [])


async def test_what_is_cancelled_at_the_end_leaves_one_there(
    desk: Desk, server: Running, line: Switch, ada: Visitor, chat: int
) -> None:
    """7: its row goes while the field grows by its file."""
    await say_all(server.database, chat, ((ada.id, f"number {number}") for number in range(60)))
    await ada.put(f"/chats/{chat}/read", {"seq": 60})
    guest = Guest(await desk.open(ada, f"/c/{chat}"))
    last = guest.page.locator("article", has_text="number 59")
    await expect(last).to_be_in_viewport(ratio=1)
    beds = FilePayload(name="beds.txt", mimeType="text/plain", buffer=b"beds")
    await guest.page.locator("input[type=file]").set_input_files(beds)
    line.hold()
    await guest.enter("All beds")
    await expect(guest.waiting).to_be_in_viewport(ratio=1)
    await guest.waiting.get_by_role("button", name="Cancel").click()
    await expect(guest.page.locator(".composer-tray")).to_contain_text("beds.txt")
    await guest.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(last).to_be_in_viewport(ratio=1)
    await expect(guest.page.locator(".newest")).to_have_count(0)
    line.release()


@with_worker
async def test_what_is_cancelled_without_a_line_still_answers_what_it_answered(
    guest: Guest, line: Switch, boris: Visitor, chat: int
) -> None:
    """Also where what it answers is not known here: further back than what is kept."""
    asked = (await boris.post(f"/chats/{chat}/messages", {"text": "Tea?"})).json()
    for number in range(150):
        made(await boris.post(f"/chats/{chat}/messages", {"text": f"{number}"}))
    page = guest.page
    await page.goto(f"/c/{chat}/{asked['seq']}")
    await guest.message("Tea?").hover()
    await guest.message("Tea?").get_by_role("button", name="Reply").click()
    await have_kept(page)
    await line.close()
    cups = FilePayload(name="cups.txt", mimeType="text/plain", buffer=b"two")
    await page.locator("input[type=file]").set_input_files(cups)
    await guest.enter("Gladly")
    await expect(guest.waiting).to_have_count(1)
    await page.goto(f"/c/{chat}")
    await guest.waiting.get_by_role("button", name="Cancel").click()
    await expect(guest.field).to_have_value("Gladly")
    bar = page.locator(".composer-bar")
    await expect(bar).to_contain_text("Reply to …")
    line.open()
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await expect(bar).to_contain_text("Tea?")
    await guest.field.press("Enter")
    await expect(guest.waiting).to_have_count(0)
    await guest.sees("Gladly")
    newest = (await boris.get(f"/chats/{chat}/messages")).json()["messages"][-1]
    assert (newest["text"], newest["reply_to"], len(newest["files"])) == ("Gladly", asked["id"], 1)


# Why a file can't go with a message is said in words that come when the page is idle.
_WORDS_ARE_HERE = (
    "() => performance.getEntriesByType('resource').some((each) => each.name.includes('/refusal-') && each.responseEnd)"
)


async def test_what_has_no_room_in_the_field_is_not_cancelled(guest: Guest, line: Switch) -> None:
    files = [FilePayload(name=f"{name}.txt", mimeType="text/plain", buffer=b"tea") for name in range(6)]
    choose = guest.page.locator("input[type=file]")
    await choose.set_input_files(files)
    await guest.page.wait_for_function(_WORDS_ARE_HERE)
    line.hold()
    await guest.enter("Six of them")
    await choose.set_input_files(files)
    await guest.waiting.get_by_role("button", name="Cancel").click()
    await expect(guest.page.locator(".toast")).to_contain_text("10 files at most")
    await expect(guest.waiting).to_have_count(1)
    await expect(guest.field).to_have_value("")


async def test_an_answer_to_what_is_deleted_meanwhile_is_said_all_the_same(
    guest: Guest, boris: Visitor, chat: int
) -> None:
    asked = (await boris.post(f"/chats/{chat}/messages", {"text": "Tea?"})).json()
    await guest.message("Tea?").hover()
    await guest.message("Tea?").get_by_role("button", name="Reply").click()
    await guest.field.fill("With lemon")
    await boris.delete(f"/messages/{asked['id']}")
    await guest.sees_no("Tea?")
    await guest.field.press("Enter")
    await guest.sees("With lemon")
    await expect(guest.waiting).to_have_count(0)
    assert await boris.texts(chat) == ["With lemon"]


async def test_why_something_was_not_sent_is_said_from_the_first_moment_on(desk: Desk, ada: Visitor) -> None:
    """Words that are seldom said come when the page is idle: they are not waited for until then."""
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", locale="ru")
    await page.locator(".composer textarea").fill("nothing \0 at all")
    await page.keyboard.press("Enter")
    said = page.get_by_role("alert").filter(has_text="В тексте есть знак, который нельзя сохранить.")
    await expect(said).to_be_visible()
    await page.add_init_script("window.requestIdleCallback = () => 0")
    await page.reload()
    await expect(said).to_be_visible()
