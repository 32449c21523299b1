"""Nothing moves by itself: what comes late has its place, and who turns the wheel goes as far as it turned."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.browser import Desk
from tests.support.cast import Visitor, made
from tests.support.people import say_all
from tests.support.server import Running

MOST = 0.004  # of all shifts, as browsers count them: a fifth of what a long walk may have
LATE = 0.6  # seconds: by then the browser does not take it for what a touch has brought
STEP, STEPS = 90, 6  # pixels, more than what is still the bottom; turns of the wheel
NOTE = """
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
"""
SUM = "shifts.filter((each) => !each.hadRecentInput).reduce((sum, each) => sum + each.value, 0)"
TOP = "(seq) => document.querySelector(`[data-seq='${seq}']`).getBoundingClientRect().top"
ROWS = "document.querySelectorAll('.feed article').length"


@pytest.fixture
async def chat(server: Running, ada: Visitor, boris: Visitor) -> int:
    """A group of the two with 120 messages, the last with a file."""
    group = made(await ada.post("/chats", {"name": "Roses", "user_ids": [boris.id]}))
    texts = (f"number {number} " + "of the roses " * (number % 9) for number in range(1, 120))
    await say_all(server.database, group, ((boris.id, text) for text in texts))
    file_id = made(await boris.client.post(f"/chats/{group}/files", files={"file": ("plan.txt", b"plan")}))
    made(await boris.post(f"/chats/{group}/messages", {"text": "", "file_ids": [file_id]}))
    await ada.put(f"/chats/{group}/read", {"seq": 120})
    return group


async def opened(desk: Desk, visitor: Visitor, chat: int) -> Page:
    """At the end of the chat, with all that it opens with."""
    page = await (await desk.seat(visitor)).new_page()
    await page.add_init_script(NOTE)
    await page.goto(f"/c/{chat}")
    await page.wait_for_function(f"() => {ROWS} >= 50")
    return page


async def test_nothing_moves_by_itself(desk: Desk, ada: Visitor, boris: Visitor, chat: int) -> None:
    async def come_late(route: Route) -> None:
        await asyncio.sleep(LATE)
        await route.continue_()

    page = await opened(desk, ada, chat)
    for late in ("**/members*", "**/search*"):
        await page.route(late, come_late)
    await page.locator(".composer textarea").press_sequentially("The gate is open")
    await page.keyboard.press("Enter")
    made(await boris.post(f"/chats/{chat}/messages", {"text": "I come."}))
    await page.locator("article", has_text="I come.").wait_for()
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await expect(page.locator(".details").get_by_role("button", name="Leave")).to_be_visible()
    await expect(page.locator(".details .person")).to_have_count(2)
    await expect(page.locator(".file-lines > li")).to_have_count(1)
    assert await page.evaluate(SUM) <= MOST


async def test_history_that_comes_meanwhile_takes_nothing_from_the_wheel(desk: Desk, ada: Visitor, chat: int) -> None:
    is_turning = asyncio.Event()

    async def come_meanwhile(route: Route) -> None:
        await is_turning.wait()
        await route.continue_()

    page = await opened(desk, ada, chat)
    await page.route("**/messages?before=*", come_meanwhile)
    before, rows = await page.evaluate(TOP, 118), await page.evaluate(ROWS)
    await page.locator(".feed").hover()
    for step in range(STEPS):
        await page.mouse.wheel(0, -STEP)
        if step == STEPS // 2:
            is_turning.set()
    await page.wait_for_function(f"() => {ROWS} > {rows}")
    await page.wait_for_function(f"() => Math.abs(({TOP})(118) - {before + STEP * STEPS}) <= 1.5")
