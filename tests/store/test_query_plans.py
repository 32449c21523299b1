"""Every statement is served by an index: nothing that grows is ever scanned."""

import re
from pathlib import Path
from typing import Any

import apsw
import asyncpg
import pytest

from besedka.bus.memory import MemoryBus
from besedka.store.engine.dialect import for_sqlite
from besedka.store.engine.sqlite import SqliteDatabase
from tests.store.statements import grouped_statements, statements
from tests.support.postgres import Postgres

_NO_TABLE = re.compile(r"SCAN (found|CONSTANT ROW|\d+-ROW VALUES CLAUSE)")
_WHOLE_CHAT = re.compile(r"SEARCH (message|mention|passage|file) USING .*\(chat_id=\?\)")
_PARAMETER = re.compile(r"\$(\d+)")


def count_parameters(statement: str) -> int:
    return max((int(number) for number in _PARAMETER.findall(statement)), default=0)


def plan_sqlite(connection: apsw.Connection, statement: str) -> list[str]:
    values = (0,) * count_parameters(statement)
    return [str(row[3]) for row in connection.execute(f"explain query plan {for_sqlite(statement)}", values)]


@pytest.fixture(scope="module")
async def sqlite(tmp_path_factory: pytest.TempPathFactory) -> apsw.Connection:
    path = tmp_path_factory.mktemp("plans") / "besedka.sqlite"
    await (await SqliteDatabase.open(path, MemoryBus())).close()
    return apsw.Connection(str(path))


def test_there_are_statements_of_every_table() -> None:
    assert {name.partition(".")[0] for name in statements()} == {
        "blocks", "chats", "files", "invites", "jobs", "members", "mentions", "messages", "meta", "passages", "password_links",
        "people", "room_members", "rooms", "search", "server", "server_invites", "server_log", "sessions", "users",
    }  # fmt: skip


@pytest.mark.parametrize("name", statements())
async def test_sqlite_scans_no_table(sqlite: apsw.Connection, name: str) -> None:
    plan = plan_sqlite(sqlite, statements()[name])
    scans = [line for line in plan if line.startswith("SCAN") and not _NO_TABLE.fullmatch(line)]
    assert not scans, plan


@pytest.mark.parametrize("name", statements())
async def test_sqlite_reads_no_whole_chat(sqlite: apsw.Connection, name: str) -> None:
    statement = statements()[name]
    plan = plan_sqlite(sqlite, statement)
    whole = [line for line in plan if _WHOLE_CHAT.match(line)]
    assert not whole or " limit " in statement, plan


@pytest.mark.parametrize("name", [*statements(), *grouped_statements()])
async def test_postgres_scans_no_table(plans: Any, name: str) -> None:
    statement = statements().get(name) or grouped_statements()[name].together
    values = ", ".join(["null"] * count_parameters(statement))
    await plans.execute(f"deallocate all; prepare planned as {statement}")
    plan = [str(row[0]) for row in await plans.fetch(f"explain execute planned{f'({values})' if values else ''}")]
    assert not [line for line in plan if "Seq Scan" in line], "\n".join(plan)


@pytest.fixture(scope="module")
async def plans(postgres: Postgres) -> Any:
    """A connection that chooses a scan only where no index will do, as with a table of any size."""
    async with postgres.database() as url:
        connection = await asyncpg.connect(url, statement_cache_size=0)
        await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        yield connection
        await connection.close()


def test_a_statement_without_an_index_would_be_found(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "x"))
    connection.execute("create table message (id integer primary key, text text)")
    plan = connection.execute("explain query plan select id from message where text = 'a'").fetchall()
    assert str(plan[0][3]).startswith("SCAN")
