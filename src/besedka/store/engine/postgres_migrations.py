"""Bringing the schema of a PostgreSQL database up to date: by one node, while the others wait."""

import asyncpg

from besedka.store.engine.clock import system_clock
from besedka.store.engine.driver import run_requests
from besedka.store.engine.postgres_search import prepare_search
from besedka.store.engine.postgres_transaction import PostgresTransaction, Together
from besedka.store.schema import pending_migrations

MIGRATION_LOCK = 0x62657365646B61  # "besedka"


async def migrate(url: str) -> None:
    """Bring the database at `url` up to date. Raises what asyncpg raises, and `StartupError` if it is of a newer program."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        await connection.execute("create table if not exists meta (key text primary key, value text not null)")
        stored = await connection.fetchval("select value from meta where key = 'schema'")
        for migration in pending_migrations(int(stored or 0), "postgres"):
            async with connection.transaction():
                await connection.execute(migration.script)
                if migration.work is not None:
                    await run_requests(migration.work(PostgresTransaction(Together(connection), system_clock())))
                await connection.execute(
                    "insert into meta values ('schema', $1) on conflict (key) do update set value = excluded.value",
                    str(migration.number),
                )
        await connection.execute("update meta set value = value where key = 'schema'")  # raises on a standby
        await prepare_search(connection)
    finally:
        await connection.close()
