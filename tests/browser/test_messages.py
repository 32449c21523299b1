"""A message under somebody's hands: its pictures, its menu, and whether one wants to see it."""

import asyncio
import io
import wave as wave_file

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.support.browser import PHONE, Desk
from tests.support.cast import Visitor, made
from tests.support.guest import Guest
from tests.support.pictures import picture


def wave() -> bytes:
    """A tenth of a second of silence."""
    content = io.BytesIO()
    with wave_file.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes([128]) * 800)
    return content.getvalue()


@pytest.fixture
async def chat(ada: Visitor, boris: Visitor) -> int:
    """Where Boris says "See?", with two pictures."""
    chat = await ada.chat_with(boris)
    files = []
    for name in ("gate.png", "pond.png"):
        content = {"file": (name, picture(size=(320, 200)))}
        files.append(made(await boris.client.post(f"/chats/{chat}/files", files=content)))
    made(await boris.post(f"/chats/{chat}/messages", {"text": "See?", "file_ids": files}))
    return chat


async def test_pictures_are_looked_at_one_by_one(desk: Desk, ada: Visitor, chat: int) -> None:
    page = await desk.open(ada, f"/c/{chat}")
    opener = page.get_by_role("button", name="pond.png")
    await opener.click()
    box = page.locator("dialog.lightbox")
    await expect(box).to_have_accessible_name("pond.png")
    await expect(box.get_by_role("img")).to_have_js_property("complete", value=True)
    await page.keyboard.press("ArrowRight")  # past the last one is the first
    await expect(box).to_have_accessible_name("gate.png")
    await page.keyboard.press("ArrowLeft")
    await expect(box).to_have_accessible_name("pond.png")
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_code_is_copied_as_it_is(desk: Desk, ada: Visitor, chat: int) -> None:
    await ada.post(f"/chats/{chat}/messages", {"text": "```py\nwater(bed)\n  rest()\n```"})
    page = await desk.open(ada, f"/c/{chat}", permissions=["clipboard-read", "clipboard-write"])
    await page.get_by_role("article").last.get_by_role("button", name="Copy").click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "water(bed)\n  rest()"


_NO_CLIPBOARD = """() => {
  navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
  document.execCommand = () => false;
}"""


async def test_who_can_copy_nothing_is_told_what_to_do(desk: Desk, ada: Visitor, chat: int) -> None:
    await ada.post(f"/chats/{chat}/messages", {"text": "```\nwater(bed)\n```"})
    page = await desk.open(ada, f"/c/{chat}")
    copy = page.get_by_role("article").last.get_by_role("button", name="Copy")
    await expect(copy).to_be_visible()
    await page.evaluate(_NO_CLIPBOARD)
    await copy.click()
    await expect(page.get_by_text("Select the text and copy it yourself.")).to_be_visible()


async def over_the_first(desk: Desk, ada: Visitor, boris: Visitor, chat: int) -> tuple[Page, Locator, Locator]:
    """Ada's page, with the menu of the first message open, that message and the last one."""
    await boris.post(f"/chats/{chat}/messages", {"text": "And now?"})
    page = await desk.open(ada, f"/c/{chat}")
    first, last = page.get_by_role("article").filter(has_text="See?"), page.get_by_role("article").last
    await first.get_by_text("See?").click(button="right")
    return page, first, last


async def test_only_the_message_that_something_is_open_over_shows_its_tools(
    desk: Desk, ada: Visitor, boris: Visitor, chat: int
) -> None:
    page, first, other = await over_the_first(desk, ada, boris, chat)
    await page.get_by_role("menu").get_by_role("menuitem", name="React", exact=True).click()
    await expect(page.locator(".emoji-panel")).to_be_visible()
    await other.dispatch_event("pointerover", {"pointerType": "mouse", "bubbles": True})
    await expect(other.locator(".tools")).to_be_attached()
    await expect(page.locator(".tools").locator("visible=true")).to_have_count(1)
    await expect(first.locator(".tools")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(other.locator(".tools")).to_be_visible()


async def test_what_is_pointed_at_shows_its_tools_before_what_a_mouse_left_the_focus_with(
    desk: Desk, ada: Visitor, boris: Visitor, chat: int
) -> None:
    page, first, other = await over_the_first(desk, ada, boris, chat)
    await page.get_by_role("menuitem", name="Mark unread from here").click()
    await expect(first).to_be_focused()
    await other.get_by_text("And now?").hover()
    await expect(other.locator(".tools")).to_have_css("opacity", "1")
    await expect(first.locator(".tools")).to_have_css("opacity", "0")
    await first.get_by_text("See?").hover()
    await expect(first.locator(".tools")).to_have_css("opacity", "1")


async def test_the_menu_opens_where_a_mouse_asked_for_it(desk: Desk, ada: Visitor, chat: int) -> None:
    page = await desk.open(ada, f"/c/{chat}")
    said = page.get_by_role("article").get_by_text("See?")
    await said.click(button="right", position={"x": 300, "y": 10})
    box, menu = await said.bounding_box(), await page.get_by_role("menu").bounding_box()
    assert box is not None
    assert menu is not None
    assert menu["x"] == pytest.approx(box["x"] + 300, abs=1)
    assert min(abs(edge - box["y"] - 10) for edge in (menu["y"], menu["y"] + menu["height"])) < 6


async def rest_a_finger_on(page: Page, text: str) -> None:
    """Until the menu is there; then it is lifted."""
    said = page.get_by_role("article").get_by_text(text)
    await said.tap(trial=True)  # it has come to rest
    box = await said.bounding_box()
    assert box is not None
    point = {"x": box["x"] + 5, "y": box["y"] + box["height"] / 2}
    session = await page.context.new_cdp_session(page)
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(page.get_by_role("menu")).to_be_visible()
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def test_a_finger_that_rests_opens_the_menu(desk: Desk, ada: Visitor, chat: int) -> None:
    guest = Guest(await desk.open(ada, f"/c/{chat}", viewport=PHONE, has_touch=True, is_mobile=True))
    await guest.sees("See?")
    await rest_a_finger_on(guest.page, "See?")
    await expect(guest.page.get_by_role("menu")).to_be_visible()
    await guest.page.get_by_role("menuitem", name="React with 👍").tap()
    await expect(guest.page.locator(".reaction")).to_contain_text("👍 1")
    await expect(guest.page.get_by_role("menu")).to_have_count(0)
    await rest_a_finger_on(guest.page, "See?")
    await guest.page.get_by_role("menuitem", name="Reply", exact=True).tap()
    await expect(guest.page.get_by_text("Reply to boris")).to_be_visible()
    await expect(guest.field).to_be_focused()


async def channel_of(ada: Visitor, boris: Visitor) -> int:
    """A channel of a room that ada has made, and boris has come into."""
    room = await ada.room()
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    made(await boris.post(f"/invites/{code}", {}))
    return await ada.channel(room)


async def test_what_someone_says_who_is_blocked_is_hidden_until_it_is_wanted(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    roses = await channel_of(ada, boris)
    made(await boris.post(f"/chats/{roses}/messages", {"text": "Buy my beans"}))
    guest = Guest(await desk.open(ada, f"/c/{roses}"))
    await guest.sees("Buy my beans")
    await guest.message("Buy my beans").get_by_role("button", name="boris").last.click()
    await guest.page.get_by_role("button", name="Block", exact=True).click()
    await guest.page.keyboard.press("Escape")
    await guest.sees_no("Buy my beans")
    made(await boris.post(f"/chats/{roses}/messages", {"text": "Do buy them"}))
    hidden = guest.page.get_by_role("button", name="A message from someone you have blocked")
    await expect(hidden).to_have_count(2)
    await hidden.first.click()
    await guest.sees("Buy my beans")
    await expect(hidden).to_have_count(1)


async def test_edited_stands_after_the_last_word(desk: Desk, ada: Visitor, boris: Visitor, chat: int) -> None:
    said = (await boris.post(f"/chats/{chat}/messages", {"text": "One line"})).json()
    listed = (await boris.post(f"/chats/{chat}/messages", {"text": "A list"})).json()
    await boris.put(f"/messages/{said['id']}", {"text": "One other line"})
    await boris.put(f"/messages/{listed['id']}", {"text": "- of one"})
    page = await desk.open(ada, f"/c/{chat}")
    await expect(page.locator("p", has_text="One other line")).to_have_text("One other line edited")
    await expect(page.locator(".text > .edited")).to_have_count(1)
    await expect(page.locator("article", has_text="of one").locator("li")).to_have_text("of one")


async def test_reactions_by_name_are_shown_as_what_they_name(desk: Desk, ada: Visitor, chat: int) -> None:
    message = (await ada.get(f"/chats/{chat}/messages")).json()["messages"][0]["id"]
    for each in (":tada:", ":no_such_thing_in_any_catalogue:"):
        assert (await ada.put(f"/messages/{message}/reactions/{each}")).is_success
    page = await desk.open(ada, f"/c/{chat}", viewport={"width": 320, "height": 640})
    chips = page.locator(".reaction")
    await expect(chips.first).to_contain_text("🎉")
    await expect(chips.last).to_contain_text(":no_such_thing")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await chips.first.click()
    await expect(chips).to_have_count(1)


async def test_an_emoji_is_one_chip_by_whatever_name(desk: Desk, ada: Visitor, boris: Visitor, chat: int) -> None:
    message = (await ada.get(f"/chats/{chat}/messages")).json()["messages"][0]["id"]
    for who, emoji in ((boris, ":tea:"), (ada, "🍵"), (ada, ":tea:")):
        assert (await who.put(f"/messages/{message}/reactions/{emoji}")).is_success
    page = await desk.open(ada, f"/c/{chat}")
    chip = page.locator(".reaction")
    await expect(chip).to_have_count(1)
    await expect(chip).to_contain_text("🍵 2")
    await chip.click()
    await expect(chip).to_contain_text("🍵 1")
    await chip.click()
    await expect(chip).to_contain_text("🍵 2")
    reactions = (await ada.get(f"/messages/{message}")).json()["reactions"]
    assert reactions == [{"emoji": ":tea:", "user_ids": [boris.id, ada.id]}]


async def test_a_voice_is_called_so_in_the_language_of_whoever_looks(
    desk: Desk, ada: Visitor, boris: Visitor, chat: int
) -> None:
    sound = {"file": ("Голосовое сообщение.wav", wave(), "audio/wav")}
    file = made(await boris.client.post(f"/chats/{chat}/files", files=sound))
    voice = (await boris.post(f"/chats/{chat}/messages", {"text": "", "file_ids": [file]})).json()
    made(await boris.post(f"/chats/{chat}/messages", {"text": "Heard?", "reply_to": voice["id"]}))
    page = await desk.open(ada, f"/c/{chat}")
    await expect(page.locator("button.quote")).to_contain_text("Voice message")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await expect(page.locator(".file-lines").get_by_text("Voice message")).to_be_visible()
    await page.keyboard.press("Control+Shift+f")
    await page.get_by_role("combobox", name="Search", exact=True).press_sequentially("has:file ")
    await expect(page.locator(".search-file", has_text="Voice message")).to_be_visible()
    await expect(page.get_by_text("Голосовое")).to_have_count(0)


async def test_what_is_to_be_deleted_is_shown_without_its_markup(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    chat = await ada.chat_with(boris)
    made(await ada.post(f"/chats/{chat}/messages", {"text": "**Water** it:\n```py\npour()\n```"}))
    guest = Guest(await desk.open(ada, f"/c/{chat}"))
    message = guest.page.locator("article", has_text="Water")
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await guest.page.get_by_role("menuitem", name="Delete").click()
    await expect(guest.page.get_by_role("dialog").locator("blockquote")).to_have_text("Water it: pour()")


async def test_what_a_message_was_to_say_that_is_deleted_meanwhile_stays_in_the_field(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    roses = await channel_of(ada, boris)
    said = made(await boris.post(f"/chats/{roses}/messages", {"text": "Beans"}))
    guest = Guest(await desk.open(boris, f"/c/{roses}"))
    await guest.sees("Beans")
    await guest.field.press("ArrowUp")
    await guest.field.fill("Beans, of four kinds")
    await ada.delete(f"/messages/{said}")
    await guest.sees_no("Beans")
    await guest.field.press("Enter")
    await expect(guest.page.get_by_text("This message is gone.")).to_be_visible()
    await expect(guest.page.get_by_text("Editing a message")).to_have_count(0)
    await expect(guest.field).to_have_value("Beans, of four kinds")


async def test_what_went_wrong_before_the_words_for_it_are_here_is_said_in_them(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    are_wanted = asyncio.Event()

    async def hold(route: Route) -> None:
        await are_wanted.wait()
        await route.continue_()

    roses = await channel_of(ada, boris)
    said = made(await boris.post(f"/chats/{roses}/messages", {"text": "Beans"}))
    guest = Guest(await (await desk.seat(boris, locale="ru-RU")).new_page())
    await guest.page.route("**/ru-rest-*", hold)
    await guest.page.goto(f"/c/{roses}")
    await guest.sees("Beans")
    await guest.field.press("ArrowUp")
    await guest.field.fill("Beans, of four kinds")
    await ada.delete(f"/messages/{said}")
    await guest.sees_no("Beans")
    await guest.field.press("Enter")
    await expect(guest.page.get_by_text("Изменение сообщения")).to_have_count(0)
    are_wanted.set()
    await expect(guest.page.locator(".toast")).to_have_text("Этого сообщения больше нет.no_such_message")
