"""What only the engine of the cluster can show: other nodes, and a server that goes away."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from besedka.bus import UserChanged
from besedka.database import Database, Transaction
from besedka.errors import LostRaceError, Unavailable
from besedka.model import Draft
from besedka.store import messages
from besedka.store.engine import connections
from besedka.store.engine.postgres import POOL_SIZE
from tests.conftest import open_database
from tests.contract.test_database import adding, names
from tests.support.clock import Clock
from tests.support.people import make_group, make_people
from tests.support.postgres import Postgres
from tests.support.recording import RecordingBus


@pytest.fixture(params=["postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_connection_that_breaks_is_unavailable_and_the_next_works(database: Database) -> None:
    async def work(tx: Transaction) -> None:
        await adding("garden")(tx)
        await tx.execute("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        await database.write(work)
    await database.write(adding("harbour"))
    assert await names(database) == ["harbour"]


async def test_who_waits_for_a_connection_is_counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "ACQUIRE_SECONDS", 60)  # to open twenty takes its time on a busy machine

    def metric(name: str) -> float:
        return REGISTRY.get_sample_value(name) or 0.0

    async def work(tx: Transaction) -> None:
        """Keeps its connection until all are taken, however long it takes to open them, and a little longer."""
        while max(seen) < POOL_SIZE:
            await tx.execute("select pg_sleep(0.01)")
            seen.append(metric("besedka_pool_in_use"))
        await tx.execute("select pg_sleep(0.05)")

    seen = [0.0]
    waited, times = metric("besedka_pool_wait_seconds_sum"), metric("besedka_pool_wait_seconds_count")
    await asyncio.gather(*(database.write(work) for _ in range(POOL_SIZE + 1)))
    assert max(seen) == POOL_SIZE
    assert metric("besedka_pool_in_use") == 0
    assert metric("besedka_pool_wait_seconds_count") == times + POOL_SIZE + 1
    assert metric("besedka_pool_wait_seconds_sum") > waited + 0.04


async def test_units_that_lock_each_other_both_succeed(database: Database) -> None:
    """Rows locked crosswise: one of the two is rolled back by PostgreSQL, and run again."""
    one, two = await database.write(adding("one")), await database.write(adding("two"))

    def raising(first: int, second: int) -> Callable[[Transaction], Awaitable[None]]:
        async def work(tx: Transaction) -> None:
            await tx.execute("update room set version = version + 1 where id = $1", first)
            await tx.execute("select pg_sleep(0.1)")
            await tx.execute("update room set version = version + 1 where id = $1", second)

        return work

    await asyncio.gather(database.write(raising(one, two)), database.write(raising(two, one)))
    found = await database.read(lambda tx: tx.fetch("select version from room"))
    assert [row[0] for row in found] == [3, 3]


async def test_counting_at_once_loses_nothing(database: Database) -> None:
    room_id = await database.write(adding("garden"))

    async def count(tx: Transaction) -> int:
        row = await tx.fetch_one("update room set version = version + 1 where id = $1 returning version", room_id)
        assert row is not None
        return int(row[0])

    versions = await asyncio.gather(*(database.write(count) for _ in range(50)))
    assert sorted(versions) == list(range(2, 52))


async def test_who_is_removed_meanwhile_posts_nothing(database: Database) -> None:
    (ada, chat_id) = await make_chat(database)
    removed = asyncio.Event()

    async def remove(tx: Transaction) -> None:
        await tx.execute("delete from member where chat_id = $1", chat_id)
        removed.set()
        await tx.execute("select pg_sleep(0.2)")

    removal = asyncio.create_task(database.write(remove))
    await removed.wait()
    posted = await database.write(
        lambda tx: messages.insert_message(tx, ada, Draft(chat_id, "still here")), autocommit=True
    )
    await removal
    assert posted is None


async def make_chat(database: Database) -> tuple[int, int]:
    (ada,) = await make_people(database, ["ada"])
    return ada.id, await make_group(database, [ada])


@pytest.mark.parametrize("autocommit", [False, True])
async def test_a_lost_race_is_run_again(database: Database, bus: RecordingBus, autocommit: bool) -> None:
    runs = 0

    async def work(tx: Transaction) -> int:
        nonlocal runs
        runs += 1
        if runs < 3:
            tx.announce(UserChanged(99))
            raise LostRaceError
        return await adding("garden", told=7)(tx)

    await database.write(work, autocommit=autocommit)
    assert (runs, await names(database), bus.announced) == (3, ["garden"], [UserChanged(7)])


async def test_two_nodes_may_start_on_an_empty_database_at_once(
    postgres: Postgres, tmp_path: Path, bus: RecordingBus, clock: Clock
) -> None:
    async with postgres.database(template="template0") as url:
        nodes = await asyncio.gather(*(open_database(url, tmp_path, bus, clock) for _ in range(3)))
        await nodes[0].write(adding("garden"))
        assert await names(nodes[2]) == ["garden"]
        for node in nodes:
            await node.close()
