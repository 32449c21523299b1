"""What ends while somebody looks at it: chats, rooms, memberships, sessions."""

from playwright.async_api import Page, expect

from tests.browser.test_places import choose, garden
from tests.support.browser import PHONE, Desk
from tests.support.cast import PASSWORD, Visitor
from tests.support.server import Running


async def remove(page: Page, name: str) -> None:
    """Out of the room whose members are listed."""
    await page.get_by_role("dialog").locator("li", has_text=name).get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Remove from the room").click()


async def test_a_channel_that_goes_leaves_one_in_its_room(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    room, roses = await garden(ada, boris)
    compost = await ada.channel(room, "compost")
    pages = [await desk.open(boris, f"/c/{compost}", viewport=PHONE), await desk.open(boris, f"/c/{compost}")]
    for page in pages:
        await expect(page.locator(".chat-header")).to_contain_text("compost")
    await ada.delete(f"/chats/{compost}")
    for page in pages:
        await expect(page.get_by_role("heading", name="#compost is not here any more")).to_be_visible()
    phone, desktop = pages
    await expect(desktop.locator(".list").get_by_role("link", name="roses")).to_be_visible()
    await desktop.get_by_role("button", name="Go to garden").click()
    await expect(desktop).to_have_url(f"{desktop.url.partition('/c/')[0]}/c/{roses}")
    await phone.get_by_role("button", name="Go to garden").click()
    await expect(phone.locator(".list").get_by_role("link", name="roses")).to_be_visible()


async def test_who_deletes_a_room_is_led_out_of_it(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    page, other = await desk.open(ada, f"/c/{roses}"), await desk.open(boris, f"/c/{roses}")
    await expect(other.locator(".chat-header")).to_contain_text("roses")
    await choose(page, "Delete the room")
    await page.get_by_role("dialog").get_by_role("button", name="Delete the room").click()
    await expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    await other.get_by_role("button", name="Go to the chats").click()
    await expect(other.get_by_role("heading", name="Welcome")).to_be_visible()


async def test_removing_someone_is_asked_and_gives_the_focus_back(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    _, roses = await garden(ada, boris, chiyo)
    page = await desk.open(ada, f"/c/{roses}")
    await choose(page, "Members")
    await remove(page, "@chiyo")
    await expect(page.get_by_role("heading", name="Remove chiyo from garden?")).to_be_visible()
    await page.keyboard.press("Escape")
    rows = page.get_by_role("dialog").locator("li")
    await expect(rows.filter(has_text="@chiyo").get_by_role("button", name="More")).to_be_focused()
    await remove(page, "@chiyo")
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(rows).to_have_count(2)
    await expect(rows.filter(has_text="@boris").get_by_role("button", name="More")).to_be_focused()


async def test_who_lets_somebody_in_again_by_keys_is_at_the_next(
    desk: Desk, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    for other in (boris, chiyo):
        await ada.put(f"/users/{other.id}/block", {})
    page = await desk.open(ada, "/settings/blocked")
    unblock = page.get_by_role("button", name="Unblock")
    await expect(unblock).to_have_count(2)
    await unblock.first.focus()
    await page.keyboard.press("Enter")
    await expect(unblock).to_have_count(1)
    await expect(unblock).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(unblock).to_have_count(0)
    await expect(page.locator("ul.lines")).to_be_focused()


async def test_a_new_password_ends_the_other_sessions_and_says_so_there(
    desk: Desk, server: Running, ada: Visitor
) -> None:
    desk.expect("400")
    desk.expect("401")  # the ended session is looked for once more
    desk.expect("no valid credentials")
    elsewhere = server.visitor()
    await elsewhere.sign_in(ada.email)
    page, other = await desk.open(ada, "/settings/password"), await desk.open(elsewhere)
    await expect(other.get_by_role("heading", name="Welcome")).to_be_visible()
    change = page.get_by_role("button", name="Change the password")
    for old, said in (
        ("not this one", "This is not your current password."),
        (PASSWORD, "Other devices are signed out."),
    ):
        await page.get_by_label("Current password").fill(old)
        await page.get_by_label("New password").fill("a garden in June")
        await change.click()
        await expect(page.get_by_text(said)).to_be_visible()
    await expect(change).to_be_focused()
    await expect(page.get_by_label("New password")).to_have_value("")
    await expect(other.get_by_text("You were signed out.")).to_be_visible()


async def test_who_deletes_a_message_by_keys_is_at_the_one_above(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    for text in ("The first bed.", "The second bed."):
        await ada.post(f"/chats/{roses}/messages", {"text": text})
    page = await desk.open(ada, f"/c/{roses}")
    rows = page.locator(".feed article")
    await rows.last.hover()
    await rows.last.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").focus()
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    await expect(rows).to_be_focused()


async def test_a_dialog_goes_with_what_it_is_about(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    room, roses = await garden(ada, boris)
    compost = await ada.channel(room, "compost")
    page, other = await desk.open(ada, f"/c/{compost}"), await desk.open(boris, f"/c/{roses}")
    await page.get_by_role("button", name="Add a topic").click()
    await expect(page.get_by_role("dialog", name="Channel settings")).to_be_visible()
    await ada.delete(f"/chats/{compost}")
    await expect(page.get_by_role("heading", name="#compost is not here any more")).to_be_visible()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await choose(other, "Members")
    await expect(other.get_by_role("dialog").get_by_text("@ada")).to_be_visible()
    await ada.delete(f"/rooms/{room}")
    await expect(other.get_by_role("heading", name="#roses is not here any more")).to_be_visible()
    await expect(other.get_by_role("dialog")).to_have_count(0)


async def test_what_goes_is_called_as_it_was_last_and_leaves_no_gap(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    room, _ = await garden(ada, boris)
    compost = await ada.channel(room, "compost")
    page = await desk.open(boris, f"/c/{compost}")
    await page.get_by_role("button", name="Details").click()
    details = page.get_by_role("complementary", name="Details")
    await expect(details.get_by_text("@ada")).to_be_visible()
    await expect(details.locator("[aria-busy=true]")).to_have_count(0)  # else it asks for files of what has gone
    await ada.put(f"/chats/{compost}", {"name": "mulch"})
    await expect(page.locator(".chat-header h1")).to_have_text("mulch")
    await ada.delete(f"/chats/{compost}")
    await expect(page.get_by_role("heading", name="#mulch is not here any more")).to_be_visible()
    box = await page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] == 1280
