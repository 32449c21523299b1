"""Whoever is not in a place learns nothing of it: every route of the contract answers them as if it were not there."""

from typing import Any

import httpx
import pytest

from besedka.model import Role
from besedka.rights import Place
from besedka.store import rooms
from tests.support.cast import Visitor, made
from tests.support.contract import document
from tests.support.places import insert_place
from tests.support.server import Running

METHODS = ("get", "put", "post", "delete")
NOWHERE = 987_654_321  # an id that nothing has
HIDDEN = ("{room_id}", "{chat_id}", "{message_id}", "{file_id}")
# What a request that is well formed says, where a body is needed.
BODIES: dict[str, dict[str, Any]] = {
    "PUT /rooms/{room_id}": {"name": "another"},
    "POST /rooms/{room_id}": {"name": "roses"},
    "PUT /rooms/{room_id}/members/{user_id}": {"role": "member"},
    "POST /rooms/{room_id}/invites": {},
    "PUT /chats/{chat_id}": {"name": "another"},
    "POST /chats/{chat_id}/messages": {"text": "hello"},
    "PUT /chats/{chat_id}/read": {"seq": 1},
    "PUT /chats/{chat_id}/notifications": {"level": "none"},
    "PUT /messages/{message_id}": {"text": "bye"},
}
FILE: dict[str, Any] = {"files": {"file": ("a.txt", b"hello")}}


def hidden_operations() -> list[str]:
    """What is asked of something that not everyone may know of."""
    return [
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in METHODS
        if method in methods and any(name in path for name in HIDDEN)
    ]


async def plant(server: Running, place: Place, ada: Visitor, boris: Visitor) -> dict[str, int]:
    """A place of these two with a message, and a file in it: the ids of them all."""
    who = {ada.id: Role.OWNER, boris.id: Role.MEMBER}
    chat_id = await server.database.write(lambda tx: insert_place(tx, place, who))
    file_id = made(await ada.client.post(f"/chats/{chat_id}/files", **FILE))
    message_id = made(await ada.post(f"/chats/{chat_id}/messages", {"text": "secret", "file_ids": [file_id]}))
    room_id = (await ada.get(f"/chats/{chat_id}")).json().get("room_id") or await ada.room()
    return {"room_id": room_id, "chat_id": chat_id, "message_id": message_id, "file_id": file_id}


@pytest.fixture(params=[Place.PUBLIC_CHANNEL, Place.PRIVATE_CHANNEL, Place.GROUP, Place.DIRECT])
async def garden(request: pytest.FixtureRequest, ada: Visitor, boris: Visitor, server: Running) -> dict[str, int]:
    return await plant(server, request.param, ada, boris)


async def ask(who: Visitor, operation: str, ids: dict[str, Any]) -> httpx.Response:
    method, path = operation.split(" ")
    address = path.format(**ids)
    if operation == "POST /chats/{chat_id}/files":
        return await who.client.post(address, **FILE)
    body = BODIES.get(operation)
    return await who.request(method, address, json=body)


def told(response: httpx.Response) -> tuple[int, Any]:
    body = response.json()
    return response.status_code, body


async def check_knows_nothing(who: Visitor, ids: dict[str, int], other: Visitor, server: Running) -> None:
    common = {"user_id": other.id, "emoji": "🌻", "code": "x" * 22}
    for operation in hidden_operations():
        server.bus.announced.clear()
        there = await ask(who, operation, ids | common)
        nowhere = await ask(who, operation, dict.fromkeys(ids, NOWHERE) | common)
        assert there.status_code == 400, (operation, there.text)
        assert told(there) == told(nowhere), operation
        assert server.bus.announced == [], operation


async def test_an_outsider_is_told_the_same_of_what_is_and_of_what_is_not(
    garden: dict[str, int], boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    await check_knows_nothing(chiyo, garden, boris, server)


async def test_so_is_who_was_there_and_is_no_more(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    ids = await plant(server, Place.GROUP, ada, boris)
    assert (await ada.put(f"/chats/{ids['chat_id']}/members/{chiyo.id}")).status_code == 200
    assert (await chiyo.get(f"/files/{ids['file_id']}")).content == b"hello"
    assert (await ada.delete(f"/chats/{ids['chat_id']}/members/{chiyo.id}")).status_code == 200
    await check_knows_nothing(chiyo, ids, boris, server)


async def test_so_is_who_is_in_the_room_of_a_private_channel_they_are_not_in(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    ids = await plant(server, Place.PRIVATE_CHANNEL, ada, boris)
    room_id = ids.pop("room_id")
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, chiyo.id, Role.ADMIN))
    await check_knows_nothing(chiyo, ids | {"room_id": NOWHERE}, boris, server)
    assert await chiyo.channels(room_id) == []
    assert (await chiyo.get("/messages?query=secret")).json()["messages"] == []


async def test_no_search_and_no_list_shows_it(garden: dict[str, int], chiyo: Visitor) -> None:
    assert (await chiyo.get("/messages?query=secret")).json()["messages"] == []
    assert await chiyo.chats() == await chiyo.rooms() == []


async def test_nothing_of_another_chat_is_taken_along(garden: dict[str, int], ada: Visitor, chiyo: Visitor) -> None:
    """A reply, or a file, of a chat that one is not in, posted in one's own."""
    notes = await chiyo.chat_with(chiyo)
    for stolen in ({"reply_to": garden["message_id"]}, {"file_ids": [garden["file_id"]]}):
        missing = {name: NOWHERE if isinstance(value, int) else [NOWHERE] for name, value in stolen.items()}
        answers = [await chiyo.post(f"/chats/{notes}/messages", {"text": "x"} | each) for each in (stolen, missing)]
        assert answers[0].status_code == 400
        assert told(answers[0]) == told(answers[1])


async def test_no_answer_is_for_a_shared_cache(garden: dict[str, int], ada: Visitor) -> None:
    for path in ("/users", f"/chats/{garden['chat_id']}/messages", f"/files/{garden['file_id']}"):
        cached = (await ada.get(path)).headers.get("Cache-Control", "")
        assert "no-store" in cached or "private" in cached, (path, cached)
