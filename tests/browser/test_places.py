"""Rooms, channels, groups and people, as they are managed in the browser."""

import re
from typing import Any

from playwright.async_api import Page, WebSocketRoute, expect

from besedka.actions.people import make_owner
from tests.support.browser import PHONE, Desk
from tests.support.cast import PASSWORD, Visitor, made
from tests.support.pictures import picture
from tests.support.server import Running
from tests.support.waiting import wait_for

IS_UPPERMOST = """(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


async def garden(ada: Visitor, *others: Visitor) -> tuple[int, int]:
    """Ada's room with one channel, and the others in it."""
    room = await ada.room()
    channel = await ada.channel(room)
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    for other in others:
        made(await other.post(f"/invites/{code}", {}))
    return room, channel


async def send_file(who: Visitor, chat_id: int, name: str) -> None:
    file_id = made(await who.client.post(f"/chats/{chat_id}/files", files={"file": (name, name.encode())}))
    made(await who.post(f"/chats/{chat_id}/messages", {"text": "", "file_ids": [file_id]}))


async def choose(page: Page, item: str) -> None:
    """From the menu of the room that is listed."""
    await page.locator(".list-head h1 button").click()
    await page.get_by_role("menuitem", name=item).click()


async def test_a_new_person_makes_a_room_on_a_phone(desk: Desk, ada: Visitor) -> None:
    page = await desk.open(ada, viewport=PHONE)
    await page.locator(".list").get_by_role("button", name="New room").click()
    await page.get_by_label("Name of the room").fill("Garden")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="general", exact=True)).to_be_visible()
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Channel settings").click()
    await page.get_by_label("Topic").fill("Pruning on Saturdays")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".chat-header")).to_contain_text("Pruning on Saturdays")
    await page.get_by_role("button", name="Back").click()
    await expect(page.get_by_role("link", name="general")).to_be_visible()


async def test_who_makes_an_account_by_an_invite_is_in_the_room_at_once(desk: Desk, ada: Visitor) -> None:
    """In its first channel, whatever others are called."""
    room, _ = await garden(ada)
    await ada.channel(room, "apples")
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    page = await desk.open(path=f"/join/{code}", viewport=PHONE)
    for label, text in (("Your name", "Dmitri"), ("E-mail", "dmitri@example.org"), ("Password", PASSWORD)):
        await page.get_by_label(label).fill(text)
    await page.get_by_role("button", name="Create an account").click()
    await expect(page.get_by_role("heading", name="roses")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    await expect(page.get_by_role("button", name="Join the room")).to_have_count(0)


async def test_what_is_written_wrong_is_said_in_the_language_of_the_page(desk: Desk) -> None:
    page = await desk.open(path="/sign-up")
    await page.get_by_role("button", name="По-русски").click()
    await page.get_by_label("Ваше имя").fill("Борис")
    await page.get_by_label("Электронная почта").fill("boris@")
    await page.get_by_label("Пароль").fill("tea")
    await page.get_by_role("button", name="Зарегистрироваться").click()
    await expect(page.get_by_role("alert")).to_have_text([re.compile("^Это не адрес"), re.compile("не короче 8")])
    await expect(page.get_by_label("Электронная почта")).to_be_focused()
    await page.keyboard.type("example.org")
    await expect(page.get_by_role("alert")).to_have_count(1)


async def test_badges_tell_what_waits_and_clear_elsewhere(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    page = await desk.open(ada, "/settings")
    made(await boris.post(f"/chats/{roses}/messages", {"text": "Good morning"}))
    made(await boris.post(f"/chats/{roses}/messages", {"text": "@ada the beans are ready"}))
    direct = await boris.chat_with(ada)
    made(await boris.post(f"/chats/{direct}/messages", {"text": "Tea?"}))
    await page.goto("/")
    await expect(page.get_by_role("button", name="garden, 1 message for you")).to_be_visible()
    await ada.put(f"/chats/{roses}/read", {"seq": 2})
    await expect(page.get_by_role("button", name="garden", exact=True)).to_be_visible()


async def test_a_muted_chat_waits_for_nobody(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    room, roses = await garden(ada, boris)
    harvest = await ada.channel(room, "harvest")
    page = await desk.open(ada, f"/c/{harvest}")
    row = page.locator(".row", has_text="roses")
    await row.hover()
    await row.get_by_role("button", name="More").click()
    await page.get_by_role("menuitemradio", name="No notifications").click()
    await expect(row).to_have_class("row  quiet")
    made(await boris.post(f"/chats/{roses}/messages", {"text": "@ada good morning"}))
    await expect(row.locator(".badge.muted")).to_have_text("1")
    await expect(page.get_by_role("button", name="garden", exact=True).first).to_be_visible()
    await row.hover()
    await row.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Mark as read").click()
    await expect(row.locator(".badge")).to_have_count(0)


async def test_what_is_said_while_a_dialog_is_open_is_said_in_it_and_goes_on_without(desk: Desk, ada: Visitor) -> None:
    room = await ada.room("garden")
    page = await desk.open(ada, f"/r/{room}")
    await choose(page, "Invite people")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Create a link").click()
    await expect(dialog.get_by_role("status")).to_have_count(1)  # it is there before anything is said in it
    await dialog.get_by_role("button", name="Copy").first.click()
    said = dialog.get_by_role("status").locator(".toast")
    await expect(said).to_be_visible()
    # Making the link has copied it, too: what says so once more takes the place of what said so first.
    await wait_for(lambda: said.evaluate(IS_UPPERMOST))
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".toast").last).to_be_visible()


async def test_what_is_pasted_that_invites_nobody_says_so_and_a_code_alone_will_do(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    room = await ada.room("garden")
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    page = await desk.open(boris)
    field = page.get_by_label("Or paste an invite link").locator("visible=true").first
    wrong = page.get_by_role("alert")
    await field.fill("https://chat.example/garden")
    await field.press("Enter")
    await expect(wrong).to_contain_text("This is not an invite link")
    await field.fill(f"https://chat.example/sign-up/{code}")
    await expect(wrong).to_have_count(0)
    await field.press("Enter")
    await expect(wrong).to_contain_text("and you have one")
    await field.fill(f" {code} ")
    await expect(page).to_have_url(re.compile(f"/join/{code}$"))
    await expect(page.get_by_role("button", name="Join the room")).to_be_visible()


async def test_members_are_promoted_and_removed_by_who_may(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    room, roses = await garden(ada, boris, chiyo)
    page, others = await desk.open(ada, f"/c/{roses}"), await desk.open(boris, f"/c/{roses}")
    await choose(page, "Members")
    members = page.get_by_role("dialog").locator("li")
    await members.filter(has_text="@boris").get_by_role("button", name="More").click()
    await page.get_by_role("menuitemradio", name="administrator").click()
    await expect(members.filter(has_text="@boris").locator(".role")).to_have_text("administrator")
    await members.filter(has_text="@chiyo").get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Remove from the room").click()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(members).to_have_count(2)
    assert set((await ada.members(room)).values()) == {"owner", "admin"}
    await choose(others, "Members")
    await expect(others.get_by_role("dialog").locator("li")).to_have_count(2)
    await expect(others.get_by_role("dialog").get_by_role("button", name="More")).to_have_count(0)


async def test_the_last_owner_hands_the_room_over(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    room, roses = await garden(ada, boris)
    page = await desk.open(ada, f"/c/{roses}")
    await choose(page, "Leave the room")
    await expect(page.get_by_text("You are the only owner.")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="boris").click()
    await page.get_by_role("button", name="Hand over to").click()
    await expect(page.get_by_role("button", name="garden")).to_have_count(0)
    assert set((await boris.members(room)).values()) == {"owner"}


async def test_an_owner_is_told_what_leaving_takes_before_it_is_refused(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    """Nothing stands in the console: what would be refused is not asked for."""
    room, roses = await garden(ada, boris)
    page = await desk.open(ada, f"/c/{roses}")
    await choose(page, "Leave the room")
    await page.get_by_role("dialog").get_by_role("button", name="Delete the room").click()
    await expect(page.get_by_role("heading", name="Delete garden?")).to_be_visible()
    await page.keyboard.press("Escape")
    assert (await ada.put(f"/rooms/{room}/members/{boris.id}", {"role": "owner"})).status_code == 200
    await choose(page, "Leave the room")
    await expect(page.get_by_role("heading", name="Leave garden?")).to_be_visible()
    await page.keyboard.press("Escape")
    await ada.delete(f"/rooms/{room}/members/{boris.id}")
    # Else it is asked who is there when nothing is left.
    await expect(page.locator(".head-count")).to_have_text(re.compile("1$"))
    await choose(page, "Leave the room")
    await page.get_by_role("dialog").get_by_role("button", name="Delete the room").click()
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


async def test_a_group_is_made_added_to_and_left(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor, dmitri: Visitor
) -> None:
    page = await desk.open(ada)
    await page.get_by_role("main").get_by_role("button", name="New chat").click()
    for name in ("boris", "chiyo"):
        await page.get_by_label("With whom?").fill(name)
        await page.get_by_role("dialog").get_by_role("button", name=f"@{name}").click()
    await page.get_by_label("Name of the group").fill("Planting plan")
    await page.get_by_role("button", name="Create the group").click()
    await expect(page.get_by_role("heading", name="Planting plan", exact=True)).to_be_visible()
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await page.get_by_role("button", name="Add people").click()
    await page.get_by_label("Whom?").fill("dmitri")
    await page.get_by_role("dialog").get_by_role("button", name="@dmitri").click()
    await page.get_by_role("button", name="Done").click()
    await expect(page.locator(".details .people li")).to_have_count(4)
    await page.locator(".details").get_by_role("button", name="Leave").click()
    await page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("link", name="Planting plan")).to_have_count(0)


async def test_who_leaves_a_group_is_not_led_back_to_it_before_that_is_told(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id], "name": "Planting plan"}))
    page = await (await desk.seat(ada)).new_page()
    is_silent = False

    def connect(line: WebSocketRoute) -> None:
        line.connect_to_server().on_message(lambda said: None if is_silent else line.send(said))

    await page.route_web_socket("**/gateway", connect)
    await page.goto(f"/c/{group}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    is_silent = True
    await page.locator(".details").get_by_role("button", name="Leave").click()
    await page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    await expect(page.get_by_role("link", name="Planting plan")).to_have_count(0)


async def test_a_group_without_a_name_is_called_by_the_others(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    """To each of them; a name that was given stays as it is."""
    group = made(await ada.post("/chats", {"user_ids": [boris.id, chiyo.id]}))
    made(await ada.post("/chats", {"user_ids": [boris.id], "name": "ada and friends"}))
    for visitor, name in ((ada, "boris, chiyo"), (chiyo, "ada, boris")):
        page = await desk.open(visitor, f"/c/{group}")
        await expect(page.locator(".chat-header h1")).to_have_text(name)
        await expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
        await expect(page.get_by_placeholder(f"Write to {name}")).to_be_visible()
        if visitor is ada:
            await expect(page.get_by_role("link", name="ada and friends", exact=True)).to_be_visible()


async def test_people_are_suggested_and_chosen_by_keys_alone(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    await garden(ada, boris)
    page = await desk.open(ada)
    await page.get_by_role("main").get_by_role("button", name="New chat").click()
    line = page.get_by_label("With whom?")
    await expect(page.get_by_role("dialog").locator(".people button")).to_have_text([re.compile("boris")])
    await page.keyboard.type("chi")
    await page.keyboard.press("Enter")  # before anybody is found
    await expect(page.get_by_role("button", name="Take chiyo out")).to_be_visible()
    await expect(line).to_have_value("")
    await expect(line).to_be_focused()
    await page.get_by_role("dialog").get_by_role("button", name="@boris").click()
    await expect(line).to_be_focused()
    await expect(page.get_by_text("Nobody found")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator(".chat-header h1")).to_contain_text("chiyo")


async def test_a_plain_member_is_offered_nothing_that_is_refused(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    page = await desk.open(boris, f"/c/{roses}")
    await page.locator(".list-head h1 button").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Members", "Leave the room"])
    await page.keyboard.press("Escape")
    await page.locator(".chat-header").get_by_role("button", name="More").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Channel settings")).to_have_count(0)
    await expect(page.get_by_role("menuitem", name="Delete the channel")).to_have_count(0)


async def test_someone_is_blocked_and_let_in_again_from_their_card(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    page = await desk.open(ada, f"/c/{roses}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    await page.locator(".details").get_by_role("button", name="@boris").click()
    card = page.locator(".person-card")
    await card.get_by_role("button", name="Block").click()
    await card.get_by_role("button", name="Unblock").click()
    await expect(card.get_by_role("button", name="Block")).to_be_visible()
    await card.get_by_role("button", name="Message", exact=True).click()
    await expect(page.get_by_role("heading", name="boris", exact=True)).to_be_visible()


async def test_all_files_of_a_chat_are_in_its_details(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    for number in range(32):
        await send_file(boris, roses, "LICENSE" if number == 0 else f"plan-{number}.txt")
    for number in range(3):
        made(await boris.post(f"/chats/{roses}/messages", {"text": f"Message {number}."}))
    page = await desk.open(ada, f"/c/{roses}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    files = page.locator(".file-lines > li")
    await expect(files).to_have_count(30)
    await expect(files.first).to_contain_text("plan-31.txt")
    await page.locator(".details").get_by_role("button", name="Show more").click()
    await expect(files).to_have_count(32)
    await expect(files.last).to_contain_text("LICENSE")
    await expect(files.last.locator(".icon-button .icon")).to_have_css("padding", "0px")
    await files.last.get_by_role("link").first.click()
    await expect(page).to_have_url(f"{page.url.split('/c/')[0]}/c/{roses}/1")


async def test_files_come_and_go_in_the_details_as_in_the_chat(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    await send_file(boris, roses, "old.txt")
    page = await desk.open(ada, f"/c/{roses}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    files = page.locator(".file-lines > li")
    await expect(files).to_have_count(1)
    await send_file(boris, roses, "new.txt")
    await expect(files).to_have_count(2)
    await expect(files.first).to_contain_text("new.txt")
    for message in (await boris.get(f"/chats/{roses}/messages")).json()["messages"]:
        [file] = message["files"]
        await boris.delete(f"/messages/{message['id']}")
        await expect(files.filter(has_text=file["name"])).to_have_count(0)


async def test_whoever_owns_a_group_by_now_is_offered_what_that_allows(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id, chiyo.id], "name": "Planting plan"}))
    made(await chiyo.post(f"/chats/{group}/messages", {"text": "Beans?"}))
    page = await desk.open(boris, f"/c/{group}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    details, message = page.locator(".details"), page.locator("article", has_text="Beans?")
    await expect(details.locator(".people li")).to_have_count(3)
    await expect(details.locator(".people").get_by_role("button", name="More")).to_have_count(0)
    await expect(details.get_by_role("button", name="Rename")).to_be_visible()
    await expect(details.get_by_role("button", name="Delete the group")).to_have_count(0)
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await expect(page.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Delete")).to_have_count(0)
    await page.keyboard.press("Escape")
    await ada.delete(f"/chats/{group}/members/{ada.id}")
    await expect(details.get_by_role("button", name="Delete the group")).to_be_visible()
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await expect(page.get_by_role("menuitem", name="Delete")).to_be_visible()
    await page.keyboard.press("Escape")
    await details.locator("li", has_text="@chiyo").get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Remove from the chat").click()
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(details.locator(".people li")).to_have_count(1)


async def test_who_is_in_a_chat_is_known_to_whoever_comes_back(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    room, roses = await garden(ada, boris)
    made(await ada.post(f"/rooms/{room}", {"name": "compost", "private": True}))
    page = await desk.open(ada, f"/c/{roses}")
    count = page.locator(".head-count")
    await expect(count).to_have_text(re.compile("2$"))
    await page.get_by_role("link", name="compost").click()
    await expect(count).to_have_text(re.compile("1$"))
    await page.route("**/members*", lambda route: route.abort())
    await page.get_by_role("link", name="roses").click()
    await expect(count).to_have_text(re.compile("2$"))
    await page.unroute("**/members*")
    code = (await ada.post(f"/rooms/{room}/invites", {})).json()["code"]
    made(await chiyo.post(f"/invites/{code}", {}))
    await expect(count).to_have_text(re.compile("3$"))


async def test_who_is_more_in_the_room_is_not_offered_to_be_removed_from_a_channel(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor, dmitri: Visitor
) -> None:
    room, _ = await garden(ada, boris, chiyo, dmitri)
    for who in (boris, chiyo):
        await ada.put(f"/rooms/{room}/members/{who.id}", {"role": "admin"})
    compost = made(await boris.post(f"/rooms/{room}", {"name": "compost", "private": True}))
    for who in (ada, chiyo, dmitri):
        await boris.put(f"/chats/{compost}/members/{who.id}")
    page = await desk.open(chiyo, f"/c/{compost}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    lines = page.locator(".details .people li")
    await expect(lines.filter(has_text="dmitri").get_by_role("button", name="More")).to_be_visible()
    await expect(lines.filter(has_text="ada").get_by_role("button", name="More")).to_have_count(0)
    await ada.put(f"/rooms/{room}/members/{dmitri.id}", {"role": "owner"})
    await expect(lines.filter(has_text="dmitri").get_by_role("button", name="More")).to_have_count(0)


async def test_a_member_whose_account_is_deactivated_is_shown_as_such(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    page = await desk.open(ada, f"/c/{roses}")
    await page.locator(".chat-header").get_by_role("button", name="Details").click()
    line = page.locator(".details .people li", has_text="@boris")
    await line.get_by_role("button").first.click()
    await page.keyboard.press("Escape")
    await expect(line).not_to_contain_text("deactivated")
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    await expect(line).to_contain_text("account deactivated")
    await ada.put(f"/server/people/{boris.id}", {"deactivated": False})
    await expect(line).not_to_contain_text("deactivated")


async def test_who_is_deactivated_is_grey_in_the_list_of_chats(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    page = await desk.open(ada, f"/c/{await ada.chat_with(boris)}")
    link = page.get_by_role("link", name="boris")
    await expect(link).to_be_visible()
    before = await link.evaluate("(link) => getComputedStyle(link).color")
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    await expect(link).not_to_have_css("color", before)


async def test_the_log_says_in_sentences_who_did_what(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    await ada.put("/server", {"name": "{{actor}}", "registration": "invite"})
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    page = await desk.open(ada, "/server-settings/log")
    lines = page.locator(".log .about > :first-child")
    await expect(lines).to_have_text(
        [
            "ada changed the role of boris from member to administrator.",
            "ada changed who may create an account: Everyone → Invited people.",
            "ada renamed the server from “Besedka” to “{{actor}}”.",
            "ada created the first account and became the server’s owner.",
        ]
    )
    page = await desk.open(ada, "/server-settings/log", locale="ru-RU")
    lines = page.locator(".log .about > :first-child")
    await expect(lines.first).to_have_text("ada меняет роль участника boris: участник → администратор.")


async def test_the_log_says_otherwise_what_the_machine_or_oneself_did(
    desk: Desk, server: Running, ada: Visitor, boris: Visitor
) -> None:
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    await make_owner.run(server.database, "boris")
    await ada.put(f"/server/people/{ada.id}", {"role": "admin"})
    await make_owner.run(server.database, "ada")
    page = await desk.open(ada, "/server-settings/log")
    lines = page.locator(".log .about > :first-child")
    await expect(lines.nth(0)).to_have_text(
        "The role of ada was changed on the command line from administrator to owner."
    )
    await expect(lines.nth(1)).to_have_text("ada changed their own role from owner to administrator.")
    await expect(lines.nth(2)).to_have_text("The account of boris was reactivated on the command line.")
    page = await desk.open(ada, "/server-settings/log", locale="ru-RU")
    lines = page.locator(".log .about > :first-child")
    await expect(lines.nth(1)).to_have_text("ada меняет свою роль: владелец → администратор.")
    await expect(lines.nth(2)).to_have_text("Учётная запись участника boris включена из командной строки.")


async def test_the_servers_picture_is_removed_again(desk: Desk, ada: Visitor) -> None:
    form: dict[str, Any] = {"files": {"file": ("a.png", picture())}}
    assert (await ada.client.post("/server/picture", **form)).status_code == 200
    page = await desk.open(ada, "/server-settings")
    await expect(page.locator(".server-sign")).to_be_visible()
    await page.get_by_role("button", name="Remove picture").click()
    await expect(page.locator(".server-sign")).to_have_count(0)
    await expect(page.get_by_role("button", name="Remove picture")).to_have_count(0)
    assert (await ada.get("/server")).json()["picture"] is None


async def test_a_long_list_is_made_as_far_as_one_looks(desk: Desk, ada: Visitor) -> None:
    room = await ada.room()
    beds = [await ada.channel(room, f"bed {number:03}") for number in range(120)]
    page = await desk.open(ada, f"/c/{beds[0]}")
    rows, last = page.locator(".list li"), page.get_by_role("link", name="bed 119")
    await expect(page.get_by_role("link", name="bed 049")).to_have_count(1)
    assert await rows.count() < 60
    height = await page.evaluate("document.querySelector('.list').scrollHeight")
    await page.evaluate("document.querySelector('.list').scrollTop = 1e6")
    await expect(last).to_be_in_viewport()
    assert abs(await page.evaluate("document.querySelector('.list').scrollHeight") - height) < 2
    await page.get_by_role("button", name="Chats", exact=True).click()
    await expect(last).to_have_count(0)
    await page.get_by_role("button", name="garden", exact=True).click()
    await expect(last).to_be_in_viewport()


async def test_a_phone_lists_the_beginning_of_what_was_said_last(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    """As the others see it: without the markup, and with its author where it may be one of several."""
    direct = await ada.chat_with(boris)
    made(await boris.post(f"/chats/{direct}/messages", {"text": "**Tea** at `six`?\nOr later."}))
    group = made(await ada.post("/chats", {"name": "picnic", "user_ids": [boris.id]}))
    page = await desk.open(ada, viewport=PHONE)
    said = page.locator(".list .said")
    await expect(said).to_have_text(["Tea at six? Or later."])
    await expect(page.locator(".list time")).to_have_text(re.compile(r"^\d+:\d\d( [AP]M)?$"))
    made(await boris.post(f"/chats/{group}/messages", {"text": "I bring the quilt"}))
    await expect(said).to_have_text(["boris: I bring the quilt", "Tea at six? Or later."])
    made(await ada.post(f"/chats/{direct}/messages", {"text": "At six"}))
    await expect(said).to_have_text(["You: At six", "boris: I bring the quilt"])
    await send_file(boris, direct, "tea.txt")
    await expect(said.first).to_have_text("Attachment")
    made(await boris.post(f"/chats/{direct}/messages", {"text": "مرحبا"}))
    await expect(said.first).to_have_text("مرحبا")
    await expect(said.first).to_have_css("direction", "rtl")  # so that what does not fit is the end
    await ada.put(f"/users/{boris.id}/block", {})
    await expect(said).to_have_text(["From someone you have blocked"] * 2)
    await ada.client.delete(f"/users/{boris.id}/block")
    await expect(said.first).to_have_text("مرحبا")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await expect(said).to_have_count(0)
