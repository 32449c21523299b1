"""Who is there: `online`, `idle` or `offline`, as far as all nodes together know. A hint, never stored."""

import asyncio
import secrets
from collections.abc import Iterable

import structlog

from besedka.actions import snapshots
from besedka.bus import Bus, Presence
from besedka.database import Database
from besedka.errors import Problem
from besedka.gateway import frames
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection, Roster

ONLINE, IDLE, OFFLINE = "online", "idle", "offline"
IDLE_SECONDS = 300.0  # without doing anything
REPEAT_SECONDS = 30.0  # after which a node says again what it knows, since the bus may have lost it
EXPIRY_SECONDS = 75.0  # after which a silent node's word counts no more
USERS_AT_ONCE = 50  # looked at in one round of the event loop
_RANK = {ONLINE: 2, IDLE: 1, OFFLINE: 0}

log = structlog.get_logger(__name__)


class PresenceBoard:
    """Looks at the local connections with every `look`, so that who only reconnects never seems gone; tells the other
    nodes by the bus, and those who share a direct or group chat with the user: one after another, for a hint must not
    keep messages from the database. Times are seconds of any steady clock.
    """

    def __init__(self, database: Database, bus: Bus, roster: Roster) -> None:
        self._database = database
        self._bus = bus
        self._roster = roster
        self._node = secrets.token_hex(8)
        self._now = 0.0
        self._said: dict[int, tuple[str, float]] = {}  # what this node last published, and when
        self._heard: dict[int, dict[str, tuple[str, float]]] = {}  # what each other node last published
        self._shown: dict[int, str] = {}  # what local listeners were last told; offline is not kept
        self._to_tell: dict[int, str] = {}  # the state of these users
        self._to_greet: dict[Connection, None] = {}
        self._errands: asyncio.Task[None] | None = None

    async def look(self, now: float) -> None:
        """At everyone, some in each round of the loop; to be called every few seconds. Publishes what has changed, or
        was said long ago.
        """
        self._now = now
        for some in in_pieces(list(self._said.keys() | set(self._roster.users())), USERS_AT_ONCE):
            for user_id in some:
                self._say(user_id, _state(self._roster.of(user_id), self._now))
            await asyncio.sleep(0)
        self._expire()

    def greet(self, connection: Connection) -> None:
        """Tell a new connection who of its user's acquaintances is there."""
        if self._shown:
            self._to_greet[connection] = None
            self._run_errands()

    def hear(self, presence: Presence) -> None:
        """What another node says."""
        if presence.node == self._node:
            return
        nodes = self._heard.setdefault(presence.user_id, {})
        nodes[presence.node] = (presence.state, self._now)
        if presence.state == OFFLINE:
            del nodes[presence.node]
        self._show(presence.user_id)

    def close(self) -> None:
        """Tell nobody anything more."""
        if self._errands is not None:
            self._errands.cancel()

    def _say(self, user_id: int, state: str) -> None:
        said, when = self._said.get(user_id, (OFFLINE, self._now))
        stale = self._bus.lossy and self._now - when > REPEAT_SECONDS
        if state == OFFLINE:
            self._said.pop(user_id, None)
        elif state != said or stale:
            self._said[user_id] = (state, self._now)
        if state != said or stale:
            self._bus.publish([Presence(user_id, self._node, state)])
            self._show(user_id)

    def _expire(self) -> None:
        for user_id, nodes in tuple(self._heard.items()):
            for node in [node for node, (_, when) in nodes.items() if self._now - when > EXPIRY_SECONDS]:
                del nodes[node]
                self._show(user_id)

    def _show(self, user_id: int) -> None:
        """Tell the acquaintances, if anything has changed for them."""
        nodes = self._heard.get(user_id, {})
        if not nodes:
            self._heard.pop(user_id, None)
        states = [state for state, _ in nodes.values()] + [self._said.get(user_id, (OFFLINE, 0.0))[0]]
        state = max(states, key=lambda each: _RANK.get(each, 0))
        if state == self._shown.get(user_id, OFFLINE):
            return
        self._shown[user_id] = state
        if state == OFFLINE:
            del self._shown[user_id]
        self._to_tell[user_id] = state
        self._run_errands()

    def _run_errands(self) -> None:
        if self._errands is None:
            self._errands = asyncio.create_task(self._run_all_errands())

    async def _run_all_errands(self) -> None:
        """A hint that can't be given, because the database does not answer, is not given."""
        try:
            while self._to_tell or self._to_greet:
                try:
                    await self._run_errand()
                except Problem as problem:
                    log.warning("presence_not_told", code=problem.code)
                except Exception:
                    log.exception("presence_not_told")
                await asyncio.sleep(0)
        finally:
            self._errands = None

    async def _run_errand(self) -> None:
        if self._to_tell:
            user_id = next(iter(self._to_tell))
            await self._tell(user_id, self._to_tell.pop(user_id))
        else:
            connection = next(iter(self._to_greet))
            del self._to_greet[connection]
            await self._greet(connection)

    async def _tell(self, user_id: int, state: str) -> None:
        data = frames.encode(frames.PresenceFrame(user_id, state))
        for connection in self._roster.of_all(await self._list_acquaintances(user_id)):
            connection.whisper(data)

    async def _greet(self, connection: Connection) -> None:
        if connection.life is Life.OPEN:
            for user_id in await self._list_acquaintances(connection.user_id):
                if user_id in self._shown:
                    connection.whisper(frames.encode(frames.PresenceFrame(user_id, self._shown[user_id])))

    async def _list_acquaintances(self, user_id: int) -> list[int]:
        return await snapshots.list_acquaintance_ids.run(self._database, user_id)


def _state(connections: Iterable[Connection], now: float) -> str:
    """Of one user, by their open connections to this node."""
    acted = [connection.acted for connection in connections if connection.life is Life.OPEN]
    if not acted:
        return OFFLINE
    return ONLINE if now - max(acted) < IDLE_SECONDS else IDLE
