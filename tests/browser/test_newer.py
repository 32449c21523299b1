"""A newer version is there while somebody is at work: they may have it at once."""

import re
import shutil
from collections.abc import AsyncIterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from besedka.http.build import ChangingBuild
from tests.support.browser import Desk, with_worker
from tests.support.clock import RealClock
from tests.support.server import Running, running_server

STAMP = ".stamp"

pytestmark = with_worker


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """What was built, to put something newer in its place."""
    with as_file(files("besedka").joinpath("web")) as built:
        shutil.copytree(built, tmp_path / "web", ignore=shutil.ignore_patterns("*.br", "*.gz"))
    (tmp_path / "web" / STAMP).touch()
    return tmp_path / "web"


@pytest.fixture
async def server(tmp_path: Path, web: Path, settings: dict[str, Any]) -> AsyncIterator[Running]:
    async with running_server(tmp_path, "", RealClock(), build=ChangingBuild(web, STAMP), **settings) as running:
        yield running


def deploy(web: Path) -> None:
    """A newer version, which is called otherwise."""
    page, worker = web / "index.html", web / "sw.js"
    page.write_text(page.read_text().replace("<body>", '<body data-version="newer">'))
    worker.write_text(re.sub(r"(version\W+)[0-9a-f]{16}", r"\g<1>newer", worker.read_text()))
    (web / STAMP).write_text("newer")


async def look_for_newer(page: Page) -> None:
    await page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => true)")


async def test_who_does_not_wait_has_the_newer_version_at_once(desk: Desk, server: Running, web: Path) -> None:
    ada = await server.sign_up("ada")
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    field = page.get_by_role("textbox", name="Message")
    await field.press_sequentially("half a thought")

    deploy(web)
    await look_for_newer(page)
    await expect(page.get_by_role("status").filter(has_text="A newer version is ready")).to_be_visible()
    await expect(field).to_be_focused()
    await page.get_by_role("button", name="Reload").press("Enter")
    await expect(page.locator("body[data-version=newer]")).to_have_count(1)
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("half a thought")
    await expect(page.get_by_text("A newer version is ready")).to_have_count(0)


async def test_the_offer_can_be_put_away(desk: Desk, server: Running, web: Path) -> None:
    ada = await server.sign_up("ada")
    page = await desk.open(ada, "/", locale="ru")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    await expect(page.get_by_role("navigation").first).to_be_visible()
    deploy(web)
    await look_for_newer(page)
    offer = page.get_by_role("status").filter(has_text="Готова новая версия")
    await expect(offer).to_be_visible()
    await offer.get_by_role("button", name="Закрыть").click()
    await expect(page.get_by_text("Готова новая версия")).to_have_count(0)
