"""The members of a large room come into its new channel in pieces: all of them, once, whatever happens meanwhile."""

from pathlib import Path

import pytest

from besedka.blobs.folder import FolderBlobs
from besedka.bus import ChatJoined
from besedka.database import Database, Transaction
from besedka.jobs import Again, Ports, channels
from besedka.jobs.channels import FillChannel
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor
from tests.support.people import Person, make_people
from tests.support.server import Running
from tests.support.waiting import wait_for


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "PIECE", 3)
    monkeypatch.setattr(channels, "PIECES_AT_ONCE", 2)


async def make_crowd(server: Running, room_id: int, count: int) -> list[Person]:
    """So many people in a room."""
    people = await make_people(server.database, [f"crowd{number}" for number in range(count)])

    async def work(tx: Transaction) -> None:
        for person in people:
            await rooms.insert_room_member(tx, room_id, person.id, Role.MEMBER)

    await server.database.write(work)
    return people


async def members_of(database: Database, chat_id: int) -> list[int]:
    rows = await database.read(lambda tx: tx.fetch("select user_id from member where chat_id = $1", chat_id))
    return sorted(row[0] for row in rows)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 20])
async def test_everyone_comes_in_once_and_is_told(server: Running, ada: Visitor, count: int) -> None:
    room_id = await ada.room()
    people = await make_crowd(server, room_id, count)
    everyone = sorted([ada.id, *(person.id for person in people)])
    server.bus.announced.clear()
    chat_id = await ada.channel(room_id)
    assert ada.id in await members_of(server.database, chat_id)

    def told() -> list[tuple[int, ...]]:
        return [each.user_ids for each in server.bus.announced if isinstance(each, ChatJoined)]

    async def all_are_told() -> bool:
        return sum(map(len, told())) >= len(everyone)

    await wait_for(all_are_told)
    assert await members_of(server.database, chat_id) == everyone
    assert sorted(user_id for user_ids in told() for user_id in user_ids) == everyone
    assert max(map(len, told())) <= channels.PIECE + 1  # who made it is in the first one


async def fill(server: Running, room_id: int, chat_id: int) -> None:
    """The job, run to its end."""
    ports = Ports(server.database, FolderBlobs(Path("nothing")))
    again: Again | None = Again(FillChannel(room_id, chat_id, 0))
    while again is not None:
        assert again.job is not None
        again = await again.job.run(ports)


async def test_run_twice_it_does_no_harm(server: Running, ada: Visitor) -> None:
    room_id = await ada.room()
    people = await make_crowd(server, room_id, 10)
    chat_id = await ada.channel(room_id)
    await fill(server, room_id, chat_id)
    server.bus.announced.clear()
    await fill(server, room_id, chat_id)
    assert not [each for each in server.bus.announced if isinstance(each, ChatJoined)]
    assert len(await members_of(server.database, chat_id)) == len(people) + 1


async def test_nobody_comes_into_what_is_private_or_gone_by_then(
    server: Running, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job comes after the channel was made private, or deleted with its room."""
    room_id = await ada.room()
    vault = (await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True})).json()["id"]
    await make_crowd(server, room_id, 10)
    await fill(server, room_id, vault)
    assert await members_of(server.database, vault) == [ada.id]
    await ada.delete(f"/rooms/{room_id}")
    await fill(server, room_id, vault)
    assert set(await members_of(server.database, vault)) <= {ada.id}


async def test_who_left_meanwhile_is_not_brought_back(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    await make_crowd(server, room_id, 10)
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, boris.id, Role.MEMBER))
    chat_id = await ada.channel(room_id)
    assert (await boris.delete(f"/rooms/{room_id}/members/{boris.id}")).status_code == 200
    await fill(server, room_id, chat_id)
    assert boris.id not in await members_of(server.database, chat_id)
