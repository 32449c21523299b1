"""The browser client in the other browsers that there are: a shorter way than the one in Chromium (`tests/browser/test_tour.py`)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.support.cast import PASSWORD
from tests.support.firefox import firefox
from tests.support.program import Revived, revived
from tests.support.webkit import webkit
from tests.support.windows import ENTER, Window, Windows

BROWSERS: dict[str, Callable[[], AbstractAsyncContextManager[Windows]]] = {"firefox": firefox, "webkit": webkit}
FIELD = "//*[@class='composer']//textarea"
TEXT = "*[contains(concat(' ', @class, ' '), ' text ')]"
WAITING = "//article[contains(@class, 'pending')]"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Revived]:
    with revived(tmp_path / "data") as running:
        yield running


@pytest.fixture(params=BROWSERS)
async def windows(request: pytest.FixtureRequest) -> AsyncIterator[Windows]:
    async with BROWSERS[request.param]() as windows:
        yield windows


def button(name: str) -> str:
    """By its words, or by what it is called."""
    return f"//button[normalize-space()='{name}' or @aria-label='{name}']"


def item(name: str) -> str:
    return f"//*[@role='menuitem'][normalize-space()='{name}']"


def message(text: str) -> str:
    """That is on the server, edited or not."""
    said = f"normalize-space()='{text}' or normalize-space()='{text} edited'"
    return f"//article[not(contains(@class, 'pending'))][.//{TEXT}[{said}]]"


async def test_a_shorter_way(windows: Windows, house: Revived) -> None:
    async with windows() as ada, windows() as boris:
        await two_arrive(house, ada, boris)
        await they_talk(ada, boris)
        await what_was_said_is_changed(ada, boris)
        await a_draft_is_kept(ada)
        await the_server_is_gone(house, ada, boris)
        await one_speaks_russian(ada)


async def two_arrive(house: Revived, ada: Window, boris: Window) -> None:
    await ada.open(house.address)
    await sign_up(ada, "Ada")
    await ada.click(f"//main{button('New room')}")
    await ada.write("//dialog//input[@name='name']", "Garden")
    await ada.click(button("Create"))
    await ada.click(button("Invite people"))
    await ada.click(button("Create a link"))
    link = "//dialog//input[@readonly]"
    await ada.see(link)
    await boris.open(*await ada.texts(link))
    await ada.click(f"//dialog{button('Close')}")
    await sign_up(boris, "Boris")


async def sign_up(window: Window, name: str) -> None:
    await window.write("//input[@name='name']", name)
    await window.write("//input[@name='email']", f"{name.lower()}@example.org")
    await window.write("//input[@name='password']", PASSWORD)
    await window.click(button("Create an account"))


async def they_talk(ada: Window, boris: Window) -> None:
    await ada.write(FIELD, f"Tea at four?{ENTER}")
    await boris.see(message("Tea at four?"))
    await boris.write(FIELD, f"With pleasure{ENTER}")
    await ada.see(message("With pleasure"))


async def what_was_said_is_changed(ada: Window, boris: Window) -> None:
    """Edited, reacted to, answered."""
    await choose(ada, "Tea at four?", "Edit")
    await ada.see_text(FIELD, "Tea at four?")
    await ada.write(FIELD, f" Or five?{ENTER}")
    await boris.see(message("Tea at four? Or five?"))
    await ada.hover(message("With pleasure"))
    await ada.click(f"{message('With pleasure')}//button[@aria-label='React with ❤️']")
    await boris.see("//button[@class='reaction'][@title='Ada'][contains(., '❤️')]")
    await choose(boris, "Tea at four? Or five?", "Reply")
    await boris.write(FIELD, f"Five{ENTER}")
    await ada.see(f"{message('Five')}//*[@class='quote'][contains(., 'Tea at four?')]")


async def choose(window: Window, text: str, what: str) -> None:
    """From what can be done with a message."""
    await window.hover(message(text))
    await window.click(f"{message(text)}//button[@aria-label='More']")
    await window.click(item(what))


async def a_draft_is_kept(ada: Window) -> None:
    """Though the page is loaded again right after the last letter; and what was sent does not come back."""
    await ada.write(FIELD, "half a thought")
    await ada.reload()
    await ada.see(message("With pleasure"))
    await ada.see_text(FIELD, "half a thought")
    await ada.write(FIELD, ENTER)
    await ada.see_text(FIELD, "")
    await ada.reload()
    await ada.see(message("half a thought"))
    await ada.see_text(FIELD, "")


async def the_server_is_gone(house: Revived, ada: Window, boris: Window) -> None:
    """Three are written meanwhile: they arrive once, in order."""
    said = ["one", "two", "three"]
    await asyncio.to_thread(house.kill)
    for text in said:
        await ada.write(FIELD, f"{text}{ENTER}")
    await ada.see(WAITING, times=3)
    await asyncio.to_thread(house.start)
    for window in (ada, boris):
        await window.see(*map(message, said))
        assert (await window.texts(f"//article//{TEXT}"))[-3:] == said
    await ada.see(WAITING, times=0)


async def one_speaks_russian(ada: Window) -> None:
    await ada.click(button("Ada: settings and signing out"))
    await ada.click(item("Settings"))
    await ada.click("//a[normalize-space()='Appearance']")
    await ada.click("//label[normalize-space()='Русский']")
    await ada.see("//h1[normalize-space()='Настройки'] | //h2[normalize-space()='Настройки']", "//html[@lang='ru']")
