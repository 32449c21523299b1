"""Posting in groups on PostgreSQL: what fails and breaks, and other nodes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest

from besedka import metrics
from besedka.actions.messages import edit_message
from besedka.bus import ChatChanged
from besedka.database import Database, Transaction
from besedka.errors import Unavailable, Uncertain
from besedka.model import Draft, Message
from besedka.store.engine import lanes
from besedka.wire.messages import EditMessage
from tests.conftest import open_database
from tests.contract.test_posting import find_counters, list_rows, post
from tests.support.clock import Clock
from tests.support.people import Person, make_group, make_people
from tests.support.recording import RecordingBus
from tests.support.severing import Moment, Severing, severing
from tests.support.waiting import wait_for

Proxied: TypeAlias = tuple[Severing, Database, Database]

HERE = "cut here"


@pytest.fixture(params=["postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def people(database: Database) -> list[Person]:
    return await make_people(database, ["ada", "boris", "chiyo", "dmitri"])


@pytest.fixture
async def proxied(
    database: Database, database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock
) -> AsyncIterator[Proxied]:
    """What cuts connections when told, a node on the other side of it, and one beside it."""
    async with severing(database_url) as (proxy, url):
        opened = await open_database(url, tmp_path, bus, clock)
        yield proxy, opened, database
        await opened.close()
    assert not [task for task in asyncio.all_tasks() if "lanes" in repr(task.get_coro())]


@pytest.fixture
async def other_bus() -> RecordingBus:
    return RecordingBus()


@pytest.fixture
async def other_node(
    database_url: str, tmp_path: Path, other_bus: RecordingBus, clock: Clock
) -> AsyncIterator[Database]:
    opened = await open_database(database_url, tmp_path, other_bus, clock)
    yield opened
    await opened.close()


def count_statements() -> tuple[float, float]:
    """How many statements carried more than one row so far, and how many rows they were."""
    histogram = metrics.LANE_ROWS
    return sum(bucket.get() for bucket in histogram._buckets), histogram._sum.get()  # noqa: SLF001 - the library has no reader


async def test_who_waits_together_goes_together(database: Database, people: list[Person]) -> None:
    chat_id = await make_group(database, people)
    statements, rows = count_statements()
    await asyncio.gather(*(post(database, people[n % 4], Draft(chat_id, str(n))) for n in range(600)))
    assert count_statements()[1] - rows >= 590
    assert count_statements()[0] - statements <= 12


async def test_groups_are_bounded_in_rows_and_size(
    database: Database, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await make_group(database, people)
    long = "x" * 10_000
    statements, rows = count_statements()
    await asyncio.gather(*(post(database, people[0], Draft(chat_id, long)) for _ in range(100)))
    groups = count_statements()[0] - statements
    assert groups >= 100 * len(long) / (lanes.GROUP_SIZE + len(long)) - 1
    monkeypatch.setattr(lanes, "GROUP_ROWS", 5)
    statements, rows = count_statements()
    await asyncio.gather(*(post(database, people[0], Draft(chat_id, "short")) for _ in range(100)))
    assert (count_statements()[1] - rows) / (count_statements()[0] - statements) <= 5


async def test_too_many_that_wait_are_refused(
    database: Database, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await make_group(database, people)
    monkeypatch.setattr(lanes, "LINE_LIMIT", 10)
    results = await asyncio.gather(
        *(post(database, people[0], Draft(chat_id, str(n))) for n in range(30)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, Unavailable) and not isinstance(each, Uncertain)]
    posted = [each for each in results if isinstance(each, Message)]
    assert len(refused) == 20
    assert [each.text for each in posted] == [row[3] for row in await list_rows(database, chat_id)]


async def test_a_group_that_fails_is_tried_one_by_one(
    database: Database, people: list[Person], bus: RecordingBus
) -> None:
    """PostgreSQL takes no NUL in a text; the doors let none through."""
    chat_id = await make_group(database, people)
    bus.announced.clear()
    texts = [f"bad\0{n}" if n % 7 == 3 else f"good {n}" for n in range(40)]
    results = await asyncio.gather(
        *(post(database, people[n % 4], Draft(chat_id, text)) for n, text in enumerate(texts)), return_exceptions=True
    )
    assert [isinstance(result, asyncpg.PostgresError) for result in results] == ["\0" in text for text in texts]
    good = [text for text in texts if "\0" not in text]
    assert [row[3] for row in await list_rows(database, chat_id)] == good
    assert [each.message.text for each in bus.announced if isinstance(each, ChatChanged) and each.message] == good


def count_failed() -> float:
    return metrics.LANE_GROUPS_FAILED._value.get()  # type: ignore[no-any-return] # noqa: SLF001 - likewise


async def test_nonces_that_were_used_before_or_beside_fail_no_group(database: Database, people: list[Person]) -> None:
    chat_id = await make_group(database, people)
    await post(database, people[0], Draft(chat_id, "before", "before"))
    failed = count_failed()
    await asyncio.gather(
        *(post(database, people[0], Draft(chat_id, str(n), ("before", "beside", None)[n % 3])) for n in range(60))
    )
    assert count_failed() == failed
    assert len(await list_rows(database, chat_id)) == 22


async def wait_for_waiting(database: Database, count: int) -> None:
    """Until so many connections to the database wait for a lock."""
    statement = """
        select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"""

    async def they_wait() -> bool:
        return (await database.read(lambda tx: tx.fetch(statement)))[0][0] == count  # type: ignore[no-any-return]

    await wait_for(they_wait)


@asynccontextmanager
async def locked(url: str, chat_id: int) -> AsyncIterator[None]:
    """Someone else holds the chat, as long as the context lasts."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("select 1 from chat where id = $1 for update", chat_id)
            yield
    finally:
        await connection.close()


async def test_nodes_that_post_to_the_same_chats_in_opposite_orders_do_not_lock_each_other(
    database: Database, other_node: Database, database_url: str, people: list[Person]
) -> None:
    """One is stopped in the middle of its locking; were the order not the same, the two would hold each other's."""
    chat_ids = [await make_group(database, people) for _ in range(21)]
    failed = count_failed()

    async def post_to_all(node: Database, order: list[int], author: Person) -> None:
        await asyncio.gather(*(post(node, author, Draft(chat_id, f"{n}")) for chat_id in order for n in range(3)))

    async with asyncio.TaskGroup() as nodes, locked(database_url, chat_ids[10]):
        nodes.create_task(post_to_all(database, chat_ids, people[0]))
        await wait_for_waiting(database, 1)
        nodes.create_task(post_to_all(other_node, chat_ids[::-1], people[1]))
        await wait_for_waiting(database, 2)
    assert count_failed() == failed
    for chat_id in chat_ids:
        rows = await list_rows(database, chat_id)
        assert [row[0] for row in rows] == list(range(1, 7))
        for author in people[:2]:
            assert [row[3] for row in rows if row[2] == author.id] == ["0", "1", "2"]


async def test_a_nonce_on_two_nodes_at_once_is_one_message(
    database: Database, other_node: Database, people: list[Person], bus: RecordingBus, other_bus: RecordingBus
) -> None:
    chat_ids = [await make_group(database, people) for _ in range(3)]
    nodes = (database, other_node)

    async def flood(node: Database) -> list[Message]:
        drafts = [(people[n % 4], Draft(chat_ids[n % 3], f"{n}", f"nonce {n}")) for n in range(60)]
        return await asyncio.gather(*(post(node, *each) for each in drafts))

    posted = await asyncio.gather(*(flood(node) for node in nodes for _ in range(2)))
    assert all([each.id for each in some] == [each.id for each in posted[0]] for some in posted)
    for chat_id in chat_ids:
        rows = await list_rows(database, chat_id)
        assert [row[0] for row in rows] == list(range(1, 21))
        assert (await find_counters(database, chat_id))[0] == 20
    for each in (bus, other_bus):
        told = {change.message.id for change in each.announced if isinstance(change, ChatChanged) and change.message}
        assert {message.id for message in posted[0]} <= told


async def test_who_is_removed_meanwhile_posts_nothing_in_a_group_either(
    database: Database, people: list[Person]
) -> None:
    chat_id = await make_group(database, people)
    removed = asyncio.Event()

    async def remove(tx: Transaction) -> None:
        await tx.execute("delete from member where user_id = $1", people[0].id)
        removed.set()
        await tx.execute("select pg_sleep(0.2)")

    removal = asyncio.create_task(database.write(remove))
    await removed.wait()
    results = await asyncio.gather(
        *(post(database, person, Draft(chat_id, "still here")) for person in people), return_exceptions=True
    )
    await removal
    assert [isinstance(result, Message) for result in results] == [False, True, True, True]
    assert [row[0] for row in await list_rows(database, chat_id)] == [1, 2, 3]


@pytest.mark.parametrize("size", [1, 20])
@pytest.mark.parametrize("moment", list(Moment))
async def test_who_has_a_nonce_never_notices_that_a_connection_breaks(
    proxied: Proxied, people: list[Person], bus: RecordingBus, moment: Moment, size: int
) -> None:
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    await post(node, people[0], Draft(chat_id, "warm"))
    bus.announced.clear()
    proxy.cut_at(HERE, moment)
    drafts = [Draft(chat_id, f"{HERE} {n}", f"nonce {n}") for n in range(size)]
    posted = await asyncio.gather(*(post(node, people[0], draft) for draft in drafts))
    assert proxy.cuts == 1
    rows = await list_rows(database, chat_id)
    assert [row[3] for row in rows[1:]] == [draft.text for draft in drafts]
    assert [message.seq for message in posted] == [row[0] for row in rows[1:]]
    told = {each.message.text for each in bus.announced if isinstance(each, ChatChanged) and each.message}
    assert told == {draft.text for draft in drafts}


@pytest.mark.parametrize("size", [1, 20])
@pytest.mark.parametrize("moment", list(Moment))
async def test_who_has_none_is_told_that_it_is_not_known(
    proxied: Proxied, people: list[Person], moment: Moment, size: int
) -> None:
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    await post(node, people[0], Draft(chat_id, "warm"))
    proxy.cut_at(HERE, moment)
    results = await asyncio.gather(
        *(post(node, people[0], Draft(chat_id, f"{HERE} {n}")) for n in range(size)), return_exceptions=True
    )
    assert [type(result) for result in results] == [Uncertain] * size
    landed = {Moment.BEFORE: [0], Moment.DURING: [0, size], Moment.ANSWER: [size]}[moment]
    assert len(await list_rows(database, chat_id)) - 1 in landed
    await post(node, people[0], Draft(chat_id, "and on it goes"))


async def test_what_a_lost_connection_is_still_at_is_waited_for(
    proxied: Proxied, database_url: str, people: list[Person]
) -> None:
    """The statement waits for a lock when the connection is cut: it is done later, and the repeat must not double it."""
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    async with locked(database_url, chat_id):
        proxy.cut_at(HERE, Moment.DURING)
        drafts = [(people[n % 4], Draft(chat_id, f"{HERE} {n}", "once")) for n in range(12)]
        posting = asyncio.gather(*(post(node, *each) for each in drafts))
        await wait_for_waiting(database, 2)  # what was cut off, and its repeat
    posted = await posting
    assert len({message.id for message in posted}) == 4
    assert [row[0] for row in await list_rows(database, chat_id)] == [1, 2, 3, 4]


async def test_a_database_that_stays_away_leaves_nobody_waiting(proxied: Proxied, people: list[Person]) -> None:
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    await post(node, people[0], Draft(chat_id, "warm"))
    proxy.closed = True
    proxy.cut_at(HERE, Moment.ANSWER)
    results = await asyncio.gather(
        *(post(node, people[0], Draft(chat_id, f"{HERE} {n}", f"nonce {n}")) for n in range(20)), return_exceptions=True
    )
    assert [type(result) for result in results] == [Uncertain] * 20  # it was in the first group, and may be there
    later = await asyncio.gather(
        *(post(node, people[0], Draft(chat_id, f"later {n}", f"later {n}")) for n in range(20)), return_exceptions=True
    )
    assert [type(result) for result in later] == [Unavailable] * 20
    proxy.closed = False
    repeated = await asyncio.gather(
        *(post(node, people[0], Draft(chat_id, f"{HERE} {n}", f"nonce {n}")) for n in range(20))
    )
    assert [message.seq for message in repeated] == list(range(2, 22))
    assert len(await list_rows(database, chat_id)) == 21


async def test_connections_that_break_again_and_again_are_tried_so_often_and_no_more(
    proxied: Proxied, people: list[Person]
) -> None:
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    proxy.cut_at(HERE, Moment.BEFORE, times=100)
    with pytest.raises(Uncertain):
        await post(node, people[0], Draft(chat_id, HERE, "once"))
    assert proxy.cuts == 1 + lanes.REPEATS


@pytest.mark.parametrize(
    ("mark", "moment", "expected"),
    [
        ("edited", Moment.BEFORE, Unavailable),
        ("COMMIT;", Moment.BEFORE, Uncertain),
        ("COMMIT;", Moment.ANSWER, Uncertain),
    ],
)
async def test_only_a_commit_that_is_not_answered_leaves_a_unit_unknown(
    proxied: Proxied, people: list[Person], mark: str, moment: Moment, expected: type[Unavailable]
) -> None:
    proxy, node, database = proxied
    chat_id = await make_group(database, people)
    message = await post(node, people[0], Draft(chat_id, "hello"))
    proxy.cut_at(mark, moment)
    with pytest.raises(Unavailable) as caught:
        await node.write(lambda tx: edit_message(tx, people[0].id, EditMessage(message_id=message.id, text="edited")))
    assert type(caught.value) is expected

    async def is_as_expected() -> bool:
        text = (await list_rows(database, chat_id))[0][3]
        return text == ("edited" if moment is Moment.ANSWER else "hello")

    await wait_for(is_as_expected)
    await node.write(lambda tx: edit_message(tx, people[0].id, EditMessage(message_id=message.id, text="again")))


async def test_a_read_that_breaks_leaves_nothing_unknown(proxied: Proxied) -> None:
    proxy, node, _ = proxied
    for autocommit in (True, False):
        proxy.cut_at(HERE, Moment.ANSWER)
        with pytest.raises(Unavailable) as caught:
            await node.read(lambda tx: tx.fetch("select $1::text", HERE), autocommit=autocommit)
        assert type(caught.value) is Unavailable
        assert await node.read(lambda tx: tx.fetch("select 1"), autocommit=autocommit)
