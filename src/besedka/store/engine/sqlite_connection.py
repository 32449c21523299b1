"""A connection to SQLite, a unit's view of it, and its troubles."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import apsw

from besedka.bus import Announcement
from besedka.database import Grouped, Row, Value
from besedka.store.engine import reasons
from besedka.store.engine.dialect import for_sqlite
from besedka.store.engine.reasons import Reasons

T = TypeVar("T")

SYNCHRONOUS = "full"  # a commit that was acknowledged survives a power cut
BUSY_MILLISECONDS = 100  # for someone else's lock on the file; nobody but this process should write to it
REASONS = Reasons(
    (apsw.FullError, reasons.FULL),
    (apsw.ReadOnlyError, reasons.READ_ONLY),
    (apsw.BusyError, reasons.BUSY),
    (apsw.CantOpenError, reasons.UNREACHABLE),
    (apsw.IOError, reasons.BROKEN),
)


class SqliteTransaction:
    """Statements in place: nothing here ever suspends."""

    __slots__ = ("_connection", "announcements", "now")

    def __init__(self, connection: apsw.Connection, now: int) -> None:
        self._connection = connection
        self.now = now
        self.announcements: list[Announcement] = []

    async def fetch(self, statement: str, *values: Value) -> list[Row]:
        return list(self._connection.execute(for_sqlite(statement), values))

    async def fetch_one(self, statement: str, *values: Value) -> Row | None:
        rows = self._connection.execute(for_sqlite(statement), values).fetchall()
        return rows[0] if rows else None

    async def fetch_grouped(self, statement: Grouped, *values: Value, repeatable: bool = False) -> Row | None:  # noqa: ARG002
        return await self.fetch_one(statement.single, *values)

    async def execute(self, statement: str, *values: Value) -> None:
        self._connection.execute(for_sqlite(statement), values).fetchall()

    async def aside(self, work: Callable[[], T]) -> T:
        return work()  # a scan is in a thread already

    def announce(self, announcement: Announcement) -> None:
        self.announcements.append(announcement)


def connect(path: Path, *, read_only: bool = False) -> apsw.Connection:
    connection = apsw.Connection(str(path), statementcachesize=256)
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)  # else a join is planned anew for every other value
    connection.execute("pragma journal_mode = wal")
    connection.execute(f"pragma synchronous = {SYNCHRONOUS}")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma query_only = on" if read_only else "pragma wal_autocheckpoint = 4000")
    return connection
