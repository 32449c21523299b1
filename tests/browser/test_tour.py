"""The long way through the browser client: from an empty server to people who talk, whatever breaks on the way."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.support.browser import DESKTOP, PHONE, Desk
from tests.support.guest import Guest
from tests.support.pictures import picture
from tests.support.program import Revived, revived
from tests.support.server import Running


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Revived]:
    """The program itself, as people start it."""
    with revived(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def hall(chromium: Browser, house: Revived) -> AsyncIterator[Desk]:
    """Where the two sit down. Of the console's errors only those of the network that the tour breaks are harmless."""
    seats = Desk(chromium, house)
    seats.expect("ERR_CONNECTION_")
    seats.expect_no_line()
    yield seats
    await seats.close()
    seats.check()


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    file = tmp_path / "gate.png"
    file.write_bytes(picture(size=(640, 400)))
    return file


@pytest.mark.timeout(150)
async def test_the_long_way(hall: Desk, house: Revived, gate: Path) -> None:
    ada, boris = await two_arrive(hall)
    await they_talk(ada, boris)
    await what_was_said_is_changed(ada, boris)
    await a_picture_is_shown(ada, boris, gate)
    await what_was_said_is_found(boris)
    await what_waits_is_counted(ada, boris)
    await the_server_is_killed(house, ada, boris)
    await the_network_is_gone(ada, boris)
    await one_speaks_russian(ada)
    await one_has_a_phone(ada, boris)
    await one_has_no_mouse(ada, boris)


async def two_arrive(hall: Desk) -> tuple[Guest, Guest]:
    """At an empty server, and by a link."""
    ada = Guest(await hall.open())
    await expect(ada.page.get_by_role("heading", name="Welcome to your Besedka")).to_be_visible()
    await ada.sign_up("Ada")
    await ada.make_room("Garden")
    boris = Guest(await hall.open(path=await ada.invite()))
    await expect(boris.page.get_by_role("heading", name="You are invited to “Garden”")).to_be_visible()
    await boris.sign_up("Boris")
    await boris.is_in("general")
    return ada, boris


async def they_talk(ada: Guest, boris: Guest) -> None:
    await ada.write("Tea at four?")
    await boris.sees("Tea at four?")
    await boris.field.press_sequentially("@ad")
    await expect(boris.page.get_by_role("option", name="ada")).to_be_visible()
    await boris.field.press("Enter")
    await boris.enter("with pleasure")
    await expect(ada.message("@ada with pleasure")).to_have_class(re.compile("call"))


async def what_was_said_is_changed(ada: Guest, boris: Guest) -> None:
    """Edited, deleted, reacted to, answered."""
    await ada.edit("Tea at four?", "Tea at five?")
    await boris.sees("Tea at five?")
    await boris.sees_no("Tea at four?")
    await ada.write("Or coffee?")
    await boris.sees("Or coffee?")
    await ada.delete("Or coffee?")
    await boris.sees_no("Or coffee?")
    await ada.react("@ada with pleasure", "❤️")
    await expect(boris.page.get_by_role("button", name=re.compile("❤️.*Ada"))).to_be_visible()
    await ada.reply("@ada with pleasure", "Bring cake")
    await expect(boris.message("Bring cake").locator(".quote")).to_contain_text("with pleasure")


async def a_picture_is_shown(ada: Guest, boris: Guest, gate: Path) -> None:
    await ada.attach(gate)
    await ada.field.press("Enter")
    shown = boris.page.get_by_alt_text("gate.png")
    await expect(shown).to_be_visible()
    await expect(shown).to_have_js_property("complete", value=True)
    assert await shown.evaluate("(shown) => shown.naturalWidth") > 0


async def what_was_said_is_found(boris: Guest) -> None:
    await boris.page.keyboard.press("Control+Shift+f")
    await expect(boris.page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    await boris.page.keyboard.type("cake")
    await boris.page.get_by_role("option", name=re.compile("Bring cake")).click()
    await expect(boris.page).to_have_url(re.compile(r"/c/\d+/\d+$"))
    await expect(boris.message("Bring cake")).to_be_in_viewport()


async def what_waits_is_counted(ada: Guest, boris: Guest) -> None:
    """To the last one: messages to one alone, mentions, others, and one that is gone before it was read."""
    await ada.message("@ada with pleasure").get_by_role("button", name="Boris").first.click()
    await ada.page.get_by_role("button", name="Message", exact=True).click()
    await ada.is_in("Boris")
    for text in ("One", "Two", "Three"):
        await ada.write(text)
    await boris.has_badges({"Chats": 3, "Garden": 0}, total=3)
    await boris.write("@ada, are you there?")
    await boris.write("Is anybody here?")
    await boris.write("Never mind")
    await ada.has_badges({"Chats": 0, "Garden": 1}, total=3)
    await boris.delete("Never mind")
    await ada.has_badges({"Chats": 0, "Garden": 1}, total=2)
    await ada.go_to_room("Garden")
    await ada.has_badges({"Chats": 0, "Garden": 0, "general": 0}, total=0)
    await boris.go_to_room("Chats")
    await boris.go_to("Ada")
    await boris.has_badges({"Chats": 0, "Garden": 0, "Ada": 0}, total=0)
    await boris.go_to_room("Garden")


async def the_server_is_killed(house: Revived, ada: Guest, boris: Guest) -> None:
    """Without any chance to finish, in the middle of typing and sending; then it is back. Nothing is lost or doubled."""
    said = {guest: [f"{name} {number}" for number in range(1, 13)] for guest, name in ((ada, "rose"), (boris, "bean"))}

    async def kill_and_start() -> None:
        await boris.sees("rose 3")
        await asyncio.to_thread(house.kill)
        await asyncio.to_thread(house.start)

    await asyncio.gather(kill_and_start(), *(guest.enter(*texts) for guest, texts in said.items()))
    for guest in (ada, boris):
        await guest.sees(*said[ada], *said[boris])
        await expect(guest.waiting).to_have_count(0)
        shown = await guest.texts()
        for texts in said.values():
            assert [text for text in shown if text in texts] == texts


async def the_network_is_gone(ada: Guest, boris: Guest) -> None:
    """Three are written meanwhile: they arrive once, in order."""
    said = ["one", "two", "three"]
    await ada.page.context.set_offline(True)
    await ada.enter(*said)
    await expect(ada.waiting).to_have_count(3)
    await boris.sees_no(*said)
    await ada.page.context.set_offline(False)
    for guest in (ada, boris):
        await guest.sees(*said)
        assert (await guest.texts())[-3:] == said


async def one_speaks_russian(ada: Guest) -> None:
    await ada.page.get_by_role("button", name="Ada: settings").click()
    await ada.page.get_by_role("menuitem", name="Settings").click()
    await ada.page.get_by_role("link", name="Appearance").click()
    await ada.page.get_by_text("Русский").click()
    await expect(ada.page.get_by_role("heading", name="Настройки")).to_be_visible()
    await expect(ada.page.locator("html")).to_have_attribute("lang", "ru")
    await ada.page.get_by_role("button", name="Закрыть").click()
    await ada.go_to_room("Garden")
    await expect(ada.page.locator(".day").last).to_have_text("Сегодня")
    await ada.sees("three")


async def one_has_a_phone(ada: Guest, boris: Guest) -> None:
    """One thing at a time."""
    rooms = ada.page.get_by_role("navigation", name="Комнаты")
    await ada.page.set_viewport_size(PHONE)
    await expect(rooms).to_be_hidden()
    await ada.page.get_by_role("button", name="Назад").click()
    await expect(rooms).to_be_visible()
    await expect(ada.field).to_be_hidden()
    await ada.go_to("general")
    await ada.write("На ходу")
    await boris.sees("На ходу")
    await ada.page.set_viewport_size(DESKTOP)


async def one_has_no_mouse(ada: Guest, boris: Guest) -> None:
    """From a page that was just loaded."""
    await ada.page.goto("/")
    press, write = ada.page.keyboard.press, ada.page.keyboard.type
    await expect(ada.page.get_by_role("navigation", name="Комнаты")).to_be_visible()
    await press("Control+k")
    await expect(ada.page.get_by_role("combobox", name="Перейти")).to_be_focused()
    await write("gen")
    await expect(ada.page.get_by_role("option", name=re.compile("general"))).to_have_attribute("aria-selected", "true")
    await press("Enter")
    await ada.is_in("general")
    await write("No mouse here")
    await press("Enter")
    for guest in (ada, boris):
        await guest.sees("No mouse here")
    await press("ArrowUp")
    await expect(ada.field).to_have_value("No mouse here")
    await write("!")
    await press("Enter")
    await boris.sees("No mouse here!")
    await expect(ada.field).to_have_value("")
    while not await ada.page.locator("article:focus").count():
        await press("Shift+Tab")
    await press("End")
    await press("Tab")
    await press("Enter")
    await expect(boris.message("No mouse here!").get_by_role("button", name=re.compile("👍.*Ada"))).to_be_visible()
    await press("?")
    await expect(ada.page.get_by_role("dialog", name="Сочетания клавиш")).to_be_visible()
    await press("Escape")
    await press("Alt+ArrowDown")
    await expect(ada.page.get_by_role("heading", name="general", exact=True)).to_have_count(0)


async def test_a_phone_shows_one_thing_at_a_time_and_speaks_russian(desk: Desk, server: Running) -> None:
    ada, boris = await server.sign_up("ada"), await server.sign_up("boris")
    await ada.chat_with(boris)
    page = await desk.open(ada, viewport=PHONE, has_touch=True, locale="ru-RU")
    await page.get_by_role("link", name="boris").click()
    await expect(page.get_by_role("textbox")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Комнаты")).to_be_hidden()
    await page.get_by_role("button", name="Назад").click()
    await expect(page.get_by_role("navigation", name="Комнаты")).to_be_visible()


async def test_the_page_is_guarded_and_kept(desk: Desk, server: Running) -> None:
    ada = await server.sign_up("ada")
    page = await desk.open(ada)
    response = await page.request.get("/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert response.headers["cache-control"] == "no-cache"
    text = await response.text()
    script = re.search(r'src="(/assets/[^"]+\.js)"', text)
    assert script is not None
    asset = await page.request.get(script[1])
    assert "immutable" in asset.headers["cache-control"]


async def test_an_address_that_there_is_not_says_so(desk: Desk, server: Running) -> None:
    desk.expect("404")
    ada = await server.sign_up("ada")
    for visitor in (ada, None):
        page = await desk.open(visitor, "/no/such/thing")
        await expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
