"""How messages become searchable by the index, a little later."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from besedka.actions.messages import delete_message, edit_message
from besedka.actions.search import search_messages
from besedka.blobs.folder import FolderBlobs
from besedka.database import Database, Transaction
from besedka.jobs import Again, Ports
from besedka.jobs import passages as job
from besedka.jobs.chats import DeleteChat, discard_chat
from besedka.jobs.passages import IndexMessages
from besedka.model import Draft, SearchedFor
from besedka.store import passages
from besedka.store.messages import insert_message
from besedka.wire.messages import DeleteMessage, EditMessage
from besedka.wire.search import SearchMessages
from tests.support.clock import Clock
from tests.support.people import Person, make_group, make_people
from tests.support.searching import index_all


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that does other things besides, a run is not done with little within its time."""
    monkeypatch.setattr(job, "RUN_SECONDS", 60)


@pytest.fixture
async def ada(database: Database) -> Person:
    (ada,) = await make_people(database, ["ada"])
    return ada


@pytest.fixture
async def chat_id(database: Database, ada: Person) -> int:
    return await make_group(database, [ada])


@pytest.fixture
def ports(database: Database, tmp_path: Path) -> Ports:
    return Ports(database, FolderBlobs(tmp_path / "blobs"))


async def say(database: Database, ada: Person, chat_id: int, *texts: str) -> list[int]:
    async def work(tx: Transaction) -> list[int]:
        made = [await insert_message(tx, ada.id, Draft(chat_id, text)) for text in texts]
        return [each.id for each in made if each]

    return await database.write(work)


async def find(database: Database, ada: Person, query: str) -> list[str]:
    page = await search_messages.run(database, ada.id, SearchMessages(query))
    return [each.text for each in page.messages]


async def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.read(lambda tx: tx.fetch(statement))]


LIST_PASSAGES = "select first_seq, last_seq, stale from passage order by chat_id, first_seq"
LIST_JOBS = "select due_at from job where kind = 'index_messages'"


async def test_it_is_asked_for_after_64_messages_or_ten_minutes(
    database: Database, ada: Person, chat_id: int, ports: Ports, clock: Clock
) -> None:
    first = clock.now
    await say(database, ada, chat_id, "rose 1")
    assert await rows(database, LIST_JOBS) == [(first + 600_000,)]
    assert await IndexMessages().run(ports) == Again(seconds=600)
    clock.advance(seconds=60)
    await say(database, ada, chat_id, *(f"rose {number}" for number in range(2, 65)))
    assert await rows(database, LIST_JOBS) == [(clock.now,)]
    assert await IndexMessages().run(ports) is None
    assert await rows(database, LIST_PASSAGES) == [(1, 64, 0)]
    assert await rows(database, "select * from unsearched") == []


async def test_it_is_asked_for_again_after_it_was_given_up(database: Database, ada: Person, chat_id: int) -> None:
    await say(database, ada, chat_id, "rose 1")
    await database.write(lambda tx: tx.execute("update job set failed_at = 1, attempts = 21"))
    await say(database, ada, chat_id, *(f"rose {number}" for number in range(2, 65)))
    assert await rows(database, "select failed_at, attempts from job") == [(None, 0)]


async def test_after_ten_minutes_it_reads_what_there_is(
    database: Database, ada: Person, chat_id: int, ports: Ports, clock: Clock
) -> None:
    await say(database, ada, chat_id, "rose 1", "rose 2")
    clock.advance(seconds=600)
    assert await IndexMessages().run(ports) is None
    assert await rows(database, LIST_PASSAGES) == [(1, 2, 0)]
    assert await rows(database, "select words from passage") == [("1 2 rose",)]


async def test_the_last_passage_grows_until_it_is_full(database: Database, ada: Person, chat_id: int) -> None:
    await say(database, ada, chat_id, *(f"rose {number}" for number in range(1, 71)))
    await index_all(database)
    assert await rows(database, LIST_PASSAGES) == [(1, 64, 0), (65, 70, 0)]
    await say(database, ada, chat_id, *(f"tulip {number}" for number in range(71, 140)))
    await index_all(database)
    assert await rows(database, LIST_PASSAGES) == [(1, 64, 0), (65, 128, 0), (129, 139, 0)]
    assert len(await find(database, ada, "tulip")) == 50
    assert await find(database, ada, "rose 70") == ["rose 70"]
    assert await find(database, ada, "tulip 139") == ["tulip 139"]


async def test_long_messages_make_short_passages(database: Database, ada: Person, chat_id: int) -> None:
    long = "слово " * 1500
    await say(database, ada, chat_id, f"{long} rose", "tulip", f"tulip {long}", "rose")
    await index_all(database)
    assert await rows(database, LIST_PASSAGES) == [(1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 4, 0)]
    assert [len(text) > 20 for text in await find(database, ada, "rose")] == [False, True]


async def test_what_edits_have_made_too_long_is_found_all_the_same(
    database: Database, ada: Person, chat_id: int
) -> None:
    ids = await say(database, ada, chat_id, *(f"rose {number}" for number in range(5)))
    await index_all(database)
    for message_id in ids[:3]:
        asked = EditMessage("слово " * 1500 + "tulip", message_id=message_id)
        await edit_message.run(database, ada.id, asked)
    await index_all(database)
    assert await rows(database, LIST_PASSAGES) == [(1, 5, 2)]
    assert (len(await find(database, ada, "tulip")), len(await find(database, ada, "rose"))) == (3, 2)
    for message_id in ids[:3]:
        await delete_message.run(database, ada.id, DeleteMessage(message_id))
    await index_all(database)
    assert await rows(database, "select stale, words from passage") == [(0, "3 4 rose")]


async def test_an_edit_while_a_passage_is_read_is_not_lost(
    database: Database, ada: Person, chat_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit is begun before its passage is there, and done after."""
    (edited,) = await say(database, ada, chat_id, "rose")
    edits = [asyncio.create_task(edit_message.run(database, ada.id, EditMessage(f"tulip {n}", message_id=edited)))
             for n in range(10)]  # fmt: skip
    await asyncio.gather(index_all_soon(database), *edits)
    await index_all(database)
    last = (await rows(database, "select text from message"))[0][0]
    assert await rows(database, "select words from passage") == [(" ".join(sorted(last.split())),)]
    assert await find(database, ada, "tulip") == [last]


async def index_all_soon(database: Database) -> None:
    for _ in range(20):
        await database.write(_make_due)
        due = await database.read(passages.find_due)
        if due is not None:
            await database.write(lambda tx: passages.extend(tx, due[0]))  # noqa: B023 - awaited at once
            stale = await database.read(lambda tx: passages.find_stale(tx, due[0]))  # noqa: B023
            if stale is not None:
                await database.write(lambda tx: passages.update_words(tx, due[0], stale))  # noqa: B023


async def _make_due(tx: Transaction) -> None:
    await tx.execute("update unsearched set due_at = 0")


async def test_what_is_asked_meanwhile_is_not_lost(database: Database, ada: Person, chat_id: int) -> None:
    (message_id,) = await say(database, ada, chat_id, "rose")
    await database.write(_make_due)
    due = await database.read(passages.find_due)
    assert due is not None
    await edit_message.run(database, ada.id, EditMessage("tulip", message_id=message_id))
    await database.write(lambda tx: passages.delete_due(tx, *due))
    assert await database.read(passages.find_due) is not None


async def test_passages_go_with_their_chat(database: Database, ada: Person, chat_id: int, ports: Ports) -> None:
    await say(database, ada, chat_id, *(f"rose {number}" for number in range(1000)))
    await index_all(database)
    await database.write(lambda tx: discard_chat(tx, chat_id))
    assert await find(database, ada, "rose") == []
    while await DeleteChat(chat_id).run(ports):
        pass
    assert await rows(database, "select id from passage") == await rows(database, "select * from unsearched") == []


async def test_a_word_that_many_others_use_is_found_among_ones_own(database: Database, ada: Person) -> None:
    """By the index it can't be: so the newest passages of one's own are read, here of three chats among many."""
    (boris,) = await make_people(database, ["boris"])
    wanted = SearchedFor(("rose",), before=2**53, after=0, until=2**53, limit=50)
    for number in range(6):
        chat = await make_group(database, [ada if number % 2 else boris])
        await say(database, ada if number % 2 else boris, chat, *(f"rose {number}" for _ in range(70)))
    await index_all(database)
    page = await database.scan(lambda tx: search_messages(tx, ada.id, wanted))
    assert {each.text for each in page.messages} == {"rose 5"}
    assert page.more
