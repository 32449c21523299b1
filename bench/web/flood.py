"""A thousand messages a second into the chat on the screen, for ten seconds: whether one can type and scroll meanwhile."""

import itertools
import subprocess
import sys
import time
from functools import partial

from bench.people import Visitor
from bench.population import Someone
from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures
from bench.web.stage import Stage, staged

RATE, SECONDS = 1_000, 10
MOST = 200  # milliseconds
KEPT = 100  # messages there are before
PATIENCE = 60  # seconds, until it is given up that all is shown


def measure() -> Figures:
    """As fast as the machine is, and with a quarter of its processor."""
    return _flood(slowed=False) + _flood(slowed=True)


def _flood(*, slowed: bool) -> Figures:
    with staged(partial(furnish, 1, KEPT)) as stage, stage.seat() as context:
        window = Window(context)
        window.open("/c/1")
        window.page.locator("textarea").click()
        if slowed:
            window.slow()
        window.ask("probe.forget(), void probe.watchFrames()")
        _use(window, stage.port, stage.people[1:])
        newest = _newest(stage)
        late = window.ask("([seq, seconds]) => probe.catchUp(seq, seconds)", [newest, PATIENCE])
        how = ", CPU/4" if slowed else ""
        return [
            *_report(window, how),
            Figure(f"after the last, until all was shown{how}", late, "s", None, f"{newest - KEPT:,} messages"),
        ]


def _newest(stage: Stage) -> int:
    """Its `seq`, as the server has it: what was on its way when the authors left is not there."""
    page = Visitor(stage.port, stage.people[0].cookie).ask("GET", "/chats/1/messages")
    return max(int(each["seq"]) for each in page["messages"])


def _use(window: Window, port: int, authors: list[Someone]) -> None:
    """Type and scroll, up and down again, for as long as it pours."""
    command = [sys.executable, "-m", "bench.web.pour", str(port), str(RATE), str(SECONDS)]
    with subprocess.Popen([*command, *(each.cookie for each in authors)]) as pouring:
        try:
            for step in itertools.takewhile(lambda _: pouring.poll() is None, itertools.count()):
                _use_once(window, step)
        finally:
            pouring.kill()


def _use_once(window: Window, step: int) -> None:
    window.page.keyboard.press("abcdefghijklmnopqrstuvwxyz "[step % 27])
    if step % 3 == 0:
        window.page.mouse.move(700, 300)
        window.page.mouse.wheel(0, -400 if step % 30 < 15 else 4_000)
    time.sleep(0.03)


def _report(window: Window, how: str) -> Figures:
    tasks = window.ask("probe.tasks.map((each) => each.duration)")
    keys = window.ask("probe.events.filter((each) => each.name === 'keydown').map((each) => each.duration)")
    frames = window.ask("probe.frames")
    beside = f"{len(tasks)} over 50 ms"
    return [
        Figure(f"{RATE:,} messages/s: the longest task{how}", max(tasks, default=0), "ms", MOST, beside),
        Figure(
            f"the longest from a key to its paint{how}", max(keys, default=0), "ms", MOST, f"{len(keys)} over 16 ms"
        ),
        Figure(f"the longest wait for a frame{how}", max(frames), "ms", None, f"{len(frames):,} frames"),
    ]
