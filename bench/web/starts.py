"""How long it takes until there is a page to use: where nothing is kept yet, and where all is."""

from functools import partial

from playwright.sync_api import BrowserContext

from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figures, middle
from bench.web.stage import Stage, staged

ROUNDS = 9
COLD, WARM = 1_500, 500  # milliseconds


def measure() -> Figures:
    """With 12 chats."""
    with staged(partial(furnish, 12, 100)) as stage:
        return measure_starts(stage)


def measure_starts(stage: Stage, rounds: int = ROUNDS) -> Figures:
    """By turns: a browser that has never been here, the same one again, and once more. At chat 1."""
    cold, warm, again = zip(*(_start_thrice(stage) for _ in range(rounds)), strict=True)
    return [
        middle("cold start to a usable page, CPU/4, 9 Mbit/s, 100 ms", cold, COLD),
        middle("warm start to the first paint of messages, CPU/4", warm, WARM),
        middle("from then on, with what the browser has compiled, CPU/4", again, WARM),
    ]


def _start_thrice(stage: Stage) -> tuple[float, float, float]:
    with stage.seat() as context:
        window = Window(context)
        window.slow(line=True)
        cold = window.open("/c/1")
        window.hurry()
        window.keep(1)
        window.close()
        return cold, _start_warm(context), _start_warm(context)


def _start_warm(context: BrowserContext) -> float:
    window = Window(context)
    window.slow()
    time = window.open("/c/1")
    window.close()
    return time
