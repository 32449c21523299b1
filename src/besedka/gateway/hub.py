"""Which local connections listen to which chat, and what each is told of what the bus announces."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

import structlog

from besedka import bus as announced
from besedka.actions import snapshots
from besedka.bus import Announcement, Bus
from besedka.database import Database
from besedka.errors import BadRequest, Problem
from besedka.gateway import frames
from besedka.gateway.channel import Channel, Listener
from besedka.gateway.protocol import CloseCode
from besedka.model import Message
from besedka.wire.shapes import other_user, own_user, shape_chat, shape_room

log = structlog.get_logger(__name__)


class Connection(Listener, Protocol):
    """What the hub needs of a connection that has been let in."""

    user_id: int
    session_id: int
    chats: set[int]
    rooms: set[int]

    @property
    def acted(self) -> float:
        """When the user last did something here, in the event loop's time."""

    def hold(self, chat_id: int) -> None:
        """Keep the frames of this chat back until `release`."""

    def release(self, chat_id: int, version: int) -> None:
        """Send what was kept back, but for what the client has: everything up to `version`."""

    def write(self, data: bytes) -> None:
        """Send frames that belong to no version of a chat."""

    def whisper(self, data: bytes) -> None:
        """Send frames that may be lost: they are, if the connection is slow."""

    def end(self, code: CloseCode, reason: str) -> None:
        """Say why, and hang up."""


class Hub:
    """Tells each connection what its user may hear, and nothing else. One for each node."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self.database = database
        self.bus = bus
        self.channels: dict[int, Channel[Connection]] = {}
        self.connections: dict[int, set[Connection]] = {}
        self._rooms: dict[int, set[Connection]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unsubscribe = bus.subscribe(self._hear)
        self._tellers: dict[type, Callable[[Any], None]] = {
            announced.ChatChanged: self._tell_chat_changed,
            announced.ReadMoved: self._tell_read_moved,
            announced.Typing: self._tell_typing,
            announced.ChatJoined: self._tell_chat_joined,
            announced.ChatLeft: self._tell_chat_left,
            announced.RoomChanged: self._tell_room_changed,
            announced.RoomJoined: self._tell_room_joined,
            announced.UserChanged: self._tell_user_changed,
            announced.SessionsEnded: self._tell_sessions_ended,
        }

    def add(self, connection: Connection) -> None:
        """From now on the connection hears what concerns its user."""
        self.connections.setdefault(connection.user_id, set()).add(connection)

    def remove(self, connection: Connection) -> None:
        """The connection is gone, or as good as."""
        theirs = self.connections.get(connection.user_id, set())
        theirs.discard(connection)
        if not theirs:
            self.connections.pop(connection.user_id, None)
        for chat_id in tuple(connection.chats):
            self.leave(connection, chat_id)
        for room_id in connection.rooms:
            self._rooms[room_id].discard(connection)
            if not self._rooms[room_id]:
                del self._rooms[room_id]

    async def join(self, connection: Connection, chat_ids: Iterable[int]) -> None:
        """Have the connection hear these chats, held back until it is told where they are; ready when this returns.
        Nothing happens for a connection that has been removed meanwhile.
        """
        if connection not in self.connections.get(connection.user_id, ()):
            return
        new = [chat_id for chat_id in chat_ids if chat_id not in connection.chats]
        for chat_id in new:
            connection.chats.add(chat_id)
            connection.hold(chat_id)
            self._channel(chat_id).listeners[connection] = None
        await self.bus.follow(new)

    def leave(self, connection: Connection, chat_id: int) -> None:
        """Have the connection hear no more of this chat."""
        connection.chats.discard(chat_id)
        channel = self.channels[chat_id]
        channel.listeners.pop(connection, None)
        if not channel.listeners:
            channel.close()
            del self.channels[chat_id]
        self.bus.unfollow([chat_id])

    def join_room(self, connection: Connection, room_id: int) -> None:
        """Have the connection hear of changes to this room."""
        connection.rooms.add(room_id)
        self._rooms.setdefault(room_id, set()).add(connection)

    def release(self, connection: Connection, chat_id: int, version: int) -> None:
        """The connection knows the chat up to here: it hears what comes after."""
        self.channels[chat_id].open(version)
        connection.release(chat_id, version)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Look something up for somebody's sake, in the background."""
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()
        for task in self._tasks:
            task.cancel()

    def tell_by(self, announcement: type, teller: Callable[[Any], None]) -> None:
        """Have `teller` handle one more kind of announcement."""
        self._tellers[announcement] = teller

    def _hear(self, announcement: Announcement) -> None:
        teller = self._tellers.get(type(announcement))
        if teller is not None:
            teller(announcement)

    def _channel(self, chat_id: int) -> Channel[Connection]:
        channel = self.channels.get(chat_id)
        if channel is None:
            channel = self.channels[chat_id] = Channel(chat_id, self._list_missed)
        return channel

    async def _list_missed(self, chat_id: int, since: int, limit: int) -> list[Message]:
        return await self.database.read(lambda tx: snapshots.list_missed(tx, chat_id, since, limit), autocommit=True)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Problem as problem:
            log.warning("telling_failed", code=problem.code)
        except Exception:
            log.exception("telling_failed")

    def _local(self, user_ids: Iterable[int]) -> list[Connection]:
        return [connection for user_id in user_ids for connection in self.connections.get(user_id, ())]

    def _tell_chat_changed(self, change: announced.ChatChanged) -> None:
        channel = self.channels.get(change.chat_id)
        if channel is not None:
            channel.receive(change)

    def _tell_read_moved(self, moved: announced.ReadMoved) -> None:
        plain = frames.ReadFrame(moved.chat_id, moved.user_id, moved.last_read_seq)
        own = frames.ReadFrame(moved.chat_id, moved.user_id, moved.last_read_seq, moved.unread, moved.version)
        for connection in self._local(moved.audience):
            if moved.chat_id in connection.chats:
                connection.write(frames.encode(own if connection.user_id == moved.user_id else plain))

    async def show_marker(self, user_id: int, chat_id: int) -> None:
        """Tell a user's connections up to where they have read."""
        state = await self.database.read(lambda tx: snapshots.view_chat(tx, user_id, chat_id), autocommit=True)
        if state is not None:
            moved = announced.ReadMoved(
                chat_id, user_id, state.last_read_seq, state.unread, state.version, audience=(user_id,)
            )
            self._tell_read_moved(moved)

    def _tell_typing(self, typing: announced.Typing) -> None:
        channel = self.channels.get(typing.chat_id)
        if channel is not None:
            data = frames.encode(frames.TypingFrame(typing.chat_id, typing.user_id))
            self._whisper(channel, data, but=typing.user_id)

    def _whisper(self, channel: Channel[Connection], data: bytes, but: int) -> None:
        for connection in tuple(channel.listeners):
            if connection.user_id != but:
                connection.whisper(data)

    def _tell_chat_joined(self, joined: announced.ChatJoined) -> None:
        for connection in self._local(joined.user_ids):
            self.run(self.show_chat(connection, joined.chat_id))

    async def show_chat(self, connection: Connection, chat_id: int) -> None:
        """Have a connection hear a chat that is new to it, from its present state on."""
        if chat_id in connection.chats:
            return
        await self.join(connection, [chat_id])
        state = await self.database.read(
            lambda tx: snapshots.view_chat(tx, connection.user_id, chat_id), autocommit=True
        )
        if chat_id not in connection.chats:
            return
        if state is None:
            self.leave(connection, chat_id)
            return
        connection.write(frames.encode(frames.ChatFrame(chat_id, state.version, shape_chat(state))))
        self.release(connection, chat_id, state.version)

    async def check_chat(self, connection: Connection, chat_id: int) -> None:
        """Have a connection leave a chat that is its user's no longer."""
        state = await self.database.read(
            lambda tx: snapshots.view_chat(tx, connection.user_id, chat_id), autocommit=True
        )
        if state is None and chat_id in connection.chats:
            self._take_chat(connection, chat_id)

    def _take_chat(self, connection: Connection, chat_id: int) -> None:
        self.leave(connection, chat_id)
        connection.write(frames.encode(frames.LeftFrame(chat_id)))

    def _tell_chat_left(self, left: announced.ChatLeft) -> None:
        for connection in self._local(left.user_ids):
            if left.chat_id in connection.chats:
                self._take_chat(connection, left.chat_id)

    def _tell_room_joined(self, joined: announced.RoomJoined) -> None:
        for connection in self._local(joined.user_ids):
            self.join_room(connection, joined.room_id)
            self.run(self.show_room(connection, joined.room_id))

    def _tell_room_changed(self, changed: announced.RoomChanged) -> None:
        for connection in tuple(self._rooms.get(changed.room_id, ())):
            self.run(self.show_room(connection, changed.room_id))

    async def show_room(self, connection: Connection, room_id: int) -> None:
        """Tell a connection how a room is now."""
        room = await self.database.read(
            lambda tx: snapshots.view_room(tx, connection.user_id, room_id), autocommit=True
        )
        if room is not None:
            connection.write(frames.encode(frames.RoomFrame(room_id, room.version, shape_room(room))))

    def _tell_user_changed(self, changed: announced.UserChanged) -> None:
        self.run(self._show_user(changed.user_id))

    async def _show_user(self, user_id: int) -> None:
        """To oneself and to all who share a chat, which those who share a room do."""
        try:
            user, chat_ids = await self.database.read(lambda tx: snapshots.view_acquaintances(tx, user_id))
        except BadRequest:
            return
        own = frames.encode(frames.UserFrame(own_user(user)))
        others = frames.encode(frames.UserFrame(other_user(user)))
        for connection in self._local([user_id]):
            connection.write(own)
        for connection in self.listeners_of(chat_ids):
            if connection.user_id != user_id:
                connection.write(others)

    def listeners_of(self, chat_ids: Iterable[int]) -> set[Connection]:
        """Every connection that listens to one of these chats."""
        channels = (self.channels.get(chat_id) for chat_id in chat_ids)
        return {listener for channel in channels if channel for listener in channel.listeners}

    def _tell_sessions_ended(self, ended: announced.SessionsEnded) -> None:
        for connection in self._local([ended.user_id]):
            if connection.session_id in ended.session_ids:
                connection.end(CloseCode.SESSION_ENDED, "the session has ended")
