"""Several tabs of one browser: they are one, and leave together."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.support.browser import Desk, with_worker
from tests.support.cast import Visitor
from tests.support.guest import Guest
from tests.support.waiting import wait_for

# What is kept on the device: rows by table, and caches.
KEPT = """async () => {
  const opened = await new Promise((done, fail) => {
    const asked = indexedDB.open("besedka");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const count = (name) => new Promise((done) => {
    const asked = opened.transaction(name).objectStore(name).count();
    asked.onsuccess = () => done(asked.result);
  });
  const rows = {};
  for (const name of opened.objectStoreNames) rows[name] = await count(name);
  opened.close();
  return { rows, caches: await caches.keys(), notes: Object.keys(localStorage).filter((key) => key.startsWith('besedka.draft.')) };
}"""


@pytest.fixture
async def chat(ada: Visitor, boris: Visitor) -> int:
    return await ada.chat_with(boris)


@pytest.fixture
async def tabs(desk: Desk, ada: Visitor, chat: int) -> tuple[Guest, Guest]:
    """Two of Ada's, at the same chat."""
    context = await desk.seat(ada)
    guests = Guest(await context.new_page()), Guest(await context.new_page())
    for guest in guests:
        await guest.page.goto(f"/c/{chat}")
        await expect(guest.page.locator(".beginning")).to_be_visible()
    return guests


async def keeps(guest: Guest, *tables: str) -> bool:
    """Whether there is something of each on the device by now, and of the page itself."""
    found = await kept(guest)
    return bool(found["caches"]) and all(found["rows"][table] for table in tables)


async def keeps_nothing(guest: Guest) -> bool:
    """That is seen to right after the tabs have gone, and takes its time."""
    found = await kept(guest)
    return not (any(found["rows"].values()) or found["caches"] or found["notes"])


async def kept(guest: Guest) -> dict[str, Any]:
    found: dict[str, Any] = await guest.page.evaluate(KEPT)
    return found


async def test_two_tabs_make_one_delivery(desk: Desk, tabs: tuple[Guest, Guest], boris: Visitor, chat: int) -> None:
    """24: of what each has written, and of what a third has that is closed before there is a line."""
    desk.expect_no_line()
    one, two = tabs
    context = one.page.context
    third = Guest(await context.new_page())
    await third.page.goto(f"/c/{chat}")
    await expect(third.page.locator(".beginning")).to_be_visible()
    await context.set_offline(True)
    for number, guest in enumerate((third, one, two), 1):
        await expect(guest.field).to_have_value("")  # what another tab has sent is no draft any more
        await guest.enter(f"from tab {number}")
        for each in tabs:
            await expect(each.waiting).to_have_count(number)
    await third.page.close()
    await context.set_offline(False)
    said = ["from tab 1", "from tab 2", "from tab 3"]
    for guest in tabs:
        await guest.sees(*said)
        await expect(guest.waiting).to_have_count(0)
        assert await guest.texts() == said
    assert await boris.texts(chat) == said


@with_worker
async def test_signing_out_clears_every_tab_and_all_that_was_kept(
    desk: Desk, tabs: tuple[Guest, Guest], boris: Visitor
) -> None:
    """41: whoever is next finds nothing."""
    one, two = tabs
    await one.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await one.write("for your eyes only")
    await two.field.fill("half a thought")
    await expect(one.field).to_have_value("half a thought")
    await wait_for(lambda: keeps(one, "owner", "chats", "drafts"))

    await one.page.get_by_role("button", name="ada: settings").click()
    await one.page.get_by_role("menuitem", name="Sign out").click()
    for guest in tabs:
        await expect(guest.page.get_by_role("button", name="Sign in")).to_be_visible()
        await expect(guest.page.get_by_text("for your eyes only")).to_have_count(0)
    await wait_for(lambda: keeps_nothing(two))
