"""What every engine promises of messages that are posted at the same time."""

import asyncio

import pytest

from besedka.actions.messages import post_plain
from besedka.bus import ChatChanged
from besedka.database import Database
from besedka.errors import BadRequest
from besedka.model import Draft, Message
from tests.support.people import Person, make_group, make_people
from tests.support.recording import RecordingBus


async def post(database: Database, author: Person, draft: Draft) -> Message:
    """As the doors post."""
    return await database.write(lambda tx: post_plain(tx, author.id, draft), autocommit=True)


async def list_rows(database: Database, chat_id: int) -> list[tuple[int, int, int, str]]:
    """Every message of a chat by `seq`: with its version, author and text."""
    statement = "select seq, version, author_id, text from message where chat_id = $1 order by seq"
    found = await database.read(lambda tx: tx.fetch(statement, chat_id))
    return [(row[0], row[1], row[2], row[3]) for row in found]


async def find_counters(database: Database, chat_id: int) -> tuple[int, int]:
    """`last_seq` and `version` of a chat."""
    found = await database.read(lambda tx: tx.fetch("select last_seq, version from chat where id = $1", chat_id))
    return found[0][0], found[0][1]


async def test_posting_at_once_keeps_each_chats_and_each_senders_order(database: Database, bus: RecordingBus) -> None:
    people = await make_people(database, ["ada", "boris", "chiyo", "dmitri"])
    chat_ids = [await make_group(database, people) for _ in range(3)]
    before = [await find_counters(database, chat_id) for chat_id in chat_ids]
    bus.announced.clear()
    drafts = [
        (person, Draft(chat_id, f"{person.id} {n}")) for n in range(30) for chat_id in chat_ids for person in people
    ]
    posted = await asyncio.gather(*(post(database, *each) for each in drafts))
    assert [(message.author_id, message.chat_id, message.text) for message in posted] == [
        (person.id, draft.chat_id, draft.text) for person, draft in drafts
    ]
    for chat_id, (_, version) in zip(chat_ids, before, strict=True):
        rows = await list_rows(database, chat_id)
        assert [(row[0], row[1]) for row in rows] == [(n, version + n) for n in range(1, 121)]
        assert await find_counters(database, chat_id) == (120, version + 120)
        for person in people:
            assert [row[3] for row in rows if row[2] == person.id] == [f"{person.id} {n}" for n in range(30)]
        told = [each for each in bus.announced if isinstance(each, ChatChanged) and each.chat_id == chat_id]
        assert [each.version for each in told] == [version + n for n in range(1, 121)]
        assert [each.message for each in told] == [message for message in posted if message.chat_id == chat_id]


async def test_who_posts_among_others_has_read_their_own_and_nobody_elses(database: Database) -> None:
    ada, boris, chiyo = await make_people(database, ["ada", "boris", "chiyo"])
    chat_id = await make_group(database, [ada, boris, chiyo])
    posted = await asyncio.gather(*(post(database, person, Draft(chat_id, "hello")) for person in (ada, boris, ada)))
    found = await database.read(
        lambda tx: tx.fetch("select user_id, last_read_seq from member where chat_id = $1 order by user_id", chat_id)
    )
    assert [tuple(row) for row in found] == [(ada.id, posted[2].seq), (boris.id, posted[1].seq), (chiyo.id, 0)]


async def test_a_refusal_is_ones_own(database: Database, bus: RecordingBus) -> None:
    ada, boris, stranger = await make_people(database, ["ada", "boris", "chiyo"])
    chat_id, elsewhere = await make_group(database, [ada, boris]), await make_group(database, [boris])
    there = await post(database, boris, Draft(elsewhere, "not for ada"))
    known = await post(database, ada, Draft(chat_id, "first", "used"))
    bus.announced.clear()
    results = await asyncio.gather(
        post(database, ada, Draft(chat_id, "one")),
        post(database, stranger, Draft(chat_id, "let me in")),
        post(database, boris, Draft(chat_id, "two")),
        post(database, ada, Draft(chat_id, "reply", None, there.id)),
        post(database, ada, Draft(chat_id, "reply", None, 10**9)),
        post(database, ada, Draft(10**9, "nowhere")),
        post(database, ada, Draft(chat_id, "again", "used")),
        post(database, boris, Draft(chat_id, "three", None, known.id)),
        return_exceptions=True,
    )
    codes = [each.code if isinstance(each, BadRequest) else None for each in results]
    assert codes == [
        None,
        "no_such_chat",
        None,
        "no_such_message",
        "no_such_message",
        "no_such_chat",
        None,
        None,
    ]
    assert results[6] == known
    assert [row[3] for row in await list_rows(database, chat_id)] == ["first", "one", "two", "three"]
    assert [row[0] for row in await list_rows(database, chat_id)] == [1, 2, 3, 4]
    assert len(await list_rows(database, elsewhere)) == 1
    told = [each.message.text for each in bus.announced if isinstance(each, ChatChanged) and each.message]
    assert sorted(told) == ["first", "one", "three", "two"]


async def test_a_nonce_twice_at_once_is_one_message(database: Database) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])
    chat_id = await make_group(database, [ada, boris])
    drafts = [(ada, "mine"), (boris, "mine"), (ada, "mine"), (ada, "other"), (ada, "mine"), (boris, "mine")]
    posted = await asyncio.gather(*(post(database, person, Draft(chat_id, "hello", nonce)) for person, nonce in drafts))
    ids = [message.id for message in posted]
    assert ids[0] == ids[2] == ids[4]
    assert ids[1] == ids[5]
    assert len(set(ids)) == 3
    assert [row[0] for row in await list_rows(database, chat_id)] == [1, 2, 3]


async def test_a_nonce_that_was_refused_beside_is_free(database: Database) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])
    forbidden, allowed = await make_group(database, [boris]), await make_group(database, [ada, boris])
    refused, posted = await asyncio.gather(
        post(database, ada, Draft(forbidden, "hello", "once")),
        post(database, ada, Draft(allowed, "hello", "once")),
        return_exceptions=True,
    )
    assert isinstance(refused, BadRequest)
    assert isinstance(posted, Message)
    assert len(await list_rows(database, allowed)) == 1


async def test_a_repeat_is_announced_as_the_message_is_now(database: Database, bus: RecordingBus) -> None:
    (ada,) = await make_people(database, ["ada"])
    chat_id = await make_group(database, [ada])
    first = await post(database, ada, Draft(chat_id, "hello", "once"))
    edit = "update message set text = 'edited', version = version + 1 where id = $1"
    await database.write(lambda tx: tx.execute(edit, first.id))
    bus.announced.clear()
    again = await post(database, ada, Draft(chat_id, "hello", "once"))
    assert (again.id, again.text, again.version) == (first.id, "edited", first.version + 1)
    assert bus.announced == [ChatChanged(chat_id, again.version, again)]


async def test_a_repeat_by_who_may_not_read_it_any_more_tells_nobody(database: Database, bus: RecordingBus) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])
    chat_id = await make_group(database, [ada, boris])
    await post(database, ada, Draft(chat_id, "hello", "once"))
    await database.write(lambda tx: tx.execute("delete from member where user_id = $1", ada.id))
    bus.announced.clear()
    with pytest.raises(BadRequest):
        await post(database, ada, Draft(chat_id, "hello", "once"))
    assert bus.announced == []


async def test_callers_that_go_away_tear_nothing(database: Database, bus: RecordingBus) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])
    chat_id = await make_group(database, [ada, boris])
    bus.announced.clear()
    callers = [
        asyncio.create_task(post(database, (ada, boris)[n % 2], Draft(chat_id, str(n), f"{n}"))) for n in range(60)
    ]
    await asyncio.sleep(0)
    for caller in callers[::3]:
        caller.cancel()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in results] == [n % 3 == 0 for n in range(60)]
    await post(database, ada, Draft(chat_id, "last"))
    rows = await list_rows(database, chat_id)
    assert {str(n) for n in range(60) if n % 3} <= {row[3] for row in rows}
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    told = [each.message.text for each in bus.announced if isinstance(each, ChatChanged) and each.message]
    assert told == [row[3] for row in rows]
