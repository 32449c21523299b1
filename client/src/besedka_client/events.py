"""What a gateway yields: each thing that happens once, whatever the connection went through."""

from typing import TypeAlias

import msgspec

from besedka_client.records import Chat, Message, Room, User


class MessagePosted(msgspec.Struct, frozen=True):
    """A message that was not known before. One that was deleted before it was ever seen is not told of."""

    message: Message


class MessageChanged(msgspec.Struct, frozen=True):
    """A message was edited, or reacted to."""

    message: Message


class MessageDeleted(msgspec.Struct, frozen=True):
    """A message is a tombstone from now on."""

    message: Message


class ChatChanged(msgspec.Struct, frozen=True):
    """A chat is new to the user, or changed otherwise than by its messages."""

    chat: Chat


class ChatLeft(msgspec.Struct, frozen=True):
    """A chat is the user's no longer."""

    chat_id: int


class RoomChanged(msgspec.Struct, frozen=True):
    """A room is new to the user, or changed."""

    room: Room


class RoomLeft(msgspec.Struct, frozen=True):
    """A room is the user's no longer."""

    room_id: int


class MemberChanged(msgspec.Struct, frozen=True):
    """Someone came, changed role, or left (`role` is None): in a chat, or else in a room."""

    user_id: int
    role: str | None
    chat_id: int | None = None
    room_id: int | None = None


class ReadMoved(msgspec.Struct, frozen=True):
    """Someone read up to a message: the user on another device, or the other one of a direct chat."""

    chat_id: int
    user_id: int
    last_read_seq: int


class UserChanged(msgspec.Struct, frozen=True):
    """A profile changed."""

    user: User


class Typing(msgspec.Struct, frozen=True):
    """Someone is writing."""

    chat_id: int
    user_id: int


class BlockedChanged(msgspec.Struct, frozen=True):
    """Whom the user has blocked is someone else now: these are all of them."""

    user_ids: frozenset[int]


class PresenceChanged(msgspec.Struct, frozen=True):
    """Someone is `online`, `idle` or `offline`."""

    user_id: int
    state: str


class Forgotten(msgspec.Struct, frozen=True):
    """The server's history is another one (it was restored from a backup): the replica has begun anew."""

    epoch: str


MessageEvent: TypeAlias = MessagePosted | MessageChanged | MessageDeleted

Event: TypeAlias = (
    MessageEvent
    | ChatChanged
    | ChatLeft
    | RoomChanged
    | RoomLeft
    | MemberChanged
    | ReadMoved
    | UserChanged
    | Typing
    | BlockedChanged
    | PresenceChanged
    | Forgotten
)
