"""Bringing the schema of an SQLite file up to date."""

from pathlib import Path

import apsw

from besedka.store.engine.clock import system_clock
from besedka.store.engine.dialect import schema_for_sqlite
from besedka.store.engine.driver import run_in_place
from besedka.store.engine.sqlite_connection import SqliteTransaction, connect
from besedka.store.schema import Migration, pending_migrations


def migrate(path: Path) -> None:
    """Make the file at `path` if there is none, and bring it up to date. Raises what apsw raises, and `StartupError` if it
    is of a newer program.
    """
    connection = connect(path)
    try:
        connection.execute("create table if not exists meta (key text primary key, value text not null)")
        stored = connection.execute("select value from meta where key = 'schema'").get
        for migration in pending_migrations(int(stored or 0), "sqlite"):
            _apply(connection, migration)
        connection.execute("update meta set value = value where key = 'schema'")  # raises if nothing can be written
    finally:
        connection.close()


def _apply(connection: apsw.Connection, migration: Migration) -> None:
    with connection:
        connection.execute(schema_for_sqlite(migration.script))
        if migration.work is not None:
            run_in_place(migration.work(SqliteTransaction(connection, system_clock())))
        connection.execute(
            "insert into meta values ('schema', ?1) on conflict (key) do update set value = excluded.value",
            (str(migration.number),),
        )
