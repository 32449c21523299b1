"""Who hears what when people leave a room, have another role there, or when it goes: at once, in order, and on every node."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from besedka.actions import snapshots
from besedka.bus import RoomChanged
from besedka.database import Transaction
from besedka.gateway import rooms as room_teller
from besedka.model import MemberChange, Role
from besedka.store import rooms
from tests.support.cast import Visitor
from tests.support.faults import faults_in
from tests.support.raw import RawSocket, op
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides


class Garden:
    """A room with a channel. Each of its people has sockets; what these hear is kept in the order in which it came."""

    def __init__(self, server: Running, stack: AsyncExitStack) -> None:
        self.server = server
        self._stack = stack
        self.room_id = self.chat_id = 0

    async def plant(self, ada: Visitor, *people: Visitor) -> None:
        """Ada's, with these people in it."""
        self.room_id = await ada.room()

        async def work(tx: Transaction) -> None:
            for visitor in people:
                await rooms.insert_room_member(tx, self.room_id, visitor.id, Role.MEMBER)

        await self.server.database.write(work)
        self.chat_id = await ada.channel(self.room_id)

    async def enter(self, visitor: Visitor, server: Running | None = None) -> RawSocket:
        """Connected and greeted."""
        socket = await RawSocket.connect((server or self.server).port, f"session_id={visitor.cookie}")
        self._stack.callback(socket.close)
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["t"] == "hello"
        return socket


@pytest.fixture
async def garden(server: Running) -> AsyncIterator[Garden]:
    async with AsyncExitStack() as stack:
        yield Garden(server, stack)


async def hear(socket: RawSocket, *, but: str = "presence") -> list[dict[str, Any]]:
    """All that comes before the pong to a ping of ours."""
    socket.send(op(op="ping"))
    heard = []
    async with asyncio.timeout(PATIENCE):
        while (frame := await socket.receive())["t"] != "pong":
            if frame["t"] != but:
                heard.append(frame)
    return heard


async def hear_until(socket: RawSocket, kind: str) -> list[dict[str, Any]]:
    """All that comes up to the first frame of this kind."""
    heard: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE):
        while not heard or heard[-1]["t"] != kind:
            frame = await socket.receive()
            if frame["t"] != "presence":
                heard.append(frame)
    return heard


def left_room(garden: Garden) -> list[dict[str, Any]]:
    return [{"t": "left", "chat_id": garden.chat_id}, {"t": "left_room", "room_id": garden.room_id}]


def members_frame(garden: Garden, user: Visitor, role: str | None, version: int) -> dict[str, Any]:
    return {
        "t": "members",
        "room_id": garden.room_id,
        "after": version - 1,
        "version": version,
        "user_id": user.id,
        "role": role,
    }


async def test_who_is_removed_hears_it_and_nothing_after_it(
    garden: Garden, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    await garden.plant(ada, boris, chiyo)
    others = [await garden.enter(each) for each in (ada, ada, chiyo)]
    phone, desk = await garden.enter(boris), await garden.enter(boris)
    await ada.delete(f"/rooms/{garden.room_id}/members/{boris.id}")
    await chiyo.post(f"/chats/{garden.chat_id}/messages", {"text": "he is gone"})
    await ada.put(f"/rooms/{garden.room_id}", {"name": "orchard"})
    for socket in others:
        heard = await hear_until(socket, "room")
        assert [frame["t"] for frame in heard] in (["members", "message", "room"], ["message", "members", "room"])
        assert members_frame(garden, boris, None, 3) in heard
    for socket in (phone, desk):
        assert await hear_until(socket, "left_room") == left_room(garden)
        assert await hear(socket) == []


async def test_another_role_is_told_to_all_and_the_room_to_whose_it_is(
    garden: Garden, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    await garden.plant(ada, boris)
    outsider, one, other = [await garden.enter(each) for each in (chiyo, ada, boris)]
    await ada.put(f"/rooms/{garden.room_id}/members/{boris.id}", {"role": "admin"})
    assert await hear_until(one, "members") == [members_frame(garden, boris, "admin", 3)]
    frames = await hear_until(other, "room")
    while not any(frame["t"] == "members" for frame in frames):
        frames += await hear_until(other, "members")
    shown = next(frame for frame in frames if frame["t"] == "room")
    assert (shown["version"], shown["room"]["role"]) == (3, "admin")
    assert await hear(outsider) == []


async def test_many_changes_come_in_their_order(
    garden: Garden, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where telling takes many rounds of the event loop."""
    monkeypatch.setattr(room_teller, "TOLD_AT_ONCE", 1)
    await garden.plant(ada, boris)
    sockets = [await garden.enter(ada) for _ in range(5)]
    for role in ["admin", "member"] * 5:
        await ada.put(f"/rooms/{garden.room_id}/members/{boris.id}", {"role": role})
    for socket in sockets:
        versions: list[int] = []
        async with asyncio.timeout(PATIENCE):
            while not versions or versions[-1] < 12:
                frame = await socket.receive()
                if frame["t"] in {"members", "room"}:
                    versions.append(frame["version"])
        assert versions == sorted(set(versions))


async def test_a_deleted_room_goes_from_every_client(garden: Garden, ada: Visitor, boris: Visitor) -> None:
    await garden.plant(ada, boris)
    sockets = [await garden.enter(each) for each in (ada, ada, boris)]
    await ada.delete(f"/rooms/{garden.room_id}")
    for socket in sockets:
        assert await hear_until(socket, "left_room") == left_room(garden)
        assert await hear(socket) == []


async def test_a_room_that_goes_while_one_is_let_in(garden: Garden, ada: Visitor, boris: Visitor) -> None:
    """Greeted with a snapshot that still has it: told that it is gone."""
    await garden.plant(ada, boris)
    with faults_in(garden.server.database) as faults:
        gate = faults.hold_after("take_snapshot")
        entering = asyncio.create_task(garden.enter(boris))
        await gate.wait_until_reached()
        await ada.delete(f"/rooms/{garden.room_id}")
        gate.open.set()
        socket = await entering
    kinds = {frame["t"] for frame in await hear_until(socket, "left")}
    while "left_room" not in kinds:
        kinds |= {frame["t"] for frame in await hear_until(socket, "left_room")}
    assert kinds <= {"left", "left_room"}
    assert await hear(socket) == []


async def test_who_leaves_a_room_while_let_in(garden: Garden, ada: Visitor, boris: Visitor) -> None:
    await garden.plant(ada, boris)
    with faults_in(garden.server.database) as faults:
        gate = faults.hold_after("take_snapshot")
        entering = asyncio.create_task(garden.enter(boris))
        await gate.wait_until_reached()
        await ada.delete(f"/rooms/{garden.room_id}/members/{boris.id}")
        gate.open.set()
        socket = await entering
    await ada.put(f"/rooms/{garden.room_id}", {"name": "orchard"})
    assert {frame["t"] for frame in await hear_until(socket, "left")} <= {"left", "left_room"}
    assert {frame["t"] for frame in await hear(socket)} <= {"left", "left_room"}


async def test_it_is_the_same_on_another_node(nodes: list[Running]) -> None:
    ada, boris = await nodes[0].sign_up("ada"), await nodes[1].sign_up("boris")
    async with AsyncExitStack() as stack:
        garden = Garden(nodes[0], stack)
        await garden.plant(ada, boris)
        here, there = await garden.enter(ada, nodes[1]), await garden.enter(boris, nodes[1])
        await ada.delete(f"/rooms/{garden.room_id}/members/{boris.id}")
        assert await hear_until(there, "left_room") == left_room(garden)
        assert (await hear_until(here, "members"))[-1] == members_frame(garden, boris, None, 3)
        await ada.post(f"/chats/{garden.chat_id}/messages", {"text": "he is gone"})
        await hear_until(here, "message")
        assert await hear(there) == []
        await ada.delete(f"/rooms/{garden.room_id}")
        assert await hear_until(here, "left_room") == left_room(garden)


async def invite_to(garden: Garden, ada: Visitor) -> str:
    return str((await ada.post(f"/rooms/{garden.room_id}/invites", {})).json()["code"])


async def test_who_comes_in_sees_the_room_and_its_channels_and_the_others_hear_of_it(
    garden: Garden, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    await garden.plant(ada)
    vault = (await ada.post(f"/rooms/{garden.room_id}", {"name": "vault", "private": True})).json()["id"]
    host, outsider = await garden.enter(ada), await garden.enter(chiyo)
    phone, desk = await garden.enter(boris), await garden.enter(boris)
    await boris.post(f"/invites/{await invite_to(garden, ada)}")
    assert await hear_until(host, "members") == [members_frame(garden, boris, "member", 3)]
    for socket in (phone, desk):
        heard: dict[str, dict[str, Any]] = {}
        while not {"room", "chat"} <= heard.keys():
            for frame in await hear(socket):
                heard.setdefault(frame["t"], frame)
        assert heard.keys() <= {"room", "chat", "members"}
        assert (heard["room"]["room"]["role"], heard["room"]["version"]) == ("member", 3)
        assert (heard["chat"]["chat_id"], heard["chat"]["chat"]["NewMsgCount"]) == (garden.chat_id, 0)
    await ada.post(f"/chats/{vault}/messages", {"text": "unheard"})
    await ada.post(f"/chats/{garden.chat_id}/messages", {"text": "welcome"})
    for socket in (phone, desk):
        assert [each for each in await hear_until(socket, "message") if each.get("chat_id") == vault] == []
    assert await hear(outsider) == []


async def test_a_new_name_is_told_to_each_as_they_are_there_without_a_look(
    garden: Garden, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await garden.plant(ada, boris)
    host, guest = await garden.enter(ada), await garden.enter(boris)
    looked: list[object] = []
    monkeypatch.setattr(snapshots.view_room, "run", lambda *asked: looked.append(asked))
    await ada.put(f"/rooms/{garden.room_id}", {"name": "orchard"})
    for socket, role in ((host, "owner"), (guest, "member")):
        shown = {"room_id": garden.room_id, "room_name": "orchard", "role": role, "version": 3}
        room = {"t": "room", "room_id": garden.room_id, "after": 2, "version": 3, "room": shown}
        assert await hear_until(socket, "room") == [room]
    assert looked == []


async def test_a_role_given_before_a_new_name_is_told_with_it(garden: Garden, ada: Visitor, boris: Visitor) -> None:
    await garden.plant(ada, boris)
    guest = await garden.enter(boris)
    await ada.put(f"/rooms/{garden.room_id}/members/{boris.id}", {"role": "admin"})
    await ada.put(f"/rooms/{garden.room_id}", {"name": "orchard"})
    shown: dict[str, Any] = {}
    while shown.get("room_name") != "orchard":
        shown = (await hear_until(guest, "room"))[-1]["room"]
    assert shown["role"] == "admin"


async def test_who_is_said_to_have_gone_and_is_back_stays(garden: Garden, ada: Visitor, boris: Visitor) -> None:
    """Of two nodes, the one from which they went may be heard after the one by which they came back."""
    await garden.plant(ada, boris)
    guest = await garden.enter(boris)
    late = RoomChanged(garden.room_id, 3, MemberChange(boris.id, None))
    garden.server.bus.publish([late])
    assert (await hear_until(guest, "room"))[-1]["room"]["role"] == "member"


async def test_coming_in_is_the_same_on_another_node(nodes: list[Running]) -> None:
    ada, boris = await nodes[0].sign_up("ada"), await nodes[0].sign_up("boris")
    async with AsyncExitStack() as stack:
        garden = Garden(nodes[0], stack)
        await garden.plant(ada)
        here, there = await garden.enter(ada, nodes[1]), await garden.enter(boris, nodes[1])
        await boris.post(f"/invites/{await invite_to(garden, ada)}")
        assert (await hear_until(here, "members"))[-1] == members_frame(garden, boris, "member", 3)
        kinds: set[str] = set()
        while not {"room", "chat"} <= kinds:
            kinds |= {frame["t"] for frame in await hear(there)}
        await ada.post(f"/chats/{garden.chat_id}/messages", {"text": "welcome"})
        assert (await hear_until(there, "message"))[-1]["message"]["text"] == "welcome"
