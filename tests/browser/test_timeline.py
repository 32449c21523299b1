"""A conversation: where one is in it, and that one stays there."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser import Desk
from tests.support.cast import Visitor, made
from tests.support.heap import heap_of, no_row_is_kept
from tests.support.people import say_all
from tests.support.pictures import picture
from tests.support.server import Running
from tests.support.waiting import wait_for

VIEW = {"width": 1000, "height": 700}

MARGIN = """(block) => {
  const words = document.createRange();
  words.selectNodeContents(block);
  return Math.round(words.getBoundingClientRect().left - block.getBoundingClientRect().left);
}"""
PLACES = """() => {
  const feed = document.querySelector('.feed');
  const top = feed.getBoundingClientRect().top;
  const rows = [...feed.querySelectorAll('article')];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 1);
  return {
    top: feed.scrollTop, height: feed.scrollHeight, view: feed.clientHeight, rows: rows.length,
    seq: Number(first?.dataset.seq), offset: first ? first.getBoundingClientRect().top - top : 0,
    last: Number(rows.at(-1)?.dataset.seq),
  };
}"""


async def places(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(PLACES)
    return found


async def scroll_to(page: Page, top: float) -> None:
    """As far as a hand would, and until the page has heard of it."""
    await page.evaluate(
        "(top) => new Promise((done) => { const feed = document.querySelector('.feed'); feed.scrollTop = top;"
        " requestAnimationFrame(() => requestAnimationFrame(done)); })",
        top,
    )


async def offset_of(page: Page, seq: int) -> float:
    found: float = await page.evaluate(
        "(seq) => document.querySelector(`[data-seq='${seq}']`).getBoundingClientRect().top"
        " - document.querySelector('.feed').getBoundingClientRect().top",
        seq,
    )
    return found


async def is_at_bottom(page: Page) -> None:
    await page.wait_for_function(
        "() => { const feed = document.querySelector('.feed');"
        " return feed && feed.scrollHeight - feed.scrollTop - feed.clientHeight < 1.5 }"
    )


async def say(author: Visitor, chat: int, text: str, **more: object) -> dict[str, Any]:
    response = await author.post(f"/chats/{chat}/messages", {"text": text, **more})
    assert response.status_code == 200, response.text
    message: dict[str, Any] = response.json()
    return message


@pytest.fixture
async def chat(server: Running, ada: Visitor, boris: Visitor) -> int:
    """A chat of ada and boris with 160 messages, all of which ada has read."""
    chat = await ada.chat_with(boris)
    said = (
        ((boris if number % 4 else ada).id, f"number {number} " + "of the roses by the gate " * (number % 5))
        for number in range(1, 161)
    )
    await say_all(server.database, chat, said)
    await ada.put(f"/chats/{chat}/read", {"seq": 160})
    return chat


@pytest.fixture
async def page(desk: Desk, ada: Visitor, chat: int) -> Page:
    """Ada's, at the end of the chat, with all that it opens with."""
    page = await desk.open(ada, f"/c/{chat}", viewport=VIEW)
    await page.get_by_text("number 160").wait_for()
    await page.wait_for_function("() => document.querySelectorAll('.feed article').length >= 50")
    await is_at_bottom(page)
    return page


async def requests_of(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/messages?" in request.url else None)
    return asked


async def test_a_chat_opens_at_its_end_with_few_rows(page: Page) -> None:
    found = await places(page)
    assert 40 <= found["rows"] <= 60
    assert found["last"] == 160


async def test_what_is_not_seen_comes_when_what_is_seen_has_been_painted(page: Page) -> None:
    await page.add_init_script("window.idle = []; window.requestIdleCallback = (act) => window.idle.push(act)")
    await page.reload()
    await page.get_by_text("number 160").wait_for()
    await is_at_bottom(page)
    before = await places(page)
    assert before["rows"] < 30
    assert before["height"] > before["view"]
    await page.wait_for_function(
        "() => { for (const act of window.idle.splice(0)) act();"
        " return document.querySelectorAll('.feed article').length === 50 }"
    )
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1


async def test_short_rows_fill_what_is_seen_at_once(desk: Desk, server: Running, ada: Visitor, boris: Visitor) -> None:
    chat = await ada.chat_with(boris)
    await say_all(server.database, chat, ((boris.id, f"{number}") for number in range(1, 61)))
    await ada.put(f"/chats/{chat}/read", {"seq": 60})
    page = await desk.open(ada, f"/c/{chat}", viewport=VIEW)
    await page.wait_for_function("() => document.querySelectorAll('.feed article').length === 50")
    await page.add_init_script("window.requestIdleCallback = () => 0")
    await page.reload()
    await page.locator("article[data-seq='60']").wait_for()
    await is_at_bottom(page)
    found = await places(page)
    assert found["height"] > found["view"]
    assert found["rows"] == 50


@pytest.mark.parametrize("top", [0, 200])
async def test_history_comes_above_without_a_jump(page: Page, top: int) -> None:
    """1, 2, 3: the first message that is seen stays, at the very top, too; one gesture asks for one page."""
    asked = await requests_of(page)
    before = await page.evaluate(
        f"(top) => {{ document.querySelector('.feed').scrollTop = top; return ({PLACES})() }}", top
    )
    await page.wait_for_function(
        "(rows) => document.querySelectorAll('.feed article').length > rows", arg=before["rows"]
    )
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1
    await page.wait_for_timeout(150)  # another page would come by now
    assert len(asked) == 1
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1


async def test_all_the_way_up_stands_with_few_rows(page: Page, boris: Visitor, chat: int) -> None:
    for number in range(161, 261):
        await say(boris, chat, f"number {number}")
    await page.locator("[data-seq='260']").wait_for()
    await is_at_bottom(page)
    while True:
        before = await places(page)
        await scroll_to(page, 0)
        await page.wait_for_function(
            "(seq) => document.querySelector('.beginning')"
            " || Number(document.querySelector('.feed article').dataset.seq) < seq",
            arg=before["seq"],
        )
        if await page.locator(".beginning").count():
            break
        assert (await places(page))["rows"] <= 200
    assert await page.locator("[data-seq='1']").count() == 1
    await no_row_is_kept(await page.context.new_cdp_session(page))


async def test_who_is_at_the_bottom_follows(page: Page, boris: Visitor, chat: int) -> None:
    await say(boris, chat, "something new")
    await expect(page.get_by_text("something new").first).to_be_in_viewport()
    await is_at_bottom(page)


async def test_who_is_further_up_stays_and_is_told(page: Page, boris: Visitor, chat: int) -> None:
    """4, 8: a button says how many are new, and leads to the last row in one click."""
    found = await places(page)
    await scroll_to(page, found["height"] - found["view"] - 100)
    before = await places(page)
    await say(boris, chat, "something new")
    button = page.locator(".newest")
    await expect(button).to_have_text(re.compile("1 new"))
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1
    await button.click()
    await is_at_bottom(page)
    await expect(page.locator("[data-seq='161']")).to_be_in_viewport()
    await expect(button).to_have_count(0)


async def test_who_turns_up_a_little_means_to_stay(page: Page, boris: Visitor, chat: int) -> None:
    """Also where the end is near enough to be where somebody coming down would want to be."""
    found = await places(page)
    end = found["height"] - found["view"]
    await scroll_to(page, end - 40)
    before = await places(page)
    await say(boris, chat, "something new")
    await expect(page.locator(".newest")).to_have_text(re.compile("1 new"))
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1
    found = await places(page)
    await scroll_to(page, found["height"] - found["view"] - 40)  # down, and nearly there
    await say(boris, chat, "and more")
    await is_at_bottom(page)


async def test_sending_leads_down_from_history(desk: Desk, ada: Visitor, chat: int) -> None:
    """5, also where the end is not on the page."""
    page = await desk.open(ada, f"/c/{chat}/20")
    await page.locator("[data-seq='20']").wait_for()
    await page.get_by_role("textbox").first.fill("here I am")
    await page.keyboard.press("Enter")
    await expect(page.locator("article", has_text="here I am")).to_be_in_viewport()
    await is_at_bottom(page)


async def test_what_grows_above_moves_nobody(page: Page, boris: Visitor, chat: int) -> None:
    """6: an edit, a deletion, a reaction above; a late row that grows by itself."""
    await scroll_to(page, 900)
    before = await places(page)
    above = before["seq"] - 5
    message = (await boris.get(f"/chats/{chat}/messages?around={above}&limit=1")).json()["messages"][0]
    author = boris if message["author_id"] == boris.id else None
    if author:
        await author.put(f"/messages/{message['id']}", {"text": "long\n\n" * 20})
        await page.get_by_text("long").first.wait_for(state="attached")
        assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1
    await page.evaluate(
        "(seq) => { document.querySelector(`[data-seq='${seq}']`).style.minHeight = '300px' }", above - 1
    )
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1


async def test_the_bottom_stays_while_one_writes(page: Page) -> None:
    """7, 11: a composer that grows, a window that shrinks."""
    await page.get_by_role("textbox").first.fill("one\ntwo\nthree\nfour")
    await is_at_bottom(page)
    await page.set_viewport_size({"width": 700, "height": 480})
    await is_at_bottom(page)
    await page.set_viewport_size({"width": 1000, "height": 900})
    await is_at_bottom(page)


async def test_the_bottom_stays_when_a_scroll_is_told_late(page: Page) -> None:
    """7, 11: the window has shrunk already, and nothing was put back yet."""
    await page.evaluate(
        "() => { const feed = document.querySelector('.feed'); feed.style.marginBottom = '200px';"
        " feed.dispatchEvent(new Event('scroll')); }"
    )
    await page.wait_for_function("() => document.querySelector('.feed').clientHeight < 500")
    await is_at_bottom(page)


async def test_turning_keeps_the_place(page: Page) -> None:
    """11."""
    await scroll_to(page, 700)
    before = await places(page)
    await page.set_viewport_size({"width": 560, "height": 900})
    await page.wait_for_function("() => document.querySelector('.feed').clientHeight > 600")
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1


async def test_a_link_leads_into_the_middle(desk: Desk, ada: Visitor, chat: int) -> None:
    """9: the message is in the middle, pointed out, and reading goes on from there to the end."""
    page = await (await desk.seat(ada)).new_page()
    await page.goto(f"/c/{chat}/60", wait_until="commit")
    # For seconds only: at each frame, from the first on, lest it be over between two looks.
    await page.wait_for_function("() => document.querySelector(\"[data-seq='60'].target\")")
    view = (await places(page))["view"]
    assert abs(await offset_of(page, 60) - view / 2) < view / 4
    for _ in range(20):
        found = await places(page)
        if found["last"] == 160:
            break
        await scroll_to(page, found["height"])
        await page.wait_for_function(
            "(seq) => Number([...document.querySelectorAll('.feed article')].at(-1).dataset.seq) > seq",
            arg=found["last"],
        )
    seqs = await page.evaluate("[...document.querySelectorAll('.feed article')].map((row) => Number(row.dataset.seq))")
    assert seqs == list(range(seqs[0], 161))


async def test_a_link_to_the_last_of_what_is_kept_stays_there_when_much_has_been_said_since(
    page: Page, ada: Visitor, boris: Visitor, chat: int
) -> None:
    await wait_for(lambda: page.evaluate(_KEPT, [chat, 160]))
    await page.goto("about:blank")
    for number in range(70):
        made(await boris.post(f"/chats/{chat}/messages", {"text": f"later {number}"}))
    await page.goto(f"/c/{chat}/159")
    row = page.locator("[data-seq='159']")
    await expect(row).to_be_in_viewport()
    await wait_for(lambda: page.evaluate(_KEPT, [chat, 230]))  # all of it has come
    await expect(row).to_be_in_viewport()


# Whether the messages of a chat are kept on the device, up to one.
_KEPT = """async ([chat, last]) => {
  const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await answer(indexedDB.open("besedka"));
  const kept = await answer(database.transaction("messages").objectStore("messages").get(chat));
  database.close();
  return kept?.lastSeq === last;
}"""


async def test_what_is_shown_until_a_links_message_is_there_is_not_read(
    page: Page, ada: Visitor, boris: Visitor, chat: int
) -> None:
    await wait_for(lambda: page.evaluate(_KEPT, [chat, 160]))
    is_free = asyncio.Event()

    async def hold(route: Route) -> None:
        await is_free.wait()
        await route.continue_()

    await page.route("**/messages?around=*", hold)
    await page.goto(f"/c/{chat}/60")
    await expect(page.locator("[data-seq='160']")).to_be_visible()
    made(await boris.post(f"/chats/{chat}/messages", {"text": "Look at this one, too"}))
    await expect(page.locator("[data-seq='161']")).to_be_visible()
    badge = page.locator(".list .row .badge")
    await expect(badge).to_be_visible()
    is_free.set()
    await expect(page.locator("[data-seq='60']")).to_be_in_viewport()
    await expect(badge).to_be_visible()
    assert (await ada.get(f"/chats/{chat}")).json()["NewMsgCount"] > 0


async def test_coming_back_is_coming_to_the_place(page: Page, chat: int) -> None:
    """10."""
    await scroll_to(page, 500)
    before = await places(page)
    await page.evaluate("history.pushState(null, '', '/settings'); dispatchEvent(new PopStateEvent('popstate'))")
    await page.locator(".feed").wait_for(state="detached")
    await page.evaluate(f"history.pushState(null, '', '/c/{chat}'); dispatchEvent(new PopStateEvent('popstate'))")
    await page.locator(f"[data-seq='{before['seq']}']").wait_for()
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert abs(await offset_of(page, before["seq"]) - before["offset"]) <= 1


async def test_room_is_kept_for_the_scroll_bar(page: Page) -> None:
    """12."""
    style = await page.evaluate("getComputedStyle(document.querySelector('.feed')).scrollbarGutter")
    assert style == "stable"


async def test_one_begins_where_one_has_stopped_reading(
    desk: Desk, server: Running, ada: Visitor, boris: Visitor, chat: int
) -> None:
    """14, 17: the line stands above what is new, and stays; only what was seen is marked as read."""
    await say_all(server.database, chat, ((boris.id, f"news {number}") for number in range(70)))
    page = await desk.open(ada, f"/c/{chat}")
    line = page.locator(".day.fresh")
    await expect(line).to_be_in_viewport()
    await expect(page.locator("[data-seq='161']")).to_be_in_viewport()
    await expect(page.locator("[data-seq='230']")).not_to_be_in_viewport()
    await expect(page.locator(".newest")).to_have_text(re.compile(r"\d+ new"))
    read = (await ada.get(f"/chats/{chat}")).json()["last_read_seq"]
    assert read < 230
    await page.locator(".newest").click()
    await expect(page.locator("[data-seq='230']")).to_be_in_viewport()
    await expect(page.locator(".newest")).to_have_count(0)
    await expect(line).to_have_count(1)


async def test_nothing_is_read_in_a_window_without_focus(page: Page, ada: Visitor, boris: Visitor, chat: int) -> None:
    """14."""
    await page.evaluate("Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true })")
    await say(boris, chat, "while you were away")
    await expect(page.get_by_text("while you were away").first).to_be_visible()
    await expect(page.locator(".day.fresh")).to_have_count(1)
    assert (await ada.get(f"/chats/{chat}")).json()["NewMsgCount"] == 1
    await page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))")
    while (await ada.get(f"/chats/{chat}")).json()["NewMsgCount"]:
        await page.wait_for_timeout(20)


async def test_what_is_looked_at_never_counts(page: Page, ada: Visitor, boris: Visitor, chat: int) -> None:
    """110: not even until the server has heard that it was read."""
    await is_at_bottom(page)
    await page.evaluate(
        "() => { window.counted = 0; const row = document.querySelector('.list .row');"
        " new MutationObserver(() => { window.counted += row.querySelectorAll('.badge').length; })"
        ".observe(row, { subtree: true, childList: true, attributes: true }); }"
    )
    texts = [f"one of several, {number}" for number in range(4)]
    for text in texts:
        await say(boris, chat, text)
    await expect(page.locator("article", has_text=texts[-1])).to_be_visible()
    while (await ada.get(f"/chats/{chat}")).json()["NewMsgCount"]:
        await page.wait_for_timeout(20)
    assert await page.evaluate("window.counted") == 0
    await page.evaluate("Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true })")
    await say(boris, chat, "nobody looks at this one")
    await expect(page.locator(".list .row .badge")).to_have_text("1")
    assert await page.evaluate("window.counted") > 0


async def test_unread_from_here_stays_unread(page: Page, ada: Visitor, chat: int) -> None:
    """17: the count is exact, and seeing them does not mark them read again."""
    row = page.locator("[data-seq='158']")
    await row.click(button="right")
    await page.get_by_role("menuitem", name="Mark unread from here").click()
    await expect(page.locator(".day.fresh")).to_have_count(1)

    async def is_exact() -> bool:
        return bool((await ada.get(f"/chats/{chat}")).json()["NewMsgCount"] == 3)

    await wait_for(is_exact)
    await page.wait_for_timeout(600)  # longer than a marker waits
    assert await is_exact()


async def at_seq(page: Page, seq: int) -> None:
    """The focus is on this message, which is in view, or on something in it."""
    await page.wait_for_function(
        "(seq) => Number(document.activeElement.closest('article')?.dataset.seq) === seq", arg=seq
    )
    await expect(page.locator(f"[data-seq='{seq}']")).to_be_in_viewport()


async def test_keys_move_by_message(page: Page) -> None:
    """50."""
    await page.locator(".feed").focus()
    for _ in range(3):
        await page.keyboard.press("ArrowUp")
    await at_seq(page, 158)
    assert await page.locator(".feed").get_attribute("role") == "feed"


async def test_focus_survives_rendering(page: Page, boris: Visitor, chat: int) -> None:
    await page.locator(".feed").focus()
    await page.keyboard.press("ArrowUp")
    await say(boris, chat, "something new")
    await page.get_by_text("something new").first.wait_for()
    assert await page.evaluate("Number(document.activeElement.dataset.seq)") == 160


async def test_tab_takes_the_history_as_one_stop(page: Page, boris: Visitor, chat: int) -> None:
    """However many links are in it; those of the message one is at are reached by Tab from there."""
    for number in range(161, 164):
        await say(boris, chat, f"number {number}: [one](https://example.org/1), [two](https://example.org/2)")
    await expect(page.get_by_role("link", name="two")).to_have_count(3)
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.focus()
    await page.keyboard.press("Shift+Tab")
    while not await page.evaluate("document.activeElement.closest('article') !== null"):
        await page.keyboard.press("Shift+Tab")  # over the buttons beside the field
    await at_seq(page, 163)
    assert await page.evaluate("document.activeElement.tagName") == "ARTICLE"
    await page.keyboard.press("ArrowUp")
    for name in ("one", "two"):
        await page.keyboard.press("Tab")
        await expect(page.locator("[data-seq='162']").get_by_role("link", name=name)).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await at_seq(page, 162)
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.activeElement.closest('.chat-header, header') !== null")
    await page.keyboard.press("Tab")
    await at_seq(page, 162)
    while await page.evaluate("document.activeElement.closest('article') !== null"):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.closest('article')?.dataset.seq ?? '162'") == "162"
    assert await page.evaluate("document.activeElement.closest('.composer') !== null")
    await is_at_bottom(page)


async def test_the_history_is_silent_and_news_are_told(page: Page, boris: Visitor, chat: int) -> None:
    """49."""
    status = page.locator(".timeline [role=status]")
    await expect(status).to_have_text("")
    await say(boris, chat, "the gate is open")
    await expect(status).to_have_text(re.compile("the gate is open"))


async def test_a_message_is_reacted_to_answered_and_deleted(
    page: Page, ada: Visitor, boris: Visitor, chat: int
) -> None:
    row = page.locator("[data-seq='160']")
    await row.hover()
    await row.get_by_role("button", name="React with 👍").click()
    await expect(row.locator(".reaction")).to_have_text(re.compile("👍 1"))
    await row.locator(".reaction").click()
    await expect(row.locator(".reaction")).to_have_count(0)
    await row.click(button="right")
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(row).to_have_count(0)


async def test_a_quote_leads_to_what_it_quotes(page: Page, boris: Visitor, chat: int) -> None:
    quoted = (await boris.get(f"/chats/{chat}/messages?around=30&limit=1")).json()["messages"][0]
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await page.route(f"**/messages/{quoted['id']}", hold)
    await say(boris, chat, "as I said", reply_to=quoted["id"])
    await page.locator("button.quote").click()  # before it is known what it says
    held.set()
    await expect(page.locator(f"[data-seq='{quoted['seq']}']")).to_be_in_viewport()
    await page.locator(".newest").click()
    await is_at_bottom(page)


HOSTILE = [
    "<img src=x onerror=\"document.title='gotcha'\">",
    "<script>document.title='gotcha'</script>",
    "[click](javascript:document.title='gotcha')",
    "<a href=\"javascript:document.title='gotcha'\">x</a>",
    "![x](https://example.org/track.png)",
    "<style>* { display: none }</style>",
]


async def test_markup_is_text(page: Page, boris: Visitor, chat: int) -> None:
    """47: what someone writes makes no element of its own; Trusted Types are on."""
    for text in HOSTILE:
        await say(boris, chat, text)
        await page.locator("article", has_text=text).last.wait_for()
    assert await page.locator(".feed .text :is(img, script, style, iframe, a)").count() == 0
    assert await page.title() != "gotcha"
    policy = (await page.request.get("/")).headers["content-security-policy"]
    assert "require-trusted-types-for 'script'" in policy


async def test_no_text_stops_the_page(page: Page, boris: Visitor, chat: int) -> None:
    """47: neither what is nested past the end of any stack, nor what can be read in very many ways."""
    for text in ("> " * 4999 + "x", "🌹" * 49 + "x", "_a*" * 3333):
        await say(boris, chat, text)
    await say(boris, chat, "after them")
    await page.locator("article", has_text="after them").wait_for()


async def test_directions_are_those_of_each_block(page: Page, boris: Visitor, chat: int) -> None:
    """46."""
    await say(boris, chat, "שלום לכולם\n\nhello\n\n```\nlet x = 1\n```")
    row = page.locator("[data-seq='161']")
    await expect(row.locator(".text p")).to_have_count(2)
    for part, direction in ((".text p >> nth=0", "rtl"), (".text p >> nth=1", "ltr"), ("pre", "ltr")):
        await expect(row.locator(part)).to_have_css("direction", direction)


async def test_signs_and_lines_are_at_the_side_where_the_words_begin(page: Page, boris: Visitor, chat: int) -> None:
    """46."""
    await say(boris, chat, "- אחת\n- two\n\n> - ציטוט\n\n1. one\n2. שתיים")
    row = page.locator("[data-seq='161']")
    for part, direction in (("> ul", "rtl"), ("> blockquote", "rtl"), ("> ol", "ltr")):
        await expect(row.locator(f".text {part}")).to_have_css("direction", direction)
    for word, is_at_the_left in (("two", True), ("שתיים", False)):
        margin = await row.get_by_text(word).evaluate(MARGIN)
        assert (margin == 0) is is_at_the_left


async def test_a_picture_that_would_fill_the_memory_is_a_file(page: Page, boris: Visitor, chat: int) -> None:
    """44: of a few bytes that say so the browser would make gigabytes, for everyone who looks."""
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (16_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0\0\0\0\0"
    file = made(await boris.client.post(f"/chats/{chat}/files", files={"file": ("huge.png", huge, "image/png")}))
    await say(boris, chat, "look", file_ids=[file])
    await page.locator(".file-card", has_text="huge.png").wait_for()
    assert await page.locator(".picture img").count() == 0


async def test_a_picture_has_its_place_before_it_comes(desk: Desk, ada: Visitor, boris: Visitor, chat: int) -> None:
    """44: what comes late shifts nothing."""
    files = {"file": ("gate.jpg", picture("JPEG", (1200, 750)), "image/jpeg")}
    file = made(await boris.client.post(f"/chats/{chat}/files", files=files))
    await say(boris, chat, "the gate", file_ids=[file])
    await say(boris, chat, "is open")
    await ada.put(f"/chats/{chat}/read", {"seq": 162})
    page = await desk.open(ada, "/sign-in")
    await page.evaluate(
        "window.shift = 0; new PerformanceObserver((all) => all.getEntries().forEach((each) => {"
        " if (each.sources.some((source) => source.node?.closest?.('.feed'))) window.shift += each.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    await page.evaluate(f"history.pushState(null, '', '/c/{chat}'); dispatchEvent(new PopStateEvent('popstate'))")
    shown = page.locator(".picture img")
    await shown.wait_for()
    early = await shown.bounding_box()
    await page.wait_for_function("() => document.querySelector('.picture img').complete")
    # To a pixel: rows further up are made meanwhile, of heights that are no whole pixels, as places to scroll to are.
    assert await shown.bounding_box() == pytest.approx(early, abs=1)
    await is_at_bottom(page)
    assert await page.evaluate("window.shift") < 0.001


# Between two chats, as fast as they are drawn.
SWITCH = """async ([paths, times]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (let at = 0; at < times; at += 1) {
    history.pushState(null, "", paths[at % paths.length]);
    dispatchEvent(new PopStateEvent("popstate"));
    do await frame(); while (!document.querySelector(".feed article"));
  }
}"""


async def test_two_hundred_switches_leave_nothing_behind(page: Page, ada: Visitor, chiyo: Visitor, chat: int) -> None:
    """48: the heap has grown by a tenth at most, and no row is kept that is not on the page."""
    other = await ada.chat_with(chiyo)
    for number in range(60):
        await say(chiyo if number % 2 else ada, other, f"number {number}")
    await page.get_by_role("link", name="chiyo").wait_for()
    session = await page.context.new_cdp_session(page)

    async def switch(times: int) -> None:
        await page.evaluate(SWITCH, [[f"/c/{other}", f"/c/{chat}"], times])

    await switch(20)
    before = await heap_of(session)
    await switch(200)
    assert await heap_of(session) < before * 1.1
    await no_row_is_kept(session)
