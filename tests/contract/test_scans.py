"""What every engine promises of a long read."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from besedka.database import Database, ForeignAwaitError, Transaction
from besedka.errors import Unavailable
from besedka.store.engine import scans
from tests.conftest import open_database
from tests.contract.test_database import adding, names
from tests.support.clock import Clock
from tests.support.recording import RecordingBus

COUNT = """
    with recursive number (n) as (select 1 union all select n + 1 from number where n < $1)
    select count(*) from number"""
LONG, ENDLESS = 500_000, 2 * 10**9
PATIENCE = 60  # seconds: on a machine that does other things besides
MOST = 4  # scans at once, of either engine


async def count_long(tx: Transaction) -> int:
    return int((await tx.fetch(COUNT, LONG))[0][0])


async def count_for_ever(tx: Transaction) -> int:
    return int((await tx.fetch(COUNT, ENDLESS))[0][0])


@asynccontextmanager
async def scanning(database: Database, count: int) -> AsyncIterator[list[asyncio.Task[int]]]:
    """So many scans that do not end by themselves."""
    tasks = [asyncio.create_task(database.scan(count_for_ever)) for _ in range(count)]
    await asyncio.sleep(0)
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_it_does_not_keep_the_loop(database: Database) -> None:
    """Others read and write many times before it is done."""
    async with scanning(database, 1) as (scan,):
        for number in range(10):
            await database.write(adding(f"room{number}"))
            await names(database)
        assert not scan.done()


async def test_what_takes_long_of_it_does_not_either(database: Database) -> None:
    """Between two statements, too: what was read may be much to look through."""
    going = threading.Event()

    async def work(tx: Transaction) -> int:
        rows = await tx.fetch("select 1")
        return await tx.aside(lambda: len(rows) if going.wait(PATIENCE) else 0)

    scan = asyncio.create_task(database.scan(work))
    await database.write(adding("garden"))
    assert await names(database) == ["garden"]
    assert not scan.done()
    going.set()
    assert await scan == 1


async def test_it_sees_one_moment_with_all_that_was_acknowledged(database: Database) -> None:
    async def count_twice(tx: Transaction) -> tuple[int, int]:
        counts = []
        for _ in range(2):
            counts.append(len(await tx.fetch("select id from room")))
            await count_long(tx)
        return counts[0], counts[1]

    await database.write(adding("before"))
    scan = asyncio.create_task(database.scan(count_twice))
    written = 1
    while not scan.done():
        await database.write(adding(f"room{written}"))
        written += 1
    first, second = await scan
    assert 1 <= first == second < written


async def test_it_cannot_write(database: Database) -> None:
    with pytest.raises(Unavailable, match="read-only"):
        await database.scan(adding("garden"))
    assert await names(database) == []


async def test_it_is_stopped_when_its_time_is_up(database: Database) -> None:
    with pytest.raises(Unavailable, match="too long"):
        await database.scan(count_for_ever, seconds=0.05)
    assert await database.scan(count_long) == LONG


async def test_one_of_many_short_statements_is_stopped_too(database: Database) -> None:
    asked = 0

    async def ask_for_ever(tx: Transaction) -> None:
        nonlocal asked
        while True:
            await tx.fetch("select 1")
            asked += 1

    with pytest.raises(Unavailable, match="too long"):
        await database.scan(ask_for_ever, seconds=0.5)
    before = asked
    await database.scan(count_long)
    assert asked == before > 0


async def test_a_cancelled_caller_takes_it_along(database: Database) -> None:
    for _ in range(MOST + 1):
        scan = asyncio.create_task(database.scan(count_for_ever))
        await asyncio.sleep(0.01)
        scan.cancel()
        with pytest.raises(asyncio.CancelledError):
            await scan
    assert await database.scan(count_long, seconds=20) == LONG


async def test_few_run_a_few_wait_and_the_rest_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "WAITING", MOST)
    async with scanning(database, 2 * MOST):
        with pytest.raises(Unavailable, match="at once"):
            await database.scan(count_long)
        for number in range(30):  # and there are connections left for everyone else
            await database.write(adding(f"room{number:02}"))
        assert len(await names(database)) == 30


async def test_who_waits_does_so_for_a_moment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "PATIENCE_SECONDS", 0.05)
    async with scanning(database, MOST):
        with pytest.raises(Unavailable, match="at once"):
            await database.scan(count_long)


async def test_it_raises_what_its_unit_raises(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.fetch("select 1")
        raise TimeoutError("the unit's own")

    with pytest.raises((TimeoutError, Unavailable)):
        await database.scan(work)
    with pytest.raises(ForeignAwaitError):
        await database.scan(lambda _: asyncio.sleep(0))


async def test_closing_stops_it(database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock) -> None:
    database = await open_database(database_url, tmp_path, bus, clock)
    tasks = [asyncio.create_task(database.scan(count_for_ever)) for _ in range(MOST + 1)]
    await asyncio.sleep(0.02)
    await database.close()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in found] == [Unavailable] * (MOST + 1)
    with pytest.raises(Unavailable):
        await database.scan(count_long)
