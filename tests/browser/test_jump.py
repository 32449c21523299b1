"""Going about by the keyboard in the browser, and searching."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser import PHONE, Desk
from tests.support.cast import Visitor, made


@pytest.fixture
async def garden(ada: Visitor, boris: Visitor) -> int:
    """A room of Ada's and Boris's with a channel, its chat id; Boris has written there."""
    room = await ada.room()
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    await boris.post(f"/invites/{code}", {})
    chat = await ada.channel(room)
    for text in ("The roses need water", "Neem oil?", "Roses again, @ada"):
        await boris.post(f"/chats/{chat}/messages", {"text": text})
    return chat


@pytest.fixture
async def page(desk: Desk, ada: Visitor, boris: Visitor, garden: int) -> Page:
    """Ada's, with the direct chat open."""
    page = await desk.open(ada, f"/c/{await ada.chat_with(boris)}")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    return page


async def jump(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="Jump to")).to_be_focused()


async def search(page: Page) -> None:
    await page.keyboard.press("Control+Shift+f")
    await expect(page.get_by_role("combobox", name="Search", exact=True)).to_be_focused()


async def test_a_few_letters_lead_to_a_channel(page: Page, garden: int) -> None:
    await jump(page)
    await page.keyboard.type("rs")
    await expect(page.get_by_role("option", name=re.compile("roses"))).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/c/{garden}$"))


async def test_a_name_leads_to_a_new_chat_with_someone(page: Page, ada: Visitor, chiyo: Visitor) -> None:
    await jump(page)
    await page.keyboard.type("chiy")
    await page.get_by_role("option", name=re.compile("chiyo")).click()
    await expect(page.get_by_placeholder("Write to chiyo")).to_be_visible()
    assert [chat["user_id"] for chat in await ada.chats() if chat["Name"] == "chiyo"] == [chiyo.id]


async def test_a_finger_finds_chats_from_the_lists_and_goes_on_to_messages(
    desk: Desk, ada: Visitor, garden: int
) -> None:
    """Of a phone, where nothing is known of keys."""
    page = await desk.open(ada, "/", viewport=PHONE, has_touch=True, is_mobile=True)
    button = page.get_by_role("button", name="Jump to")
    await button.tap()
    line = page.get_by_role("combobox", name="Jump to")
    await expect(line).to_be_focused()
    await line.press_sequentially("ros")
    await page.get_by_role("option", name=re.compile("roses")).tap()
    await expect(page).to_have_url(re.compile(f"/c/{garden}$"))

    await page.get_by_role("button", name="Back").tap()
    await button.tap()
    await line.press_sequentially("neem ")
    await page.get_by_role("button", name="Search messages for “neem”").tap()
    await expect(page.get_by_role("combobox", name="Search", exact=True)).to_have_value("neem")
    await page.get_by_role("option", name=re.compile("Neem oil")).tap()
    await expect(page.get_by_role("article").filter(has_text="Neem oil?")).to_be_focused()


async def test_arrows_lead_to_the_neighbours_and_to_what_is_unread(page: Page, garden: int) -> None:
    here = page.url
    await page.keyboard.press("Alt+Shift+ArrowDown")
    await expect(page).to_have_url(re.compile(f"/c/{garden}$"))
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page).to_have_url(here)


async def test_the_keys_are_shown_and_give_focus_back(page: Page) -> None:
    button = page.get_by_role("button", name="Emoji", exact=True)
    await button.focus()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(button).to_be_focused()
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.press_sequentially("really?")
    await expect(field).to_have_value("really?")


async def test_what_is_found_is_opened_in_its_place(page: Page, garden: int) -> None:
    await search(page)
    await page.keyboard.type("roses")
    options = page.get_by_role("option")
    await expect(options).to_have_count(2)
    await expect(options.first).to_contain_text("Roses again")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/c/{garden}/1$"))
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("article[data-seq='1']")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("article[data-seq='2']")).to_be_focused()


async def test_what_is_found_takes_the_focus_from_nobody_who_has_gone_on(
    page: Page, boris: Visitor, garden: int
) -> None:
    for number in range(150):
        made(await boris.post(f"/chats/{garden}/messages", {"text": f"{number}"}))
    asked, held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await held.wait()
        await route.continue_()

    await page.route(re.compile("[?&]around="), hold)
    await search(page)
    await page.keyboard.type("neem")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await asked.wait()
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.press_sequentially("As I ")
    held.set()
    await expect(page.get_by_role("article").filter(has_text="Neem oil?")).to_be_in_viewport()
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(field).to_be_focused(timeout=1)


async def test_what_was_looked_for_last_gives_way_to_what_is_typed(page: Page) -> None:
    await search(page)
    await page.keyboard.type("neem")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await search(page)
    line = page.get_by_role("combobox", name="Search", exact=True)
    await expect(line).to_have_value("neem")
    await page.keyboard.type("roses")
    await expect(line).to_have_value("roses")


async def test_nothing_of_a_button_is_selected(page: Page) -> None:
    """As two clicks would."""
    await page.locator(".list").get_by_role("button", name=re.compile("New chat")).first.click()
    dialog = page.get_by_role("dialog")
    select = "(element) => { getSelection().selectAllChildren(element); return `${getSelection()}` }"
    assert await dialog.get_by_role("heading").first.evaluate(select)
    assert not await dialog.get_by_role("button", name="Cancel").evaluate(select)


async def test_filters_are_typed_and_become_chips(page: Page) -> None:
    await search(page)
    await page.keyboard.type("roses mentions:me ")
    await expect(page.get_by_role("button", name="Mentions me")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.get_by_role("button", name="Mentions me").click()
    await expect(page.get_by_role("option")).to_have_count(2)
    field = page.get_by_role("combobox", name="Search", exact=True)
    await field.press("End")
    await field.press_sequentially(" from:bor")
    await expect(page.get_by_role("option", name=re.compile("@boris"))).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="From boris")).to_be_visible()
    await expect(page.get_by_role("option")).to_have_count(2)


async def test_filters_alone_find_the_newest_first(page: Page, garden: int) -> None:
    await search(page)
    await page.get_by_role("button", name="Mentions me").click()
    await expect(page.get_by_role("option")).to_have_count(1)
    await expect(page.get_by_role("option")).to_contain_text("Roses again")
    await page.get_by_role("button", name="Mentions me").click()
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(page.get_by_text("Nothing found")).to_have_count(0)
    await page.get_by_role("combobox", name="Search", exact=True).press_sequentially("in:ros")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option")).to_have_text([re.compile(each) for each in ("again", "Neem", "water")])
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/c/{garden}/3$"))


async def test_enter_before_the_list_is_there_acts_once_it_is(desk: Desk, ada: Visitor, garden: int) -> None:
    hold, released = holding()
    page = await load_with(hold, desk, ada, garden)
    await page.get_by_role("textbox", name="Message", exact=True).focus()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("notes")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox")).to_have_value("notes")
    made(await ada.post("/chats", {"user_id": ada.id}))
    released.set()
    await expect(page.get_by_role("heading", name="Notes to myself")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_nothing_found_says_what_to_try(page: Page) -> None:
    await search(page)
    await page.keyboard.type("lilac")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def load_with(handle: Callable[[Route], Awaitable[None]], desk: Desk, visitor: Visitor, chat_id: int) -> Page:
    """A page at a chat for which requests for the palettes' lists are handled so."""
    page = await (await desk.seat(visitor)).new_page()
    await page.route("**/pane-*.js", handle)
    await page.goto(f"/c/{chat_id}")
    return page


def holding() -> tuple[Callable[[Route], Awaitable[None]], asyncio.Event]:
    """What holds requests back, until the event is set."""
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    return hold, released


@pytest.mark.parametrize(("key", "name"), [("Control+k", "Jump to"), ("Control+Shift+f", "Search")])
async def test_what_is_typed_before_the_list_is_there_is_not_lost(
    desk: Desk, ada: Visitor, garden: int, key: str, name: str
) -> None:
    """61."""
    hold, released = holding()
    page = await load_with(hold, desk, ada, garden)
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.focus()
    await page.keyboard.press(key)
    await page.keyboard.type("ros")
    line = page.get_by_role("combobox", name=name, exact=True)
    await expect(line).to_have_value("ros")
    released.set()
    await expect(page.get_by_role("option", name=re.compile("[Rr]oses")).first).to_be_visible()
    await page.keyboard.type("e")
    await expect(line).to_have_value("rose")
    await page.keyboard.press("Escape")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("")


async def test_a_palette_that_can_not_be_loaded_is_closed(desk: Desk, ada: Visitor, garden: int) -> None:
    desk.expect("ERR_FAILED")
    page = await load_with(lambda route: route.abort(), desk, ada, garden)
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.focus()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.type("Tea?")
    await expect(field).to_have_value("Tea?")


async def test_one_writes_on_after_a_click_in_the_search(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    made(await boris.post(f"/chats/{chat_id}/messages", {"text": "Bring cake"}))
    page = await desk.open(ada, f"/c/{chat_id}")
    field = page.get_by_role("textbox", name="Message")
    await field.press_sequentially("with ")
    await page.keyboard.press("Control+Shift+f")
    await expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("cake")
    await page.get_by_role("option", name="Bring cake").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.type("pleasure")
    await expect(field).to_have_value("with pleasure")


HIGH = """(chip) => {
  const box = chip.getBoundingClientRect();
  const [x, middle] = [box.x + box.width / 2, box.y + box.height / 2];
  return [-22, 21].every((from) => chip.contains(document.elementFromPoint(x, middle + from)));
}"""


async def test_filters_are_as_high_as_a_finger_needs(desk: Desk, ada: Visitor, garden: int) -> None:
    page = await desk.open(ada, f"/c/{garden}", viewport=PHONE, has_touch=True, is_mobile=True)
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    await search(page)
    chips = page.locator(".search-chip")
    await expect(chips.first).to_be_visible()
    assert all([await chip.evaluate(HIGH) for chip in await chips.all()])
    assert await chips.last.evaluate("(chip) => chip.clientHeight + 2") == 36  # and no larger to see


async def test_keys_move_in_the_lists_which_are_one_stop_each(desk: Desk, ada: Visitor) -> None:
    room = await ada.room()
    beds = [await ada.channel(room, f"bed {number:03}") for number in range(120)]
    await ada.room("harbour")
    page = await desk.open(ada, f"/c/{beds[3]}")
    link = page.get_by_role("link", name="bed 003")
    await link.focus()
    for key, name in (("ArrowDown", "bed 004"), ("ArrowUp", "bed 003"), ("ArrowUp", "bed 002"), ("Home", "bed 000")):
        await page.keyboard.press(key)
        await expect(page.get_by_role("link", name=name)).to_be_focused()
    # Around a row nothing is painted: what shows the focus is within.
    await expect(page.get_by_role("link", name="bed 000")).to_have_css("outline-offset", "-2px")
    await page.keyboard.press("End")
    last = page.get_by_role("link", name="bed 119")
    await expect(last).to_be_focused()
    await expect(last).to_be_in_viewport()
    # Tab goes to what else its row has, then out of the list; and back to the row of the open chat.
    await page.keyboard.press("Tab")
    await expect(page.locator("li", has=last).get_by_role("button", name="More")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator(".list :focus")).to_have_count(0)
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(link).to_be_focused()
    await page.get_by_role("navigation", name="Rooms").get_by_role("button", name="garden").focus()
    await page.keyboard.press("End")
    await expect(page.get_by_role("button", name="harbour", exact=True)).to_be_focused()
    await page.keyboard.press("Home")
    await expect(page.get_by_role("button", name="Chats", exact=True)).to_be_focused()


async def test_a_chat_one_jumps_to_is_in_the_view_of_its_list(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    await ada.chat_with(boris)
    room = await ada.room()
    beds = [await ada.channel(room, f"bed {number:03}") for number in range(120)]
    page = await desk.open(ada, f"/c/{beds[0]}")
    await expect(page.get_by_role("link", name="bed 000")).to_be_visible()
    await jump(page)
    await page.keyboard.type("bed 110")
    await expect(page.get_by_role("option", name="bed 110")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    link = page.get_by_role("link", name="bed 110")
    await expect(link).to_have_attribute("aria-current", "page")
    await expect(link).to_be_in_viewport(ratio=1)
    # Also where one had scrolled away from it, and comes from another list.
    await page.evaluate("document.querySelector('.list').scrollTop = 0")
    await expect(link).not_to_be_in_viewport()
    for name in ("boris", "bed 110"):
        await jump(page)
        await page.keyboard.type(name)
        await expect(page.get_by_role("option", name=name)).to_have_attribute("aria-selected", "true")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    await expect(link).to_be_in_viewport(ratio=1)
    # What is clicked stays where it is.
    before = await page.evaluate("document.querySelector('.list').scrollTop")
    await page.get_by_role("link", name="bed 108").click()
    await expect(page.get_by_role("link", name="bed 108")).to_have_attribute("aria-current", "page")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await page.evaluate("document.querySelector('.list').scrollTop") == before


@pytest.mark.parametrize(("key", "name"), [("Control+k", "Jump to"), ("Control+Shift+f", "Search")])
async def test_a_shortcut_pressed_while_the_page_starts_is_not_lost(
    desk: Desk, ada: Visitor, garden: int, key: str, name: str
) -> None:
    hold, released = holding()
    page = await (await desk.seat(ada)).new_page()
    await page.add_init_script("""window.isTaken = new Promise((done) => addEventListener("keydown", (event) => {
      if (/Key[FK]/.test(event.code)) setTimeout(() => done(event.defaultPrevented));
    }))""")
    await page.route("**/users", hold)
    await page.goto(f"/c/{garden}")
    await expect(page.locator(".boot")).to_be_visible()
    await page.keyboard.press("Control+Slash")  # only the last one counts
    await page.keyboard.press(key)
    assert await page.evaluate("window.isTaken")  # the browser has something of its own for it
    released.set()
    await expect(page.get_by_role("combobox", name=name, exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
