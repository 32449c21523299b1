"""Who comes by a link, or without one: what is said to them, and the way on."""

from playwright.async_api import expect

from tests.browser.test_places import garden
from tests.support.browser import Desk
from tests.support.cast import Visitor
from tests.support.server import Running, with_settings

NEW = "a garden in July"


async def test_a_link_for_a_new_password_is_copied_works_once_and_then_says_so(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    desk.expect("400")
    page = await desk.open(ada, "/server-settings/people", permissions=["clipboard-read", "clipboard-write"])
    await page.locator(".lines li", has_text="@boris").get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Link for a new password").click()
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_role("dialog").get_by_text("Copied")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    other = await desk.open(path=link)
    await expect(other.get_by_text("For the account boris.")).to_be_visible()
    await other.get_by_label("Password").fill(NEW)
    await other.get_by_role("button", name="Save").click()
    await expect(other.get_by_text("The new password is set.")).to_be_visible()
    await boris.sign_in(boris.email, NEW)
    for person in (other, page):  # whoever is signed in sees the same
        await person.goto(link)
        await expect(person.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    await expect(page.get_by_role("link", name="Go to the chats")).to_be_visible()
    await other.get_by_role("link", name="Sign in").click()
    await expect(other.get_by_label("E-mail")).to_be_visible()


async def test_the_code_beside_what_is_wrong_is_small_and_not_as_loud(desk: Desk, ada: Visitor) -> None:
    desk.expect("400")
    page = await desk.open(path="/sign-in")
    await page.get_by_label("E-mail").fill(ada.email)
    await page.get_by_label("Password").fill(NEW)
    await page.keyboard.press("Enter")
    said = page.get_by_role("alert")
    await expect(said).to_have_text("Wrong e-mail or password.wrong_credentials")
    looks = "(text) => [getComputedStyle(text).color, parseFloat(getComputedStyle(text).fontSize)]"
    (colour, size), (loud, large) = await said.locator("code").evaluate(looks), await said.evaluate(looks)
    assert colour != loud
    assert size < large


async def test_a_closed_server_offers_nobody_an_account(desk: Desk, ada: Visitor) -> None:
    room, _ = await garden(ada)
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    assert (await ada.put("/server", {"registration": "closed"})).status_code == 200
    for path in ("/", "/sign-up", f"/join/{code}"):
        page = await desk.open(path=path)
        await expect(page.get_by_text("This server takes no new members.")).to_be_visible()
        await expect(page.get_by_role("button", name="Create an account")).to_have_count(0)


async def test_an_invite_that_is_of_no_use_says_so_before_anything_is_written(desk: Desk, ada: Visitor) -> None:
    desk.expect("400")
    made_by_ada = (await ada.post("/server/invites", {})).json()["code"]
    page = await desk.open(path=f"/sign-up/{made_by_ada}")
    await expect(page.get_by_role("button", name="Create an account")).to_be_visible()
    await ada.delete(f"/server/invites/{made_by_ada}")
    await page.reload()
    await expect(page.get_by_role("heading", name="This invite is no longer valid")).to_be_visible()
    await page.get_by_role("link", name="Sign in").click()
    await expect(page.get_by_label("E-mail")).to_be_visible()


async def test_who_is_deactivated_is_said_to_be_above_the_chat(
    desk: Desk, server: Running, ada: Visitor, boris: Visitor
) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(boris)}")
    about = page.locator(".chat-header .called p")
    await expect(about).to_have_text("offline")
    assert (await ada.put(f"/server/people/{boris.id}", {"deactivated": True})).status_code == 200
    await expect(about).to_have_text("account deactivated")


@with_settings(rate_limits="on")
async def test_who_guessed_too_often_is_told_how_long_to_wait(desk: Desk, ada: Visitor) -> None:
    desk.expect("Failed to load resource")
    page = await desk.open(path="/sign-in", locale="ru-RU")
    await page.get_by_label("Электронная почта").fill(ada.email)
    for _ in range(5):
        await page.get_by_label("Пароль").fill("a guess at it")
        async with page.expect_response("**/login"):
            await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_text("Неверная почта или пароль.")).to_be_visible()
        await expect(page.get_by_role("button", name="Войти")).to_be_enabled()
    await page.get_by_role("button", name="Войти").click()
    await expect(page.get_by_text("Слишком много за раз. Повторите через 6 минут.")).to_be_visible()
