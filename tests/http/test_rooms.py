"""Rooms and their channels: sections 3.2 to 3.4 of the original."""

import asyncio
from typing import Any

import pytest

from besedka.actions import chats, invites
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.model import Role
from besedka.store.rooms import insert_room_member
from tests.support.cast import Visitor, made, problem
from tests.support.server import Running


async def enter(server: Running, room_id: int, user_id: int, role: Role = Role.MEMBER) -> None:
    """Past every check, in any role."""
    await server.database.write(lambda tx: insert_room_member(tx, room_id, user_id, role))


@pytest.mark.parametrize("path", ["/rooms", "/rooms/"])
async def test_a_new_room_is_its_creators_and_has_no_channels(ada: Visitor, server: Running, path: str) -> None:
    server.bus.announced.clear()
    room_id = made(await ada.post(path, {"name": "  garden "}))
    assert server.bus.announced == [RoomJoined(room_id, (ada.id,))]
    assert await ada.rooms() == [{"room_id": room_id, "room_name": "garden"}]
    assert await ada.channels(room_id) == []


async def test_a_channel_is_a_chat_of_all_members(ada: Visitor, boris: Visitor, server: Running) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris.id)
    server.bus.announced.clear()
    chat_id = await ada.channel(room_id, "roses")
    assert server.bus.announced == [RoomChanged(room_id, 2, name="garden"), ChatJoined(chat_id, (ada.id, boris.id))]
    (line,) = await ada.channels(room_id)
    assert line.items() >= {"chat_id": chat_id, "kind": "channel", "Name": "roses", "NewMsgCount": 0}.items()
    assert await boris.channels(room_id) == [line]
    assert await ada.chats() == []


async def test_channels_are_listed_as_they_were_made(ada: Visitor) -> None:
    room_id = await ada.room()
    ids = [await ada.channel(room_id, name) for name in ("roses", "asters", "roses")]
    assert [line["chat_id"] for line in await ada.channels(room_id)] == ids


async def test_channels_made_at_once_are_all_there(ada: Visitor) -> None:
    room_id = await ada.room()
    ids = await asyncio.gather(*(ada.channel(room_id, f"bed {n}") for n in range(10)))
    assert {line["chat_id"] for line in await ada.channels(room_id)} == set(ids)


async def test_who_is_no_member_knows_of_no_room(ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    for wanted in (room_id, 999):
        assert problem(await boris.get(f"/rooms/{wanted}")) == (400, "no_such_room", None)
        assert problem(await boris.post(f"/rooms/{wanted}", {"name": "x"})) == (400, "no_such_room", None)
    assert await boris.rooms() == []


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 200), (Role.ADMIN, 200), (Role.MEMBER, 403)])
async def test_who_may_make_channels(ada: Visitor, boris: Visitor, server: Running, role: Role, status: int) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris.id, role)
    assert (await boris.post(f"/rooms/{room_id}", {"name": "x"})).status_code == status
    assert len(await ada.channels(room_id)) == (status == 200)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": ""}, "empty_name"),
        ({"name": " \t"}, "empty_name"),
        ({"name": "n" * 129}, "too_long"),
        ({"name": "a\0"}, "bad_text"),
        ({"name": 7}, "wrong_type"),
        ({"name": None}, "wrong_type"),
        ({}, "missing_field"),
    ],
)
async def test_a_name_that_will_not_do(ada: Visitor, body: dict[str, Any], code: str) -> None:
    room_id = await ada.room()
    for path in ("/rooms", f"/rooms/{room_id}"):
        assert problem(await ada.post(path, body)) == (400, code, "name")
    assert len(await ada.rooms()) == 1
    assert await ada.channels(room_id) == []


async def test_the_longest_name_will_do(ada: Visitor) -> None:
    room_id = await ada.room("Ж" * 128)
    assert await ada.rooms() == [{"room_id": room_id, "room_name": "Ж" * 128}]


async def test_a_room_has_so_many_channels_and_one_is_in_so_many_rooms(
    ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "CHANNELS_LIMIT", 2)
    monkeypatch.setattr(invites, "ROOMS_LIMIT", 2)
    room_id = await ada.room()
    for name in ("roses", "tulips"):
        await ada.channel(room_id, name)
    assert problem(await ada.post(f"/rooms/{room_id}", {"name": "one more"})) == (400, "too_many_channels", None)
    await ada.channel(await ada.room("harbour"))
    assert problem(await ada.post("/rooms", {"name": "one more"})) == (400, "too_many_rooms", None)
    await boris.room("his own")
