"""A local copy of what one user may see, as a pure state machine: frames go in, events and syncs that are due come out."""

from collections.abc import Callable
from typing import Any

from besedka_client.chat import ChatReplica
from besedka_client.events import (
    ChatChanged,
    ChatLeft,
    Event,
    Forgotten,
    PresenceChanged,
    ReadMoved,
    RoomChanged,
    RoomLeft,
    Typing,
    UserChanged,
)
from besedka_client.records import (
    Changes,
    ChatFrame,
    Frame,
    Hello,
    LeftFrame,
    LeftRoomFrame,
    MessageFrame,
    PresenceFrame,
    ReadFrame,
    Room,
    RoomFrame,
    TypingFrame,
    User,
    UserFrame,
)


class Replica:
    """`chats`, `rooms` and `users` by id. With `history` every chat is read from its first message on and kept; without,
    messages are told of from the first connection on, and not kept.
    """

    def __init__(self, *, history: bool = False) -> None:
        self.user: User | None = None
        self.epoch = ""
        self.chats: dict[int, ChatReplica] = {}
        self.rooms: dict[int, Room] = {}
        self.users: dict[int, User] = {}
        self._history = history
        self._handlers: dict[type, Callable[[Any], list[Event]]] = {
            Hello: self._meet,
            MessageFrame: self._receive_message,
            ChatFrame: self._show_chat,
            LeftFrame: self._leave_chat,
            RoomFrame: self._show_room,
            LeftRoomFrame: self._leave_room,
            ReadFrame: self._read,
            UserFrame: self._show_user,
            TypingFrame: lambda frame: [Typing(frame.chat_id, frame.user_id)],
            PresenceFrame: lambda frame: [PresenceChanged(frame.user_id, frame.state)],
        }

    @property
    def user_id(self) -> int:
        """Whose replica this is; 0 before the first `hello`."""
        return self.user.id if self.user else 0

    def receive(self, frame: Frame) -> list[Event]:
        """Apply a frame; what has happened by it. Answers to ops are no concern of the replica's."""
        handler = self._handlers.get(type(frame))
        return handler(frame) if handler else []

    def catch_up(self, chat_id: int, changes: Changes) -> list[Event]:
        """Apply the answer to a sync."""
        chat = self.chats.get(chat_id)
        return chat.catch_up(changes) if chat else []

    def _meet(self, hello: Hello) -> list[Event]:
        events: list[Event] = []
        if self.epoch and self.epoch != hello.epoch:
            self.chats.clear()
            self.rooms.clear()
            events.append(Forgotten(hello.epoch))
        self.user, self.epoch = hello.user, hello.epoch
        current = {chat.chat_id for chat in hello.chats}
        for chat_id in [each for each in self.chats if each not in current]:
            del self.chats[chat_id]
            events.append(ChatLeft(chat_id))
        for chat in hello.chats:
            events += self._show_chat(ChatFrame(chat.chat_id, chat.version, chat))
        return events + self._meet_rooms(hello.rooms)

    def _meet_rooms(self, rooms: list[Room]) -> list[Event]:
        before, self.rooms = self.rooms, {room.room_id: room for room in rooms}
        left: list[Event] = [RoomLeft(room_id) for room_id in before if room_id not in self.rooms]
        return left + [RoomChanged(room) for room in rooms if before.get(room.room_id) != room]

    def _receive_message(self, frame: MessageFrame) -> list[Event]:
        chat = self.chats.get(frame.chat_id)
        return chat.receive(frame) if chat else []

    def _leave_chat(self, frame: LeftFrame) -> list[Event]:
        return [ChatLeft(frame.chat_id)] if self.chats.pop(frame.chat_id, None) else []

    def _leave_room(self, frame: LeftRoomFrame) -> list[Event]:
        return [RoomLeft(frame.room_id)] if self.rooms.pop(frame.room_id, None) else []

    def _show_chat(self, frame: ChatFrame) -> list[Event]:
        known = self.chats.get(frame.chat_id)
        if known is None:
            self.chats[frame.chat_id] = ChatReplica(frame.chat, self.user_id, history=self._history)
            return [ChatChanged(frame.chat)]
        before = known.chat
        known.meet(frame.chat)
        return [ChatChanged(frame.chat)] if before.name != frame.chat.name else []

    def _show_room(self, frame: RoomFrame) -> list[Event]:
        before = self.rooms.get(frame.room_id)
        if before is not None and before.version >= frame.version:
            return []
        self.rooms[frame.room_id] = frame.room
        return [RoomChanged(frame.room)]

    def _read(self, frame: ReadFrame) -> list[Event]:
        chat = self.chats.get(frame.chat_id)
        if chat is None:
            return []
        if frame.user_id == self.user_id:
            chat.read(frame)
        return [ReadMoved(frame.chat_id, frame.user_id, frame.last_read_seq)]

    def _show_user(self, frame: UserFrame) -> list[Event]:
        user = frame.user
        self.users[user.id] = user
        if user.id == self.user_id:
            self.user = user
        return [UserChanged(user)]
