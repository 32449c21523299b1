"""Rooms and chats under other names, told live and after a gap."""

import asyncio

import pytest

from besedka.bus import ChatChanged, RoomChanged
from tests.support.cast import Visitor, problem
from tests.support.people import Person, make_group
from tests.support.raw import RawSocket, op
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides


async def greeted(server: Running, visitor: Visitor) -> RawSocket:
    socket = await RawSocket.connect(server.port, f"session_id={visitor.cookie}")
    async with asyncio.timeout(PATIENCE):
        await socket.receive_until("hello")
    return socket


async def shut(*sockets: RawSocket) -> None:
    for socket in sockets:
        socket.close()
        await socket.writer.wait_closed()


async def test_a_room(ada: Visitor, server: Running) -> None:
    room_id = await ada.room("garden")
    socket = await greeted(server, ada)
    renamed = (await ada.put(f"/rooms/{room_id}", {"name": " Gardens "})).json()
    assert renamed == {"room_id": room_id, "room_name": "Gardens", "role": "owner", "version": 2}
    async with asyncio.timeout(PATIENCE):
        frame = await socket.receive_until("room")
    assert frame == {"t": "room", "room_id": room_id, "after": 1, "version": 2, "room": renamed}
    assert await ada.rooms() == [{"room_id": room_id, "room_name": "Gardens"}]
    await shut(socket)


async def test_a_channel(ada: Visitor, server: Running) -> None:
    channel = await ada.channel(await ada.room(), "roses")
    socket = await greeted(server, ada)
    renamed = (await ada.put(f"/chats/{channel}", {"name": "tulips"})).json()
    assert (renamed["Name"], renamed["version"]) == ("tulips", 2)
    assert (await ada.get(f"/chats/{channel}")).json() == renamed
    async with asyncio.timeout(PATIENCE):
        frame = await socket.receive_until("chat")
    assert (frame["after"], frame["version"], frame["chat"]["Name"]) == (1, 2, "tulips")
    assert "NewMsgCount" not in frame["chat"]
    await shut(socket)


async def test_it_travels_among_messages(ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running) -> None:
    """Each version once, in order, whatever it is; and nobody else hears of it."""
    group = await make_group(server.database, [Person(each.id, each.cookie) for each in (ada, boris)])
    sockets = [await greeted(server, each) for each in (ada, boris, chiyo)]
    for name in ("one", "two"):
        await ada.post(f"/chats/{group}/messages", {"text": name})
        await boris.put(f"/chats/{group}", {"name": name})
    async with asyncio.timeout(PATIENCE):
        for socket in sockets[:2]:
            frames = [await socket.receive() for _ in range(4)]
            assert [each["t"] for each in frames] == ["message", "chat", "message", "chat"]
            assert [(each["after"], each["version"]) for each in frames] == [(1, 2), (2, 3), (3, 4), (4, 5)]
        sockets[2].send(op(op="ping"))
        assert await sockets[2].receive() == {"t": "pong"}
    await shut(*sockets)


async def test_what_was_missed_is_filled(ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the last of it is announced: the rename is read in its place among the messages."""
    group = await make_group(server.database, [Person(ada.id, ada.cookie)])
    socket = await greeted(server, ada)
    monkeypatch.setattr(server.bus, "publish", lambda _: None)
    await ada.post(f"/chats/{group}/messages", {"text": "one"})
    await ada.put(f"/chats/{group}", {"name": "brunch"})
    await ada.post(f"/chats/{group}/messages", {"text": "two"})
    monkeypatch.undo()
    await ada.post(f"/chats/{group}/messages", {"text": "three"})
    async with asyncio.timeout(PATIENCE):
        frames = [await socket.receive() for _ in range(4)]
    assert [(each["t"], each["version"]) for each in frames] == [
        ("message", 2),
        ("chat", 3),
        ("message", 4),
        ("message", 5),
    ]
    await shut(socket)


async def test_the_same_name_changes_nothing(ada: Visitor, server: Running) -> None:
    room_id = await ada.room("garden")
    channel = await ada.channel(room_id, "roses")
    server.bus.announced.clear()
    assert (await ada.put(f"/rooms/{room_id}", {"name": "garden"})).json()["version"] == 2
    assert (await ada.put(f"/chats/{channel}", {"name": "roses"})).json()["version"] == 1
    assert not [each for each in server.bus.announced if isinstance(each, RoomChanged | ChatChanged)]


async def test_what_can_be_no_name(ada: Visitor) -> None:
    room_id = await ada.room()
    for path in (f"/rooms/{room_id}", f"/chats/{await ada.channel(room_id)}"):
        assert problem(await ada.put(path, {"name": " "})) == (400, "empty_name", "name")
        assert problem(await ada.put(path, {"name": "x" * 129})) == (400, "too_long", "name")
        assert problem(await ada.put(path, {})) == (400, "missing_field", "name")


@pytest.mark.parametrize("kind", ["rooms", "chats"])
async def test_what_is_not_there(ada: Visitor, kind: str) -> None:
    assert problem(await ada.put(f"/{kind}/12345", {"name": "x"}))[0] == 400


async def test_a_chat_between_two_goes_by_their_names(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    assert problem(await ada.put(f"/chats/{chat_id}", {"name": "us"})) == (403, "forbidden", None)
    assert (await ada.get(f"/chats/{chat_id}")).json()["Name"] == "boris"
