"""A newer build of the page is deployed under an open tab."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import Desk, wait_for_promise
from tests.support.builds import make_second_build
from tests.support.cast import Visitor
from tests.support.guest import Guest
from tests.support.program import Revived, revived

AN_HOUR = 3_600_000 + 1_000  # milliseconds: as often it is asked for a newer one
A_CALM_WHILE = 100_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Revived]:
    with revived(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def ada(house: Revived) -> AsyncIterator[Visitor]:
    visitor = Visitor(house.address)
    await visitor.sign_up("ada")
    await visitor.sign_in(visitor.email)
    yield visitor
    await visitor.client.aclose()


@pytest.fixture
async def desk(chromium: Browser, house: Revived) -> AsyncIterator[Desk]:
    seats = Desk(chromium, house)
    seats.expect("ERR_CONNECTION_")  # while the server is being updated
    yield seats
    await seats.close()
    seats.check()


async def build_of(page: Page) -> str:
    """The name of the page's script."""
    name = await page.locator("script[src]").get_attribute("src")
    assert name is not None
    return name


async def test_a_newer_build_is_taken_in_a_calm_moment_with_one_reload(
    desk: Desk, house: Revived, ada: Visitor, tmp_path: Path
) -> None:
    """39: not under somebody's hands; what is written stays; and no more of it afterwards."""
    desk.expect("closed before the connection is established")  # while the server is away the clock runs ahead
    chat = await ada.chat_with(ada)
    guest = Guest(await desk.open(ada, f"/c/{chat}"))
    page = guest.page
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.clock.install()
    await page.reload()
    await guest.field.fill("half a thought")
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    first = await build_of(page)

    await asyncio.to_thread(house.kill)
    await asyncio.to_thread(house.start, {"PYTHONPATH": make_second_build(tmp_path / "second")})
    await page.keyboard.press("Control+k")  # somebody is at something
    await wait_for_promise(
        page, "() => navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null)"
    )
    await page.clock.fast_forward(A_CALM_WHILE)
    assert not loads
    await page.keyboard.press("Escape")
    await page.clock.fast_forward(A_CALM_WHILE)
    await expect(page.locator("script[src*='second-']")).to_have_count(1)
    assert await build_of(page) != first
    await expect(guest.field).to_have_value("half a thought")

    await page.clock.fast_forward(AN_HOUR)
    await page.clock.fast_forward(A_CALM_WHILE)
    await guest.field.press("Enter")
    await guest.sees("half a thought")
    assert len(loads) == 1
