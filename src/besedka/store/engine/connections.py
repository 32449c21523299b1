"""Connections to PostgreSQL, and what their errors mean: what was certainly not done, and what is not known."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg

from besedka import metrics
from besedka.store.engine import reasons
from besedka.store.engine.reasons import Reasons

Connect: TypeAlias = Callable[[], Awaitable[Any]]

ACQUIRE_SECONDS = 10.0  # that a unit waits for a connection
IDLE_SECONDS = 300.0  # after which a connection is not trusted any more; as asyncpg's pools have it
CLOSE_SECONDS = 5.0

# The answer never came: if this was a commit, it may have happened.
BROKEN = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # an answer for which the connection, which just then ended, was in no state
    OSError,
    TimeoutError,
)
# PostgreSQL said no, or was never asked.
REFUSED = (
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
)
REASONS = Reasons(
    (asyncpg.DiskFullError, reasons.FULL),
    (asyncpg.ReadOnlySQLTransactionError, reasons.READ_ONLY),
    (asyncpg.InsufficientResourcesError, reasons.BUSY),
    (asyncpg.QueryCanceledError, reasons.SLOW),
    (TimeoutError, reasons.SLOW),
    (asyncpg.OperatorInterventionError, reasons.UNREACHABLE),
    (asyncpg.PostgresConnectionError, reasons.UNREACHABLE),
    (asyncpg.InternalClientError, reasons.UNREACHABLE),
    (OSError, reasons.UNREACHABLE),
)


@asynccontextmanager
async def lease(pool: "asyncpg.Pool[Any]") -> AsyncIterator[Any]:
    """A connection of the pool. Raises `Unavailable` if there is none to be had."""
    asked = time.perf_counter()
    try:
        async with asyncio.timeout(ACQUIRE_SECONDS):  # asyncpg's own timeout costs a task
            connection = await pool.acquire()
    except (*BROKEN, *REFUSED) as error:
        raise REASONS.explain(error) from error
    finally:
        metrics.POOL_WAIT_SECONDS.observe(time.perf_counter() - asked)
    metrics.POOL_IN_USE.inc()
    try:
        yield connection
    finally:
        metrics.POOL_IN_USE.dec()
        await pool.release(connection)


class OwnConnection:
    """One outside the pool, made when it is wanted and kept: borrowing one costs as much as a small statement."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection: Any = None
        self._used = 0.0

    async def get(self) -> Any:  # noqa: ANN401 - asyncpg is untyped
        """The connection, another one if it has gone. Raises `Unavailable` if there is none to be had."""
        now = asyncio.get_running_loop().time()
        if self._connection is None or self._connection.is_closed() or now - self._used > IDLE_SECONDS:
            self.drop()
            try:
                self._connection = await self._connect()
            except (*BROKEN, *REFUSED) as error:
                raise REASONS.explain(error) from error
        self._used = now
        return self._connection

    def drop(self) -> None:
        """Have no more to do with it."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def close(self) -> None:
        """Say goodbye to PostgreSQL."""
        if self._connection is not None:
            with suppress(*BROKEN, *REFUSED):
                await self._connection.close(timeout=CLOSE_SECONDS)
            self.drop()
