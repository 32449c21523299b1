"""From Enter in one window to the message, painted, in another: two browsers on one machine, as fast as they can."""

from functools import partial
from statistics import median

from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures, percentile
from bench.web.stage import staged

WARM_UP, TIMES = 5, 100
MOST = 100  # milliseconds


def measure() -> Figures:
    """A hundred messages, one after another."""
    with staged(partial(furnish, 1, 100)) as stage, stage.seat(0) as one, stage.seat(1) as other:
        author, reader = Window(one), Window(other)
        for window in (author, reader):
            window.open("/c/1")
        author.page.locator("textarea").click()
        times = [_say(author, reader, f"number {number}.") for number in range(WARM_UP + TIMES)][WARM_UP:]
    beside = f"p50 {median(times):.0f}, slowest {max(times):.0f} of {TIMES}"
    return [Figure("from Enter to the other window, p95", percentile(times, 95), "ms", MOST, beside)]


def _say(author: Window, reader: Window, text: str) -> float:
    reader.ask("(text) => probe.await(text)", text)
    author.page.keyboard.insert_text(text)
    author.page.keyboard.press("Enter")
    shown = reader.ask("probe.awaited()")
    return float(shown - author.ask("probe.entered()"))
