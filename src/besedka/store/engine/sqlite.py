"""The default engine: SQLite in this process, with group commit.

Units run one after another on the event loop's own thread; only the commit, which waits for the disk, runs in a helper
thread. While it does, new units queue up, and the next group takes them all: one fsync serves everyone who waited.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import apsw

from besedka import metrics
from besedka.bus import Announcement, Bus
from besedka.database import SCAN_SECONDS, ForeignAwaitError, Transaction, Work
from besedka.errors import StartupError, Unavailable
from besedka.store.engine.clock import Clock, system_clock
from besedka.store.engine.driver import run_in_place
from besedka.store.engine.sqlite_connection import REASONS, SqliteTransaction, connect
from besedka.store.engine.sqlite_migrations import migrate
from besedka.store.engine.sqlite_scans import SqliteScans

T = TypeVar("T")

GROUP_SECONDS = 0.005  # how long a group, or the reads of a round, may keep the event loop at a stretch


class _Unit:
    """A piece of work that waits for its group, and whoever waits for it."""

    __slots__ = ("announcements", "future", "result", "work")

    def __init__(self, work: Callable[[Transaction], Awaitable[Any]], future: asyncio.Future[Any]) -> None:
        self.work = work
        self.future = future
        self.result: Any = None
        self.announcements: list[Announcement] = []


class SqliteDatabase:
    """See `besedka.database.Database`."""

    remote = False

    def __init__(self, path: Path, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._writer = connect(path)
        self._reader = connect(path, read_only=True)
        self._scans = SqliteScans(path, clock)
        self._committer = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._queue: deque[_Unit] = deque()
        self._idle = asyncio.Event()
        self._idle.set()
        self._running_unit = False
        self._in_snapshot = False
        self._deadline = 0.0  # of the snapshot
        self._closed = False

    @classmethod
    async def open(cls, path: Path, bus: Bus, clock: Clock = system_clock) -> "SqliteDatabase":
        """Open or create the file at `path` and bring its schema up to date.

        Raises `StartupError` if it can't be opened or written to, or belongs to a newer program.
        """
        try:
            migrate(path)
            return cls(path, bus, clock)
        except apsw.Error as error:
            reason = REASONS.name(error)
            why = f"{error}: {reason}" if reason else str(error)
            raise StartupError(f"the database {path} can't be opened: {why}") from error

    async def read(self, work: Callable[[Transaction], Awaitable[T]], *, autocommit: bool = False) -> T:  # noqa: ARG002
        """See `Database.read`. Runs in place, on a snapshot that all reads of this round of the loop share; in a later
        round if those before it have taken long enough.
        """
        self._check_ready()
        while self._in_snapshot and time.perf_counter() > self._deadline:
            await asyncio.sleep(0)
            self._check_ready()
        try:
            if not self._in_snapshot:
                self._begin_snapshot()
            return self._run(work, SqliteTransaction(self._reader, self._clock()))
        except REASONS.errors as error:
            raise REASONS.explain(error) from error

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, autocommit: bool = False) -> T:  # noqa: ARG002
        """See `Database.write`. Joins the next group."""
        self._check_ready()
        loop = asyncio.get_running_loop()
        unit = _Unit(work, loop.create_future())
        self._queue.append(unit)
        if self._idle.is_set():
            self._idle.clear()
            loop.call_soon(self._run_group)
        return await unit.future  # type: ignore[no-any-return]

    async def scan(self, work: Work[T], *, seconds: float = SCAN_SECONDS) -> T:
        """See `Database.scan`. Runs in a thread."""
        self._check_ready()
        return await self._scans.run(work, seconds)

    async def close(self) -> None:
        """See `Database.close`."""
        self._closed = True
        await self._scans.close()
        await self._idle.wait()
        self._committer.shutdown()
        self._end_snapshot()
        self._reader.close()
        self._writer.close()

    def _check_ready(self) -> None:
        if self._closed:
            raise Unavailable("The server is shutting down.")
        if self._running_unit:
            raise ForeignAwaitError("a unit of work may not start another")

    def _run(self, work: Callable[[Transaction], Awaitable[T]], transaction: SqliteTransaction) -> T:
        self._running_unit = True
        try:
            return run_in_place(work(transaction))
        finally:
            self._running_unit = False

    def _begin_snapshot(self) -> None:
        self._reader.execute("begin")
        self._in_snapshot = True
        self._deadline = time.perf_counter() + GROUP_SECONDS
        asyncio.get_running_loop().call_soon(self._end_snapshot)

    def _end_snapshot(self) -> None:
        if self._in_snapshot:
            self._in_snapshot = False
            if self._reader.in_transaction:  # an error of the disk ends it by itself
                self._reader.execute("commit")

    def _run_group(self) -> None:
        """Run what waits, for as long as the loop may be kept, and send the commit to its thread."""
        deadline = time.perf_counter() + GROUP_SECONDS
        done: list[_Unit] = []
        try:
            self._writer.execute("begin immediate")
        except apsw.Error as error:
            waiting, self._queue = list(self._queue), deque()
            self._abandon_group(waiting, error)
            return
        try:
            while self._queue and time.perf_counter() < deadline:
                self._run_unit(self._queue.popleft(), done)
        except apsw.Error as error:
            self._abandon_group(done, error)
            return
        self._commit(done)

    def _run_unit(self, unit: _Unit, done: list[_Unit]) -> None:
        """Run one unit inside its savepoint. Raises only if the whole group is lost with it."""
        if unit.future.done():
            return
        transaction = SqliteTransaction(self._writer, self._clock())
        try:
            self._writer.execute("savepoint unit")
            unit.result = self._run(unit.work, transaction)
            self._writer.execute("release unit")
        except BaseException as error:  # noqa: BLE001 - whatever a unit raises is its caller's
            self._undo(unit, error)
        else:
            unit.announcements = transaction.announcements
            done.append(unit)

    def _undo(self, unit: _Unit, error: BaseException) -> None:
        _refuse(unit, REASONS.explain(error) if isinstance(error, REASONS.errors) else error)
        # A full disk makes SQLite roll the whole transaction back by itself: then this raises, and the group is lost.
        self._writer.execute("rollback to unit")
        self._writer.execute("release unit")

    def _commit(self, done: list[_Unit]) -> None:
        loop = asyncio.get_running_loop()
        commit = loop.run_in_executor(self._committer, _timed_commit, self._writer)
        commit.add_done_callback(lambda outcome: self._settle(done, outcome))

    def _settle(self, done: list[_Unit], outcome: asyncio.Future[None]) -> None:
        """The commit has ended: tell the bus, then those who wait, and go on with the next group."""
        error = outcome.exception()
        if error is not None:
            self._abandon_group(done, error)
            return
        metrics.GROUP_UNITS.observe(len(done))
        self._end_snapshot()  # from here on what was committed is acknowledged, and every read has to see it
        for unit in done:
            if unit.announcements:
                self._bus.publish(unit.announcements)
            if not unit.future.cancelled():
                unit.future.set_result(unit.result)
        self._next_group()

    def _abandon_group(self, done: list[_Unit], error: BaseException) -> None:
        """Nothing of this group is on disk: everyone in it is told so, and the next group starts afresh."""
        metrics.GROUPS_FAILED.inc()
        if self._writer.in_transaction:
            with suppress(apsw.Error):
                self._writer.execute("rollback")
        for unit in done:
            _refuse(unit, REASONS.explain(error))
        self._next_group()

    def _next_group(self) -> None:
        if self._queue:
            asyncio.get_running_loop().call_soon(self._run_group)
        else:
            self._idle.set()


def _refuse(unit: _Unit, error: BaseException) -> None:
    if not unit.future.done():
        unit.future.set_exception(error)


def _timed_commit(connection: apsw.Connection) -> None:
    with metrics.COMMIT_SECONDS.time():
        connection.execute("commit")
