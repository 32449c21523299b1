"""All parts of the gateway of one node, put together."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

import structlog

from besedka.bus import Announcement, Bus
from besedka.database import Database
from besedka.gateway.commands import Commands
from besedka.gateway.comparison import Comparison
from besedka.gateway.door import Door
from besedka.gateway.hub import Hub
from besedka.gateway.looks import Looks
from besedka.gateway.partings import Partings
from besedka.gateway.pieces import in_pieces
from besedka.gateway.presence import PresenceBoard
from besedka.gateway.protocol import Budget
from besedka.gateway.roster import Connection, Roster
from besedka.gateway.sessions import Clock, SessionKeeper
from besedka.gateway.sizes import RoomSizes
from besedka.gateway.sweep import Sweep
from besedka.gateway.teller import Teller
from besedka.limits import FRAMES_OF_USER, Limits
from besedka.settings import Settings

TICK_SECONDS = 5.0
TICKED_AT_ONCE = 500  # connections in one round of the event loop

log = structlog.get_logger(__name__)


class Node:
    """What a connection calls, and what keeps it company."""

    def __init__(self, database: Database, bus: Bus, limits: Limits, clock: Clock, settings: Settings) -> None:
        self.commands = Commands(database, bus)
        self.roster = Roster()
        self.hub = Hub(database, bus)
        self.looks = Looks()
        self.door = Door(database, self.roster, self.hub, self.looks, settings)
        self.presence = PresenceBoard(bus, self.roster, self.hub, RoomSizes(database))
        self.partings = Partings()
        self.teller = Teller(database, self.roster, self.hub, self.looks, self.partings)
        keeper = SessionKeeper(database, self.roster, clock)
        comparison = Comparison(database, self.roster, self.hub, self.teller)
        self.sweep = Sweep(keeper, comparison if bus.lossy or database.remote else None)
        self._limits = limits
        self._unsubscribe = bus.subscribe(self._hear)
        bus.on_gap(self.sweep.hurry)
        self._ticker = asyncio.create_task(self._tick())

    def budget_of(self, user_id: int) -> Budget | None:
        """What limits the frames of a user; None for no limit."""
        return partial(self._limits.take, FRAMES_OF_USER, user_id) if self._limits.on else None

    def lose(self, connection: Connection) -> None:
        """Nothing is told to this connection from here on."""
        self.hub.remove(connection)
        self.roster.remove(connection)

    def count_leftovers(self) -> dict[str, int]:
        """What there is for the sake of connections: nothing, once all are gone and what was begun has ended."""
        return {
            "connections": len(self.roster),
            "opening": self.door.opening,
            "feeds": len(self.hub.chat_ids()),
            "rooms": len(self.hub.room_versions()),
            "people watched": len(self.hub.circle),
            "looks": len(self.looks),
            "partings": len(self.partings),
            "rooms being told": len(self.teller.rooms),
        }

    def close(self) -> None:
        """Hear nothing more, and let go of everything."""
        self._unsubscribe()
        self._ticker.cancel()
        for part in (self.sweep, self.looks, self.partings, self.teller.rooms, self.hub, self.presence):
            part.close()

    def _hear(self, announcement: Announcement) -> None:
        self.presence.hear(announcement)
        self.teller.hear(announcement)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = asyncio.get_running_loop().time()
            await self._try(self._tick_connections(now))
            await self._try(self.presence.look(now))

    async def _tick_connections(self, now: float) -> None:
        for some in in_pieces(list(self.roster), TICKED_AT_ONCE):
            for connection in some:
                connection.tick(now)
            await asyncio.sleep(0)

    async def _try(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("tick_failed")
