"""Who listens to what: the chats and rooms of which each connection hears."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Self

from besedka import metrics
from besedka.actions import snapshots
from besedka.bus import Bus, ChatChanged
from besedka.database import Database
from besedka.gateway.circle import Circle
from besedka.gateway.feed import Feed
from besedka.gateway.pieces import in_pieces, in_turns
from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection
from besedka.model import Missed, Role, Room

USERS_AT_ONCE = 100  # whose membership is looked up by one statement
EXPECTED_AT_ONCE = 500  # chats, in one round of the event loop


class RoomAudience:
    """Who listens to a room, and in which role. All of them know it as it was at `version`, or later."""

    __slots__ = ("listeners", "version")

    def __init__(self, version: int) -> None:
        self.version = version
        self.listeners: dict[Connection, Role] = {}


class Hub:
    """What reaches this node of a chat follows from who listens to it, and from nothing else."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self.circle = Circle()
        self._feeds: dict[int, Feed[Connection]] = {}
        self._rooms: dict[int, RoomAudience] = {}
        self._database = database
        self._bus = bus
        self._turn_away: Callable[[Connection, int], None] = self.leave

    def on_stranger(self, turn_away: Callable[[Connection, int], None]) -> None:
        """What is done with a connection that listens to a chat, and whose user turns out to be no member of it."""
        self._turn_away = turn_away

    def expect(self, chat_ids: Iterable[int]) -> "Expectation":
        """Have what happens in these chats from now on not be missed, for connections that are about to listen to them.
        An id may stand there several times, once for each connection.
        """
        return Expectation(self, self._bus, chat_ids)

    def leave(self, connection: Connection, chat_id: int) -> None:
        """Have the connection hear no more of this chat, if it did."""
        if chat_id not in connection.chats:
            return
        connection.chats.discard(chat_id)
        self._feeds[chat_id].dismiss(connection)
        self.release(chat_id)
        self._bus.unfollow([chat_id])

    def join_room(self, connection: Connection, room: Room) -> None:
        """Have the connection, which knows the room as it is there, hear of changes to it."""
        connection.rooms.add(room.id)
        audience = self._rooms.setdefault(room.id, RoomAudience(room.version))
        audience.listeners[connection] = room.role
        audience.version = min(audience.version, room.version)

    def set_role(self, connections: Iterable[Connection], room_id: int, role: Role) -> None:
        """Those of these that listen to the room have this role there."""
        for connection in connections:
            if room_id in connection.rooms:
                self._rooms[room_id].listeners[connection] = role

    def role_in(self, connection: Connection, room_id: int) -> Role | None:
        """The role in which the connection listens to the room; None if it does not."""
        return self._rooms[room_id].listeners[connection] if room_id in connection.rooms else None

    def leave_room(self, connection: Connection, room_id: int) -> None:
        """Have the connection hear no more of this room, if it did."""
        if room_id not in connection.rooms:
            return
        connection.rooms.discard(room_id)
        audience = self._rooms[room_id]
        del audience.listeners[connection]
        if not audience.listeners:
            del self._rooms[room_id]

    def remove(self, connection: Connection) -> None:
        """The connection listens to nothing any more."""
        for chat_id in tuple(connection.chats):
            self.leave(connection, chat_id)
        for room_id in tuple(connection.rooms):
            self.leave_room(connection, room_id)
        self.circle.remove(connection)

    def receive(self, change: ChatChanged) -> None:
        """A chat has changed, or so one hears."""
        feed = self._feeds.get(change.chat_id)
        if feed is not None:
            feed.receive(change)

    def chat_ids(self) -> list[int]:
        """Every chat that somebody listens to, or is about to."""
        return list(self._feeds)

    def chat_version(self, chat_id: int) -> int | None:
        """How far the chat has been told; None if nobody listens yet."""
        feed = self._feeds.get(chat_id)
        return feed.version if feed else None

    def confirm_chat(self, chat_id: int, version: int, told: int | None) -> None:
        """The database is at `version`, which was read when the chat had been told as far as `told`: what is missing is
        read; what was told beyond it, somebody has made up.
        """
        feed = self._feeds.get(chat_id)
        if feed is not None and told is not None and version < told:
            feed.correct(version)
        elif feed is not None:
            feed.hear(version)

    def room_versions(self) -> dict[int, int]:
        """As which version all who listen to it know each room, or as a later one."""
        return {room_id: audience.version for room_id, audience in self._rooms.items()}

    def room_version(self, room_id: int) -> int:
        """As which version, or a later one, all who listen to it know the room. Needs somebody who does."""
        return self._rooms[room_id].version

    def find_room_version(self, room_id: int) -> int | None:
        """The same; None if nobody listens."""
        audience = self._rooms.get(room_id)
        return audience.version if audience else None

    def is_heard_by_others(self, room_id: int, user_id: int) -> bool:
        """Whether somebody else than this user listens to the room."""
        audience = self._rooms.get(room_id)
        return audience is not None and any(each.user_id != user_id for each in audience.listeners)

    def listeners_of_room(self, room_id: int) -> tuple[Connection, ...]:
        """Every connection that listens to this room."""
        audience = self._rooms.get(room_id)
        return tuple(audience.listeners) if audience else ()

    def note_room(self, room_id: int, version: int, told: Iterable[Connection]) -> None:
        """These have been told how the room is at `version`: if that is everyone who listens, all know it as that."""
        audience = self._rooms.get(room_id)
        if audience is not None and audience.listeners.keys() <= set(told):
            audience.version = max(audience.version, version)

    def listeners_of(self, chat_ids: Iterable[int]) -> set[Connection]:
        """Every connection that listens to one of these chats."""
        found = (self._feeds.get(chat_id) for chat_id in chat_ids)
        return {listener for feed in found if feed for listener in feed.listeners}

    def feed(self, chat_id: int) -> Feed[Connection]:
        """The chat's feed, made if it is missing."""
        feed = self._feeds.get(chat_id)
        if feed is None:
            feed = self._feeds[chat_id] = Feed(chat_id, self._read_missed)
            metrics.FEEDS.set(len(self._feeds))
        return feed

    def release(self, chat_id: int) -> None:
        """Let go of the feed if nobody listens, nor is about to."""
        feed = self._feeds[chat_id]
        if not feed.listeners and not feed.expected:
            feed.close()
            del self._feeds[chat_id]
            metrics.FEEDS.set(len(self._feeds))

    def close(self) -> None:
        """Read nothing more."""
        for feed in self._feeds.values():
            feed.close()

    async def _read_missed(self, chat_id: int, since: int) -> Missed:
        """If an announcement of someone's leaving was lost too, they are not told what happened since."""
        missed = await snapshots.list_missed.run(self._database, chat_id, since)
        if missed.members_version > since:
            await self._turn_strangers_away(chat_id)
        return missed

    async def _turn_strangers_away(self, chat_id: int) -> None:
        listeners = self.listeners_of([chat_id])
        members: set[int] = set()
        for some in in_pieces(list({listener.user_id for listener in listeners}), USERS_AT_ONCE):
            members |= (await snapshots.view_chat.run(self._database, chat_id, some)).keys()
        for listener in listeners:
            if listener.user_id not in members:
                self._turn_away(listener, chat_id)


class Expectation:
    """Chats whose changes reach this node, as a context: whoever has not been admitted by its end never listens, and
    nothing is left of it, however it ends.
    """

    def __init__(self, hub: Hub, bus: Bus, chat_ids: Iterable[int]) -> None:
        self._hub = hub
        self._bus = bus
        self._chat_ids = list(chat_ids)
        self._open: Counter[int] = Counter()  # places that nobody has taken yet
        self._follows = False

    async def __aenter__(self) -> Self:
        try:
            async for some in in_turns(self._chat_ids, EXPECTED_AT_ONCE):
                self._open.update(some)
                for chat_id in some:
                    self._hub.feed(chat_id).expected += 1
            self._follows = True
            await self._bus.follow(self._chat_ids)
        except BaseException:
            self._give_up()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._give_up()

    def admit(self, connection: Connection, chat_id: int, version: int) -> bool:
        """Have the connection, which knows the chat up to `version`, listen to it: if it is open, and the chat is one
        of those expected. Whether it listens now.
        """
        if connection.life is not Life.OPEN or not self._open[chat_id]:
            return False
        if chat_id not in connection.chats:
            self._open[chat_id] -= 1
            feed = self._hub.feed(chat_id)
            feed.expected -= 1
            connection.chats.add(chat_id)
            feed.admit(connection, version)
        return True

    def _give_up(self) -> None:
        left, self._open = self._open, Counter()
        for chat_id, count in left.items():
            self._hub.feed(chat_id).expected -= count
            self._hub.release(chat_id)
        if self._follows:
            self._bus.unfollow(left.elements())
