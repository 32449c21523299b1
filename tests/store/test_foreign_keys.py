"""Deleting a row looks for those that name it: by an index, for every foreign key of both engines."""

from typing import Any

import apsw
import asyncpg
import pytest

from besedka.bus.memory import MemoryBus
from besedka.store.engine.sqlite import SqliteDatabase
from tests.support.postgres import Postgres

LIST_SQLITE_KEYS = """
    select child.name, "from" from sqlite_schema child, pragma_foreign_key_list(child.name) where child.type = 'table'"""
LIST_POSTGRES_KEYS = """
    select cast(cast(conrelid as regclass) as text), attname from pg_constraint
    join pg_attribute on attrelid = conrelid and attnum = any (conkey) where contype = 'f'"""
KEYS = {
    ("chat", "high_user_id"), ("chat", "low_user_id"), ("chat", "room_id"), ("invite", "created_by"), ("invite", "room_id"), ("member", "chat_id"),
    ("member", "user_id"), ("message", "chat_id"), ("message", "reply_to"),
    ("room_member", "room_id"), ("room_member", "user_id"), ("session", "user_id"), ("user_suffix", "user_id"),
}  # fmt: skip


@pytest.fixture
async def sqlite(tmp_path: Any) -> apsw.Connection:
    await (await SqliteDatabase.open(tmp_path / "besedka.sqlite", MemoryBus())).close()
    return apsw.Connection(str(tmp_path / "besedka.sqlite"))


def search(table: str, column: str) -> str:
    """What an engine asks itself before it lets go of a parent."""
    return f'select 1 from "{table}" where {column} = $1'  # noqa: S608 - names from the schema


def test_sqlite_searches_the_children_of_every_key(sqlite: apsw.Connection) -> None:
    keys = [(str(table), str(column)) for table, column in sqlite.execute(LIST_SQLITE_KEYS)]
    assert set(keys) >= KEYS
    for key in keys:
        plan = [str(row[3]) for row in sqlite.execute(f"explain query plan {search(*key)}", (0,))]
        assert all(line.startswith("SEARCH") and f"({key[1]}=?" in line for line in plan), (key, plan)


async def test_postgres_searches_the_children_of_every_key(postgres: Postgres) -> None:
    async with postgres.database() as url:
        connection = await asyncpg.connect(url)
        await connection.execute("set enable_seqscan = off")
        keys = [(str(table).strip('"'), str(column)) for table, column in await connection.fetch(LIST_POSTGRES_KEYS)]
        assert set(keys) >= KEYS
        for key in keys:
            plan = [str(row[0]) for row in await connection.fetch(f"explain {search(*key).replace('$1', '0')}")]
            assert any(f"Index Cond: ({key[1]} = " in line for line in plan), (key, plan)
        await connection.close()


def test_a_key_without_an_index_would_be_found(sqlite: apsw.Connection) -> None:
    sqlite.execute("drop index message_reply")
    with pytest.raises(AssertionError, match="reply_to"):
        test_sqlite_searches_the_children_of_every_key(sqlite)


def test_authors_are_no_foreign_key(sqlite: apsw.Connection) -> None:
    """Which would need an index: see docs/decisions/0013-no-foreign-key-for-authors.md."""
    assert ("message", "author_id") not in set(sqlite.execute(LIST_SQLITE_KEYS))
    assert sqlite.execute("pragma integrity_check").get == "ok"
