"""The unit of work, whichever engine is behind it: the port that `store/engine` implements.

A unit is a coroutine function that takes a `Transaction` and awaits nothing but it. All it did is committed and on disk
before `Database.write` returns, or none of it ever happened.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import msgspec

from besedka.bus import Announcement

T = TypeVar("T")

Value: TypeAlias = int | str | bytes | bool | None
Row: TypeAlias = Sequence[Any]


class Grouped(msgspec.Struct, frozen=True, eq=False):
    """A statement of one row at most that many units may share: `single` for one of them; `together` for many at once.

    `together` takes an array for each value of `single`, and gives rows whose first column is the place in the arrays,
    from 1, and whose others are those of `single`. Each place has the row that `single` would give it, were they run in
    the order of their places; or the whole statement fails.
    """

    single: str
    together: str


class Transaction(Protocol):
    """What a unit sees of the database. Only `store` calls the statements; actions announce."""

    @property
    def now(self) -> int:
        """The time of this unit: milliseconds since 1970, UTC."""

    async def fetch(self, statement: str, *values: Value) -> list[Row]:
        """All rows of one statement, written in the common subset of SQL with PostgreSQL's `$1` for `values[0]`."""

    async def fetch_one(self, statement: str, *values: Value) -> Row | None:
        """The first row, or None."""

    async def fetch_grouped(self, statement: Grouped, *values: Value, repeatable: bool = False) -> Row | None:
        """As `fetch_one`. In autocommit an engine for which statements are round trips runs it together with those of
        other units, in the order in which they ask. `repeatable`: to run it once more than once does no harm.
        """

    async def execute(self, statement: str, *values: Value) -> None:
        """Run a statement for its effect."""

    async def aside(self, work: Callable[[], T]) -> T:
        """What `work` returns, which takes the processor for long. In a scan it is done beside the event loop, as a scan itself
        is where its statements are; it touches nothing of the transaction.
        """

    def announce(self, announcement: Announcement) -> None:
        """Have this told to everyone once the unit is committed; never, if it is not."""


class ForeignAwaitError(RuntimeError):
    """A unit awaited something that is not its transaction. It was stopped there and rolled back."""


Work: TypeAlias = Callable[[Transaction], Awaitable[T]]

SCAN_SECONDS = 30.0


class Database(Protocol):
    """Runs units of work. All methods raise what the unit raises, `ForeignAwaitError` for a unit that awaits anything
    but its transaction, and `errors.Unavailable` when the database can't serve; a failed unit leaves no trace. With
    `errors.Uncertain` alone it may have happened, unannounced.
    """

    @property
    def remote(self) -> bool:
        """Whether a change may go untold: another node made it, or the connection broke just after the commit. If so,
        someone has to look from time to time.
        """

    async def read(self, work: Callable[[Transaction], Awaitable[T]], *, autocommit: bool = False) -> T:
        """Run a unit that only reads, on one consistent snapshot that holds everything acknowledged so far.

        With `autocommit` the engine may give each statement a snapshot of its own, which saves two round trips: for
        units of one statement.
        """

    async def write(self, work: Callable[[Transaction], Awaitable[T]], *, autocommit: bool = False) -> T:
        """Run a unit and return its result after its changes are on disk and its announcements with the bus.

        With `autocommit` the engine may commit each statement by itself: for units that change something by one
        statement at most, and do not fail after it.

        A caller that is cancelled while waiting does not tear its unit: it happens whole, or not at all. A unit that
        raises `errors.LostRaceError` is rolled back and run again, by an engine that has more than one writer.
        """

    async def scan(self, work: Work[T], *, seconds: float = SCAN_SECONDS) -> T:
        """Run a unit that reads for long, such as a search, an export or a backup: as `read` does, on one consistent
        snapshot that holds everything acknowledged so far, but never on the event loop. It may run in a thread: it
        touches nothing but its transaction, and asks for many rows in portions, because they are made on the interpreter
        that everyone shares.

        A few run at once, a few more wait for a moment: `errors.Unavailable` for the rest, and for a unit that is not
        done within `seconds`. It is stopped then, as it is with a caller that is cancelled.
        """

    async def close(self) -> None:
        """Finish what was accepted, stop scans, refuse what comes later, and let go of the files or connections."""
