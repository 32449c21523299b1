"""Who is there: `online`, `idle` or `offline`, as far as all nodes together know. A hint, never stored."""

import asyncio
import secrets
from collections.abc import Iterable

import msgspec
import structlog

from besedka.bus import Announcement, Bus, Presence, RoomGone, RoomLeft
from besedka.errors import Problem
from besedka.gateway import frames
from besedka.gateway.hub import Hub
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection, Roster
from besedka.gateway.sizes import RoomSizes

ONLINE, IDLE, OFFLINE = "online", "idle", "offline"
IDLE_SECONDS = 300.0  # without doing anything
REPEAT_SECONDS = 30.0  # after which a node says again what it knows, since the bus may have lost it
EXPIRY_SECONDS = 75.0  # after which a silent node's word counts no more
USERS_AT_ONCE = 50  # looked at in one round of the event loop
_RANK = {ONLINE: 2, IDLE: 1, OFFLINE: 0}

log = structlog.get_logger(__name__)


class Sight(msgspec.Struct, frozen=True):
    """How someone is to be seen: by those in these rooms, unless they are too large, and by those they have a direct chat with, but
    for those they have blocked.
    """

    state: str = OFFLINE
    room_ids: tuple[int, ...] = ()
    hidden_from: tuple[int, ...] = ()


_UNSEEN = Sight()


class PresenceBoard:
    """Looks at the local connections with every `look`, so that who only reconnects never seems gone; tells the other
    nodes by the bus, and those here who may see it: one user after another, for a hint must not keep messages waiting. Who that
    is, the connections know themselves; of the database only the size of a room is asked, and only if somebody is in it who
    could be told. Times are seconds of any steady clock.
    """

    def __init__(self, bus: Bus, roster: Roster, hub: Hub, sizes: RoomSizes) -> None:
        self._bus = bus
        self._roster = roster
        self._hub = hub
        self._sizes = sizes
        self._node = secrets.token_hex(8)
        self._now = 0.0
        self._said: dict[int, tuple[Sight, float]] = {}  # what this node last published, and when
        self._heard: dict[int, dict[str, tuple[Sight, float]]] = {}  # what each other node last published
        self._shown: dict[int, Sight] = {}  # what local listeners were last told; offline is not kept
        self._present: dict[int, set[int]] = {}  # who of those is in which room
        self._to_tell: dict[int, tuple[Sight, Sight]] = {}  # how these users were last told of, and are now
        self._to_greet: dict[Connection, None] = {}
        self._errands: asyncio.Task[None] | None = None

    async def look(self, now: float) -> None:
        """At everyone, some in each round of the loop; to be called every few seconds. Publishes what has changed, or
        was said long ago.
        """
        self._now = now
        for some in in_pieces(list(self._said.keys() | set(self._roster.users())), USERS_AT_ONCE):
            for user_id in some:
                self._say(user_id, _sight(self._roster.of(user_id), self._now))
            await asyncio.sleep(0)
        for connection in self._hub.circle.take_restless():
            self.greet(connection)
        self._expire()
        self._sizes.expire(now)

    def greet(self, connection: Connection) -> None:
        """Tell a connection that is new, or in a new place, who is there."""
        if self._shown:
            self._to_greet[connection] = None
            self._run_errands()

    def hear(self, announcement: Announcement) -> None:
        """What another node says; and who is in a room no more, whose members see them no more by it."""
        if isinstance(announcement, Presence):
            self._hear_presence(announcement)
        elif isinstance(announcement, RoomLeft):
            self._present.get(announcement.room_id, set()).difference_update(announcement.user_ids)
        elif isinstance(announcement, RoomGone):
            self._present.pop(announcement.room_id, None)
        self._sizes.hear(announcement)

    def close(self) -> None:
        """Tell nobody anything more."""
        if self._errands is not None:
            self._errands.cancel()

    def _hear_presence(self, presence: Presence) -> None:
        if presence.node == self._node:
            return
        nodes = self._heard.setdefault(presence.user_id, {})
        sight = Sight(presence.state, presence.room_ids, presence.hidden_from)
        nodes[presence.node] = (sight, self._now)
        if presence.state == OFFLINE:
            del nodes[presence.node]
        self._show(presence.user_id)

    def _say(self, user_id: int, sight: Sight) -> None:
        said, when = self._said.get(user_id, (_UNSEEN, self._now))
        stale = self._bus.lossy and self._now - when > REPEAT_SECONDS
        if sight.state == OFFLINE:
            self._said.pop(user_id, None)
        elif sight != said or stale:
            self._said[user_id] = (sight, self._now)
        if sight != said or stale:
            self._bus.publish([Presence(user_id, self._node, sight.state, sight.room_ids, sight.hidden_from)])
            self._show(user_id)
        if set(sight.room_ids) - set(said.room_ids) and said.state != OFFLINE:
            for connection in self._roster.of(user_id):
                self.greet(connection)

    def _expire(self) -> None:
        for user_id, nodes in tuple(self._heard.items()):
            for node in [node for node, (_, when) in nodes.items() if self._now - when > EXPIRY_SECONDS]:
                del nodes[node]
                self._show(user_id)

    def _show(self, user_id: int) -> None:
        """Tell who may know, if anything has changed for them."""
        nodes = self._heard.get(user_id, {})
        if not nodes:
            self._heard.pop(user_id, None)
        sights = [sight for sight, _ in nodes.values()] + [self._said.get(user_id, (_UNSEEN, 0.0))[0]]
        sight = _together(sights)
        shown = self._shown.get(user_id, _UNSEEN)
        if sight == shown:
            return
        self._place(user_id, shown, sight)
        self._to_tell[user_id] = (self._to_tell.get(user_id, (shown, sight))[0], sight)
        self._run_errands()

    def _place(self, user_id: int, before: Sight, sight: Sight) -> None:
        self._shown[user_id] = sight
        if sight.state == OFFLINE:
            del self._shown[user_id]
        for room_id in before.room_ids:
            people = self._present.get(room_id, set())
            people.discard(user_id)
            if not people:
                self._present.pop(room_id, None)
        for room_id in sight.room_ids:
            self._present.setdefault(room_id, set()).add(user_id)

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
            await self._tell(user_id, *self._to_tell.pop(user_id))
        else:
            connection = next(iter(self._to_greet))
            del self._to_greet[connection]
            await self._greet(connection)

    async def _tell(self, user_id: int, before: Sight, sight: Sight) -> None:
        """By rooms that the user has left since, too: there they are told to be gone only once they are."""
        rooms = {*before.room_ids, *sight.room_ids} if sight.state == OFFLINE else set(sight.room_ids)
        audience = dict.fromkeys(self._hub.circle.watchers_of(user_id), False)
        for room_id in await self._sizes.small(each for each in rooms if self._hub.is_heard_by_others(each, user_id)):
            audience |= dict.fromkeys(self._hub.listeners_of_room(room_id), True)
        plain = frames.encode(frames.PresenceFrame(user_id, sight.state))
        hidden = frames.encode(frames.PresenceFrame(user_id, OFFLINE))
        for connection, in_a_room in audience.items():
            if connection.user_id != user_id:
                connection.whisper(plain if in_a_room or connection.user_id not in sight.hidden_from else hidden)

    async def _greet(self, connection: Connection) -> None:
        if connection.life is not Life.OPEN:
            return
        seen = {
            user_id
            for user_id in connection.peers.values()
            if user_id in self._shown and connection.user_id not in self._shown[user_id].hidden_from
        }
        rooms = [each for each in connection.rooms if self._present.get(each, set()) - {connection.user_id}]
        for room_id in await self._sizes.small(rooms):
            seen |= self._present.get(room_id, set())
        for user_id in seen - {connection.user_id}:
            if user_id in self._shown:
                connection.whisper(frames.encode(frames.PresenceFrame(user_id, self._shown[user_id].state)))


def _sight(connections: Iterable[Connection], now: float) -> Sight:
    """Of one user, by their open connections to this node."""
    connections = [connection for connection in connections if connection.life is Life.OPEN]
    if not connections:
        return _UNSEEN
    acted = max(connection.acted for connection in connections)
    newest = max(connections, key=lambda each: each.blocks.version)
    rooms = set().union(*(connection.rooms for connection in connections))
    return Sight(ONLINE if now - acted < IDLE_SECONDS else IDLE, tuple(sorted(rooms)), newest.blocks.user_ids)


def _together(sights: list[Sight]) -> Sight:
    """Of one user, by what all nodes say."""
    present = [sight for sight in sights if sight.state != OFFLINE]
    if not present:
        return _UNSEEN
    state = max((sight.state for sight in present), key=lambda each: _RANK.get(each, 0))
    rooms = {room_id for sight in present for room_id in sight.room_ids}
    hidden_from = {user_id for sight in present for user_id in sight.hidden_from}
    return Sight(state, tuple(sorted(rooms)), tuple(sorted(hidden_from)))
