"""A database whose readings and writings fail, or wait, by a plan."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from besedka.actions.units import CheckedUnit, Unit
from besedka.database import Database

PATIENCE = 60  # seconds: on a machine that does other things besides


class Gate:
    """Where units of work stop until they are let go: `reached` says that one has come."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()

    async def wait_until_reached(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.reached.wait()


class Faults:
    """What goes wrong with the units of a database, by the action, or the function, that asks for them (a part of its qualified name)."""

    def __init__(self) -> None:
        self._failures: list[tuple[str, Exception]] = []
        self._before: dict[str, Gate] = {}
        self._after: dict[str, Gate] = {}

    def fail(self, asker: str, *errors: Exception) -> None:
        """Have the next units that this function asks for fail, with these errors in turn."""
        self._failures += [(asker, error) for error in errors]

    @property
    def left(self) -> int:
        """How many failures are still to come."""
        return len(self._failures)

    def hold_before(self, asker: str) -> Gate:
        """Have its next units wait before they begin."""
        return self._before.setdefault(asker, Gate())

    def hold_after(self, asker: str) -> Gate:
        """Have the answers to its next units wait: they grow old."""
        return self._after.setdefault(asker, Gate())

    async def apply(self, work: Any, run: Callable[[], Awaitable[Any]]) -> Any:
        name = _asker(work)
        await _pass(self._before, name)
        for number, (asker, error) in enumerate(self._failures):
            if asker in name:
                del self._failures[number]
                raise error
        answer = await run()
        await _pass(self._after, name)
        return answer


def _asker(work: Any) -> str:
    """Who asks for this unit: the action, or what holds a unit of its own."""
    unit = inspect.getclosurevars(work).nonlocals.get("self")
    return unit.name if isinstance(unit, Unit | CheckedUnit) else str(work.__qualname__)


async def _pass(gates: dict[str, Gate], name: str) -> None:
    for asker, gate in gates.items():
        if asker in name:
            gate.reached.set()
            await gate.open.wait()


@contextmanager
def faults_in(database: Database) -> Iterator[Faults]:
    """Have the units of this database go wrong as they are told to."""
    faults = Faults()
    read, write = database.read, database.write

    async def faulty_read(work: Any, *, autocommit: bool = False) -> Any:
        return await faults.apply(work, lambda: read(work, autocommit=autocommit))

    async def faulty_write(work: Any, *, autocommit: bool = False) -> Any:
        return await faults.apply(work, lambda: write(work, autocommit=autocommit))

    database.read, database.write = faulty_read, faulty_write  # type: ignore[method-assign]
    try:
        yield faults
    finally:
        database.read, database.write = read, write  # type: ignore[method-assign]
