"""Who is told whether someone is there: who shares a direct chat or a small room with them, and nobody else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from prometheus_client import REGISTRY

from besedka.actions import snapshots
from besedka.bus import Presence
from besedka.gateway import node, presence
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor, made
from tests.support.raw import RawSocket, op
from tests.support.server import Running
from tests.support.waiting import wait_for

PATIENCE = 60  # seconds: on a machine that does other things besides


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "TICK_SECONDS", 0.05)


@asynccontextmanager
async def sockets_of(*places: tuple[Running, Visitor]) -> AsyncIterator[Sequence[RawSocket]]:
    async with AsyncExitStack() as stack:
        opened = []
        for server, visitor in places:
            socket = await RawSocket.connect(server.port, f"session_id={visitor.cookie}")
            stack.callback(socket.close)
            async with asyncio.timeout(PATIENCE):
                await socket.receive_until("hello")
            opened.append(socket)
        yield opened


async def hears(socket: RawSocket, who: Visitor, state: str) -> None:
    """Wait until it is told so."""
    frame: dict[str, Any] = {}
    async with asyncio.timeout(PATIENCE):
        while frame != {"t": "presence", "user_id": who.id, "state": state}:
            frame = await socket.receive()


async def heard_of(socket: RawSocket) -> set[tuple[int, str]]:
    """Whom it was told of until now."""
    socket.send(op(op="ping"))
    heard = set()
    async with asyncio.timeout(PATIENCE):
        while (frame := await socket.receive())["t"] != "pong":
            if frame["t"] == "presence":
                heard.add((frame["user_id"], frame["state"]))
    return heard


async def garden(server: Running, ada: Visitor, *others: Visitor) -> int:
    """A room of ada's with these people in it."""
    room_id = await ada.room()
    for other in others:
        await enter(server, room_id, other)
    return room_id


async def enter(server: Running, room_id: int, who: Visitor) -> None:
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, who.id, Role.MEMBER))


async def was_said(server: Running, who: Visitor, state: str = "online") -> None:
    """Wait until every part of the server that cares knows it."""

    async def said() -> bool:
        await asyncio.sleep(0)
        return any(
            isinstance(each, Presence) and (each.user_id, each.state) == (who.id, state)
            for each in server.bus.announced
        )

    await wait_for(said)


def lookups() -> float:
    return REGISTRY.get_sample_value("besedka_gateway_presence_lookups_total") or 0.0


async def test_who_has_a_direct_chat_sees_who_comes_and_goes(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    await ada.chat_with(boris)
    made(await boris.post("/chats", {"user_ids": [chiyo.id]}))  # a group is not enough
    before = lookups()
    async with sockets_of((server, ada), (server, chiyo)) as (hers, chiyos):
        async with sockets_of((server, boris)) as (his,):
            await hears(hers, boris, "online")
            await hears(his, ada, "online")
        await hears(hers, boris, "offline")
        assert await heard_of(chiyos) == set()
    assert lookups() == before


async def test_who_does_nothing_for_long_is_idle(
    ada: Visitor, boris: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await ada.chat_with(boris)
    async with sockets_of((server, ada), (server, boris)) as (hers, his):
        await hears(hers, boris, "online")
        monkeypatch.setattr(presence, "IDLE_SECONDS", 0.0)
        await hears(hers, boris, "idle")
        monkeypatch.setattr(presence, "IDLE_SECONDS", 300.0)
        his.send(op(op="typing", chat_id=chat_id))
        await hears(hers, boris, "online")


async def test_who_shares_a_small_room_sees_it_too(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PRESENCE_LIMIT", 2)
    await garden(server, ada, boris)
    async with sockets_of((server, ada), (server, chiyo)) as (hers, chiyos):
        async with sockets_of((server, boris)) as (his,):
            await hears(hers, boris, "online")
            await hears(his, ada, "online")
        await hears(hers, boris, "offline")
        assert await heard_of(chiyos) == set()


async def test_in_a_large_room_nobody_is_told(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PRESENCE_LIMIT", 2)
    await garden(server, ada, boris, chiyo)
    await ada.chat_with(chiyo)
    async with sockets_of((server, ada), (server, boris), (server, chiyo)) as (hers, his, chiyos):
        await hears(hers, chiyo, "online")
        await hears(chiyos, ada, "online")
        await was_said(server, boris)
        assert await heard_of(his) == set()
        assert {who for who, _ in await heard_of(hers) | await heard_of(chiyos)} <= {ada.id, chiyo.id}


async def test_a_room_that_has_grown_is_told_no_more(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "PRESENCE_LIMIT", 2)
    room_id = await garden(server, ada, boris)
    await chiyo.chat_with(ada)
    async with sockets_of((server, ada), (server, boris)) as (hers, his):
        await hears(his, ada, "online")
        invite = (await ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
        assert (await chiyo.post(f"/invites/{invite}")).status_code == 200
        async with sockets_of((server, chiyo)) as (chiyos,):
            await hears(hers, chiyo, "online")  # by the direct chat
            await hears(chiyos, ada, "online")
            assert chiyo.id not in {who for who, _ in await heard_of(his)}
            assert boris.id not in {who for who, _ in await heard_of(chiyos)}


async def test_nothing_is_asked_while_nobody_is_there_who_could_be_told(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    """Of a room of people who are away, and for people who share nothing, the database is not asked."""
    await garden(server, ada, boris)
    await chiyo.room()
    before = lookups()
    async with sockets_of((server, ada), (server, ada), (server, chiyo)):
        await was_said(server, ada)
        await was_said(server, chiyo)
    await was_said(server, ada, "offline")
    assert lookups() == before
    async with sockets_of((server, ada), (server, boris)) as (hers, _):
        await hears(hers, boris, "online")
    assert lookups() > before


async def test_a_room_is_counted_once_for_many(ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running) -> None:
    await garden(server, ada, boris, chiyo)
    async with sockets_of((server, ada), (server, boris)) as (hers, _):
        await hears(hers, boris, "online")
        before = lookups()
        for _ in range(3):
            async with sockets_of((server, chiyo)):
                await hears(hers, chiyo, "online")
            await hears(hers, chiyo, "offline")
        assert lookups() == before


async def test_who_left_the_room_is_not_told(ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running) -> None:
    room_id = await garden(server, ada, boris, chiyo)
    async with sockets_of((server, ada), (server, boris)) as (hers, his):
        await hears(his, ada, "online")
        assert (await ada.delete(f"/rooms/{room_id}/members/{boris.id}")).status_code == 200
        async with sockets_of((server, chiyo)) as (chiyos,):
            await hears(hers, chiyo, "online")
            await hears(chiyos, ada, "online")
            assert (boris.id, "online") not in await heard_of(chiyos)
        assert await heard_of(his) == set()


async def test_who_meets_while_both_are_there_sees_the_other(ada: Visitor, boris: Visitor, server: Running) -> None:
    async with sockets_of((server, ada), (server, boris)) as (hers, his):
        await was_said(server, ada)
        await was_said(server, boris)
        await ada.chat_with(boris)
        await hears(hers, boris, "online")
        await hears(his, ada, "online")


async def test_whom_one_has_blocked_sees_one_as_gone(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    for other in (boris, chiyo):
        await ada.chat_with(other)
    async with sockets_of((server, ada), (server, boris), (server, chiyo)) as (hers, his, chiyos):
        for each in (his, chiyos):
            await hears(each, ada, "online")
        await ada.put(f"/users/{boris.id}/block")
        await hears(his, ada, "offline")
        async with sockets_of((server, boris)) as (again,):
            await hears(hers, boris, "online")  # he hides nothing
            assert await heard_of(again) <= {(ada.id, "offline")}
        assert (ada.id, "offline") not in await heard_of(chiyos)
        await ada.delete(f"/users/{boris.id}/block")
        await hears(his, ada, "online")


async def test_that_they_are_writing_one_is_not_told(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    group = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    await ada.put(f"/users/{boris.id}/block")
    async with sockets_of((server, ada), (server, boris)) as (hers, his):
        his.send(op(op="typing", chat_id=chat_id))
        his.send(op(op="typing", chat_id=group))
        async with asyncio.timeout(PATIENCE):
            assert (await hers.receive_until("typing"))["chat_id"] == group


async def test_it_is_the_same_on_two_nodes(nodes: list[Running], monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = nodes
    ada, boris, chiyo = [await one.sign_up(name) for name in ("ada", "boris", "chiyo")]
    monkeypatch.setattr(snapshots, "PRESENCE_LIMIT", 2)
    await garden(one, ada, boris)
    await garden(one, chiyo, ada, boris)  # a large one
    async with sockets_of((one, ada), (two, chiyo)) as (hers, chiyos):
        async with sockets_of((two, boris)) as (his,):
            await hears(hers, boris, "online")
            await hears(his, ada, "online")
            await ada.put(f"/users/{boris.id}/block")  # in rooms nothing changes
            await hears(his, ada, "online")
        await hears(hers, boris, "offline")
        assert await heard_of(chiyos) == set()
