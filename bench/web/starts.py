"""How long it takes until there is a page to use: where nothing is kept yet, and where all is."""

from functools import partial

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
    """By turns: a browser that has never been here, and the same one again. At chat 1."""
    cold, warm = zip(*(_start_twice(stage) for _ in range(rounds)), strict=True)
    return [
        middle("cold start to a usable page, CPU/4, 9 Mbit/s, 100 ms", cold, COLD),
        middle("warm start to the first paint of messages, CPU/4", warm, WARM),
    ]


def _start_twice(stage: Stage) -> tuple[float, float]:
    with stage.seat() as context:
        window = Window(context)
        window.slow(line=True)
        cold = window.open("/c/1")
        window.hurry()
        window.keep(1)
        window.close()
        window = Window(context)
        window.slow()
        return cold, window.open("/c/1")
