"""Takes pictures of every screen of the browser client: light and dark, on a desktop and a phone, in each language.

uv run poe screenshots FOLDER
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.support.program import serving
from tools.community import Community, fill

_LANGUAGES = {"en": "en-GB", "ru": "ru-RU"}
_SIZES = {"1280": ViewportSize(width=1280, height=800), "390": ViewportSize(width=390, height=844)}
_COLOURS = ("light", "dark")
_GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }"
_SEE_PICTURES = """() => Promise.all([...document.images].filter((image) => {
  const {top, bottom} = image.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}).map((image) => image.decode().catch(() => {})))"""

Step = Callable[[Page, Community], None]


def at(path: str, sign: str) -> Step:
    """Go to an address; there once what is shown by this selector is there."""

    def step(page: Page, community: Community) -> None:
        page.evaluate(_GO, path.format(chat=community.chat_id, direct=community.direct_id, code=community.code))
        page.locator(sign).locator("visible=true").first.wait_for()

    return step


def pressed(key: str, sign: str, word: str = "") -> Step:
    """Press a key of the page's, and type a word of the community's."""

    def step(page: Page, community: Community) -> None:
        page.keyboard.press(key)
        page.locator("dialog input").first.wait_for()
        page.keyboard.type(str(community.words[word]))
        page.locator(sign).locator("visible=true").first.wait_for()

    return step


def clicked(*selectors: str, sign: str) -> Step:
    """Press what these select, one after the other."""

    def step(page: Page, _community: Community) -> None:
        for selector in selectors:
            page.locator(selector).locator("visible=true").first.click()
        page.locator(sign).locator("visible=true").first.wait_for()

    return step


def asked_of(selector: str, sign: str) -> Step:
    """Ask for the menu of the last of these, as the other button of a mouse does, and a finger that rests."""

    def step(page: Page, _community: Community) -> None:
        page.locator(selector).last.click(button="right")
        page.locator(sign).locator("visible=true").first.wait_for()

    return step


_CHAT = at("/c/{chat}", "article .quote")
_LISTS = at("/", ".rail")
OUTSIDE = {
    "sign-in": [at("/sign-in", "form")],
    "sign-up": [at("/sign-up", "form")],
    "invite": [at("/join/{code}", "form")],
    "nowhere": [at("/nowhere/at/all", ".nowhere")],
}
INSIDE = {
    "chat": [_CHAT],
    "direct": [at("/c/{direct}", "article")],
    "details": [_CHAT, clicked(".chat-header button[aria-pressed]", sign=".details")],
    "emoji": [
        _CHAT,
        clicked("button:has(use[href$='#smile'])", sign=".emoji-panel [role=option], .emoji-panel [role=gridcell]"),
    ],
    "message-menu": [_CHAT, asked_of("article .text", "[role=menu]")],
    "lightbox": [_CHAT, clicked("article .picture", sign="dialog img")],
    "person": [_CHAT, clicked("article .who", sign=".person-card")],
    "new-chat": [_LISTS, clicked(".list-head button:has(use[href$='#square-pen'])", sign="dialog")],
    "room-menu": [at("/r/1", ".list-head h1 button"), clicked(".list-head h1 button", sign="[role=menu]")],
    "search": [_CHAT, pressed("Control+Shift+f", "dialog [role=option]", "search")],
    "jump": [_CHAT, pressed("Control+k", "dialog [role=option]", "jump")],
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


def main(folder: Path) -> None:
    """All of them; a fresh server for each language."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language in _LANGUAGES:
            with (
                tempfile.TemporaryDirectory() as data,
                serving("--rate-limits", "off", data=Path(data) / "d") as server,
            ):
                community = fill(server.address, language)
                for size, colours in product(_SIZES, _COLOURS):
                    take(browser, community, folder, (language, size, colours))
        browser.close()


def take(browser: Browser, community: Community, folder: Path, way: tuple[str, str, str]) -> None:
    """Every screen in one way."""
    for screens, is_inside in ((OUTSIDE, False), (INSIDE, True)):
        context = _open(browser, community, way, is_inside=is_inside)
        page = context.new_page()
        page.goto("/")
        for name, steps in screens.items():
            for step in steps:
                step(page, community)
            _settle(page)
            page.screenshot(path=folder / f"{'-'.join((name, *way))}.png")
            page.goto("/")
            page.locator("nav, form").locator("visible=true").first.wait_for()
        context.close()


def _open(browser: Browser, community: Community, way: tuple[str, str, str], *, is_inside: bool) -> BrowserContext:
    language, size, colours = way
    context = browser.new_context(
        base_url=community.address,
        viewport=_SIZES[size],
        locale=_LANGUAGES[language],
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if size == "390" else 1,
        has_touch=size == "390",
    )
    if is_inside:
        context.add_cookies([{"name": "session_id", "value": community.session, "url": community.address}])
    return context


def _settle(page: Page) -> None:
    """Until every picture in view is there, and the code has its colours."""
    page.evaluate(_SEE_PICTURES)
    page.wait_for_timeout(300)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
