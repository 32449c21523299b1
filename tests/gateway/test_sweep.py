"""What no announcement told, a sweep finds: on the node of whoever it concerns, for each of their connections."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from besedka.actions import sessions as actions_of_sessions
from besedka.actions import snapshots as actions_of_snapshots
from besedka.actions.blocks import block, unblock
from besedka.actions.invites import create_invite, use_invite
from besedka.actions.room_members import delete_room, remove_member, set_role
from besedka.actions.rooms import create_channel, create_room
from besedka.bus import ChatChanged
from besedka.bus.memory import MemoryBus
from besedka.database import Database, Transaction
from besedka.model import Message, Profile, Role
from besedka.store import chats, members, rooms, sessions, users
from besedka.wire.blocks import Block, Unblock
from besedka.wire.invites import CreateInvite
from besedka.wire.members import RemoveRoomMember, SetRoomRole
from besedka.wire.rooms import CreateChannel, DeleteRoom
from besedka_client import Gateway, SignedOut
from tests.support.clock import Clock
from tests.support.lossy import LossyBus
from tests.support.people import Person, make_group, make_people
from tests.support.raw import RawSocket, op
from tests.support.server import Running, running_server

PATIENCE = 60  # seconds: on a machine that does other things besides


class Town:
    """A server whose bus tells nothing any more, people in a group and a room, and a sweep that runs when told to."""

    def __init__(self, server: Running, bus: LossyBus, people: list[Person], chat_id: int, room_id: int) -> None:
        self.server = server
        self.bus = bus
        self.people = people
        self.chat_id = chat_id
        self.room_id = room_id

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.server.database.write(work)

    async def sweep(self) -> None:
        await self.server.server.node.sweep.sweep()


@pytest.fixture
async def town(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Town]:
    bus = LossyBus(1)
    bus.mute = True
    async with running_server(tmp_path, database_url, clock, bus) as server:
        people = await make_people(server.database, ["ada", "boris", "chiyo"])
        chat_id = await make_group(server.database, people[:2])
        room_id = await server.database.write(lambda tx: create_room(tx, people[0].id, "garden"))
        town = Town(server, bus, people, chat_id, room_id)
        await add_to_room(town, people[1])
        yield town


async def add_to_room(town: Town, person: Person) -> None:
    await town.write(lambda tx: rooms.insert_room_member(tx, town.room_id, person.id, Role.MEMBER))


@pytest.fixture
async def devices(town: Town) -> AsyncIterator[list[Gateway]]:
    """Ada's, Ada's other one, and Boris's."""
    ada, boris, _ = town.people
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(person.connect(town.server.address, history=False))
            for person in (ada, ada, boris)
        ]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


async def until_all(devices: list[Gateway], look: Callable[[Gateway], object], expected: object) -> None:
    await until(lambda: all(look(device) == expected for device in devices))


async def test_a_message(town: Town, devices: list[Gateway]) -> None:
    await devices[2].send(town.chat_id, "committed, and never announced")
    await town.sweep()
    await until(lambda: all(each.replica.chats[town.chat_id].last_seq == 1 for each in devices))


async def test_a_room_that_changed_also_before_the_first_sweep(town: Town, devices: list[Gateway]) -> None:
    for _ in range(2):
        version = await town.write(lambda tx: rooms.raise_version(tx, town.room_id))
        await town.sweep()
        await until_all(devices, lambda device: device.replica.rooms[town.room_id].version, version)


async def test_a_room_that_was_joined_or_left(town: Town, devices: list[Gateway]) -> None:
    other = await town.write(lambda tx: create_room(tx, town.people[0].id, "harbour"))
    await town.write(
        lambda tx: tx.execute(
            "delete from room_member where user_id = $1 and room_id = $2", town.people[0].id, town.room_id
        )
    )
    await town.sweep()
    await until(lambda: [set(each.replica.rooms) for each in devices] == [{other}, {other}, {town.room_id}])


async def make_channel(town: Town) -> int:
    """A channel of the room, of which nobody has been told."""
    ada = town.people[0].id
    return int(await town.write(lambda tx: create_channel(tx, ada, CreateChannel(name="roses", room_id=town.room_id))))


async def test_who_left_a_room_hears_nothing_of_it(town: Town, devices: list[Gateway]) -> None:
    """Not of its channels either, whichever announcement was lost."""
    boris = town.people[1]
    chat_id = await make_channel(town)
    await town.sweep()
    await until(lambda: all(chat_id in each.replica.chats for each in devices))
    await town.write(lambda tx: remove_member(tx, boris.id, RemoveRoomMember(town.room_id, boris.id)))
    await devices[0].send(chat_id, "he is gone")
    await town.sweep()
    await until(lambda: town.room_id not in devices[2].replica.rooms and chat_id not in devices[2].replica.chats)
    await until(lambda: devices[0].replica.chats[chat_id].last_seq == 1)
    assert devices[0].replica.rooms[town.room_id].version == devices[1].replica.rooms[town.room_id].version
    await town.write(lambda tx: rooms.update_name(tx, town.room_id, "orchard"))
    await town.sweep()
    await until_all(devices[:2], lambda device: device.replica.rooms[town.room_id].room_name, "orchard")
    assert town.room_id not in devices[2].replica.rooms


async def test_who_came_into_a_room_and_has_another_role(town: Town, devices: list[Gateway]) -> None:
    ada, boris, _ = town.people
    chat_id = await make_channel(town)
    await town.write(lambda tx: remove_member(tx, boris.id, RemoveRoomMember(town.room_id, boris.id)))
    await town.sweep()
    await until(lambda: town.room_id not in devices[2].replica.rooms)
    invite = await town.write(lambda tx: create_invite(tx, ada.id, CreateInvite(room_id=town.room_id)))
    await town.write(lambda tx: use_invite(tx, boris.id, invite.code))
    await town.sweep()
    await until(lambda: town.room_id in devices[2].replica.rooms and chat_id in devices[2].replica.chats)
    await town.write(lambda tx: set_role(tx, ada.id, SetRoomRole("admin", room_id=town.room_id, user_id=boris.id)))
    await town.sweep()
    await until(lambda: devices[2].replica.rooms[town.room_id].role == "admin")


async def test_a_room_that_was_deleted(town: Town, devices: list[Gateway]) -> None:
    chat_id = await make_channel(town)
    await town.sweep()
    await until(lambda: all(chat_id in each.replica.chats for each in devices))
    await town.write(lambda tx: delete_room(tx, town.people[0].id, DeleteRoom(town.room_id)))
    await town.sweep()
    await until(lambda: not any(each.replica.rooms or chat_id in each.replica.chats for each in devices))


async def test_a_chat_that_was_joined_or_left(town: Town, devices: list[Gateway]) -> None:
    late = await make_group(town.server.database, town.people)

    async def leave(tx: Transaction) -> None:
        await chats.raise_version(tx, town.chat_id)
        await tx.execute("delete from member where user_id = $1 and chat_id = $2", town.people[0].id, town.chat_id)

    await town.write(leave)
    await town.sweep()
    await until(lambda: [set(each.replica.chats) for each in devices] == [{late}, {late}, {town.chat_id, late}])
    await devices[2].send(town.chat_id, "they are gone")
    await town.sweep()
    await until(lambda: devices[2].replica.chats[town.chat_id].last_seq == 1)
    assert [town.chat_id in each.replica.chats for each in devices] == [False, False, True]


async def test_a_hundred_are_compared_by_one_statement_sessions_first(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred and fifty people: three statements for each kind, all of them in one sweep."""
    crowd = await make_people(town.server.database, [f"crowd{n}" for n in range(250)])
    opened = [await RawSocket.connect(town.server.port, person.cookie) for person in crowd]
    async with asyncio.timeout(PATIENCE):
        for socket in opened:
            assert (await socket.receive())["t"] == "hello"
    asked: list[str] = []
    for kind, module in (("find_sessions", actions_of_sessions), ("list_standings", actions_of_snapshots)):
        action = getattr(module, kind)

        def counted(database: Database, *asked_for: Any, kind: str = kind, run: Any = action.run) -> Any:
            asked.append(kind)
            return run(database, *asked_for)

        monkeypatch.setattr(action, "run", counted)
    await town.sweep()
    assert asked == ["find_sessions"] * 3 + ["list_standings"] * 3
    for socket in opened:
        socket.close()
        await socket.writer.wait_closed()


async def test_some_chats_for_others(town: Town, devices: list[Gateway]) -> None:
    """As many as before, and ids of the same sum: that must be noticed too."""
    ada = town.people[0]
    first, second, third, fourth = [await make_group(town.server.database, []) for _ in range(4)]
    assert first + fourth == second + third

    async def move(leave: set[int], enter: set[int]) -> None:
        async def work(tx: Transaction) -> None:
            for chat_id in leave:
                await tx.execute("delete from member where user_id = $1 and chat_id = $2", ada.id, chat_id)
            for chat_id in enter:
                await members.insert_member(tx, chat_id, ada.id)

        await town.write(work)
        await town.sweep()
        await until(lambda: set(devices[0].replica.chats) == {town.chat_id, *enter})

    await move(set(), {first, fourth})
    await move({first, fourth}, {second, third})


async def test_a_profile(town: Town, devices: list[Gateway], clock: Clock) -> None:
    boris = town.people[1].id
    for name in ("Boris the First", "Boris the Second"):
        profile = Profile("boris@example.org", "boris", name, "")
        clock.advance(seconds=1)
        await town.write(partial(users.update_profile, user_id=boris, profile=profile))
        await town.sweep()
        await until_all(devices, lambda device: known(device, boris), name)


def known(device: Gateway, user_id: int) -> str:
    user = device.replica.users.get(user_id)
    return user.name if user else ""


async def test_a_read_marker_moved_before_the_first_sweep(town: Town, devices: list[Gateway], clock: Clock) -> None:
    await devices[2].send(town.chat_id, "one")
    clock.advance(seconds=1)
    await devices[0].read(town.chat_id, 1)
    await town.sweep()
    await until(lambda: [each.replica.chats[town.chat_id].unread for each in devices] == [0, 0, 0])


async def test_a_profile_that_changed_long_ago(town: Town, devices: list[Gateway], clock: Clock) -> None:
    """The node could not sweep for an hour."""
    await town.sweep()
    boris = town.people[1].id
    profile = Profile("boris@example.org", "boris", "Boris the Late", "")
    await town.write(partial(users.update_profile, user_id=boris, profile=profile))
    clock.advance(seconds=3600)
    await town.sweep()
    await until_all(devices, lambda device: known(device, boris), "Boris the Late")


async def test_a_version_that_somebody_made_up(town: Town, devices: list[Gateway]) -> None:
    """It says what has changed, and is told; the sweep finds that there is no such thing, and what really comes is told."""
    forged = Message(99, town.chat_id, 1, 2, town.people[0].id, "forged", None, None, 0, None)
    MemoryBus.publish(town.bus, [ChatChanged(town.chat_id, 2, forged)])
    hub = town.server.server.node.hub
    await until_all(devices, lambda device: device.replica.chats[town.chat_id].version, 2)
    assert hub.chat_version(town.chat_id) == 2
    await town.sweep()
    assert hub.chat_version(town.chat_id) == 1


async def test_a_read_marker(town: Town, devices: list[Gateway], clock: Clock) -> None:
    await devices[2].send(town.chat_id, "one")
    await town.sweep()
    await until(lambda: devices[1].replica.chats[town.chat_id].unread == 1)
    clock.advance(seconds=1)
    await devices[0].read(town.chat_id, 1)
    await town.sweep()
    await until(lambda: [each.replica.chats[town.chat_id].unread for each in devices] == [0, 0, 0])


async def test_a_read_marker_that_was_moved_back(town: Town, devices: list[Gateway], clock: Clock) -> None:
    await devices[2].send(town.chat_id, "@ada, tea?")
    await devices[0].read(town.chat_id, 1)
    await town.sweep()
    await until(lambda: [counts(each, town.chat_id) for each in devices] == [(1, 0, 0)] * 3)
    clock.advance(seconds=1)
    await devices[0].mark_unread(town.chat_id, 1)
    await town.sweep()
    await until(lambda: [counts(each, town.chat_id) for each in devices] == [(0, 1, 1), (0, 1, 1), (1, 0, 0)])


def counts(device: Gateway, chat_id: int) -> tuple[int, int, int]:
    chat = device.replica.chats[chat_id]
    return chat.last_read_seq, chat.unread, chat.mentions


async def test_a_session_that_ended(town: Town, devices: list[Gateway]) -> None:
    async def end(tx: Transaction) -> None:
        for session in await sessions.list_sessions(tx, town.people[0].id):
            await sessions.delete_session(tx, session.id, town.people[0].id)

    await town.write(end)
    await town.sweep()
    for device in devices[:2]:
        with pytest.raises(SignedOut):
            await listen(device)
    assert town.server.leftovers["connections"] == 1


async def listen(device: Gateway) -> None:
    async with asyncio.timeout(PATIENCE):
        async for _ in device:
            pass


async def test_nothing_is_told_where_nothing_was_lost(town: Town) -> None:
    socket = await RawSocket.connect(town.server.port, town.people[0].cookie)
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] == "hello"
        await town.sweep()
        await town.sweep()
        while town.server.leftovers["looks"]:
            await asyncio.sleep(0)
        socket.send(op(op="ping"))
        assert await socket.receive() == {"t": "pong"}
    socket.close()
    await socket.writer.wait_closed()


async def test_whom_one_has_blocked_is_found(town: Town, devices: list[Gateway]) -> None:
    ada, boris, chiyo = town.people
    await block.run(town.server.database, ada.id, Block(boris.id))
    await block.run(town.server.database, ada.id, Block(chiyo.id))
    await unblock.run(town.server.database, ada.id, Unblock(chiyo.id))
    assert all(device.replica.blocked == frozenset() for device in devices)
    await town.sweep()
    await until(lambda: all(device.replica.blocked == {boris.id} for device in devices[:2]))
    assert devices[2].replica.blocked == frozenset()
