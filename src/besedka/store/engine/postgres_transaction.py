"""A unit's view of PostgreSQL, and where its statements are run."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import asyncpg

from besedka.bus import Announcement
from besedka.database import Grouped, Row, Value
from besedka.store.engine.connections import Connect, lease
from besedka.store.engine.driver import Request
from besedka.store.engine.lanes import Lane

T = TypeVar("T")


class Statements(Protocol):
    """Where the statements of a unit are run."""

    async def run(self, method: str, statement: str, values: Sequence[Value]) -> Any:  # noqa: ANN401 - the method's affair
        """Run one by this method of a connection."""

    async def fetch_grouped(self, statement: Grouped, values: Sequence[Value], *, repeatable: bool) -> Row | None:
        """See `Transaction.fetch_grouped`."""


class Together:
    """On one connection, in its transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - asyncpg's pool proxies are untyped
        self._connection = connection

    async def run(self, method: str, statement: str, values: Sequence[Value]) -> Any:  # noqa: ANN401 - see above
        return await getattr(self._connection, method)(statement, *values)

    async def fetch_grouped(self, statement: Grouped, values: Sequence[Value], *, repeatable: bool) -> Row | None:  # noqa: ARG002
        return await self._connection.fetchrow(statement.single, *values)  # type: ignore[no-any-return]


class Each:
    """Each by itself, on whichever connection is free; grouped ones with those of other units."""

    def __init__(self, pool: "asyncpg.Pool[Any]", connect: Connect) -> None:
        self._pool = pool
        self._connect = connect
        self._lanes: dict[Grouped, Lane] = {}  # as many as there are grouped statements in `store`

    async def run(self, method: str, statement: str, values: Sequence[Value]) -> Any:  # noqa: ANN401 - see above
        async with lease(self._pool) as connection:
            return await getattr(connection, method)(statement, *values)

    async def fetch_grouped(self, statement: Grouped, values: Sequence[Value], *, repeatable: bool) -> Row | None:
        lane = self._lanes.get(statement)
        if lane is None:
            lane = self._lanes[statement] = Lane(statement, self._connect)
        return await lane.fetch(values, repeatable=repeatable)

    async def close(self) -> None:
        """Let go of the lanes' connections."""
        for lane in self._lanes.values():
            await lane.close()


class PostgresTransaction:
    """Statements as requests, which `run_requests` carries out."""

    __slots__ = ("_statements", "announcements", "now")

    def __init__(self, statements: Statements, now: int) -> None:
        self._statements = statements
        self.now = now
        self.announcements: list[Announcement] = []

    async def fetch(self, statement: str, *values: Value) -> list[Row]:
        return await Request(lambda: self._statements.run("fetch", statement, values))  # type: ignore[no-any-return]

    async def fetch_one(self, statement: str, *values: Value) -> Row | None:
        return await Request(lambda: self._statements.run("fetchrow", statement, values))  # type: ignore[no-any-return]

    async def fetch_grouped(self, statement: Grouped, *values: Value, repeatable: bool = False) -> Row | None:
        return await Request(  # type: ignore[no-any-return]
            lambda: self._statements.fetch_grouped(statement, values, repeatable=repeatable)
        )

    async def execute(self, statement: str, *values: Value) -> None:
        await Request(lambda: self._statements.run("execute", statement, values))

    async def aside(self, work: Callable[[], T]) -> T:
        return await Request(lambda: asyncio.to_thread(work))  # type: ignore[no-any-return]

    def announce(self, announcement: Announcement) -> None:
        self.announcements.append(announcement)
