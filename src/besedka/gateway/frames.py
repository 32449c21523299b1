"""The frames, as records: what clients send (`op` says what) and what they are sent (`t` says what)."""

from typing import Any, TypeAlias

import msgspec

from besedka.errors import Problem
from besedka.model import ChatDescription, Message, Snapshot
from besedka.wire.decoding import Id, Position
from besedka.wire.shapes import (
    ChangedChatShape,
    ChatShape,
    MessageShape,
    OtherUser,
    OwnUser,
    RoomShape,
    own_user,
    shape_changed_chat,
    shape_chat,
    shape_message,
    shape_room,
)

Ref: TypeAlias = str | int | None


class Op(msgspec.Struct, frozen=True, tag_field="op", kw_only=True):
    """What a client asks for. The answer repeats `ref`."""

    ref: Ref = None


class Send(Op, frozen=True, tag="send"):
    """Post a message."""

    chat_id: Id
    text: str
    nonce: str | None = None
    reply_to: Id | None = None


class Edit(Op, frozen=True, tag="edit"):
    """Give a message another text."""

    message_id: Id
    text: str


class Delete(Op, frozen=True, tag="delete"):
    """Delete a message."""

    message_id: Id


class React(Op, frozen=True, tag="react"):
    """React to a message."""

    message_id: Id
    emoji: str


class Unreact(Op, frozen=True, tag="unreact"):
    """Take one's reaction back."""

    message_id: Id
    emoji: str


class Read(Op, frozen=True, tag="read"):
    """Move one's read marker."""

    chat_id: Id
    seq: Position


class TypingOp(Op, frozen=True, tag="typing"):
    """Say that one is writing."""

    chat_id: Id


class Sync(Op, frozen=True, tag="sync"):
    """Ask what changed in a chat."""

    chat_id: Id
    since: Position
    limit: int = 200


class Ping(Op, frozen=True, tag="ping"):
    """Ask for a `pong`."""


AnyOp: TypeAlias = Send | Edit | Delete | React | Unreact | Read | TypingOp | Sync | Ping


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    """The first frame: everything of one moment."""

    user: OwnUser
    epoch: str
    heartbeat: int
    rooms: list[RoomShape]
    chats: list[ChatShape]


class Ok(msgspec.Struct, frozen=True, tag_field="t", tag="ok", omit_defaults=True):
    """An op that was done."""

    ref: Ref = None
    message: MessageShape | None = None


class SyncOk(msgspec.Struct, frozen=True, tag_field="t", tag="ok", omit_defaults=True):
    """The answer to `sync`."""

    messages: list[MessageShape]
    version: int
    more: bool
    ref: Ref = None
    chat: ChatShape | None = None


class ErrorFrame(msgspec.Struct, frozen=True, tag_field="t", tag="error", omit_defaults=True):
    """An op that was refused."""

    code: str
    detail: str
    ref: Ref = None
    field: str | None = None


class Pong(msgspec.Struct, frozen=True, tag_field="t", tag="pong", omit_defaults=True):
    """The answer to `ping`."""

    ref: Ref = None


class MessageFrame(msgspec.Struct, frozen=True, tag_field="t", tag="message"):
    """Upsert a message. Who knows the chat up to `after`, or further, knows it up to `version` with this."""

    chat_id: int
    after: int
    version: int
    message: MessageShape


class ChatFrame(msgspec.Struct, frozen=True, tag_field="t", tag="chat"):
    """A chat that is new to the user; or, with `after`, one that has changed: see `MessageFrame`."""

    chat_id: int
    version: int
    chat: ChatShape | ChangedChatShape
    after: int | msgspec.UnsetType = msgspec.UNSET


class LeftFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left"):
    """A chat that is the user's no longer."""

    chat_id: int


class RoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="room"):
    """A room that is new to the user, or has changed."""

    room_id: int
    version: int
    room: RoomShape


class LeftRoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left_room"):
    """A room that is the user's no longer."""

    room_id: int


class ReadFrame(msgspec.Struct, frozen=True, tag_field="t", tag="read", omit_defaults=True):
    """Where someone has read up to. One's own comes with what is left, counted at the chat's version `as_of`."""

    chat_id: int
    user_id: int
    last_read_seq: int
    unread: int | None = msgspec.field(name="NewMsgCount", default=None)
    as_of: int | None = None


class UserFrame(msgspec.Struct, frozen=True, tag_field="t", tag="user"):
    """A changed profile."""

    user: OwnUser | OtherUser


class TypingFrame(msgspec.Struct, frozen=True, tag_field="t", tag="typing"):
    """Someone is writing."""

    chat_id: int
    user_id: int


class PresenceFrame(msgspec.Struct, frozen=True, tag_field="t", tag="presence"):
    """Someone came, went or left off."""

    user_id: int
    state: str


_encode = msgspec.json.Encoder().encode
_TEXT = 0x81  # FIN and opcode 1 (RFC 6455 §5.2)
_SHORT, _MEDIUM = 126, 2**16


def encode(frame: msgspec.Struct) -> bytes:
    """A frame on the wire: JSON in an unmasked WebSocket text frame, the same bytes for every recipient."""
    payload = _encode(frame)
    size = len(payload)
    if size < _SHORT:
        return bytes((_TEXT, size)) + payload
    if size < _MEDIUM:
        return bytes((_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_TEXT, 127)) + size.to_bytes(8, "big") + payload


def hello(snapshot: Snapshot, heartbeat: int) -> Hello:
    """The greeting; the heartbeat in milliseconds."""
    return Hello(
        user=own_user(snapshot.user),
        epoch=snapshot.epoch,
        heartbeat=heartbeat,
        rooms=[shape_room(room) for room in snapshot.rooms],
        chats=[shape_chat(chat) for chat in snapshot.chats],
    )


def encode_message(message: Message, after: int, version: int) -> bytes:
    """The upsert of a message that brings its chat from `after` to `version`."""
    return encode(MessageFrame(message.chat_id, after, version, shape_message(message)))


def encode_chat(chat: ChatDescription, after: int, version: int) -> bytes:
    """The upsert of a chat that brings it from `after` to `version`."""
    return encode(ChatFrame(chat.id, version, shape_changed_chat(chat), after))


def encode_refusal(ref: Ref, problem: Problem) -> bytes:
    """Why an op was not done."""
    return encode(ErrorFrame(problem.code, problem.detail, ref, problem.field))


ops: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyOp)
