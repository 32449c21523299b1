"""What every test may ask for."""

import gc
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog

from besedka import passwords
from besedka.database import Database
from besedka.gateway import node, sweep
from besedka.http import app
from besedka.store.engine import sqlite_connection
from besedka.store.engine.postgres import PostgresDatabase
from besedka.store.engine.sqlite import SqliteDatabase
from besedka_client import connection
from besedka_client.records import Frame, decode_frame
from tests.support.cast import Visitor
from tests.support.clock import Clock
from tests.support.compiled import keep_compiled
from tests.support.frames import check_frame
from tests.support.nats import Nats, running_nats
from tests.support.postgres import Postgres, running_postgres
from tests.support.processes import spread
from tests.support.recording import RecordingBus
from tests.support.routes import SharedRouter
from tests.support.server import Running, running_server, wait_for_leaving_servers
from tests.support.sqlite import HASTY, put_database

SERVER = pytest.StashKey[Postgres]()


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Before pytest-xdist looks how many processes it is to start, and starts them."""
    keep_compiled(config)
    spread(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A suite that has lost its database says so once and stops: it does not fail test by test."""
    result = yield
    server = item.config.stash.get(SERVER, None)
    if server is not None and (why := server.why_gone()):
        item.session.shouldfail = f"the suite has lost its PostgreSQL: {why}"
    return result


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    with running_postgres() as server:
        request.config.stash[SERVER] = server
        yield server
        del request.config.stash[SERVER]


@pytest.fixture(scope="session")
async def postgres(postgres_server: Postgres) -> Postgres:
    """A real PostgreSQL, ready to make databases."""
    await postgres_server.prepare()
    return postgres_server


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other."""
    return str(request.param)


@pytest.fixture
def postgres_if_needed(engine: str, request: pytest.FixtureRequest) -> Postgres | None:
    """It takes a while to start: not where SQLite alone is tested."""
    return request.getfixturevalue("postgres") if engine == "postgres" else None


@pytest.fixture
async def database_url(postgres_if_needed: Postgres | None) -> AsyncIterator[str]:
    """What the setting `database` is for a fresh database: nothing for SQLite."""
    if postgres_if_needed is None:
        yield ""
        return
    async with postgres_if_needed.database() as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bus() -> RecordingBus:
    return RecordingBus()


@pytest.fixture
async def database(database_url: str, tmp_path: Path, bus: RecordingBus, clock: Clock) -> AsyncIterator[Database]:
    """A fresh database on each engine."""
    if not database_url:
        put_database(tmp_path / "besedka.sqlite")
    opened = await open_database(database_url, tmp_path, bus, clock)
    yield opened
    await opened.close()


async def open_database(url: str, folder: Path, bus: RecordingBus, clock: Clock) -> Database:
    """The engine that a server with these settings would open."""
    if url:
        return await PostgresDatabase.open(url, bus, clock)
    return await SqliteDatabase.open(folder / "besedka.sqlite", bus, clock)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The suite signs up thousands of people: hashing for each as long as real passwords deserve takes half of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "MEMORY_KIB", 64)
        yield


@pytest.fixture(scope="session", autouse=True)
def hasty_disk() -> Iterator[None]:
    """Nor does a test wait for the disk at each commit, on either engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_connection, "SYNCHRONOUS", HASTY)
        yield


@pytest.fixture(scope="session", autouse=True)
def seldom_collected() -> None:
    """Nor is garbage looked for among the thousands of tests that each process has collected, over and over. In what tests
    make it is, but less often: nearly all of that dies by its reference count.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Where `rich` is installed, structlog draws frames around them, with all that there is in each, for half a second."""
    *others, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, plain])


@pytest.fixture(scope="session", autouse=True)
def shared_routes() -> Iterator[None]:
    """Three thousand servers have the same addresses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "Router", SharedRouter)
        yield


@pytest.fixture(scope="session", autouse=True)
async def leaving_servers() -> AsyncIterator[None]:
    """No server is left behind."""
    yield
    await wait_for_leaving_servers()


@pytest.fixture(autouse=True)
def held_frames(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every frame that a gateway of the suite receives is held against the contract; of the long proofs' there are too many."""
    if "adversity" in request.keywords:
        return

    def checked(text: str | bytes) -> Frame | None:
        check_frame(msgspec.json.decode(text))
        return decode_frame(text)

    monkeypatch.setattr(connection, "decode_frame", checked)


@pytest.fixture(autouse=True)
def swept_when_told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who counts what is told can't do with what a sweep tells besides, five seconds after a server's start: those of the suite
    sweep when a test tells them to, after a gap, and so late that only who waits for what got lost hears of it. The long proofs
    are about them, too.
    """
    if "adversity" not in request.keywords:
        monkeypatch.setattr(sweep, "SWEEP_SECONDS", 25)


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the server of this test is set to; see `with_settings`."""
    chosen: dict[str, Any] = getattr(request, "param", {})
    return chosen


@pytest.fixture
async def server(database_url: str, tmp_path: Path, clock: Clock, settings: dict[str, Any]) -> AsyncIterator[Running]:
    """A fresh server on each engine."""
    async with running_server(tmp_path, database_url, clock, **settings) as running:
        yield running


@pytest.fixture
def stranger(server: Running) -> Visitor:
    """Someone without an account."""
    return server.visitor()


@pytest.fixture
async def ada(server: Running) -> Visitor:
    return await server.sign_up("ada")


@pytest.fixture
async def boris(server: Running) -> Visitor:
    return await server.sign_up("boris")


@pytest.fixture
async def chiyo(server: Running) -> Visitor:
    return await server.sign_up("chiyo")


@pytest.fixture
async def dmitri(server: Running) -> Visitor:
    return await server.sign_up("dmitri")


@pytest.fixture(scope="module")
async def nats_server() -> AsyncIterator[Nats]:
    with running_nats() as server:
        yield server
        await wait_for_leaving_servers()  # which would say that it is lost


@pytest.fixture
async def nodes(
    postgres: Postgres, nats_server: Nats, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Running]]:
    """Two servers on one PostgreSQL and one NATS, that look after presence more often than usual."""
    monkeypatch.setattr(node, "TICK_SECONDS", 0.1)
    async with postgres.database() as url, AsyncExitStack() as stack:
        servers = []
        for name in ("one", "two"):
            opened = running_server(tmp_path / name, url, clock, bus=nats_server.url)
            servers.append(await stack.enter_async_context(opened))
        yield servers
