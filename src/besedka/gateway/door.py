"""Who may come in, and what all connections of a server share."""

import asyncio
import random
from typing import Any

import msgspec
from websockets.datastructures import Headers

from besedka import metrics
from besedka.actions import snapshots
from besedka.actions.sessions import find_session
from besedka.bus import Bus
from besedka.database import Database
from besedka.errors import Code, Forbidden, NoSuchRoute, NotSignedIn
from besedka.gateway.commands import Commands
from besedka.gateway.hub import Hub
from besedka.gateway.presence import PresenceBoard
from besedka.gateway.protocol import CloseCode
from besedka.gateway.sweep import Sweep
from besedka.limits import Limits
from besedka.model import Session, Snapshot
from besedka.wire.origins import is_own_origin
from besedka.wire.sessions import find_token

PATH = "/gateway"
TICK_SECONDS = 5.0
AT_ONCE = 16  # connections that are let in at the same time; the others wait
COMEBACK_MILLISECONDS = 5000  # clients spread their return over this


class Door:
    """Everything that a connection calls."""

    def __init__(self, database: Database, bus: Bus, allowed_origins: tuple[str, ...], limits: Limits) -> None:
        self.hub = Hub(database, bus)
        self.commands = Commands(database, bus)
        self.presence = PresenceBoard(self.hub)
        self.limits = limits
        self.lobby = asyncio.Semaphore(AT_ONCE)
        self._database = database
        self._allowed = frozenset(allowed_origins)
        self._connections: set[Any] = set()
        self._sweep = Sweep(self.hub) if bus.lossy else None
        self._ticker = asyncio.get_running_loop().call_later(TICK_SECONDS, self._tick)

    async def admit(self, path: str, headers: Headers) -> tuple[str, Session]:
        """The token and the session of who knocks. Raises `NoSuchRoute`, `Forbidden` (`cross_site`), `NotSignedIn`."""
        if path.partition("?")[0].rstrip("/") != PATH:
            raise NoSuchRoute
        origin = headers.get("Origin")
        if (
            origin is not None
            and origin not in self._allowed
            and not is_own_origin(origin, "http", headers.get("Host"))
        ):
            raise Forbidden("A page of another site may not do this.", Code.CROSS_SITE)
        token = find_token(headers.get_all("Cookie"))
        if token is None:
            raise NotSignedIn
        session = await self._database.read(lambda tx: find_session(tx, token), autocommit=True)
        if session is None:
            raise NotSignedIn
        return token, session

    async def list_chat_ids(self, user_id: int) -> list[int]:
        """The chats that a connection of this user will listen to."""
        return await self._database.read(lambda tx: snapshots.list_chat_ids(tx, user_id), autocommit=True)

    async def take_snapshot(self, token: str) -> Snapshot:
        """The state to begin from. Raises `NotSignedIn`."""
        return await self._database.read(lambda tx: snapshots.take_snapshot(tx, token))

    def opened(self, connection: Any) -> None:  # noqa: ANN401 - a connection, which knows us
        """Have the connection ticked."""
        self._connections.add(connection)
        metrics.CONNECTIONS.set(len(self._connections))

    def closed(self, connection: Any) -> None:  # noqa: ANN401 - likewise
        """It is gone."""
        self._connections.discard(connection)
        metrics.CONNECTIONS.set(len(self._connections))

    def close(self) -> None:
        """Let go of everything."""
        self._ticker.cancel()
        if self._sweep is not None:
            self._sweep.close()
        self.hub.close()

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticker = loop.call_later(TICK_SECONDS, self._tick)
        now = loop.time()
        for connection in tuple(self._connections):
            connection.tick(now)
        self.presence.tick(now)


def comeback_reason() -> tuple[CloseCode, str]:
    """How a draining server takes leave: with a different wait for everyone."""
    wait = random.randrange(COMEBACK_MILLISECONDS)  # noqa: S311 - to spread, not to hide
    return CloseCode.GOING_AWAY, msgspec.json.encode({"reconnect_after_ms": wait}).decode()
