"""People at a browser: Debian's Chromium, driven by Playwright, looking at the real server."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.support.cast import Visitor
from tests.support.waiting import wait_for

PATIENCE = 40_000  # milliseconds: as long as the process for a picture may take to begin where all else is slow
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
# Chromium without what stands around a page, which nobody sees: a quarter less of the processor, and the same pages.
_BARE = "chromium-headless-shell"
# In the whole one the popup below the address bar is a page of its own, which nobody sees and each window loads: a third of
# all that it takes of the processor. The others are Playwright's own, of whose list this takes the place.
_NOT_WANTED = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
_ARGUMENTS = [
    "--no-sandbox",  # the suite runs as root in containers, and looks at its own pages alone
    "--use-fake-device-for-media-stream",  # a microphone that hums, for voices
    "--use-fake-ui-for-media-stream",
    f"--disable-features={','.join(_NOT_WANTED)}",
]

with_worker = pytest.mark.parametrize("is_kept", [True], ids=["worker"])
"""For tests in which the page's service worker has a part."""


def find_browser(name: str, packages: str) -> str:
    """Where a program is. Skips the test where there is none; where CI=true fails it instead."""
    found = shutil.which(name)
    if found is None:
        advice = f"there is no {name}: apt-get install --no-install-recommends {packages}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(advice)
    assert found is not None
    return found


async def wait_for_promise(page: Page, ask: str) -> None:
    """Until what is asked on the page promises something true: `wait_for_function` takes any promise for that."""
    await wait_for(lambda: page.evaluate(ask), PATIENCE / 1000, 0.02)


@asynccontextmanager
async def running_chromium(*arguments: str) -> AsyncIterator[Browser]:
    """One browser; each person has a context of their own in it."""
    executable = shutil.which(_BARE) or find_browser("chromium", f"{_BARE} fonts-noto-color-emoji fonts-noto-cjk")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=[*_ARGUMENTS, *arguments])
        yield browser
        await browser.close()


class Addressed(Protocol):
    """A server, wherever it runs."""

    @property
    def address(self) -> str: ...


class Desk:
    """Where people sit down. Whatever their consoles say that nobody expected is a fault: see `check`. Their browsers refuse
    the page its service worker unless it `is_kept`.
    """

    def __init__(self, browser: Browser, server: Addressed, *, is_kept: bool = True) -> None:
        self._browser = browser
        self._server = server
        self._contexts: list[BrowserContext] = []
        self.said: list[str] = []
        self._workers = "allow" if is_kept else "block"
        self._expected = [] if is_kept else ["Service Worker registration blocked"]

    async def seat(self, visitor: Visitor | None = None, **options: Any) -> BrowserContext:
        """A browser of someone's own, signed in if a visitor is given. `options` as Playwright's `new_context` has them."""
        usual = {
            "viewport": DESKTOP,
            "locale": "en-US",
            "base_url": self._server.address,
            "service_workers": self._workers,
        }
        context = await self._browser.new_context(**usual | options)
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        if visitor is not None:
            await context.add_cookies([{"name": "session_id", "value": visitor.cookie, "url": self._server.address}])
        context.on("page", self._listen)
        return context

    async def open(self, visitor: Visitor | None = None, path: str = "/", **options: Any) -> Page:
        """A page of someone's, at an address."""
        page = await (await self.seat(visitor, **options)).new_page()
        await page.goto(path)
        return page

    def expect(self, text: str) -> None:
        """What has this in it may be said."""
        self._expected.append(text)

    def expect_no_line(self) -> None:
        """The network will be gone: what is asked for meanwhile fails, the service worker too if it has not come yet."""
        self._expected += ["ERR_INTERNET_DISCONNECTED", "WebSocket connection to", "fetching the script"]

    def check(self) -> None:
        """Assert that no console said anything."""
        unexpected = [text for text in self.said if not any(each in text for each in self._expected)]
        assert unexpected == [], unexpected

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")
