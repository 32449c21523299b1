"""Who is there: `online`, `idle` or `offline`, as far as all nodes together know. A hint, never stored."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from besedka.actions import snapshots
from besedka.bus import Presence
from besedka.gateway import frames
from besedka.gateway.hub import Connection, Hub
from besedka.gateway.pieces import in_pieces

ONLINE, IDLE, OFFLINE = "online", "idle", "offline"
IDLE_SECONDS = 300.0  # without doing anything
REPEAT_SECONDS = 30.0  # after which a node says again what it knows, since the bus may have lost it
EXPIRY_SECONDS = 75.0  # after which a silent node's word counts no more
USERS_AT_ONCE = 50  # looked at in one round of the event loop
_RANK = {ONLINE: 2, IDLE: 1, OFFLINE: 0}


class PresenceBoard:
    """Looks at the local connections with every `tick`, so that who only reconnects never seems gone; tells the other
    nodes by the bus, and those who share a direct or group chat with the user: one after another, for a hint must not
    keep messages from the database. Times are seconds of any steady clock.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._node = secrets.token_hex(8)
        self._now = 0.0
        self._said: dict[int, tuple[str, float]] = {}  # what this node last published, and when
        self._heard: dict[int, dict[str, tuple[str, float]]] = {}  # what each other node last published
        self._shown: dict[int, str] = {}  # what local listeners were last told; offline is not kept
        self._looking = False
        self._errands: deque[Callable[[], Awaitable[None]]] = deque()
        self._running_errands = False
        hub.tell_by(Presence, self._hear)

    def tick(self, now: float) -> None:
        """Publish what has changed, or was said long ago; to be called every few seconds."""
        self._now = now
        if not self._looking:
            self._looking = True
            self._hub.run(self._look())

    async def _look(self) -> None:
        """At everyone, some in each round of the loop."""
        try:
            for some in in_pieces(list(self._said.keys() | self._hub.connections.keys()), USERS_AT_ONCE):
                for user_id in some:
                    self._say(user_id, _state(self._hub.connections.get(user_id, ()), self._now))
                await asyncio.sleep(0)
            self._expire()
        finally:
            self._looking = False

    def greet(self, connection: Connection) -> None:
        """Tell a new connection who of its user's acquaintances is there."""
        if self._shown:
            self._run_later(partial(self._greet, connection))

    def _say(self, user_id: int, state: str) -> None:
        said, when = self._said.get(user_id, (OFFLINE, self._now))
        stale = self._hub.bus.lossy and self._now - when > REPEAT_SECONDS
        if state == OFFLINE:
            self._said.pop(user_id, None)
        elif state != said or stale:
            self._said[user_id] = (state, self._now)
        if state != said or stale:
            self._hub.bus.publish([Presence(user_id, self._node, state)])
            self._show(user_id)

    def _hear(self, presence: Presence) -> None:
        if presence.node == self._node:
            return
        nodes = self._heard.setdefault(presence.user_id, {})
        nodes[presence.node] = (presence.state, self._now)
        if presence.state == OFFLINE:
            del nodes[presence.node]
        self._show(presence.user_id)

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
        state = max(states, key=_RANK.__getitem__)
        if state == self._shown.get(user_id, OFFLINE):
            return
        self._shown[user_id] = state
        if state == OFFLINE:
            del self._shown[user_id]
        self._run_later(partial(self._tell, user_id, state))

    def _run_later(self, errand: Callable[[], Awaitable[None]]) -> None:
        self._errands.append(errand)
        if not self._running_errands:
            self._running_errands = True
            self._hub.run(self._run_errands())

    async def _run_errands(self) -> None:
        try:
            while self._errands:
                await self._errands.popleft()()
                await asyncio.sleep(0)
        finally:
            self._running_errands = False

    async def _tell(self, user_id: int, state: str) -> None:
        known = await self._hub.database.read(lambda tx: snapshots.list_acquaintance_ids(tx, user_id), autocommit=True)
        data = frames.encode(frames.PresenceFrame(user_id, state))
        for other_id in known:
            for connection in self._hub.connections.get(other_id, ()):
                connection.whisper(data)

    async def _greet(self, connection: Connection) -> None:
        known = await self._hub.database.read(
            lambda tx: snapshots.list_acquaintance_ids(tx, connection.user_id), autocommit=True
        )
        for user_id in known:
            if user_id in self._shown and connection.user_id:
                connection.whisper(frames.encode(frames.PresenceFrame(user_id, self._shown[user_id])))


def _state(connections: Iterable[Connection], now: float) -> str:
    """Of one user, by their connections to this node."""
    acted = [connection.acted for connection in connections]
    if not acted:
        return OFFLINE
    return ONLINE if now - max(acted) < IDLE_SECONDS else IDLE
