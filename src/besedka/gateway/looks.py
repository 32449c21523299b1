"""Looking again: what an announcement only hints at is read from the database, and told as it is by then."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import structlog

from besedka import metrics
from besedka.errors import Problem
from besedka.gateway.protocol import Life, comeback_reason
from besedka.gateway.roster import Connection

AT_ONCE = 8  # things that are being looked at
RETRY_SECONDS = 1.0
DEFECTS_LIMIT = 5  # looks at one thing in a row that fail for no reason we know

Thing: TypeAlias = tuple[str, int]  # its kind and its id

log = structlog.get_logger(__name__)


class Look:
    """One look at a thing, for the sake of these connections."""

    def __init__(self, thing_id: int, connections: set[Connection]) -> None:
        self.thing_id = thing_id
        self._connections = connections
        self._doubted: set[Connection] = set()

    @property
    def connections(self) -> list[Connection]:
        """For whom it is still worth something: those that are open, and not in doubt."""
        return [each for each in self._connections if self.concerns(each)]

    def concerns(self, connection: Connection) -> bool:
        """Whether it is still worth something for this one."""
        return connection.life is Life.OPEN and connection not in self._doubted

    def doubt(self, connection: Connection) -> None:
        """What is being read may be older than what is known of this connection."""
        self._doubted.add(connection)


Looker: TypeAlias = Callable[[Look], Awaitable[None]]


class Looks:
    """Each thing is looked at by one task at a time, so that an older answer never comes after a newer one; whoever asks
    meanwhile gets a look of their own afterwards. A look that fails is repeated as long as it concerns somebody; whom a
    defect keeps in the dark is sent away, to come back and begin anew.
    """

    def __init__(self) -> None:
        self._lookers: dict[str, Looker] = {}
        self._waiting: dict[Thing, set[Connection]] = {}
        self._running: dict[Thing, Look] = {}
        self._tasks: dict[Thing, asyncio.Task[None]] = {}
        self._at_once = asyncio.Semaphore(AT_ONCE)

    def __len__(self) -> int:
        return len(self._tasks)

    def teach(self, kind: str, looker: Looker) -> None:
        """How to look at things of this kind, and what to tell."""
        self._lookers[kind] = looker

    def ask(self, kind: str, thing_id: int, connections: Iterable[Connection]) -> None:
        """Have the thing looked at for these connections; for those that are opening, once they are open."""
        concerned = set()
        for connection in connections:
            if connection.life is Life.OPENING:
                connection.defer(kind, thing_id)
            elif connection.life is Life.OPEN:
                concerned.add(connection)
        if concerned:
            self._ask((kind, thing_id), concerned)

    def ask_for_all(self, kind: str, thing_id: int) -> None:
        """Have the thing looked at for whomever it may concern."""
        self._ask((kind, thing_id), set())

    def doubt(self, kind: str, thing_id: int, connection: Connection) -> None:
        """Something is known of this connection and thing that a look under way may not have seen: look again."""
        look = self._running.get((kind, thing_id))
        if look is not None:
            look.doubt(connection)
            self.ask(kind, thing_id, [connection])

    def doubt_all(self, kind: str, thing_id: int) -> None:
        """Likewise, of everyone whom a look under way concerns."""
        look = self._running.get((kind, thing_id))
        for connection in look.connections if look is not None else ():
            self.doubt(kind, thing_id, connection)

    def close(self) -> None:
        """Look at nothing more."""
        for task in self._tasks.values():
            task.cancel()

    def _ask(self, thing: Thing, concerned: set[Connection]) -> None:
        self._waiting.setdefault(thing, set()).update(concerned)
        if thing not in self._tasks:
            self._tasks[thing] = asyncio.create_task(self._look_at(thing))

    async def _look_at(self, thing: Thing) -> None:
        defects = 0
        try:
            while thing in self._waiting:
                concerned = self._waiting.pop(thing)
                async with self._at_once:
                    defects = await self._look_once(thing, concerned, defects)
                await asyncio.sleep(0)
        finally:
            del self._tasks[thing]

    async def _look_once(self, thing: Thing, concerned: set[Connection], defects: int) -> int:
        """How many looks in a row have failed for no reason we know."""
        look = self._running[thing] = Look(thing[1], concerned)
        try:
            await self._lookers[thing[0]](look)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may miss something for it
            _log_failure(thing, error)
            await asyncio.sleep(RETRY_SECONDS)
            defects += not isinstance(error, Problem)
            if defects >= DEFECTS_LIMIT:
                _send_away(look.connections)
            elif not concerned or look.connections:
                self._waiting.setdefault(thing, set()).update(look.connections)
            return defects
        finally:
            del self._running[thing]
        return 0


def _send_away(connections: list[Connection]) -> None:
    for connection in connections:
        connection.end(*comeback_reason())


def _log_failure(thing: Thing, error: Exception) -> None:
    metrics.LOOKS_FAILED.inc()
    kind, thing_id = thing
    if isinstance(error, Problem):
        log.warning("look_failed", kind=kind, id=thing_id, code=error.code)
    else:
        log.error("look_failed", kind=kind, id=thing_id, exc_info=error)
