"""What only the engine in this process can show: groups, full disks, failing commits."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import pytest

from besedka import metrics
from besedka.bus import UserChanged
from besedka.database import Database, Transaction
from besedka.errors import Unavailable
from besedka.store.engine.sqlite import SqliteDatabase
from tests.contract.test_database import adding, names
from tests.support.recording import RecordingBus


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def other(database: Database, tmp_path: Path) -> AsyncIterator[apsw.Connection]:
    """Someone else with the same file open."""
    connection = apsw.Connection(str(tmp_path / "besedka.sqlite"))
    yield connection
    connection.close()


def groups() -> float:
    return metrics.GROUP_UNITS._sum.get()  # type: ignore[no-any-return] # noqa: SLF001 - the library has no reader


def commits() -> float:
    return float(sum(bucket.get() for bucket in metrics.GROUP_UNITS._buckets))  # noqa: SLF001 - likewise


async def test_who_waits_together_is_committed_together(database: Database) -> None:
    units_before, commits_before = groups(), commits()
    await asyncio.gather(*(database.write(adding(f"room{n}")) for n in range(200)))
    assert groups() - units_before == 200
    assert commits() - commits_before <= 20


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """In the program, that is; the suite does not."""
    ask = "from pathlib import Path; from besedka.store.engine.sqlite_connection import connect as to\n"
    ask += "print(to(Path('besedka.sqlite')).pragma('synchronous'))"
    asked = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert asked.stdout == "2\n"  # `full`, in SQLite's numbers


async def fill_disk(tx: Transaction) -> None:
    await tx.execute("insert into room (name, created_at) values (hex(zeroblob(4000000)), 1)")


async def set_page_limit(database: Database, pages: str) -> None:
    """Let the file grow no further, or let it."""
    assert isinstance(database, SqliteDatabase)
    database._writer.execute(f"pragma max_page_count = {pages}")  # noqa: SLF001 - a full disk, as SQLite sees it


async def test_a_full_disk_fails_the_group_and_not_the_next(database: Database, bus: RecordingBus) -> None:
    await set_page_limit(database, "1")
    units = [database.write(adding("one", told=1)), database.write(fill_disk), database.write(adding("two", told=2))]
    results = await asyncio.gather(*units, return_exceptions=True)
    assert isinstance(results[1], Unavailable)
    refused = {name for name, result in zip(("one", "-", "two"), results, strict=True) if isinstance(result, Exception)}
    landed = {"one", "two"} - refused
    assert set(await names(database)) == landed
    assert len(bus.announced) == len(landed)
    await set_page_limit(database, "1000000")
    await database.write(adding("three"))
    assert "three" in await names(database)


async def test_a_failing_commit_fails_everyone_in_the_group_and_nobody_in_the_next(
    database: Database, bus: RecordingBus
) -> None:
    async def break_a_reference(tx: Transaction) -> None:
        await tx.execute("pragma defer_foreign_keys = on")
        await tx.execute("insert into room_member values (1, 12345, 'owner', 1)")
        tx.announce(UserChanged(7))

    units = [adding("one", told=1), break_a_reference, adding("two", told=2)]
    results = await asyncio.gather(*map(database.write, units), return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable] * 3
    assert await names(database) == []
    assert bus.announced == []
    await database.write(adding("three", told=3))
    assert await names(database) == ["three"]
    assert bus.announced == [UserChanged(3)]


async def test_a_locked_file_fails_those_who_wait_and_nobody_after(database: Database, other: apsw.Connection) -> None:
    other.execute("begin immediate")
    results = await asyncio.gather(*(database.write(adding(f"room{n}")) for n in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [Unavailable] * 3
    other.execute("rollback")
    await database.write(adding("garden"))
    assert await names(database) == ["garden"]


async def test_a_group_does_not_keep_the_loop(database: Database) -> None:
    """Forty units that burn a millisecond each: the loop gets its turn after every five or so."""
    turns = 0
    done = asyncio.Event()

    async def burn(tx: Transaction) -> None:
        await tx.execute("update room set version = version")
        end = time.perf_counter() + 0.001
        while time.perf_counter() < end:
            pass

    async def count_turns() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    commits_before = commits()
    await asyncio.gather(*(database.write(burn) for _ in range(40)))
    done.set()
    await counting
    assert commits() - commits_before >= 7
    assert turns >= 7


async def test_a_unit_may_raise_anything(database: Database) -> None:
    class StopEverything(BaseException):
        pass

    async def work(_: Transaction) -> None:
        raise StopEverything

    with pytest.raises(StopEverything):
        await database.write(work)
    await database.write(adding("garden"))
    assert await names(database) == ["garden"]
