"""What tests in a browser may ask for: real people at real pages of the real server."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from besedka.images import child
from tests.support.browser import PATIENCE, Desk, running_chromium
from tests.support.clock import RealClock
from tests.support.server import Running, running_server


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium() as browser:
        yield browser


@pytest.fixture
async def server(tmp_path: Path, settings: dict[str, Any]) -> AsyncIterator[Running]:
    """On SQLite alone: what a browser sees does not depend on the engine. Its clock is the browser's."""
    async with running_server(tmp_path, "", RealClock(), **settings) as running:
        yield running


@pytest.fixture(autouse=True)
def patience_with_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside Chromium the process for one takes its time to begin."""
    monkeypatch.setattr(child, "START_SECONDS", PATIENCE / 1000)
    monkeypatch.setattr(child, "WAITED_SECONDS", PATIENCE / 1000)


@pytest.fixture
def is_kept() -> bool:
    """Whether browsers keep the page by its service worker. To fetch all parts for it takes two fifths of a first load, and
    each test loads first: only where it has a part in what is tested.
    """
    return False


@pytest.fixture
async def desk(chromium: Browser, server: Running, is_kept: bool) -> AsyncIterator[Desk]:
    """At the end nothing may stand in any console."""
    seats = Desk(chromium, server, is_kept=is_kept)
    yield seats
    await seats.close()
    seats.check()
