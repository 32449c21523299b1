"""How long it takes until there is a page to use: where nothing is kept yet, and where all is."""

from functools import partial
from statistics import median

from playwright.sync_api import BrowserContext

from bench.web.bare import bare_page
from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures, middle
from bench.web.stage import Stage, staged

ROUNDS = 9
COLD, WARM = 1_500, 500  # milliseconds


def measure() -> Figures:
    """With 12 chats."""
    with staged(partial(furnish, 12, 100)) as stage:
        return measure_starts(stage)


def measure_starts(stage: Stage, rounds: int = ROUNDS) -> Figures:
    """By turns: a browser that has never been here, the same one again, once more, and at a bare page. At chat 1."""
    with bare_page() as address:
        times = [_start_often(stage, address) for _ in range(rounds)]
    cold, warm, again, bare = zip(*times, strict=True)
    return [
        middle("cold start to a usable page, CPU/4, 9 Mbit/s, 100 ms", cold, COLD),
        middle("warm start to the first paint of messages, CPU/4", warm, WARM),
        middle("from then on, with what the browser has compiled, CPU/4", again, WARM),
        middle("a bare page with twenty messages, CPU/4", bare),
        Figure("from then on, of the bare page's time", median(again) / median(bare), "times"),
    ]


def _start_often(stage: Stage, bare: str) -> tuple[float, float, float, float]:
    with stage.seat() as context:
        window = Window(context)
        window.slow(line=True)
        cold = window.open("/c/1")
        window.hurry()
        window.keep(1)
        window.close()
        return cold, _start_warm(context), _start_warm(context), _start_warm(context, bare)


def _start_warm(context: BrowserContext, address: str = "/c/1") -> float:
    window = Window(context)
    window.slow()
    time = window.open(address)
    window.close()
    return time
