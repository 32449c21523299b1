"""What is large is gone for everyone at once, and deleted in pieces afterwards."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from besedka.blobs.folder import FolderBlobs
from besedka.bus import ChatLeft
from besedka.database import Database, Transaction
from besedka.jobs import Ports
from besedka.jobs.chats import PIECE, PIECES_AT_ONCE, DeleteChat, discard_chat
from besedka.jobs.rooms import DeleteRoom, discard_room
from besedka.store import chats, members, rooms
from tests.support.cast import Visitor, problem
from tests.support.people import make_group, make_people
from tests.support.recording import RecordingBus
from tests.support.server import Running
from tests.support.waiting import PATIENCE, wait_for

MESSAGES = 8000
INSERT_MESSAGES = """
    insert into message (chat_id, seq, version, author_id, text, created_at)
    with recursive number (n) as (select 1 union all select n + 1 from number where n < $3)
    select $1, n, n + 1, $2, 'hello', 1 from number"""
REPLY = """
    update message set reply_to = (
        select earlier.id from message earlier where earlier.chat_id = $1 and earlier.seq = message.seq - 1)
    where chat_id = $1"""
NO_CHAT, NO_ROOM, NO_MESSAGE = ((400, f"no_such_{noun}", None) for noun in ("chat", "room", "message"))


class Gate:
    """Keeps jobs from doing anything until it is opened."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    def before(self, monkeypatch: pytest.MonkeyPatch, job: Any) -> None:
        run = job.run

        async def waiting(self_: Any, ports: Ports) -> Any:
            await self.open.wait()
            return await run(self_, ports)

        monkeypatch.setattr(job, "run", waiting)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    for job in (DeleteChat, DeleteRoom):
        made.before(monkeypatch, job)
    return made


async def count(database: Database, table: str) -> int:
    found = await database.read(lambda tx: tx.fetch(f"select count(*) from {table}"))  # noqa: S608 - a test's own names
    return int(found[0][0])


async def is_done(database: Database) -> bool:
    return await count(database, "job where name is null") == 0


async def post(visitor: Visitor, chat_id: int) -> int:
    response = await visitor.post(f"/chats/{chat_id}/messages", {"text": "hello"})
    assert response.status_code == 200
    return int(response.json()["id"])


async def assert_chat_gone(visitor: Visitor, chat_id: int, message_id: int) -> None:
    """By every address that could show it."""
    assert problem(await visitor.get(f"/chats/{chat_id}/messages")) == NO_CHAT
    assert problem(await visitor.get(f"/chats/{chat_id}/changes", params={"since": 0})) == NO_CHAT
    assert problem(await visitor.post(f"/chats/{chat_id}/messages", {"text": "still?"})) == NO_CHAT
    assert problem(await visitor.put(f"/chats/{chat_id}/read", {"seq": 1})) == NO_CHAT
    assert problem(await visitor.put(f"/messages/{message_id}", {"text": "x"})) == NO_MESSAGE
    assert problem(await visitor.delete(f"/messages/{message_id}")) == NO_MESSAGE
    assert problem(await visitor.put(f"/messages/{message_id}/reactions/🌻")) == NO_MESSAGE
    assert chat_id not in {line["chat_id"] for line in await visitor.chats()}


async def test_a_chat_is_gone_at_once_and_deleted_later(
    server: Running, ada: Visitor, boris: Visitor, gate: Gate
) -> None:
    group = await server.database.write(lambda tx: make_picnic(tx, [ada.id, boris.id]))
    message_id, other = await post(ada, group), await ada.chat_with(boris)
    await post(ada, other)
    server.bus.announced.clear()
    await server.database.write(lambda tx: discard_chat(tx, group))
    for visitor in (ada, boris):
        await assert_chat_gone(visitor, group, message_id)
    assert await count(server.database, "chat") == 2
    gate.open.set()
    await wait_for(lambda: is_done(server.database))
    assert [await count(server.database, table) for table in ("chat", "member", "message")] == [1, 2, 1]
    assert ChatLeft(group, (ada.id, boris.id)) in server.bus.announced
    assert [line["chat_id"] for line in await boris.chats()] == [other]


async def make_picnic(tx: Transaction, user_ids: list[int]) -> int:
    chat_id = await chats.insert_group_chat(tx, "picnic")
    for user_id in user_ids:
        await members.insert_member(tx, chat_id, user_id)
    return chat_id


async def test_a_room_is_gone_at_once_and_deleted_later(server: Running, ada: Visitor, gate: Gate) -> None:
    room_id, other = await ada.room(), await ada.room("harbour")
    channels = [await ada.channel(room_id), await ada.channel(room_id, "tulips")]
    message_ids = [await post(ada, channel) for channel in channels]
    kept = await ada.channel(other)
    await server.database.write(lambda tx: discard_room(tx, room_id))
    assert problem(await ada.get(f"/rooms/{room_id}")) == NO_ROOM
    assert problem(await ada.post(f"/rooms/{room_id}", {"name": "x"})) == NO_ROOM
    assert [line["room_id"] for line in await ada.rooms()] == [other]
    for channel, message_id in zip(channels, message_ids, strict=True):
        await assert_chat_gone(ada, channel, message_id)
    gate.open.set()
    await wait_for(lambda: is_done(server.database))
    tables = ("room", "room_member", "chat", "member", "message")
    assert [await count(server.database, table) for table in tables] == [1, 1, 1, 1, 0]
    assert [line["chat_id"] for line in await ada.channels(other)] == [kept]


async def test_a_connected_member_is_told(server: Running) -> None:
    ada, boris = await make_people(server.database, ["ada", "boris"])
    group = await make_group(server.database, [ada])
    kept = await make_group(server.database, [ada, boris])
    async with ada.connect(server.address) as gateway, boris.connect(server.address) as outsider:
        await server.database.write(lambda tx: discard_chat(tx, group))
        async with asyncio.timeout(PATIENCE):
            while group in gateway.replica.chats:
                await asyncio.sleep(0.005)
        assert set(gateway.replica.chats) == set(outsider.replica.chats) == {kept}


async def make_large_chat(database: Database, size: int) -> int:
    """With as many members as a piece and one more, and each message a reply to the one before."""
    people = await make_people(database, [f"user{number}" for number in range(PIECE + 1)])
    chat_id = await make_group(database, people)
    await database.write(lambda tx: tx.execute(INSERT_MESSAGES, chat_id, people[0].id, size))
    await database.write(lambda tx: tx.execute(REPLY, chat_id))
    return chat_id


async def test_a_large_chat_does_not_keep_the_loop(database: Database, bus: RecordingBus, tmp_path: Path) -> None:
    """Each of its pieces is a unit of its own, with room for others in between."""
    chat_id = await make_large_chat(database, MESSAGES)
    ports, runs, turns = Ports(database, FolderBlobs(tmp_path / "blobs")), 0, 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await count(database, "room")

    others = asyncio.create_task(take_turns())
    await database.write(lambda tx: discard_chat(tx, chat_id))
    again: object = True
    while again is not None:
        again = await DeleteChat(chat_id).run(ports)
        runs += 1
    others.cancel()
    assert turns >= MESSAGES / PIECE
    assert runs == 1 + (MESSAGES // PIECE + 2) // PIECES_AT_ONCE
    assert [await count(database, table) for table in ("chat", "member", "message")] == [0, 0, 0]
    assert [len(each.user_ids) for each in bus.announced if isinstance(each, ChatLeft)] == [PIECE, 1]


async def test_a_room_of_many_members_goes_in_pieces(database: Database, tmp_path: Path) -> None:
    people = await make_people(database, [f"user{number}" for number in range(PIECE + 1)])

    async def make_room(tx: Transaction) -> int:
        room_id, _ = await rooms.insert_room(tx, "garden")
        for person in people:
            await tx.execute("insert into room_member values ($1, $2, 'member', 1)", room_id, person.id)
        await members.insert_room_members(tx, await chats.insert_channel(tx, room_id, "roses"), room_id)
        await discard_room(tx, room_id)
        return room_id

    room_id = await database.write(make_room)
    assert await DeleteRoom(room_id).run(Ports(database, FolderBlobs(tmp_path / "blobs"))) is None
    assert [await count(database, table) for table in ("room", "room_member", "chat", "member")] == [0, 0, 0, 0]


async def test_a_job_run_twice_or_by_mistake_does_no_harm(database: Database, tmp_path: Path) -> None:
    (ada,) = await make_people(database, ["ada"])
    living, gone = await make_group(database, [ada]), await make_group(database, [ada])
    await database.write(lambda tx: discard_chat(tx, gone))
    ports = Ports(database, FolderBlobs(tmp_path / "blobs"))
    await asyncio.gather(*(DeleteChat(chat_id).run(ports) for chat_id in (living, gone, gone, gone)))
    assert await count(database, "chat") == await count(database, "member") == 1
    assert await DeleteChat(gone).run(ports) is None
