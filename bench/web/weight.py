"""What the first load weighs, and how many requests it takes."""

import gzip
import urllib.request
from functools import partial
from pathlib import Path

from playwright.sync_api import Request

import besedka
from bench.web.browser import Window
from bench.web.chats import furnish
from bench.web.figures import Figure, Figures
from bench.web.stage import Stage, staged

_ASSETS = Path(besedka.__file__).with_name("web") / "assets"
_OWN = {"document", "script", "stylesheet"}


def measure() -> Figures:
    """As a browser that has never been here asks for it, in English."""
    with staged(partial(furnish, 1, 20)) as stage:  # so few that there is no code among them
        asked = _list_requests(stage)
        scripts = {each.url for each in asked if each.resource_type == "script"}
        styles = {each.url for each in asked if each.resource_type == "stylesheet"}
        words = {url for url in scripts if "/assets/en-" in url}
        weights = [sum(map(_weigh, urls)) / 1000 for urls in (scripts - words, scripts, styles)]
    parts = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in _ASSETS.glob("*.js")}
    later = parts.keys() - {url.rpartition("/")[2] for url in scripts}
    heaviest = max(later, key=parts.__getitem__)
    return [
        Figure("scripts of the first load, gzip", weights[0], "kB", 70),
        Figure("the same with the words", weights[1], "kB", 71),
        Figure("styles, gzip", weights[2], "kB", 12),
        Figure("requests for the page and its parts", len(asked), "", 6),
        Figure("the heaviest part that comes later, gzip", parts[heaviest] / 1000, "kB", 45, heaviest),
    ]


def _list_requests(stage: Stage) -> list[Request]:
    """Those until the page is usable, without what it loads in idle moments for later."""
    asked: list[Request] = []
    with stage.seat() as context:
        context.add_init_script("window.requestIdleCallback = () => 0")
        window = Window(context)
        window.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it is written on
        window.open("/c/1")
        return [each for each in asked if each.resource_type in _OWN or "/assets/" in each.url]


def _weigh(url: str) -> int:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as response:  # noqa: S310 - likewise
        return len(response.read())
