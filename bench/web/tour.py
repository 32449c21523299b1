"""What people do, step by step: how long each touch waits for its paint, and how much moves that nobody touched."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias, TypedDict

import msgspec
from playwright.sync_api import BrowserContext, Page

from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures, middle, percentile
from bench.web.stage import staged

ROUNDS = 3
OUTLYING = 50  # touches, of which the longest is left out
INTERACTION, SHIFT, EMOJI = 100, 0.02, 100
LOOKED = 1_000  # milliseconds, as one looks at what has come before one begins
TOUCHES = """probe.events.splice(0).filter((each) => each.interactionId).map((each) => (
    {duration: each.duration, name: each.name, id: each.interactionId, on: each.target?.className || each.target?.tagName}))"""
COUNT = "performance.interactionCount"
SHIFTS = "probe.shifts.map((each) => each.value)"
PICKER = ("button:has([data-icon=smile])", ".emoji-panel [role=gridcell]")
BARE = "<!doctype html><textarea></textarea><button onclick='d.showModal()'>Open</button><dialog id=d><input></dialog>"


class Touch(TypedDict):
    """A key or a press, as the page has noted it."""

    duration: float  # milliseconds, until its paint
    name: str
    id: int
    on: str


Steps: TypeAlias = dict[str, list[Touch]]


class Tour(msgspec.Struct, frozen=True):
    """One window's way through all steps."""

    touches: Steps
    count: int  # of touches, with those that were painted within 16 ms
    shift: float
    pickers: list[float]  # milliseconds

    @property
    def interaction_to_next_paint(self) -> float:
        """Milliseconds, as Web Vitals has it: of each 50 touches the longest does not count."""
        durations = sorted((each["duration"] for step in self.touches.values() for each in step), reverse=True)
        return durations[min(self.count // OUTLYING, len(durations) - 1)]


def measure() -> Figures:
    """With a quarter of the processor."""
    bare: Steps = {}
    tours: list[Tour] = []
    with staged(partial(furnish, 12, 200)) as stage:
        for _ in range(ROUNDS):
            with stage.seat() as context:
                _touch_bare(context, bare)
                tours.append(_go(context))
    touches = {step.__name__: [each for tour in tours for each in tour.touches[step.__name__]] for step in STEPS}
    counts = ", ".join(f"{tour.interaction_to_next_paint:.0f} of {tour.count}" for tour in tours)
    worst = max(tour.interaction_to_next_paint for tour in tours)
    return [
        Figure("interaction to next paint over a tour, CPU/4", worst, "ms", INTERACTION, counts),
        _report("- all of it", touches),
        *(_report(f"- {name.strip('_').replace('_', ' ')}", {name: touches[name]}) for name in touches),
        _report("- keys and a dialog on a page of nothing else", bare),
        Figure("layout shift, all of it", max(tour.shift for tour in tours), "", SHIFT),
        middle("the emoji picker opened, CPU/4", [each for tour in tours for each in tour.pickers], EMOJI),
    ]


def _go(context: BrowserContext) -> Tour:
    window, touches = Window(context), Steps()
    window.slow()
    window.open("/c/1")
    window.page.wait_for_timeout(LOOKED)
    _walk(window, STEPS, touches)
    return Tour(touches, int(window.ask(COUNT)), sum(window.ask(SHIFTS)), _open_picker(window))


def _touch_bare(context: BrowserContext, touches: Steps) -> None:
    """What the browser takes here by itself."""
    window = Window(context)
    window.page.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
    window.page.goto("/bare")
    window.slow()
    _walk(window, [_touch], touches)
    window.close()


def _walk(window: Window, steps: Sequence[Callable[[Page], None]], touches: Steps) -> None:
    for step in steps:
        window.ask("probe.events.length = 0")
        step(window.page)
        window.page.wait_for_timeout(300)  # as one looks, before one goes on
        touches.setdefault(step.__name__, []).extend(_longest(window.ask(TOUCHES)))


def _longest(events: list[Touch]) -> list[Touch]:
    """One touch is several events: the longest counts."""
    return list({each["id"]: each for each in sorted(events, key=lambda each: each["duration"])}.values())


def _report(what: str, steps: Steps) -> Figure:
    touches = sorted((each for step in steps.values() for each in step), key=lambda each: each["duration"])
    if not touches:
        return Figure(f"{what}, the worst, CPU/4", 16, "ms", beside="none over 16 ms")
    worst = touches[-1]
    ninth = percentile([each["duration"] for each in touches], 90)
    beside = f"{worst['name']} on {worst['on']}; {len(touches)} touches over 16 ms, p90 {ninth:.0f}"
    return Figure(f"{what}, the worst, CPU/4", worst["duration"], "ms", beside=beside)


def _open_picker(window: Window) -> list[float]:
    times = []
    for _ in range(4):
        times.append(float(window.ask("([button, panel]) => probe.open(button, panel)", list(PICKER))))
        window.page.keyboard.press("Escape")
        window.page.locator(".emoji-panel").wait_for(state="detached")
    return times[1:]  # the first loads it


def _touch(page: Page) -> None:
    page.locator("textarea").click()
    page.keyboard.type("The gate is open, come in!", delay=40)
    page.locator("button").click()
    page.keyboard.type("garden", delay=60)
    page.keyboard.press("Escape")


def _write(page: Page) -> None:
    page.locator("textarea").click()
    page.keyboard.type("The gate is open, come **in**!", delay=40)
    page.keyboard.press("Enter")
    page.locator("article", has_text="The gate is open").last.wait_for()


def _complete(page: Page) -> None:
    page.keyboard.type("Look @some", delay=40)
    page.wait_for_timeout(200)
    page.keyboard.press("Escape")
    page.keyboard.type(" :tad", delay=40)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def _switch(page: Page) -> None:
    for number in (2, 3, 1):
        page.locator(f".list a[href='/c/{number}']").click()
        page.locator(".feed article").nth(20).wait_for()
        page.wait_for_timeout(200)


def _react(page: Page) -> None:
    row = page.locator(".feed article").nth(-4)
    row.hover()
    row.locator(".tools button").first.click()
    row.locator(".tools [aria-haspopup=menu]").click()
    page.locator(".menu").wait_for()
    page.keyboard.press("Escape")


def _answer(page: Page) -> None:
    row = page.locator(".feed article").nth(-5)
    row.hover()
    row.locator("button:has([data-icon=reply])").first.click()
    page.keyboard.type("Indeed", delay=40)
    page.keyboard.press("Enter")


def _scroll(page: Page) -> None:
    page.mouse.move(700, 300)
    for _ in range(12):
        page.mouse.wheel(0, -600)
        page.wait_for_timeout(60)
    page.locator(".newest").click()


def _jump(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("dialog input").first.wait_for()
    page.keyboard.type("gro", delay=60)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")


def _search(page: Page) -> None:
    page.keyboard.press("Control+Shift+f")
    page.locator("dialog input").first.wait_for()
    page.keyboard.type("garden", delay=60)
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")


def _look_closer(page: Page) -> None:
    details = page.locator(".chat-header button[aria-pressed]")
    details.click()
    page.locator(".details").wait_for()
    details.click()


STEPS: list[Callable[[Page], None]] = [
    _write,
    _complete,
    _switch,
    _react,
    _answer,
    _scroll,
    _jump,
    _search,
    _look_closer,
]
