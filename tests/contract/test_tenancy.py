"""One server without a bus on a PostgreSQL database, or any number that have one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from besedka.errors import StartupError
from besedka.store.engine import tenancy
from besedka.store.engine.tenancy import Tenancy
from tests.support.clock import Clock
from tests.support.lossy import LossyBus
from tests.support.program import run, serving
from tests.support.server import running_server
from tests.support.severing import severing
from tests.support.waiting import PATIENCE, wait_for

ALONE, TOGETHER = False, True


@pytest.fixture(params=["postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(tenancy, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(tenancy, "RETRY_SECONDS", 0.02)


@pytest.fixture
def patient(soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody is to be refused: PostgreSQL takes its time to let go of a connection that has gone."""
    monkeypatch.setattr(tenancy, "PATIENCE_SECONDS", PATIENCE)


class Tenant:
    """A holder of the lock, and whether it has been evicted."""

    def __init__(self, url: str, *, shared: bool) -> None:
        self.evicted = asyncio.Event()
        self.tenancy = Tenancy(url, shared=shared, evicted=self.evicted.set)


@asynccontextmanager
async def tenant(url: str, *, shared: bool) -> AsyncIterator[Tenant]:
    made = Tenant(url, shared=shared)
    await made.tenancy.take()
    try:
        yield made
    finally:
        await made.tenancy.close()


async def holds(url: str, tenants: int = 1) -> None:
    """Wait until so many connections hold the lock."""
    connection = await asyncpg.connect(url)
    statement = "select count(*) from pg_locks where locktype = 'advisory' and granted and objid = $1"

    async def as_many() -> bool:
        return await connection.fetchval(statement, tenancy.LOCK & 0xFFFFFFFF) == tenants  # type: ignore[no-any-return]

    await wait_for(as_many)
    await connection.close()


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        (ALONE, ALONE, "another Besedka is running on this database"),
        (ALONE, TOGETHER, "a Besedka without a bus is running on this database"),
        (TOGETHER, ALONE, "another Besedka is running on this database"),
        (TOGETHER, TOGETHER, None),
    ],
)
async def test_who_may_join_whom(database_url: str, first: bool, second: bool, refusal: str | None) -> None:
    async with tenant(database_url, shared=first):
        if refusal is None:
            async with tenant(database_url, shared=second):
                await holds(database_url, 2)
        else:
            with pytest.raises(StartupError, match=refusal):
                await Tenant(database_url, shared=second).tenancy.take()
    await holds(database_url, 0)
    async with tenant(database_url, shared=ALONE):
        await holds(database_url, 1)


async def test_one_that_goes_is_waited_for(patient: None, database_url: str) -> None:
    second = Tenant(database_url, shared=ALONE)
    async with tenant(database_url, shared=ALONE):
        taking = asyncio.create_task(second.tenancy.take())
        done, _ = await asyncio.wait([taking], timeout=0.1)
        assert not done
    await taking
    await second.tenancy.close()


@pytest.mark.parametrize("shared", [ALONE, TOGETHER])
async def test_a_lock_whose_connection_breaks_is_taken_again(patient: None, database_url: str, shared: bool) -> None:
    async with severing(database_url) as (proxy, url), tenant(url, shared=shared) as first:
        for _ in range(3):
            await proxy.cut_all()
            await holds(database_url)
        assert not first.evicted.is_set()


async def test_a_connection_that_we_have_lost_but_postgresql_has_not_is_ended(patient: None, database_url: str) -> None:
    """As when a network falls silent: PostgreSQL would keep the lock for who is there no more."""
    async with severing(database_url) as (proxy, url), tenant(url, shared=ALONE) as first:
        proxy.abandon_all()
        await holds(database_url)
        connection = await asyncpg.connect(database_url)
        names = "select count(distinct application_name), count(*) from pg_stat_activity where application_name like $1"

        async def is_one() -> bool:
            return tuple(await connection.fetchrow(names, "besedka %") or ()) == (1, 1)

        await wait_for(is_one)
        assert not first.evicted.is_set()
        await connection.close()


@pytest.mark.parametrize(("first", "second"), [(ALONE, ALONE), (ALONE, TOGETHER), (TOGETHER, ALONE)])
async def test_who_comes_back_too_late_is_evicted(database_url: str, first: bool, second: bool) -> None:
    with capture_logs() as logs:
        async with severing(database_url) as (proxy, url), tenant(url, shared=first) as late:
            proxy.closed = True
            await proxy.cut_all()
            await holds(database_url, 0)
            async with tenant(database_url, shared=second):
                proxy.closed = False
                async with asyncio.timeout(PATIENCE):
                    await late.evicted.wait()
                await holds(database_url, 1)
    assert [each["event"] for each in logs if each["log_level"] == "critical"] == ["database_taken_over"]


async def test_a_connection_that_falls_silent_is_noticed(
    patient: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy, "BEAT_SECONDS", 0.1)
    async with severing(database_url) as (proxy, url), tenant(url, shared=ALONE) as first:
        with capture_logs() as logs:
            proxy.hold_all()

            async def regained() -> bool:
                return "database_lock_regained" in [each["event"] for each in logs]

            await wait_for(regained)
        assert not first.evicted.is_set()


async def test_a_server_that_is_evicted_stops(database_url: str, tmp_path: Path, clock: Clock) -> None:
    async with severing(database_url) as (proxy, url), running_server(tmp_path / "one", url, clock) as evicted:
        proxy.closed = True
        await proxy.cut_all()
        await holds(database_url, 0)
        async with running_server(tmp_path / "two", database_url, clock):
            proxy.closed = False

            async def stops() -> bool:
                return evicted.server.should_exit

            await wait_for(stops)
            assert evicted.server.evicted


async def test_servers_with_a_bus_stand_each_other(database_url: str, tmp_path: Path, clock: Clock) -> None:
    async with AsyncExitStack() as stack:
        for name in ("one", "two"):
            await stack.enter_async_context(running_server(tmp_path / name, database_url, clock, LossyBus(1)))
        with pytest.raises(StartupError, match="another Besedka"):
            await stack.enter_async_context(running_server(tmp_path / "three", database_url, clock))


def test_two_programs_on_one_database(database_url: str, tmp_path: Path) -> None:
    """As people start them; and one that is killed is no hindrance to the next."""
    flags = ("--database", database_url)
    with serving(*flags, data=tmp_path / "one") as first:
        (tmp_path / "other").mkdir()
        code, _, logged = run("serve", "--port", "0", *flags, folder=tmp_path / "other")
        assert code == 2
        assert "another Besedka is running on this database" in logged
        assert len(logged.splitlines()) == 1
        first.kill()
        with serving(*flags, data=tmp_path / "other" / "two") as second:
            assert second.stop() == 0


async def test_a_program_that_is_evicted_says_why_and_fails(database_url: str, tmp_path: Path, clock: Clock) -> None:
    async with AsyncExitStack() as stack:
        proxy, url = await stack.enter_async_context(severing(database_url))
        program = serving("--database", url, data=tmp_path / "one")
        evicted = await asyncio.to_thread(stack.enter_context, program)
        proxy.closed = True
        await proxy.cut_all()
        await holds(database_url, 0)
        await stack.enter_async_context(running_server(tmp_path / "two", database_url, clock))
        proxy.closed = False
        assert await asyncio.to_thread(evicted.finish) == 2
        assert "database_taken_over" in evicted.logged
        assert evicted.logged.splitlines()[-1].endswith(
            "stopped: another Besedka has taken the database over while this one could not reach it"
        )
