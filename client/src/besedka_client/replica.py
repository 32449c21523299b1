"""A local copy of what one user may see, as a pure state machine: frames go in, events and what to ask for come out."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import msgspec

from besedka_client.chat import ChatReplica, Start
from besedka_client.events import (
    BlockedChanged,
    ChatChanged,
    ChatLeft,
    Event,
    Forgotten,
    MemberChanged,
    PresenceChanged,
    ReadMoved,
    RoomChanged,
    RoomLeft,
    Typing,
    UserChanged,
)
from besedka_client.records import (
    BlockedFrame,
    Chat,
    ChatFrame,
    Frame,
    Hello,
    LeftFrame,
    LeftRoomFrame,
    MembersFrame,
    MessageFrame,
    PresenceFrame,
    ReadFrame,
    Resumed,
    Room,
    RoomFrame,
    TypingFrame,
    User,
    UserFrame,
)

PORTION_CHATS = 500  # asked about at once
_SHOWN = ("name", "private", "topic", "members_version", "notifications", "role")

Portion: TypeAlias = dict[int, ChatReplica]


class Replica:
    """`chats`, `rooms` and `users` by id, and the ids of those whom one has `blocked`. With `history` every chat is read from its first message on and kept; without,
    messages are told of, and not kept. Without `events` nothing is told: of missed messages then only history asks.

    What there is at the first `hello` is told of by no event, nor is a chat's past when the chat is new; but what is
    unread in a new direct chat is.
    """

    def __init__(self, *, history: bool = False, events: bool = True) -> None:
        self.user: User | None = None
        self.epoch = ""
        self.chats: dict[int, ChatReplica] = {}
        self.rooms: dict[int, Room] = {}
        self.users: dict[int, User] = {}
        self.blocked: frozenset[int] = frozenset()
        self._history = history
        self._tells = events
        self._handlers: dict[type, Callable[[Any], Sequence[Event]]] = {
            Hello: self._meet,
            MessageFrame: self._receive_message,
            ChatFrame: self._show_chat,
            LeftFrame: self._leave_chat,
            RoomFrame: self._show_room,
            LeftRoomFrame: self._leave_room,
            MembersFrame: self._change_member,
            ReadFrame: self._read,
            UserFrame: self._show_user,
            BlockedFrame: lambda frame: self._show_blocked(frame.user_ids),
            TypingFrame: lambda frame: [Typing(frame.chat_id, frame.user_id)],
            PresenceFrame: lambda frame: [PresenceChanged(frame.user_id, frame.state)],
        }

    @property
    def user_id(self) -> int:
        """Whose replica this is; 0 before the first `hello`."""
        return self.user.id if self.user else 0

    def receive(self, frame: Frame) -> Sequence[Event]:
        """Apply a frame; what has happened by it. Answers to ops are no concern of the replica's."""
        handler = self._handlers.get(type(frame))
        events = handler(frame) if handler else ()
        return events if self._tells else ()

    def is_behind(self, chat_id: int | None) -> bool:
        """Whether something is missing in this chat."""
        chat = self.chats.get(chat_id or 0)
        return chat is not None and chat.is_behind

    def choose_portion(self, first: int | None) -> Portion:
        """The chats to ask about now, `first` before all others; none if nothing is missing."""
        portion: Portion = {}
        for chat_id in ([first] if first in self.chats else []) + list(self.chats):
            if len(portion) == PORTION_CHATS:
                break
            if self.chats[chat_id].is_behind:
                portion[chat_id] = self.chats[chat_id]
        return portion

    def catch_up(self, portion: Portion, answers: Sequence[Resumed]) -> Sequence[Event]:
        """Apply what the server says of the chats that it was asked about."""
        events: list[Event] = []
        for answer in answers:
            chat = portion.get(answer.chat_id)
            if chat is None or self.chats.get(answer.chat_id) is not chat:
                continue  # left meanwhile, and maybe met again
            events += self._leave_chat(LeftFrame(answer.chat_id)) if answer.left else _catch_up(chat, answer)
        return events if self._tells else ()

    def _meet(self, hello: Hello) -> Sequence[Event]:
        is_first = not self.epoch
        events: list[Event] = [Forgotten(hello.epoch)] if self._forget_unless(hello.epoch) else []
        self.user, self.epoch = hello.user, hello.epoch
        current = {chat.chat_id for chat in hello.chats}
        for chat_id in [each for each in self.chats if each not in current]:
            events += self._leave_chat(LeftFrame(chat_id))
        for chat in hello.chats:
            events += self._meet_chat(chat, is_news=not is_first)
        events += self._meet_rooms(hello.rooms)
        events += self._show_blocked(hello.blocked)
        return [] if is_first else events

    def _forget_unless(self, epoch: str) -> bool:
        """Whether everything known was of another history."""
        if self.epoch in {"", epoch}:
            return False
        self.chats.clear()
        self.rooms.clear()
        self.users.clear()
        return True

    def _meet_chat(self, chat: Chat, *, is_news: bool) -> Sequence[Event]:
        known = self.chats.get(chat.chat_id)
        if known is None:
            return self._begin(chat, is_news=is_news)
        before = known.chat
        known.meet(chat)
        if not (self._history or self._tells):
            known.skip()
        return [ChatChanged(chat)] if _is_other(before, chat) else []

    def _begin(self, chat: Chat, *, is_news: bool) -> Sequence[Event]:
        start = Start(self._history, unread_is_news=is_news and self._tells and chat.kind == "direct")
        self.chats[chat.chat_id] = ChatReplica(chat, self.user_id, start)
        return [ChatChanged(chat)]

    def _meet_rooms(self, rooms: list[Room]) -> list[Event]:
        before, self.rooms = self.rooms, {room.room_id: room for room in rooms}
        left: list[Event] = [RoomLeft(room_id) for room_id in before if room_id not in self.rooms]
        return left + [RoomChanged(room) for room in rooms if before.get(room.room_id) != room]

    def _receive_message(self, frame: MessageFrame) -> Sequence[Event]:
        chat = self.chats.get(frame.chat_id)
        return chat.receive_message(frame) if chat else ()

    def _show_chat(self, frame: ChatFrame) -> Sequence[Event]:
        known = self.chats.get(frame.chat_id)
        if known is None:
            chat = frame.chat.as_chat(None)
            return self._begin(chat, is_news=True) if chat else []
        before = known.chat
        events: list[Event] = list(known.receive_chat(frame))
        return [*events, ChatChanged(known.chat)] if _is_other(before, known.chat) else events

    def _leave_chat(self, frame: LeftFrame) -> Sequence[Event]:
        return [ChatLeft(frame.chat_id)] if self.chats.pop(frame.chat_id, None) else []

    def _show_room(self, frame: RoomFrame) -> Sequence[Event]:
        before = self.rooms.get(frame.room_id)
        if before is not None and before.version >= frame.version:
            return []
        self.rooms[frame.room_id] = frame.room
        return [RoomChanged(frame.room)]

    def _leave_room(self, frame: LeftRoomFrame) -> Sequence[Event]:
        return [RoomLeft(frame.room_id)] if self.rooms.pop(frame.room_id, None) else []

    def _change_member(self, frame: MembersFrame) -> Sequence[Event]:
        chat, room = self.chats.get(frame.chat_id or 0), self.rooms.get(frame.room_id or 0)
        if chat is not None:
            return chat.receive_members(frame)
        if room is None or frame.version <= room.version:
            return []
        role = frame.role if frame.user_id == self.user_id and frame.role else room.role
        self.rooms[room.room_id] = msgspec.structs.replace(room, version=frame.version, role=role)
        return [MemberChanged(frame.user_id, frame.role, room_id=room.room_id)]

    def _read(self, frame: ReadFrame) -> Sequence[Event]:
        chat = self.chats.get(frame.chat_id)
        if chat is None:
            return []
        if frame.user_id == self.user_id:
            chat.read(frame)
        return [ReadMoved(frame.chat_id, frame.user_id, frame.last_read_seq)]

    def _show_user(self, frame: UserFrame) -> Sequence[Event]:
        user = frame.user
        self.users[user.id] = user
        if user.id == self.user_id:
            self.user = user
        return [UserChanged(user), *self._rename_chats_with(user)]

    def _show_blocked(self, user_ids: tuple[int, ...]) -> Sequence[Event]:
        before, self.blocked = self.blocked, frozenset(user_ids)
        return [BlockedChanged(self.blocked)] if self.blocked != before else []

    def _rename_chats_with(self, user: User) -> list[Event]:
        """A direct chat has the other one's name, one's notes one's own."""
        renamed: list[Event] = []
        for chat in self.chats.values():
            if chat.chat.kind == "direct" and chat.chat.user_id == user.id and chat.chat.name != user.display_name:
                chat.rename(user.display_name)
                renamed.append(ChatChanged(chat.chat))
        return renamed


def _catch_up(chat: ChatReplica, answer: Resumed) -> list[Event]:
    before = chat.chat
    events: list[Event] = list(chat.catch_up(answer))
    return [*events, ChatChanged(chat.chat)] if _is_other(before, chat.chat) else events


def _is_other(before: Chat, after: Chat) -> bool:
    """Whether a chat was changed otherwise than by its messages."""
    return any(getattr(before, member) != getattr(after, member) for member in _SHOWN)
