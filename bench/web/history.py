"""A hundred thousand messages scrolled through: what the page has grown to."""

from functools import partial

from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures
from bench.web.stage import staged

MESSAGES = 100_000
SECONDS = 300  # at most


def measure() -> Figures:
    """From the newest to the first, as fast as pages come."""
    with staged(partial(furnish, 1, MESSAGES)) as stage, stage.seat() as context:
        window = Window(context)
        window.open("/c/1")
        before, few = window.weigh()
        first = window.ask(f"probe.climbAll({SECONDS})")
        after, many = window.weigh()
    beside = "" if first == 1 else f", and no further than message {first:,}"
    return [
        Figure(f"heap after {MESSAGES:,} messages", after, "MB", 60, f"{before:.1f} at the start{beside}"),
        Figure("nodes", many, "", 6_000, f"{few:,} at the start"),
    ]
