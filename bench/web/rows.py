"""What it takes to show a message that comes, and a page of history above; and beside it, to put the same rows in by hand."""

from functools import partial

from bench.people import Visitor
from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figures, middle
from bench.web.stage import staged

APPENDED, PREPENDED = 40, 30
APPEND_MOST, PREPEND_MOST = 16, 50  # milliseconds


def measure() -> Figures:
    """The page's work until it has painted, without what it waits for the next frame."""
    with staged(partial(furnish, 1, 50 * (PREPENDED + 4))) as stage, stage.seat() as context:
        window = Window(context)
        window.open("/c/1")
        window.slow()
        by_hand = _append(window, Visitor(stage.port, stage.people[1].cookie)), _prepend(window)
        works = window.ask("probe.works")
    return [
        middle("a message appended, CPU/4", works["append"], APPEND_MOST),
        middle("the same row by hand", by_hand[0]),
        middle("50 prepended, CPU/4", works["prepend"], PREPEND_MOST),
        middle("the same 50 by hand", by_hand[1]),
    ]


def _append(window: Window, author: Visitor) -> list[float]:
    """By turns: a message from the server, and a copy of its row."""
    by_hand = []
    for number in range(APPENDED):
        window.ask("probe.expectNote()")
        author.ask("POST", "/chats/1/messages", {"text": f"This is number {number}. It is not long."})
        window.ask("probe.nextNote()")
        by_hand.append(float(window.ask("probe.copy(1, false)")))
    return by_hand


def _prepend(window: Window) -> list[float]:
    """By turns: a page of history, and copies of as many rows."""
    by_hand = []
    for _ in range(PREPENDED):
        window.ask("probe.climb()")
        by_hand.append(float(window.ask("probe.copy(50, true)")))
    return by_hand
