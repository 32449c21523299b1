"""What leads to a screen: steps, each of which waits until what it leads to is there."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from tests.support.waiting import wait_for
from tools.community import Community

_GO = "(path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }"
_DRAG = """([name, sign]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["seeds"], name));
  dispatchEvent(new DragEvent("dragenter", {dataTransfer, bubbles: true}));
  return document.querySelector(sign) !== null;
}"""

Step = Callable[[Page, Community], Awaitable[None]]


async def see(page: Page, sign: str) -> None:
    await page.locator(sign).locator("visible=true").first.wait_for()


def at(path: str, sign: str) -> Step:
    """Go to an address; there once what is shown by this selector is there."""

    async def step(page: Page, community: Community) -> None:
        await page.evaluate(_GO, path.format(chat=community.chat_id, direct=community.direct_id, code=community.code))
        await see(page, sign)

    return step


def pressed(key: str, sign: str, word: str = "") -> Step:
    """Press a key of the page's, and type a word of the community's."""

    async def step(page: Page, community: Community) -> None:
        await page.keyboard.press(key)
        await page.locator("dialog input").first.wait_for()
        await page.keyboard.type(str(community.words[word]))
        await see(page, sign)

    return step


def shown_by(key: str, sign: str, at: str = "body") -> Step:
    """Press a key that shows something, and type nothing."""

    async def step(page: Page, _community: Community) -> None:
        await page.locator(at).press(key)
        await see(page, sign)

    return step


def clicked(*selectors: str, sign: str) -> Step:
    """Press what these select, one after the other."""

    async def step(page: Page, _community: Community) -> None:
        for selector in selectors:
            await page.locator(selector).locator("visible=true").first.click()
        await see(page, sign)

    return step


def asked_of(selector: str, sign: str) -> Step:
    """Ask for the menu of the last of these, as the other button of a mouse does, and a finger that rests."""

    async def step(page: Page, _community: Community) -> None:
        await page.locator(selector).last.click(button="right")
        await see(page, sign)

    return step


def hovered(selector: str, sign: str) -> Step:
    """Point at the last of these."""

    async def step(page: Page, _community: Community) -> None:
        await page.locator(selector).last.hover()
        await see(page, sign)

    return step


def typed(keys: str, sign: str) -> Step:
    """Into the field that one writes in."""

    async def step(page: Page, _community: Community) -> None:
        await page.locator(".composer textarea").press_sequentially(keys)
        await see(page, sign)

    return step


def attached(name: str, content: bytes, sign: str) -> Step:
    """Choose a file to go with the next message."""

    async def step(page: Page, _community: Community) -> None:
        kind = "image/jpeg" if name.endswith(".jpg") else "text/plain"
        await page.locator(".composer input[type=file]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        await see(page, sign)

    return step


def dragged_over(name: str, sign: str) -> Step:
    """A file, and not let go; again until the page, which may have only just been drawn, has heard of it."""

    async def step(page: Page, _community: Community) -> None:
        await page.wait_for_function(_DRAG, arg=[name, sign])
        await see(page, sign)

    return step


# Whether everybody who is seen to have written is kept on the device by name.
_KNOWN = """async () => {
  const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await answer(indexedDB.open("besedka"));
  const users = await answer(database.transaction("users").objectStore("users").getAll());
  database.close();
  const names = users.map((user) => user.name || user.username);
  return [...document.querySelectorAll("article .who")].every((who) => names.includes(who.textContent));
}"""


def cut_off(sign: str) -> Step:
    """From the gateway, as when the server is gone, once what is shown is kept."""

    async def step(page: Page, _community: Community) -> None:
        await wait_for(lambda: page.evaluate(_KNOWN))
        await page.route_web_socket("**/gateway", lambda socket: asyncio.ensure_future(socket.close()))
        await page.reload()
        await see(page, sign)

    return step


def unread_from(seq: int) -> Step:
    """Have read the channel only up to before this message."""

    async def step(page: Page, community: Community) -> None:
        await page.request.put(f"/chats/{community.chat_id}/read", data={"unread_from": seq})

    return step
