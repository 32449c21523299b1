"""How an action is run: whether it reads or writes, in how many statements, and what is checked before that.

An action is declared with what it needs, so that no door can forget it:

    @writes_once.checked(check_draft)
    async def post_message(tx: Transaction, actor_id: int, draft: Draft) -> Message: …
"""

from collections.abc import Awaitable, Callable
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar

from besedka.database import Database, Transaction

P = ParamSpec("P")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
T = TypeVar("T")
Actor_contra = TypeVar("Actor_contra", contravariant=True)
Asked_contra = TypeVar("Asked_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)

SCAN_SECONDS = 10.0  # that whoever waits for a long read is asked to wait


class Action(Protocol[Actor_contra, Asked_contra, Result_co]):
    """What can be asked for, whatever transactions it takes."""

    async def run(self, database: Database, actor: Actor_contra, asked: Asked_contra, /) -> Result_co:
        """Check what is asked, and do it. Raises `errors.Problem`."""


class Unit(Generic[P, T]):
    """A unit of work that knows how it is run. Called with a transaction, it is a part of another unit."""

    def __init__(self, work: Callable[Concatenate[Transaction, P], Awaitable[T]], mode: "Mode") -> None:
        self.name = work.__qualname__
        self._work = work
        self._mode = mode

    def __call__(self, tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self._work(tx, *args, **kwargs)

    async def run(self, database: Database, /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it by itself: what it writes is on disk once this returns."""
        return await self._mode.run(database, lambda tx: self._work(tx, *args, **kwargs))


class CheckedUnit(Generic[A, B, C, T]):
    """A unit for which `check` makes, of what is asked, what is to be done: before the transaction, so that a refusal
    costs none. Called with a transaction it takes what has been checked.
    """

    def __init__(
        self, work: Callable[[Transaction, A, C], Awaitable[T]], mode: "Mode", check: Callable[[B], C]
    ) -> None:
        self.name = work.__qualname__
        self._work = work
        self._mode = mode
        self._check = check

    def __call__(self, tx: Transaction, actor: A, checked: C, /) -> Awaitable[T]:
        return self._work(tx, actor, checked)

    async def run(self, database: Database, actor: A, asked: B, /) -> T:
        """Check it, and run it by itself: what it writes is on disk once this returns."""
        checked = self._check(asked)
        return await self._mode.run(database, lambda tx: self._work(tx, actor, checked))


class Pieces(Generic[A, B, T]):
    """An action in several units, so that others get their turn between them."""

    def __init__(self, work: Callable[[Database, A, B], Awaitable[T]]) -> None:
        self._work = work

    async def run(self, database: Database, actor: A, asked: B, /) -> T:
        """Run one unit after another."""
        return await self._work(database, actor, asked)


class Mode:
    """How units of one kind are run. As a decorator it makes them. With `seconds` it is a long read, and stopped after them."""

    def __init__(self, *, writing: bool = False, autocommit: bool = False, seconds: float | None = None) -> None:
        self._writing = writing
        self._autocommit = autocommit
        self._seconds = seconds

    def __call__(self, work: Callable[Concatenate[Transaction, P], Awaitable[T]]) -> Unit[P, T]:
        return Unit(work, self)

    def checked(self, check: Callable[[B], C]) -> "_Checking[B, C]":
        """Likewise, for actions whose input is checked."""
        return _Checking(self, check)

    async def run(self, database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """The unit's result, once it is done."""
        if self._seconds is not None:
            return await database.scan(work, seconds=self._seconds)
        start = database.write if self._writing else database.read
        return await start(work, autocommit=self._autocommit)


class _Checking(Generic[B, C]):
    def __init__(self, mode: Mode, check: Callable[[B], C]) -> None:
        self._mode = mode
        self._check = check

    def __call__(self, work: Callable[[Transaction, A, C], Awaitable[T]]) -> CheckedUnit[A, B, C, T]:
        return CheckedUnit(work, self._mode, self._check)


# The names say what `Database` asks for: `…_once` are units of one statement, in autocommit.
reads, reads_once = Mode(), Mode(autocommit=True)
writes, writes_once = Mode(writing=True), Mode(writing=True, autocommit=True)
scans = Mode(seconds=SCAN_SECONDS)
