"""The long way through the browser client: from an empty server to people who talk, whatever breaks on the way."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from tests.support.browser import PHONE, Desk
from tests.support.cast import PASSWORD
from tests.support.pictures import picture
from tests.support.server import Running


async def sign_up(page: Page, name: str, email: str) -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make an account").click()


async def write(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Message")
    await field.fill(text)
    await field.press("Enter")
    await expect(page.locator("article", has_text=text).last).to_be_visible()


async def texts_of(page: Page) -> list[str]:
    return await page.locator("article .text").all_inner_texts()


async def test_from_an_empty_server_to_two_people_who_talk(desk: Desk, tmp_path: Path) -> None:
    ada = await desk.open()
    await expect(ada.get_by_role("heading", name="Welcome to your Besedka")).to_be_visible()
    await sign_up(ada, "Ada", "ada@example.org")
    await ada.get_by_role("main").get_by_role("button", name="New room").click()
    await ada.get_by_label("Name of the room").fill("Garden")
    await ada.get_by_role("button", name="Make it").click()
    await expect(ada.get_by_role("heading", name="general", exact=True)).to_be_visible()

    await ada.get_by_role("button", name="Garden").last.click()
    await ada.get_by_role("menuitem", name="Invite people").click()
    await ada.get_by_role("button", name="Make a link").click()
    link = await ada.get_by_label("Link to invite by").input_value()
    await ada.keyboard.press("Escape")

    boris = await desk.open(path=link)
    await expect(boris.get_by_role("heading", name="You are invited to “Garden”")).to_be_visible()
    await sign_up(boris, "Boris", "boris@example.org")
    await boris.get_by_role("link", name="general").or_(boris.get_by_role("button", name="Join the room")).first.click()
    await boris.get_by_role("link", name="general").click()

    await write(ada, "Tea at four?")
    await expect(boris.locator("article", has_text="Tea at four?")).to_be_visible()
    await write(boris, "@ada with pleasure")
    answer = ada.locator("article", has_text="with pleasure")
    await expect(answer).to_be_visible()
    await expect(answer).to_have_class(re.compile("call"))

    await answer.hover()
    await answer.get_by_role("button", name="React with ❤️").click()
    await expect(boris.get_by_role("button", name=re.compile("❤️.*Ada"))).to_be_visible()

    own = ada.locator("article", has_text="Tea at four?").first
    await own.hover()
    await own.get_by_role("button", name="More").click()
    await ada.get_by_role("menuitem", name="Edit").click()
    await write(ada, "Tea at five?")
    await expect(boris.locator("article", has_text="Tea at five?").first).to_be_visible()
    await expect(boris.locator("article", has_text="Tea at four?")).to_have_count(0)

    await answer.hover()
    await answer.get_by_role("button", name="Reply").click()
    await write(ada, "Bring cake")
    await expect(boris.locator("article", has_text="Bring cake").locator(".quote")).to_contain_text("with pleasure")

    file = tmp_path / "gate.png"
    file.write_bytes(picture(size=(640, 400)))
    await ada.set_input_files("input[type=file]", file)
    await ada.get_by_role("textbox", name="Message").press("Enter")
    await expect(boris.locator("article img[alt='gate.png']")).to_be_visible()


async def test_three_written_without_a_line_arrive_once_and_in_order(desk: Desk, server: Running) -> None:
    ada, boris = await server.sign_up("ada"), await server.sign_up("boris")
    chat_id = await ada.chat_with(boris)
    page = await desk.open(ada, f"/c/{chat_id}")
    other = await desk.open(boris, f"/c/{chat_id}")
    await write(page, "first")
    await expect(other.locator("article", has_text="first")).to_be_visible()
    desk.expect("ERR_INTERNET_DISCONNECTED")
    await page.context.set_offline(True)
    for text in ("one", "two", "three"):
        await write(page, text)
    await page.context.set_offline(False)
    await expect(other.locator("article", has_text="three")).to_be_visible()
    assert await texts_of(other) == ["first", "one", "two", "three"]
    await expect(page.locator("article.pending")).to_have_count(0)
    assert await texts_of(page) == ["first", "one", "two", "three"]


async def test_badges_are_exact(desk: Desk, server: Running) -> None:
    ada, boris = await server.sign_up("ada"), await server.sign_up("boris")
    chat_id = await ada.chat_with(boris)
    notes = await boris.chat_with(boris)
    page = await desk.open(boris, f"/c/{notes}")
    for number in range(3):
        await ada.post(f"/chats/{chat_id}/messages", {"text": f"message {number}"})
    row = page.get_by_role("link", name="ada")
    await expect(row.locator(".badge")).to_have_text("3")
    await row.click()
    await expect(page.locator("article", has_text="message 2")).to_be_visible()
    await expect(row.locator(".badge")).to_have_count(0)


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
