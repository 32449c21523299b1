"""A replica that has applied the frames equals a fresh one, for every member; and outsiders hear nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from besedka_client import Gateway, Replica
from tests.support.cast import Visitor
from tests.support.people import Person, gateways_of, make_group
from tests.support.raw import RawSocket
from tests.support.server import Running

PATIENCE = 10  # seconds

Act = Callable[[Visitor, int, dict[str, Any]], Awaitable[Any]]

ACTS: dict[str, Act] = {
    "post": lambda ada, chat, _: ada.post(f"/chats/{chat}/messages", {"text": "new", "nonce": "n"}),
    "reply": lambda ada, chat, first: ada.post(f"/chats/{chat}/messages", {"text": "re", "reply_to": first["id"]}),
    "edit": lambda ada, _, first: ada.put(f"/messages/{first['id']}", {"text": "edited"}),
    "edit to the same": lambda ada, _, first: ada.put(f"/messages/{first['id']}", {"text": first["text"]}),
    "delete": lambda ada, _, first: ada.delete(f"/messages/{first['id']}"),
    "react": lambda ada, _, first: ada.put(f"/messages/{first['id']}/reactions/🌻"),
    "unreact": lambda ada, _, first: ada.delete(f"/messages/{first['id']}/reactions/x"),
    "read": lambda ada, chat, _: ada.put(f"/chats/{chat}/read", {"seq": 2}),
    "open a chat": lambda ada, _, first: ada.post("/chats", {"user_id": first["author_id"] + 1}),
    "make a room": lambda ada, _, __: ada.post("/rooms", {"name": "garden"}),
    "edit the profile": lambda ada, _, __: ada.edit(name="Countess"),
    "be refused": lambda ada, chat, _: ada.post(f"/chats/{chat}/messages", {"text": ""}),
}


def picture(replica: Replica) -> dict[str, Any]:
    """Everything that a replica knows."""
    return {
        "user": replica.user,
        "rooms": replica.rooms,
        "chats": {
            chat_id: (chat.version, chat.last_seq, chat.last_read_seq, chat.unread, chat.chat.name, chat.messages)
            for chat_id, chat in replica.chats.items()
        },
    }


async def until_equal(gateway: Gateway, address: str, person: Person) -> None:
    """Compare with a fresh one until they agree."""
    seen: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(PATIENCE):
            while not seen or seen[-2] != seen[-1]:
                async with person.connect(address) as fresh:
                    seen += [picture(gateway.replica), picture(fresh.replica)]
                await asyncio.sleep(0.01)
    except TimeoutError:
        assert seen[-2] == seen[-1]


@pytest.mark.parametrize("name", ACTS)
async def test_frames_make_of_what_was_what_is(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running, name: str
) -> None:
    members = [Person(each.id, each.cookie) for each in (ada, boris)]
    chat_id = await make_group(server.database, members)
    first = (await ada.post(f"/chats/{chat_id}/messages", {"text": "first"})).json()
    await ada.put(f"/messages/{first['id']}/reactions/x")
    await boris.post(f"/chats/{chat_id}/messages", {"text": "second"})
    async with AsyncExitStack() as stack:
        people = [members[0], *members]  # Ada on two devices
        gateways = await stack.enter_async_context(gateways_of(server.address, people))
        outsider = await RawSocket.connect(server.port, f"session_id={chiyo.cookie}")
        stack.callback(outsider.close)
        assert (await outsider.receive())["t"] == "hello"
        await ACTS[name](ada, chat_id, first)
        for gateway, person in zip(gateways, people, strict=True):
            await until_equal(gateway, server.address, person)
        outsider.send(b"\x89\x80\0\0\0\0")  # a ping: what comes before its pong was sent before
        async with asyncio.timeout(PATIENCE):
            assert (await outsider.read_frame())[0] == 10
