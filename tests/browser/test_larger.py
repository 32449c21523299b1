"""What people see who have chosen larger letters in their browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.test_axe import INSIDE, LISTS, PAGES, Step, Town, at, town
from tests.support.browser import Desk, running_chromium
from tests.support.cast import Visitor

__all__ = ["town"]  # a fixture

_SCREENS: dict[str, Step] = INSIDE | PAGES | {"lists": at("/", ".list")} | LISTS
_SIZES = [
    ViewportSize(width=1280, height=800),
    ViewportSize(width=390, height=844),
    ViewportSize(width=320, height=640),
]

# What is cut off: the page at its side, and letters that what they stand on is too low for.
_CUT = """() => {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) faults.push(`the page is ${page.scrollWidth} wide`);
  const isShortened = (element) =>
    element && (getComputedStyle(element).textOverflow === "ellipsis" || isShortened(element.parentElement));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility() || element.closest(".visually-hidden, noscript, script, select")) continue;
    range.selectNodeContents(text);
    const letters = range.getBoundingClientRect();
    const tooWide = letters.width > 0 && letters.left < innerWidth && letters.right > innerWidth + 1;
    const cutter = element.closest("button, a, [role=option], .chat-header, .badge, kbd, label");
    const box = cutter && getComputedStyle(cutter).display !== "inline" ? cutter.getBoundingClientRect() : null;
    const tooHigh = box && box.height > 1 && (letters.top < box.top - 2 || letters.bottom > box.bottom + 2);
    const isCut = element.closest("pre, .table") || isShortened(element);
    if (tooHigh || (tooWide && !isCut)) faults.push(`${tooHigh ? "high" : "wide"}: ${element.tagName}.${element.className} ${text.data.slice(0, 20)}`);
  }
  return [...new Set(faults)];
}"""


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium("--blink-settings=defaultFontSize=32") as browser:
        yield browser


@pytest.mark.parametrize("size", _SIZES, ids=lambda size: str(size["width"]))
async def test_nothing_is_cut_off_with_letters_twice_as_large(
    desk: Desk, town: Town, ada: Visitor, size: ViewportSize
) -> None:
    page = await desk.open(ada, f"/c/{town.chat_id}", viewport=size, reduced_motion="reduce")
    await expect(page.locator("article .text").first).to_have_css("font-size", "30px")
    faults = []
    for name, step in _SCREENS.items():
        await step(page, town)
        faults += [f"{name}: {fault}" for fault in await page.evaluate(_CUT)]
    assert not faults, "\n".join(faults)
