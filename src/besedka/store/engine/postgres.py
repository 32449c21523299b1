"""The cluster's engine: PostgreSQL through a pool of connections."""

import asyncio
import random
from collections.abc import Awaitable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

import asyncpg

from besedka import metrics
from besedka.bus import Announcement, Bus
from besedka.database import SCAN_SECONDS, Transaction, Work
from besedka.errors import LostRaceError, Unavailable, Uncertain
from besedka.store.engine.addresses import explain, place_of
from besedka.store.engine.clock import Clock, system_clock
from besedka.store.engine.connections import ACQUIRE_SECONDS, BROKEN, REASONS, REFUSED, lease
from besedka.store.engine.driver import run_requests
from besedka.store.engine.postgres_migrations import migrate
from besedka.store.engine.postgres_transaction import Each, PostgresTransaction, Together
from besedka.store.engine.scans import Places
from besedka.store.engine.tenancy import Tenancy

T = TypeVar("T")
_Mode: TypeAlias = dict[str, Any]

POOL_SIZE = 20
COMMAND_SECONDS = 60.0  # that a statement may take
SCANS_AT_ONCE = 4  # that the rest of the pool is left for everyone else
ATTEMPTS = 8  # of a unit that deadlocked or could not be serialised
_READ: _Mode = {"isolation": "repeatable_read", "readonly": True}
_WRITE: _Mode = {"isolation": "read_committed"}
# A constraint that a unit breaks although it looked was broken by another node's unit since: it will see that, run again.
_TRY_AGAIN = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
    LostRaceError,
)


class PostgresDatabase:
    """See `besedka.database.Database`. Units are serialised where they must be by the row locks they take."""

    remote = True

    def __init__(self, url: str, pool: "asyncpg.Pool[Any]", bus: Bus, clock: Clock) -> None:
        connect = partial(asyncpg.connect, url, timeout=ACQUIRE_SECONDS, command_timeout=COMMAND_SECONDS)
        self._pool = pool
        self._bus = bus
        self._clock = clock
        self._places = Places(SCANS_AT_ONCE)
        self._each = Each(pool, connect)
        self._units: set[asyncio.Task[Any]] = set()
        self._tenancy = AsyncExitStack()
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, bus: Bus, clock: Clock = system_clock, tenancy: Tenancy | None = None
    ) -> "PostgresDatabase":
        """Connect to `url` (`postgresql://…`) and bring the schema up to date under an advisory lock. A `tenancy` is taken
        before that, and ends with the database.

        Raises `StartupError` if it can't be reached, belongs to a newer program, or is in use by others.
        """
        place = place_of(url)
        try:
            async with AsyncExitStack() as undo:
                if tenancy is not None:
                    undo.push_async_callback(tenancy.close)
                    await tenancy.take()
                await migrate(url)
                pool = await asyncpg.create_pool(
                    url, min_size=1, max_size=POOL_SIZE, command_timeout=COMMAND_SECONDS, reset=_keep
                )
                opened = cls(url, pool, bus, clock)
                opened._tenancy = undo.pop_all()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError, OverflowError) as error:
            raise explain(error, place) from error
        return opened

    async def read(self, work: Work[T], *, autocommit: bool = False) -> T:
        """See `Database.read`."""
        self._check_open()
        try:
            return (await self._run(work, None if autocommit else _READ))[0]
        except Uncertain as error:  # of what a read did, all is known
            raise REASONS.explain(error.__cause__ or error) from error

    async def write(self, work: Work[T], *, autocommit: bool = False) -> T:
        """See `Database.write`. A deadlock, a serialisation failure or a lost race is tried again, `ATTEMPTS` times in all."""
        self._check_open()
        # A task of its own: a caller that goes away must not leave a committed change unannounced.
        unit = asyncio.create_task(self._write(work, None if autocommit else _WRITE))
        self._units.add(unit)
        unit.add_done_callback(self._forget)
        return await asyncio.shield(unit)

    async def scan(self, work: Work[T], *, seconds: float = SCAN_SECONDS) -> T:
        """See `Database.scan`. One statement may take as long as the pool's `command_timeout`, if that is less."""
        self._check_open()

        async def limited(tx: Transaction) -> T:
            await tx.execute(f"set local statement_timeout = {int(seconds * 1000)}")
            return await work(tx)

        async with self._places.take(seconds):
            return (await self._run(limited, _READ))[0]

    async def close(self) -> None:
        """See `Database.close`."""
        self._closed = True
        await self._places.close()
        if self._units:
            await asyncio.wait(self._units)
        await self._each.close()
        await self._pool.close()
        await self._tenancy.aclose()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The server is shutting down.")

    def _forget(self, unit: asyncio.Task[Any]) -> None:
        self._units.discard(unit)
        if not unit.cancelled():
            unit.exception()  # whoever waited has been told; if nobody did, nobody needs to be

    async def _write(self, work: Work[T], mode: _Mode | None) -> T:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._write_once(work, mode)
            except _TRY_AGAIN:
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter
        try:
            return await self._write_once(work, mode)
        except _TRY_AGAIN as error:
            raise Unavailable("Too much is being changed at once. Try again.") from error

    async def _write_once(self, work: Work[T], mode: _Mode | None) -> T:
        try:
            result, announcements = await self._run(work, mode)
        except Uncertain:
            metrics.UNCERTAIN.inc()
            raise
        self._bus.publish(announcements)
        return result

    async def _run(self, work: Work[T], mode: _Mode | None) -> tuple[T, list[Announcement]]:
        """The unit's result and announcements. Without a mode each statement is a transaction of its own."""
        try:
            return await (self._run_whole(work, mode) if mode else self._run_each(work))
        except REFUSED as error:
            raise REASONS.explain(error) from error

    async def _run_each(self, work: Work[T]) -> tuple[T, list[Announcement]]:
        transaction = PostgresTransaction(self._each, self._clock())
        try:
            return await run_requests(work(transaction)), transaction.announcements
        except BROKEN as error:
            raise Uncertain from error

    async def _run_whole(self, work: Work[T], mode: _Mode) -> tuple[T, list[Announcement]]:
        async with lease(self._pool) as connection:
            transaction = PostgresTransaction(Together(connection), self._clock())
            block = connection.transaction(**mode)
            try:
                await block.start()
                result = await _run_or_undo(work(transaction), block)
            except BROKEN as error:
                raise REASONS.explain(error) from error
            try:
                await block.commit()
            except BROKEN as error:
                raise Uncertain from error
        return result, transaction.announcements


async def _run_or_undo(work: Awaitable[T], block: Any) -> T:  # noqa: ANN401 - asyncpg's transactions are untyped
    try:
        return await run_requests(work)
    except BaseException:
        with suppress(*BROKEN, *REFUSED):  # then PostgreSQL does it by itself
            await block.rollback()
        raise


async def _keep(connection: Any) -> None:  # noqa: ANN401 - asyncpg's pool proxies are untyped
    """In place of asyncpg's reset, a round trip after each unit: a unit leaves nothing behind but its transaction."""
