"""Long reads on SQLite: each in a thread, on a connection of its own."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import apsw

from besedka.database import Row, Value, Work
from besedka.errors import Unavailable
from besedka.store.engine.clock import Clock
from besedka.store.engine.driver import run_in_place
from besedka.store.engine.scans import TOO_LONG, Places
from besedka.store.engine.sqlite_connection import REASONS, SqliteTransaction, connect

T = TypeVar("T")

AT_ONCE = 2  # more would only take the interpreter from each other, and from the event loop
STOP_SECONDS = 0.05  # between two interruptions: one that comes before its statement has no effect


class SqliteScans:
    """See `Database.scan`."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._places = Places(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="scan")

    async def run(self, work: Work[T], seconds: float) -> T:
        """Run the unit to its end, or stop it after `seconds` or with its caller."""
        async with self._places.take(seconds):
            scan = _Scan()
            loop = asyncio.get_running_loop()
            running = loop.run_in_executor(self._threads, scan.run, self._path, work, self._clock)
            try:
                return await asyncio.shield(running)
            finally:
                while not running.done():
                    scan.stop()
                    await asyncio.wait({running}, timeout=STOP_SECONDS)
                running.exception()  # whoever waited has been told why

    async def close(self) -> None:
        """Stop what runs, and end the threads."""
        await self._places.close()
        self._threads.shutdown()


class _Scan:
    """One long read. It is run in a thread, and stopped from another."""

    def __init__(self) -> None:
        self._connection: apsw.Connection | None = None
        self._lock = threading.Lock()  # nothing is interrupted that is just being closed
        self._stopped = False

    def run(self, path: Path, work: Work[T], clock: Clock) -> T:
        try:
            connection = connect(path, read_only=True)
            try:
                with self._lock:
                    self._connection = connection
                connection.execute("begin")
                return run_in_place(work(_ScanTransaction(connection, clock(), self.check)))
            finally:
                with self._lock:
                    self._connection = None
                connection.close()
        except apsw.InterruptError as error:
            raise Unavailable(TOO_LONG) from error
        except REASONS.errors as error:
            raise REASONS.explain(error) from error

    def stop(self) -> None:
        """End the statement that runs, and let no other one begin."""
        with self._lock:
            self._stopped = True
            if self._connection is not None:
                self._connection.interrupt()

    def check(self) -> None:
        if self._stopped:
            raise apsw.InterruptError


class _ScanTransaction(SqliteTransaction):
    """Whose statements begin only as long as `check` does not raise."""

    __slots__ = ("_check",)

    def __init__(self, connection: apsw.Connection, now: int, check: Callable[[], None]) -> None:
        super().__init__(connection, now)
        self._check = check

    async def fetch(self, statement: str, *values: Value) -> list[Row]:
        self._check()
        return await super().fetch(statement, *values)

    async def fetch_one(self, statement: str, *values: Value) -> Row | None:
        self._check()
        return await super().fetch_one(statement, *values)

    async def execute(self, statement: str, *values: Value) -> None:
        self._check()
        await super().execute(statement, *values)
