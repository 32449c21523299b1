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
