"""What is opened while the server can't be reached, and what becomes of it once it can."""

import asyncio

from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.test_places import garden
from tests.support.browser import Desk
from tests.support.cast import PASSWORD, Visitor, made
from tests.support.server import Running

# As a link within the page does: nothing is loaded but what the page asks for itself.
_GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }"


async def _opened_without_a_network(desk: Desk, ada: Visitor, path: str) -> Page:
    """Ada's page at a screen of which nothing had been loaded when the network went."""
    desk.expect_no_line()
    page = await desk.open(ada)
    await expect(page.locator(".rail")).to_be_visible()
    await page.context.set_offline(True)
    await page.evaluate(_GO, path)
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    return page


async def test_a_screen_that_could_not_be_loaded_comes_with_the_network(desk: Desk, ada: Visitor) -> None:
    page = await _opened_without_a_network(desk, ada, "/settings/devices")
    await page.context.set_offline(False)
    await expect(page.get_by_text("This device")).to_be_visible()


async def test_a_screen_comes_also_where_nothing_tells_that_it_can_be_had_again(desk: Desk, ada: Visitor) -> None:
    """As when the network is said to be back before it carries anything."""
    desk.expect_no_line()
    page = await desk.open(ada)
    await expect(page.locator(".rail")).to_be_visible()
    await page.route("**/assets/*", lambda route: route.abort("internetdisconnected"))
    await page.evaluate(_GO, "/settings/devices")
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await page.unroute_all()
    await expect(page.get_by_text("This device")).to_be_visible()


async def test_a_list_that_could_not_be_loaded_comes_with_the_network(desk: Desk, ada: Visitor) -> None:
    desk.expect_no_line()
    page = await desk.open(ada, "/server-settings/general")
    await expect(page.get_by_label("Name")).to_be_visible()
    await page.context.set_offline(True)
    await page.evaluate(_GO, "/server-settings/people")
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("@ada")).to_be_visible()
    await expect(page.get_by_text("The server can’t be reached.")).to_have_count(0)


async def test_an_invite_that_can_not_be_looked_at_is_not_called_useless(desk: Desk, ada: Visitor) -> None:
    room, _ = await garden(ada)
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    desk.expect("503")
    page = await desk.open()
    await page.route(f"**/invites/{code}", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    await page.goto(f"/join/{code}")
    await expect(page.get_by_role("heading", name="This link can’t be opened just now")).to_be_visible()
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()
    # There is no connection that would tell a stranger of a server that is back.
    await page.unroute_all()
    await expect(page.get_by_role("heading", name="You are invited to “garden”")).to_be_visible()


async def test_a_server_that_was_away_when_a_session_ended_is_known_once_it_is_back(
    desk: Desk, server: Running, ada: Visitor
) -> None:
    await ada.put("/server", {"name": "The pavilion"})
    desk.expect("503")
    desk.expect("401")
    page = await desk.open(ada)
    await expect(page.locator(".rail")).to_be_visible()
    await page.route("**/server", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    elsewhere = server.visitor()
    await elsewhere.sign_in(ada.email)
    change = {"old": PASSWORD, "new": "a garden in June"}
    assert (await elsewhere.put(f"/users/{ada.id}/password", change)).status_code == 200
    await expect(page.get_by_label("Password")).to_be_visible()
    await expect(page.get_by_role("heading", name="Sign in to Besedka")).to_be_visible()
    await page.unroute_all()
    await expect(page.get_by_role("heading", name="Sign in to The pavilion")).to_be_visible()


async def test_what_can_not_be_done_to_a_device_is_said(desk: Desk, server: Running, ada: Visitor) -> None:
    desk.expect_no_line()
    async with Visitor(server.address).client as client:
        await client.post("/login", json={"email": ada.email, "password": PASSWORD})
    page = await desk.open(ada, "/settings/devices")
    await expect(page.get_by_text("This device")).to_be_visible()
    await page.context.set_offline(True)
    await page.locator(".lines li", has_not_text="This device").get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()


async def test_what_can_not_be_ended_for_somebody_blocked_is_said(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    desk.expect_no_line()
    await ada.put(f"/users/{boris.id}/block", {})
    page = await desk.open(ada, "/settings/blocked")
    unblock = page.get_by_role("button", name="Unblock")
    await expect(unblock).to_be_visible()
    await page.context.set_offline(True)
    await unblock.click()
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await expect(unblock).to_be_visible()


async def test_who_can_not_be_looked_for_is_once_the_network_is_back(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    desk.expect_no_line()
    await garden(ada, boris)
    page = await desk.open(ada)
    await page.get_by_role("button", name="New chat").first.click()
    await expect(page.get_by_role("dialog").get_by_text("@boris")).to_be_visible()
    await page.context.set_offline(True)
    await page.get_by_label("With whom?").fill("bor")
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("The server can’t be reached.")).to_have_count(0)
    await expect(page.get_by_role("dialog").get_by_text("@boris")).to_be_visible()


async def test_what_is_searched_for_without_a_network_is_found_once_it_is_back(desk: Desk, ada: Visitor) -> None:
    desk.expect_no_line()
    _, roses = await garden(ada)
    made(await ada.post(f"/chats/{roses}/messages", {"text": "The rake is in the shed"}))
    page = await desk.open(ada, f"/c/{roses}")
    await expect(page.get_by_text("The rake is in the shed")).to_be_visible()
    search = page.get_by_role("dialog", name="Search")
    away = search.get_by_text("The server can’t be reached.")
    await page.keyboard.press("Control+Shift+F")
    await page.keyboard.type("shed")
    await expect(search.get_by_role("option")).to_have_count(1)  # so that all it takes is here
    await page.context.set_offline(True)
    await page.keyboard.press("Control+A")
    await page.keyboard.type("rake")
    await expect(away).to_be_visible()
    await page.context.set_offline(False)
    await expect(search.get_by_role("option")).to_have_count(1)

    await page.context.set_offline(True)
    await page.keyboard.type(" shed")
    await expect(away).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(search).to_have_count(0)
    await page.context.set_offline(False)
    await page.keyboard.press("Control+Shift+F")
    await expect(search.get_by_role("option")).to_have_count(1)
    await expect(away).to_have_count(0)


async def test_a_choice_that_did_not_arrive_is_not_shown_as_made(desk: Desk, ada: Visitor) -> None:
    desk.expect_no_line()
    _, roses = await garden(ada)
    page = await desk.open(ada, f"/c/{roses}")
    await page.get_by_role("button", name="Details").click()
    level = page.get_by_label("Notifications")
    await expect(level).to_have_value("all")
    await page.context.set_offline(True)
    await level.select_option("none")
    await expect(page.get_by_text("The server can’t be reached.").first).to_be_visible()
    await expect(level).to_have_value("all")


async def test_a_choice_for_the_server_that_did_not_arrive_is_not_shown_as_made(desk: Desk, ada: Visitor) -> None:
    desk.expect_no_line()
    page = await desk.open(ada, "/server-settings/general")
    await expect(page.get_by_role("radio", name="Everyone")).to_be_checked()
    await page.context.set_offline(True)
    await page.get_by_text("Nobody", exact=True).click()
    await expect(page.get_by_text("The server can’t be reached.")).to_be_visible()
    await expect(page.get_by_role("radio", name="Everyone")).to_be_checked()


async def test_history_that_did_not_come_comes_with_the_network(desk: Desk, ada: Visitor) -> None:
    desk.expect("ERR_INTERNET_DISCONNECTED")
    _, chat = await garden(ada)
    for number in range(150):
        await ada.post(f"/chats/{chat}/messages", {"text": f"message {number}."})
    page = await desk.open(ada, f"/c/{chat}")
    await expect(page.get_by_text("message 149.")).to_be_visible()
    # An outage so short that the connection outlives it.
    await page.route("**/messages?before=*", lambda route: route.abort("internetdisconnected"))
    trouble = page.locator(".trouble")
    async with asyncio.timeout(30):
        while not await trouble.count():
            await page.evaluate("document.querySelector('.feed').scrollTop = 0")
    first = await page.locator("article").count()  # before any can come: the last turn of the wheel may ask once more
    await page.unroute_all()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(trouble).to_have_count(0)
    await expect(page.locator("article").nth(first)).to_be_attached()


async def test_pictures_come_with_the_connection(desk: Desk, ada: Visitor) -> None:
    desk.expect("ERR_FAILED")
    page = await (await desk.seat(ada)).new_page()
    lines: list[WebSocketRoute] = []

    def keep(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    await page.route_web_socket("**/gateway", keep)
    await page.route("**/photos/*", lambda route: route.abort())
    await page.goto("/")
    face = page.locator(".rail .face img")
    await expect(face).to_have_attribute("data-missing", "")
    await expect(face).to_be_hidden()
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()  # there is a connection
    await page.unroute("**/photos/*")
    await lines[0].close()
    await expect(face).to_be_visible()
    assert await face.evaluate("(image) => image.naturalWidth") > 0
