"""A start: where nothing is kept yet, and where all is."""

from playwright.async_api import Page

from tests.support.browser import Desk, with_worker
from tests.support.cast import Visitor

# How it came about that the server was asked about itself.
_ASKED = "performance.getEntriesByType('resource').filter((each) => each.name.endsWith('/server')).map((each) => each.initiatorType)"
# Whether the words began to come before the page's script, which asks for them, was there.
_WORDS_AHEAD = """(() => {
  const [words] = performance.getEntriesByType('resource').filter((each) => /assets\\/en-(?!rest)/.test(each.name));
  const script = performance.getEntriesByName(document.querySelector('script[src]').src)[0];
  return words.startTime < script.responseEnd;
})()"""


async def asked(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(_ASKED)
    return found


@with_worker
async def test_what_a_first_start_asks_first_is_under_way_before_the_script_is(desk: Desk, ada: Visitor) -> None:
    """And is asked once; one that is held by a service worker does not ask ahead."""
    chat = await ada.chat_with(ada)
    page = await desk.open(ada, f"/c/{chat}")
    await page.locator(".composer textarea").wait_for()
    assert await asked(page) == ["link"]
    assert await page.evaluate(_WORDS_AHEAD)
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    await page.locator(".composer textarea").wait_for()
    assert "link" not in await asked(page)
