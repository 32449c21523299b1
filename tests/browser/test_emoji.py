"""Picking emoji in the browser."""

import asyncio

from playwright.async_api import Route, expect

from tests.support.browser import Desk
from tests.support.cast import Visitor


async def test_an_emoji_is_searched_and_picked_by_the_keyboard(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.press_sequentially("look ")
    await page.get_by_role("button", name="Emoji", exact=True).click()
    await expect(page.get_by_role("combobox", name="Search emoji")).to_be_focused()
    await page.keyboard.type("roset")
    await expect(page.get_by_role("gridcell", name="rosette")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("look 🏵️")
    await expect(field).to_be_focused()


async def test_only_what_is_in_view_is_made(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    await page.get_by_role("button", name="Emoji", exact=True).click()
    await expect(page.get_by_role("gridcell", name="grinning face", exact=True)).to_be_visible()
    assert await page.get_by_role("gridcell").count() < 150
    await page.get_by_role("button", name="Flags").click()
    await expect(page.get_by_role("gridcell", name="chequered flag")).to_be_visible()
    assert await page.get_by_role("gridcell").count() < 150


async def test_the_tone_that_was_chosen_stays(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    await page.get_by_role("button", name="Emoji", exact=True).click()
    await page.get_by_role("combobox", name="Skin tone").select_option("5")
    await page.get_by_role("combobox", name="Search emoji").fill("waving hand")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("👋🏿")


async def test_enter_before_the_emoji_are_there_picks_once_they_are(desk: Desk, ada: Visitor) -> None:
    here = asyncio.Event()

    async def hold(route: Route) -> None:
        await here.wait()
        await route.continue_()

    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    await page.route("**/_virtual_emoji-*", hold)
    await page.get_by_role("button", name="Emoji", exact=True).click()
    line = page.get_by_role("combobox", name="Search emoji")
    await line.fill("rosette")
    await page.keyboard.press("Enter")
    await expect(line).to_have_value("rosette")
    here.set()
    await expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("🏵️")


async def test_emoji_are_found_in_russian(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}", locale="ru-RU")
    await page.get_by_role("button", name="Эмодзи", exact=True).click()
    await expect(page.get_by_role("combobox", name="Найти эмодзи")).to_be_focused()
    await page.keyboard.type("привет")
    await expect(page.get_by_role("gridcell", name="машет рукой")).to_be_visible()


async def test_focus_goes_back_when_it_is_closed(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(ada)}")
    button = page.get_by_role("button", name="Emoji", exact=True)
    await button.click()
    await expect(page.get_by_role("combobox", name="Search emoji")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Emoji")).to_have_count(0)
    await expect(button).to_be_focused()
