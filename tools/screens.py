"""Every screen of the browser client, and how one comes to it: of a community that is always the same, at the same time of the same
day.
"""

import asyncio
import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, BrowserContext, Page, Route, ViewportSize, async_playwright

from tests.support.clock import Clock
from tests.support.server import running_server
from tools.community import Community, fill
from tools.painting import paint_evening
from tools.steps import (
    asked_of,
    at,
    attached,
    clicked,
    cut_off,
    dragged_over,
    hovered,
    pressed,
    see,
    shown_by,
    typed,
    unread_from,
)

LANGUAGES = {"en": "en-GB", "ru": "ru-RU"}
SIZES = {"1280": ViewportSize(width=1280, height=800), "390": ViewportSize(width=390, height=844)}
SCALES = {"1280": 1.0, "390": 2.0}
COLOURS = ("light", "dark")
_EVENING = dt.datetime(2026, 5, 14, 18, 20, tzinfo=dt.UTC)
_TALK_BEGINS = 3000  # seconds before
_BREATH = 75  # seconds
_ARGUMENTS = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--hide-scrollbars"]
_NO_CHROMIUM = "there is no Chromium: apt-get install chromium fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji"
_SEE_PICTURES = """() => Promise.all([...document.images].filter((image) => {
  const {top, bottom} = image.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}).map((image) => image.decode().catch(() => {})))"""

_HAS_COLOURS = """() => !document.querySelector('.code-block') || document.querySelector('.code-block [class^=hl-]')"""
_LOOKS = 40
_SPECIMEN_SIZE = ViewportSize(width=640, height=320)
_WORDS = "Linden Yard · Липовый двор · ნინო ბერიძე · 田中 千代 · ليلى حداد"
_SPECIMEN = f"""<body style="font: 16px/1.6 system-ui, sans-serif"><p>{_WORDS}</p><p><b>{_WORDS}</b></p><p>😀 🎉 ❤️ 🌻</p>
<pre style="font-family: ui-monospace, monospace">def water(bed): <i># пусть впитается</i></pre>"""


class Way(NamedTuple):
    """To look at a screen."""

    language: str
    size: str
    colours: str

    @property
    def name(self) -> str:
        return "-".join(self)


_CHAT = at("/c/{chat}", "article .quote")
_LISTS = at("/", ".rail")
_DETAILS = ".chat-header button[aria-pressed]"
_REACT, _ANSWER, _DELETE = (
    f"[role=menu] button:has([data-icon={icon}])" for icon in ("smile-plus", "reply", "trash-2")
)
_OUTSIDE = {
    "sign-in": [at("/sign-in", "form")],
    "sign-up": [at("/sign-up", "form")],
    "invite": [at("/join/{code}", "form")],
    "nowhere": [at("/nowhere/at/all", ".nowhere")],
}
_INSIDE = {
    "chat": [_CHAT],
    "lists": [_LISTS],
    "direct": [at("/c/{direct}", "article")],
    "details": [_CHAT, clicked(_DETAILS, sign=".details li")],
    "emoji": [
        _CHAT,
        clicked("button:has([data-icon=smile])", sign=".emoji-panel [role=option], .emoji-panel [role=gridcell]"),
    ],
    "message-menu": [_CHAT, asked_of("article .text", "[role=menu]")],
    "lightbox": [_CHAT, clicked("article .picture", sign="dialog img")],
    "person": [_CHAT, clicked("article .who", sign=".person-card")],
    "new-chat": [_LISTS, clicked(".list-head button:has([data-icon=square-pen])", sign="dialog")],
    "room-menu": [at("/r/1", ".list-head h1 button"), clicked(".list-head h1 button", sign="[role=menu]")],
    "search": [_CHAT, pressed("Control+Shift+f", "dialog [role=option]", "search")],
    "jump": [_CHAT, pressed("Control+k", "dialog [role=option]", "jump")],
    "hovered": [_CHAT, hovered("article:has(.quote) .text", "article:hover")],
    "react": [_CHAT, asked_of("article .text", "[role=menu]"), clicked(_REACT, sign=".emoji-panel [role=gridcell]")],
    "delete": [_CHAT, asked_of("article .code-block", "[role=menu]"), clicked(_DELETE, sign="dialog .danger")],
    "dragged": [_CHAT, dragged_over("seeds.txt", ".composer-drop")],
    "keys": [_CHAT, shown_by("?", ".jump-keys")],
    "search-help": [_CHAT, shown_by("Control+Shift+f", ".search-hints")],
    "level": [_CHAT, clicked(_DETAILS, ".details select", sign=".details option")],
    "chat-menu": [_CHAT, clicked(".chat-header button:has([data-icon=ellipsis])", sign="[role=menu]")],
    "my-menu": [_LISTS, clicked(".me", sign="[role=menu]")],
    "members": [
        at("/r/1", ".list-head h1 button"),
        clicked(".list-head h1 button", "[role=menu] button:has([data-icon=users])", sign="dialog .person"),
    ],
    "settings": [at("/settings", ".pages h1")],
    "new-room": [_LISTS, clicked(".room-new", sign="dialog")],
    "profile": [at("/settings/profile", ".pages main form")],
    "appearance": [at("/settings/appearance", ".pages main *")],
    "notifications": [at("/settings/notifications", ".pages main *")],
    "password": [at("/settings/password", ".pages main form")],
    "blocked": [at("/settings/blocked", ".pages main .title")],
    "devices": [at("/settings/devices", ".pages main li")],
    "server": [at("/server-settings/general", ".pages main *")],
    "people": [at("/server-settings/people", ".pages main li")],
    "server-invites": [at("/server-settings/invites", ".pages main form")],
    "server-rooms": [at("/server-settings/rooms", ".pages main li")],
}
_OWNERS = {
    "log": [at("/server-settings/log", ".pages main li")],
    "unread": [unread_from(6), at("/c/{chat}", ".day.fresh")],
    "owners-menu": [at("/r/1", ".list-head h1 button"), clicked(".list-head h1 button", sign="[role=menu]")],
    "new-channel": [
        at("/r/1", ".list-head h1 button"),
        clicked(".list-head h1 button", "[role=menu] button:has([data-icon=plus])", sign="dialog form"),
    ],
    "invite-people": [
        at("/r/1", ".list-head h1 button"),
        clicked(".list-head h1 button", "[role=menu] button:has([data-icon=user-plus])", sign="dialog form"),
    ],
}
# In a browser of its own each: a draft stands in the next screen as well, and no network stays none.
_ALONE = {
    "answer": [_CHAT, asked_of("article .text", "[role=menu]"), clicked(_ANSWER, sign=".composer-bar")],
    "edit": [_CHAT, shown_by("ArrowUp", ".composer-bar", at=".composer textarea")],
    "mention": [_CHAT, typed("@", ".composer-offer [role=option]")],
    "files": [
        _CHAT,
        attached("evening.jpg", paint_evening(600, 400), ".composer-tray img"),
        attached("seeds.txt", b"poppies" * 300, ".composer-tray li + li"),
    ],
    "offline": [_CHAT, cut_off(".banner p")],
}
SCREENS = (*_OUTSIDE, *_INSIDE, *_OWNERS, *_ALONE)
_STILL = {"version": "0.1.0"}
_STILL_STATE = {"uptime": 11 * 86_400, "storage_used": 3_400_000_000}


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        sys.exit(_NO_CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def community_in(language: str) -> AsyncIterator[Community]:
    """On a server of its own, whose clock stands still once all is said."""
    clock = Clock()
    clock.now = _milliseconds(_EVENING) - _TALK_BEGINS * 1000
    with tempfile.TemporaryDirectory() as data:
        async with running_server(Path(data), "", clock) as server:
            community = await asyncio.to_thread(fill, server.address, language, lambda: clock.advance(seconds=_BREATH))
            clock.now = _milliseconds(_EVENING)
            yield community


async def take_specimen(browser: Browser) -> bytes:
    """A picture of letters of each kind that the screens have: where these are drawn otherwise, all screens are."""
    page = await browser.new_page(viewport=_SPECIMEN_SIZE)
    await page.set_content(_SPECIMEN)
    data = await page.screenshot()
    await page.close()
    return data


async def take(
    browser: Browser, community: Community, way: Way, names: tuple[str, ...] = SCREENS, scale: float = 0
) -> dict[str, bytes]:
    """Pictures of these screens, each a PNG; of as many pixels as the size has, unless another scale is named."""
    taken: dict[str, bytes] = {}
    for screens, session in (
        (_OUTSIDE, ""),
        (_INSIDE, community.session),
        (_OWNERS, community.owner_session),
        *(({name: steps}, community.session) for name, steps in _ALONE.items()),
    ):
        wanted = {name: steps for name, steps in screens.items() if name in names}
        if not wanted:
            continue
        context = await _open(browser, community, way, session, scale or SCALES[way.size])
        page = await context.new_page()
        for name, steps in wanted.items():
            await page.goto("/")
            await see(page, "nav, form")
            for step in steps:
                await step(page, community)
            taken[name] = await _picture(page)
        await context.close()
    return taken


async def _open(browser: Browser, community: Community, way: Way, session: str, scale: float) -> BrowserContext:
    context = await browser.new_context(
        base_url=community.address,
        viewport=SIZES[way.size],
        locale=LANGUAGES[way.language],
        timezone_id="UTC",
        color_scheme="dark" if way.colours == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=scale,
        has_touch=way.size == "390",
    )
    await context.clock.set_fixed_time(_EVENING)
    if session:
        await context.add_cookies([{"name": "session_id", "value": session, "url": community.address}])
    await context.route("**/server", _keep_still)
    return context


async def _keep_still(route: Route) -> None:
    """What a server says of itself that is otherwise on the next machine, or on the next day."""
    response = await route.fetch()
    said = await response.json()
    if "state" in said:
        said |= _STILL | {"state": said["state"] | _STILL_STATE}
    await route.fulfill(response=response, json=said)


def _milliseconds(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


async def _picture(page: Page) -> bytes:
    """Once every picture in view is there, the code has its colours, and nothing changes any more."""
    await page.evaluate(_SEE_PICTURES)
    await page.wait_for_function(_HAS_COLOURS)
    before = b""
    for _ in range(_LOOKS):
        now = await page.screenshot(animations="disabled", caret="hide")
        if now == before:
            return now
        before = now
    raise RuntimeError(f"{page.url} does not come to rest.")
