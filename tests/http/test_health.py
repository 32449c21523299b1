"""What is wrong with the database, `/health` and every refusal say."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg
import pytest

from besedka.actions import health
from besedka.errors import Unavailable
from besedka.store.engine.sqlite import SqliteDatabase
from besedka.store.engine.sqlite_connection import REASONS
from besedka.store.rooms import insert_room
from tests.support.cast import Visitor, problem
from tests.support.postgres import Postgres
from tests.support.server import Running, sqlite_only
from tests.support.waiting import wait_for


@pytest.fixture
def at_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TRIAL_SECONDS", 0)


def writer_of(server: Running) -> Any:
    assert isinstance(server.database, SqliteDatabase)
    return server.database._writer  # noqa: SLF001 - troubles of the disk, as SQLite sees them


async def fill_disk(server: Running) -> None:
    """Until not a row fits in any more, however short."""
    writer_of(server).execute("pragma max_page_count = 1")
    for length in (400, 1):
        with suppress(Unavailable):
            while True:
                await server.database.write(lambda tx: insert_room(tx, "x" * length))  # noqa: B023 - run at once


@sqlite_only
async def test_a_full_disk(
    ada: Visitor, stranger: Visitor, server: Running, at_each_look: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await fill_disk(server)
    capsys.readouterr()
    for response in [await stranger.get("/health"), await ada.post("/rooms", {"name": "garden"})]:
        assert problem(response) == (503, "unavailable", None)
        assert "disk is full" in response.json()["detail"]
    assert (await ada.get("/users")).status_code == 200
    writer_of(server).execute("pragma max_page_count = 100000")
    assert (await stranger.get("/health")).status_code == 200


Switch = Callable[[bool], Awaitable[None]]


@pytest.fixture
def set_read_only(server: Running, database_url: str, postgres_if_needed: Postgres | None) -> Switch:
    """Makes the server's database refuse writes, or take them again."""

    async def on_sqlite(on: bool) -> None:
        writer_of(server).execute(f"pragma query_only = {on}")

    async def on_postgres(on: bool) -> None:
        connection = await asyncpg.connect(database_url, server_settings={"default_transaction_read_only": "off"})
        name = await connection.fetchval("select current_database()")
        await connection.execute(f"alter database {name} set default_transaction_read_only = {on}")
        others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()"
        await connection.fetch(others, name)  # what they were set to stays
        await connection.close()

    return on_postgres if postgres_if_needed else on_sqlite


async def test_a_read_only_database(ada: Visitor, stranger: Visitor, at_each_look: None, set_read_only: Switch) -> None:
    async def health_says(status: int, detail: str) -> bool:
        response = await stranger.get("/health")
        return response.status_code == status and detail in response.text

    await set_read_only(True)
    await wait_for(lambda: health_says(503, "read-only"))  # PostgreSQL's broken connections come first
    refused = await ada.post("/rooms", {"name": "garden"})
    assert problem(refused) == (503, "unavailable", None)
    assert "read-only" in refused.json()["detail"]
    assert (await ada.get("/users")).status_code == 200
    await set_read_only(False)
    await wait_for(lambda: health_says(200, "ok"))
    assert (await ada.post("/rooms", {"name": "garden"})).status_code == 200


@sqlite_only
async def test_the_log_says_it_seldom(
    ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(REASONS, "_said", {})
    writer_of(server).execute("pragma query_only = on")
    for _ in range(5):
        await ada.post("/rooms", {"name": "garden"})
    writer_of(server).execute("pragma query_only = off")
    assert capsys.readouterr().out.count("database_out_of_service") == 1


@sqlite_only
async def test_however_often_one_asks_it_is_tried_once(
    stranger: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, write = 0, server.database.write

    async def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal tried
        tried += 1
        return await write(*arguments, **options)

    monkeypatch.setattr(server.database, "write", counting)
    answers = await asyncio.gather(*(stranger.get("/health") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert tried == 1


@sqlite_only
async def test_one_that_hangs_is_waited_for_a_moment_and_not_doubled(
    stranger: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch, at_each_look: None
) -> None:
    tried, gate = 0, asyncio.Event()

    async def hanging(*_: Any, **__: Any) -> None:
        nonlocal tried
        tried += 1
        await gate.wait()

    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(server.database, "write", hanging)
    for _ in range(3):
        response = await stranger.get("/health")
        assert problem(response) == (503, "unavailable", None)
        assert "did not answer in time" in response.json()["detail"]
    assert tried == 1
    gate.set()

    async def is_well() -> bool:
        return (await stranger.get("/health")).status_code == 200

    await wait_for(is_well)
