"""Debian's Chromium under measurement: windows of someone's, slowed down where a budget says so."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

_PROBE = Path(__file__).with_name("probe.js")
_SLOWED = 4  # times
_LATENCY, _BANDWIDTH = 100, 9_000_000 / 8  # milliseconds until the first byte of an answer; bytes a second
_PATIENCE = 60_000  # milliseconds
_SIZE = ViewportSize(width=1280, height=800)
_FRAME = 200  # pixels, more than what the browser draws around a page
_PAUSE, _QUIET, _PAUSES = 250, 0.025, 40  # milliseconds; seconds of the processor in one of them; as often, at most


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """No sandbox: in containers one is root, and it looks at our own pages alone."""
    executable = shutil.which("chromium")
    if executable is None:
        raise SystemExit("there is no Chromium: apt-get install chromium fonts-noto-color-emoji")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def seat(browser: Browser, port: int, cookie: str) -> Iterator[BrowserContext]:
    """A browser of someone's own, with nothing kept yet."""
    address = f"http://127.0.0.1:{port}"
    context = browser.new_context(base_url=address, viewport=_SIZE, locale="en-US")
    context.set_default_timeout(_PATIENCE)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])
    context.add_init_script(path=_PROBE)
    yield context
    context.close()


def _of(context: BrowserContext) -> Browser:
    assert context.browser is not None
    return context.browser


class Window:
    """A page, and what the browser can be told of it."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self._protocol = context.new_cdp_session(self.page)
        self._browser = _of(context).new_browser_cdp_session()
        self._protocol.send("Network.enable")
        self._show_all()
        self._settle()

    def slow(self, *, line: bool = False) -> None:
        """From now on with a quarter of the processor; `line`: over a thin one, too."""
        self._protocol.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWED})
        if line:
            self._emulate_line(_LATENCY, _BANDWIDTH)

    def hurry(self) -> None:
        """From now on as fast as can be."""
        self._protocol.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        self._emulate_line(0, -1)

    def open(self, path: str) -> float:
        """Go to an address; milliseconds until messages were painted there, and could be written."""
        self.page.goto(path, wait_until="commit")
        return float(self.ask("probe.usable"))

    def ask(self, expression: str, given: object = None) -> Any:  # noqa: ANN401 - JSON
        """What the page answers, waited for."""
        return self.page.evaluate(expression, given)

    def keep(self, chat_id: int) -> None:
        """Wait until all that makes the next start quick is kept."""
        while not self.ask(f"probe.isKept({chat_id})"):
            self.page.wait_for_timeout(50)

    def weigh(self) -> tuple[float, int]:
        """Megabytes of the heap and nodes of the document, without what can be collected."""
        for _ in range(3):
            self._protocol.send("HeapProfiler.collectGarbage")
        used = self._protocol.send("Runtime.getHeapUsage")["usedSize"]
        return used / 1e6, int(self._protocol.send("Memory.getDOMCounters")["nodes"])

    def close(self) -> None:
        self.page.close()

    def _show_all(self) -> None:
        """A window as high as its page is too low for it by its own frame: what changes in the rest below is never presented,
        and a key pressed there waits for its paint until something else moves.
        """
        window = self._protocol.send("Browser.getWindowForTarget")["windowId"]
        bounds = {"width": _SIZE["width"], "height": _SIZE["height"] + _FRAME}
        self._protocol.send("Browser.setWindowBounds", {"windowId": window, "bounds": bounds})

    def _settle(self) -> None:
        """Wait until the browser is done with the window itself: its address bar loads two pages of its own, of 200 parts each."""
        before = self._spent()
        for _ in range(_PAUSES):
            self.page.wait_for_timeout(_PAUSE)
            after = self._spent()
            if after - before < _QUIET:
                return
            before = after

    def _spent(self) -> float:
        """Seconds of the processor by all processes of the browser."""
        processes = self._browser.send("SystemInfo.getProcessInfo")["processInfo"]
        return sum(float(each["cpuTime"]) for each in processes)

    def _emulate_line(self, latency: float, bandwidth: float) -> None:
        line = {"offline": False, "latency": latency, "downloadThroughput": bandwidth, "uploadThroughput": bandwidth}
        self._protocol.send("Network.emulateNetworkConditions", line)
