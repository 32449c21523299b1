"""What every engine promises of sessions looked up and read markers moved at the same time."""

import asyncio
import itertools

import pytest

from besedka.actions.markers import mark_read
from besedka.actions.messages import post_message
from besedka.actions.sessions import resume_session
from besedka.bus import ReadMoved
from besedka.database import Database
from besedka.errors import BadRequest
from besedka.model import ChatState
from besedka.wire.chats import MarkRead
from besedka.wire.messages import PostMessage
from tests.support.clock import Clock
from tests.support.people import Person, make_group, make_people
from tests.support.recording import RecordingBus


async def mark(database: Database, person: Person, chat_id: int, seq: int) -> ChatState:
    return await mark_read.run(database, person.id, MarkRead(chat_id=chat_id, seq=seq))


async def make_chat(database: Database, people: list[Person], length: int) -> int:
    """A group chat of these, with so many messages by the first."""
    chat_id = await make_group(database, people)
    for n in range(length):
        await post_message.run(database, people[0].id, PostMessage(chat_id=chat_id, text=f"{n}"))
    return chat_id


async def find_marker(database: Database, person: Person, chat_id: int) -> tuple[int, int]:
    """Up to where someone has read, and when that, or something else of their own, last changed."""
    statement = "select last_read_seq, own_changed_at from member where chat_id = $1 and user_id = $2"
    row = (await database.read(lambda tx: tx.fetch(statement, chat_id, person.id)))[0]
    return row[0], row[1]


@pytest.mark.parametrize("order", list(itertools.permutations((3, 5, 7))))
async def test_a_marker_moved_several_times_at_once_never_moves_back(
    database: Database, bus: RecordingBus, clock: Clock, order: tuple[int, ...]
) -> None:
    people = await make_people(database, ["ada", "boris"])
    chat_id = await make_chat(database, people, 8)
    bus.announced.clear()
    clock.advance(seconds=1)
    states = await asyncio.gather(*(mark(database, people[1], chat_id, seq) for seq in order))
    assert await find_marker(database, people[1], chat_id) == (7, clock())
    assert await find_marker(database, people[0], chat_id) == (8, 0)
    assert all(state.last_read_seq >= seq for state, seq in zip(states, order, strict=True))
    told = [each for each in bus.announced if isinstance(each, ReadMoved)]
    steps = [seq for seq, before in zip(order, itertools.accumulate((0, *order), max), strict=False) if seq > before]
    assert len(told) == len(steps)
    assert (told[-1].last_read_seq, told[-1].unread, told[-1].audience) == (7, 1, (people[1].id,))


async def test_everyone_moves_their_own_marker_as_far_as_there_are_messages(database: Database) -> None:
    people = await make_people(database, ["ada", "boris", "chiyo", "dmitri"])
    chat_ids = [await make_chat(database, people, length) for length in (2, 4)]
    wanted = [(person, chat_id, place) for place, person in enumerate(people) for chat_id in chat_ids]
    await asyncio.gather(*(mark(database, *each) for each in wanted))
    for chat_id, length in zip(chat_ids, (2, 4), strict=True):
        markers = [(await find_marker(database, person, chat_id))[0] for person in people]
        assert markers == [length, 1, 2, min(3, length)]  # ada wrote them


async def test_who_is_in_no_such_chat_moves_nothing(database: Database, bus: RecordingBus) -> None:
    ada, boris, stranger = await make_people(database, ["ada", "boris", "chiyo"])
    chat_id, gone = await make_chat(database, [ada, boris], 3), await make_chat(database, [ada, boris], 3)
    await database.write(lambda tx: tx.execute("update chat set deleted_at = 1 where id = $1", gone))
    bus.announced.clear()
    results = await asyncio.gather(
        mark(database, stranger, chat_id, 1),
        mark(database, boris, gone, 1),
        mark(database, boris, 10**9, 1),
        mark(database, boris, chat_id, 2),
        return_exceptions=True,
    )
    assert [each.code if isinstance(each, BadRequest) else None for each in results] == [*["no_such_chat"] * 3, None]
    assert await find_marker(database, boris, gone) == (0, 0)
    assert [each.user_id for each in bus.announced if isinstance(each, ReadMoved)] == [boris.id]


async def test_sessions_looked_up_at_once_are_each_ones_own(database: Database, clock: Clock) -> None:
    old = await make_people(database, ["ada"])
    clock.advance(days=31)
    people = [*old, *await make_people(database, ["boris", "chiyo"])]
    tokens = [person.cookie.partition("=")[2] for person in people] + ["", "unknown"]
    found = await asyncio.gather(*(resume_session.run(database, token) for token in tokens * 20))
    owners = [session.user_id if session else None for session, _ in found]
    assert owners == [None, people[1].id, people[2].id, None, None] * 20
