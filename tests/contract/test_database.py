"""What every engine promises of a unit of work."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from besedka.bus import UserChanged
from besedka.database import Database, ForeignAwaitError, Transaction
from besedka.errors import StartupError, Unavailable
from tests.conftest import open_database
from tests.support.clock import Clock
from tests.support.recording import RecordingBus

Work = Callable[[Transaction], Awaitable[int]]
INSERT = "insert into room (name, created_at) values ($1, $2) returning id"


def adding(name: str, told: int | None = None) -> Work:
    """A unit that adds a room and tells of it."""

    async def work(tx: Transaction) -> int:
        row = await tx.fetch_one(INSERT, name, tx.now)
        if told is not None:
            tx.announce(UserChanged(told))
        assert row is not None
        return int(row[0])

    return work


def failing(name: str, error: BaseException) -> Work:
    """A unit that adds a room, tells of it, and raises."""

    async def work(tx: Transaction) -> int:
        await adding(name, told=99)(tx)
        raise error

    return work


async def names(database: Database) -> list[str]:
    async def work(tx: Transaction) -> list[str]:
        return [row[0] for row in await tx.fetch("select name from room order by name")]

    return await database.read(work)


async def test_what_write_returned_for_is_there_to_read(database: Database) -> None:
    room_id = await database.write(adding("garden"))
    found = await database.read(lambda tx: tx.fetch("select id, name from room"))
    assert [tuple(row) for row in found] == [(room_id, "garden")]


async def test_a_unit_that_raises_leaves_no_trace(database: Database, bus: RecordingBus) -> None:
    with pytest.raises(ValueError, match="no"):
        await database.write(failing("garden", ValueError("no")))
    assert await names(database) == []
    assert bus.announced == []


async def test_a_failed_unit_does_not_touch_its_neighbours(database: Database, bus: RecordingBus) -> None:
    units = [failing(f"bad{n}", ValueError(n)) if n % 3 == 0 else adding(f"good{n}", told=n) for n in range(30)]
    results = await asyncio.gather(*map(database.write, units), return_exceptions=True)
    assert [isinstance(result, ValueError) for result in results] == [n % 3 == 0 for n in range(30)]
    good = [n for n in range(30) if n % 3]
    assert await names(database) == sorted(f"good{n}" for n in good)
    assert sorted(each.user_id for each in bus.announced if isinstance(each, UserChanged)) == good
    assert len(bus.announced) == len(good)


async def test_a_failed_statement_is_the_units_own_to_bear(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.execute("insert into room_member (room_id, user_id, role, joined_at) values (1, 1, 'tsar', 1)")

    results = await asyncio.gather(
        database.write(adding("garden")),
        database.write(work),
        database.write(adding("harbour")),
        return_exceptions=True,
    )
    assert isinstance(results[1], Exception)
    assert await names(database) == ["garden", "harbour"]


async def test_announcements_come_in_the_order_of_commits_and_before_write_returns(
    database: Database, bus: RecordingBus
) -> None:
    for n in range(5):
        await database.write(adding(f"room{n}", told=n))
        assert bus.announced == [UserChanged(each) for each in range(n + 1)]


async def test_a_unit_announces_in_its_own_order(database: Database, bus: RecordingBus) -> None:
    async def work(tx: Transaction) -> None:
        for n in (3, 1, 2):
            tx.announce(UserChanged(n))

    await database.write(work)
    assert bus.announced == [UserChanged(3), UserChanged(1), UserChanged(2)]


@pytest.mark.parametrize(
    "foreign",
    [lambda: asyncio.sleep(0), lambda: asyncio.sleep(0.001), lambda: asyncio.to_thread(int)],
    ids=["yield", "timer", "thread"],
)
async def test_a_unit_that_awaits_something_foreign_is_refused(
    database: Database, bus: RecordingBus, foreign: Callable[[], Awaitable[None]]
) -> None:
    async def work(tx: Transaction) -> int:
        await adding("garden", told=1)(tx)
        await foreign()
        return 0

    with pytest.raises(ForeignAwaitError):
        await database.write(work)
    with pytest.raises(ForeignAwaitError):
        await database.read(lambda _: foreign())
    assert await names(database) == []
    assert bus.announced == []


async def test_a_unit_may_not_start_another(database: Database) -> None:
    async def work(_: Transaction) -> int:
        return await database.write(adding("inner"))

    with pytest.raises(ForeignAwaitError):
        await database.write(work)
    assert await names(database) == []


async def test_autocommit_promises_the_same_of_one_statement(database: Database, bus: RecordingBus) -> None:
    ids = await asyncio.gather(*(database.write(adding(f"room{n}", told=n), autocommit=True) for n in range(9)))
    assert len(set(ids)) == 9
    assert sorted(each.user_id for each in bus.announced if isinstance(each, UserChanged)) == list(range(9))
    found = await database.read(lambda tx: tx.fetch("select id from room order by id"), autocommit=True)
    assert [row[0] for row in found] == sorted(ids)


async def test_a_database_says_whether_changes_may_go_untold(database: Database, engine: str) -> None:
    assert database.remote == (engine == "postgres")


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable):
        await database.read(adding("garden"))
    assert await names(database) == []


async def test_a_read_sees_one_moment(database: Database) -> None:
    """Both counts of a unit agree, whatever is written meanwhile."""

    async def count_twice(tx: Transaction) -> tuple[int, int]:
        counts = [(await tx.fetch("select count(*) from room"))[0][0] for _ in range(2)]
        return counts[0], counts[1]

    writes = [asyncio.create_task(database.write(adding(f"room{n}"))) for n in range(20)]
    seen = await asyncio.gather(*(database.read(count_twice) for _ in range(20)))
    await asyncio.gather(*writes)
    assert all(first == second for first, second in seen)
    assert await database.read(count_twice) == (20, 20)


async def test_a_cancelled_caller_does_not_tear_its_unit(database: Database, bus: RecordingBus) -> None:
    async def work(tx: Transaction) -> None:
        for name in ("one", "two"):
            await tx.fetch(INSERT, name, tx.now)
        tx.announce(UserChanged(1))

    caller = asyncio.create_task(database.write(work))
    neighbours = [asyncio.create_task(database.write(adding(f"room{n}"))) for n in range(5)]
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await asyncio.gather(*neighbours)
    await database.write(adding("last"))
    whole = {"one", "two"} <= set(await names(database))
    assert bool(bus.announced) == whole
    assert whole or not {"one", "two"} & set(await names(database))


async def test_close_finishes_what_was_accepted_and_refuses_what_comes_later(
    database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock
) -> None:
    database = await open_database(database_url, tmp_path, bus, clock)
    accepted = [asyncio.create_task(database.write(adding(f"room{n}", told=n))) for n in range(10)]
    await asyncio.sleep(0)
    await database.close()
    assert len(await asyncio.gather(*accepted)) == 10
    assert len(bus.announced) == 10
    for refused in (database.write(adding("late")), database.read(lambda tx: tx.fetch("select 1"))):
        with pytest.raises(Unavailable):
            await refused
    again = await open_database(database_url, tmp_path, bus, clock)
    assert len(await names(again)) == 10
    await again.close()


async def test_a_database_of_a_newer_program_is_refused(
    database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock
) -> None:
    database = await open_database(database_url, tmp_path, bus, clock)
    await database.write(lambda tx: tx.execute("update meta set value = '9999' where key = 'schema'"))
    await database.close()
    with pytest.raises(StartupError, match="newer"):
        await open_database(database_url, tmp_path, bus, clock)


async def test_the_epoch_is_born_with_the_database(
    database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock
) -> None:
    epochs = []
    for _ in range(2):
        database = await open_database(database_url, tmp_path, bus, clock)
        epochs += await database.read(lambda tx: tx.fetch("select value from meta where key = 'epoch'"))
        await database.close()
    assert len(epochs[0][0]) == 32
    assert tuple(epochs[0]) == tuple(epochs[1])
