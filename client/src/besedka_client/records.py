"""What the API and the gateway send, as records. Members that are not known here are ignored."""

from typing import Any, TypeAlias

import msgspec


class User(msgspec.Struct, frozen=True):
    """A user; `email` only of oneself."""

    id: int
    username: str
    name: str
    status: str
    email: str | None = None

    @property
    def display_name(self) -> str:
        return self.name or self.username


class Reaction(msgspec.Struct, frozen=True):
    """Who reacted with this."""

    emoji: str
    user_ids: tuple[int, ...]


class Message(msgspec.Struct, frozen=True):
    """A message in its current state; a tombstone is `deleted` and has no text."""

    id: int
    chat_id: int
    seq: int
    version: int
    author_id: int
    text: str
    created_at: str
    reactions: tuple[Reaction, ...] = ()
    nonce: str | None = None
    reply_to: int | None = None
    edited_at: str | None = None
    deleted: bool = False


class Chat(msgspec.Struct, frozen=True):
    """A chat as one of its members sees it. `user_id`: the other one of a direct chat."""

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    version: int
    last_seq: int
    last_read_seq: int
    unread: int = msgspec.field(name="NewMsgCount")
    room_id: int | None = None
    user_id: int | None = None


class Room(msgspec.Struct, frozen=True):
    """A room as one of its members sees it."""

    room_id: int
    room_name: str
    role: str
    version: int


class Changes(msgspec.Struct, frozen=True):
    """What changed in a chat after some version, up to `version`; `chat` comes with the last of it."""

    messages: list[Message]
    version: int
    more: bool
    chat: Chat | None = None


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    user: User
    epoch: str
    heartbeat: int
    rooms: list[Room]
    chats: list[Chat]


class Ok(msgspec.Struct, frozen=True, tag_field="t", tag="ok"):
    """The answer to an op; which members it has depends on that."""

    ref: int | None = None
    message: Message | None = None
    messages: list[Message] | None = None
    version: int = 0
    more: bool = False
    chat: Chat | None = None


class ErrorFrame(msgspec.Struct, frozen=True, tag_field="t", tag="error"):
    code: str
    detail: str
    ref: int | None = None
    field: str | None = None


class Pong(msgspec.Struct, frozen=True, tag_field="t", tag="pong"):
    ref: int | None = None


class MessageFrame(msgspec.Struct, frozen=True, tag_field="t", tag="message"):
    chat_id: int
    version: int
    message: Message


class ChatFrame(msgspec.Struct, frozen=True, tag_field="t", tag="chat"):
    chat_id: int
    version: int
    chat: Chat


class LeftFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left"):
    chat_id: int


class RoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="room"):
    room_id: int
    version: int
    room: Room


class LeftRoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left_room"):
    room_id: int


class ReadFrame(msgspec.Struct, frozen=True, tag_field="t", tag="read"):
    chat_id: int
    user_id: int
    last_read_seq: int
    unread: int | None = msgspec.field(name="NewMsgCount", default=None)
    as_of: int | None = None


class UserFrame(msgspec.Struct, frozen=True, tag_field="t", tag="user"):
    user: User


class TypingFrame(msgspec.Struct, frozen=True, tag_field="t", tag="typing"):
    chat_id: int
    user_id: int


class PresenceFrame(msgspec.Struct, frozen=True, tag_field="t", tag="presence"):
    user_id: int
    state: str


Frame: TypeAlias = (
    Hello
    | Ok
    | ErrorFrame
    | Pong
    | MessageFrame
    | ChatFrame
    | LeftFrame
    | RoomFrame
    | LeftRoomFrame
    | ReadFrame
    | UserFrame
    | TypingFrame
    | PresenceFrame
)

_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Frame)


def decode_frame(text: str | bytes) -> Frame | None:
    """A frame of the server's; None for one of a kind that is not known here."""
    try:
        frame: Frame = _decoder.decode(text)
    except msgspec.ValidationError:
        return None
    return frame
