"""The server as its owners and administrators see it, and what the others see of that."""

from playwright.async_api import expect

from tests.support.browser import Desk
from tests.support.cast import Visitor


async def test_whoever_administers_the_server_no_more_sees_nothing_of_it(
    desk: Desk, ada: Visitor, boris: Visitor
) -> None:
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    page = await desk.open(boris, "/server-settings/people")
    await expect(page.get_by_text("@ada")).to_be_visible()
    await ada.put(f"/server/people/{boris.id}", {"role": "member"})
    await expect(page.get_by_text("@ada")).to_have_count(0)
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    await expect(page.get_by_text("@ada")).to_be_visible()


async def test_links_that_let_nobody_in_are_not_said_to(desk: Desk, ada: Visitor) -> None:
    await ada.put("/server", {"registration": "closed"})
    page = await desk.open(ada, "/server-settings/invites")
    closed = page.get_by_text("Nobody may make an account just now")
    await expect(closed).to_be_visible()
    await page.get_by_role("link", name="General").click()
    await page.get_by_text("Who is invited").click()
    await expect(page.get_by_role("radio", name="Who is invited")).to_be_checked()
    await page.get_by_role("link", name="Invitations").click()
    await expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    await expect(closed).to_have_count(0)


async def test_a_picture_of_the_server_that_was_refused_is_said_once_and_may_be_chosen_again(
    desk: Desk, ada: Visitor
) -> None:
    desk.expect("400")
    page = await desk.open(ada, "/server-settings/general")
    chooser = page.locator("input[type=file]")
    refused = page.locator(".toast", has_text="This is no picture that can be read")
    for _ in range(2):
        await page.evaluate("document.querySelector('.toast')?.setAttribute('data-seen', '')")
        await chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        await expect(page.locator(".toast:not([data-seen])")).to_be_visible()
        assert await refused.count() == 1
    # A browser says nothing when the same file is chosen again, unless nothing was chosen before.
    assert await chooser.input_value() == ""
