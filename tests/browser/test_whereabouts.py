"""Where one is, as the window's title says it, and where one comes back to."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.test_places import garden
from tests.support.browser import PHONE, Desk
from tests.support.cast import Visitor

FIELD = ".composer textarea"


async def test_the_window_is_called_after_what_it_shows(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    chat = await ada.chat_with(boris)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(page).to_have_title("#roses · garden")
    await boris.post(f"/chats/{chat}/messages", {"text": "Are you there?"})
    await expect(page).to_have_title("(1) #roses · garden")
    await page.get_by_role("button", name=re.compile("^Chats")).click()
    await expect(page).to_have_title(re.compile("^boris · Besedka$"))
    await page.goto("/settings/appearance")
    await expect(page).to_have_title("Settings · Besedka")
    await page.goto(f"/c/{roses + chat + 1000}")
    await expect(page).to_have_title("There is nothing here · Besedka")


async def test_a_page_that_waits_for_the_server_has_its_name(desk: Desk) -> None:
    desk.expect("ERR_FAILED")
    page = await (await desk.seat()).new_page()
    await page.route(re.compile("/(server|users)$"), lambda route: route.abort())
    await page.goto("/")
    await page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((each) => each.name.includes('/title-'))"
    )
    await page.evaluate("() => new Promise((done) => setTimeout(() => requestIdleCallback(done), 0))")
    await expect(page).to_have_title("Besedka", timeout=1)


async def test_who_has_signed_up_is_where_the_title_and_the_address_say(desk: Desk, ada: Visitor) -> None:
    code = (await ada.post("/server/invites", {})).json()["code"]
    page = await desk.open(path=f"/sign-up/{code}")
    await page.get_by_label("Your name").fill("Clara")
    await page.get_by_label("E-mail").fill("clara@example.org")
    await page.get_by_label("Password").fill("a garden in July")
    await page.keyboard.press("Enter")
    await expect(page.locator(".rail")).to_be_visible()
    await expect(page).to_have_title("Besedka")
    await expect(page).to_have_url(re.compile(r":\d+/$"))


@pytest.mark.parametrize("way", ["Close", "Escape"])
async def test_closing_settings_leads_to_where_one_was(desk: Desk, ada: Visitor, boris: Visitor, way: str) -> None:
    _, roses = await garden(ada)
    await ada.chat_with(boris)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(page.locator(FIELD)).to_be_visible()
    entries = await page.evaluate("history.state.step")
    await page.get_by_role("button", name=re.compile("settings and signing out", re.IGNORECASE)).click()
    await page.get_by_role("menuitem", name="Settings").click()
    await page.get_by_role("link", name="Appearance").click()
    await expect(page).to_have_url(re.compile("/settings/appearance$"))
    if way == "Close":
        await page.get_by_role("button", name="Close").click()
    else:
        await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile(f"/c/{roses}$"))
    await expect(page.locator(FIELD)).to_be_visible()
    assert await page.evaluate("history.state.step") == entries  # Back leads to what was before it, not into settings


async def test_escape_closes_nothing_while_one_writes_in_settings(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, "/settings/profile")
    name = page.get_by_label("Name", exact=True)
    await name.fill("Ada Byron")
    await name.press("Escape")
    await page.get_by_role("heading", name="Settings").click()
    await expect(name).to_have_value("Ada Byron")
    await page.keyboard.press("Escape")
    await expect(name).to_have_count(0)


async def test_a_page_without_an_address_begins_where_one_was_last(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada)
    chat = await ada.chat_with(boris)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(page).to_have_title("#roses · garden")
    await page.goto("/")
    await expect(page).to_have_url(re.compile(f"/c/{roses}$"))
    await page.get_by_role("button", name=re.compile("^Chats")).click()
    await expect(page).to_have_url(re.compile(f"/c/{chat}$"))
    await ada.delete(f"/chats/{roses}")
    await page.goto("/")
    await expect(page).to_have_url(re.compile(f"/c/{chat}$"))
    await page.set_viewport_size(PHONE)
    await page.goto("/")
    await expect(page.locator(".list")).to_be_visible()
    await expect(page.locator(".composer")).to_have_count(0)


async def test_where_one_was_last_is_gone_and_leads_on(desk: Desk, ada: Visitor) -> None:
    """By what is kept it is there at first, by the answer of the server it is not."""
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}")
    await expect(page).to_have_title("#roses · garden")
    await page.goto("about:blank")
    assert (await ada.delete(f"/chats/{roses}")).status_code == 200
    await page.goto("/")
    gone = page.get_by_role("heading", name="#roses is not here any more")
    await expect(gone.or_(page.get_by_role("heading", name="No chats yet"))).to_be_visible()


async def test_pressing_twice_to_send_records_nothing(desk: Desk, ada: Visitor) -> None:
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}", permissions=["microphone"])
    await page.locator(FIELD).fill("Twice")
    await page.get_by_role("button", name="Send", exact=True).dblclick()
    await expect(page.get_by_role("article")).to_have_count(1)
    await page.locator(FIELD).fill("Once more")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
