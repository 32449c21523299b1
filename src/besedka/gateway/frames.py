"""The frames, as records: what clients send (`op` says what) and what they are sent (`t` says what)."""

from typing import Any, TypeAlias

import msgspec

from besedka.errors import Problem
from besedka.gateway.pieces import in_turns
from besedka.model import ChatDescription, MemberChange, Message, Snapshot
from besedka.wire.changes import ChangesShape, ListChanges, ResumeChats, ResumedShape
from besedka.wire.chats import ChangedChatShape, ChatShape, EncodedChat, MarkRead, shape_changed_chat
from besedka.wire.chats import encode_chat as encode_whole_chat
from besedka.wire.decoding import Id
from besedka.wire.messages import (
    DeleteMessage,
    EditMessage,
    EncodedMessage,
    PostMessage,
    ToggleReaction,
    shape_message,
)
from besedka.wire.rooms import RoomShape, shape_room
from besedka.wire.users import OtherUser, OwnUser, own_user

CHATS_AT_ONCE = 500  # encoded in one round of the event loop

Ref: TypeAlias = str | int | None


# What a client asks for: the record of `commands`, and a `ref` that the answer repeats.


class Send(PostMessage, frozen=True, tag_field="op", tag="send", kw_only=True):
    """Post a message."""

    ref: Ref = None


class Edit(EditMessage, frozen=True, tag_field="op", tag="edit", kw_only=True):
    """Give a message another text."""

    ref: Ref = None


class Delete(DeleteMessage, frozen=True, tag_field="op", tag="delete", kw_only=True):
    """Delete a message."""

    ref: Ref = None


class React(ToggleReaction, frozen=True, tag_field="op", tag="react", kw_only=True):
    """React to a message."""

    ref: Ref = None


class Unreact(ToggleReaction, frozen=True, tag_field="op", tag="unreact", kw_only=True):
    """Take one's reaction back."""

    ref: Ref = None


class Read(MarkRead, frozen=True, tag_field="op", tag="read", kw_only=True):
    """Move one's read marker."""

    ref: Ref = None


class Sync(ListChanges, frozen=True, tag_field="op", tag="sync", kw_only=True):
    """Ask what changed in a chat."""

    ref: Ref = None


class Resume(ResumeChats, frozen=True, tag_field="op", tag="resume", kw_only=True):
    """Ask what changed in many chats."""

    ref: Ref = None


class TypingOp(msgspec.Struct, frozen=True, tag_field="op", tag="typing", kw_only=True):
    """Say that one is writing."""

    chat_id: Id
    ref: Ref = None


class Ping(msgspec.Struct, frozen=True, tag_field="op", tag="ping", kw_only=True):
    """Ask for a `pong`."""

    ref: Ref = None


AnyOp: TypeAlias = Send | Edit | Delete | React | Unreact | Read | Sync | Resume | TypingOp | Ping


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    """The first frame: everything of one moment."""

    user: OwnUser
    epoch: str
    heartbeat: int
    rooms: list[RoomShape]
    chats: list[EncodedChat]
    blocked: tuple[int, ...]


class Ok(msgspec.Struct, frozen=True, tag_field="t", tag="ok", omit_defaults=True):
    """An op that was done."""

    ref: Ref = None


class MessageOk(msgspec.Struct, frozen=True, tag_field="t", tag="ok", omit_defaults=True):
    """The answer to what changed a message."""

    message: EncodedMessage
    ref: Ref = None


class SyncOk(ChangesShape, frozen=True, tag_field="t", tag="ok", omit_defaults=True, kw_only=True):
    """The answer to `sync`."""

    ref: Ref = None


class ResumeOk(ResumedShape, frozen=True, tag_field="t", tag="ok", omit_defaults=True, kw_only=True):
    """The answer to `resume`."""

    ref: Ref = None


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
    message: EncodedMessage


class ChatFrame(msgspec.Struct, frozen=True, tag_field="t", tag="chat"):
    """A chat that is new to the user."""

    chat_id: int
    version: int
    chat: ChatShape


class ChangedChatFrame(msgspec.Struct, frozen=True, tag_field="t", tag="chat"):
    """A chat that has changed, as all its members see it: see `MessageFrame`."""

    chat_id: int
    version: int
    chat: ChangedChatShape
    after: int


class ChatMembersFrame(msgspec.Struct, frozen=True, tag_field="t", tag="members"):
    """Who came into a chat, left it (`role` is null) or has another role there: see `MessageFrame`."""

    chat_id: int
    after: int
    version: int
    user_id: int
    role: str | None


class LeftFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left"):
    """A chat that is the user's no longer."""

    chat_id: int


class RoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="room"):
    """A room that is new to the user; or, with `after`, one that has changed since that version, or a later one."""

    room_id: int
    version: int
    room: RoomShape
    after: int | msgspec.UnsetType = msgspec.UNSET


class RoomMembersFrame(msgspec.Struct, frozen=True, tag_field="t", tag="members"):
    """Who came into a room, left it (`role` is null) or has another role there. Who knows the room as it was at `after`
    knows it as it is at `version` with this.
    """

    room_id: int
    after: int
    version: int
    user_id: int
    role: str | None


class LeftRoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left_room"):
    """A room that is the user's no longer."""

    room_id: int


class ReadFrame(msgspec.Struct, frozen=True, tag_field="t", tag="read", omit_defaults=True):
    """Where someone has read up to. One's own comes with what is left, counted at the chat's version `as_of`, up to
    `last_seq`. `back`: the
    marker may have moved back, on purpose.
    """

    chat_id: int
    user_id: int
    last_read_seq: int
    unread: int | None = msgspec.field(name="NewMsgCount", default=None)
    mentions: int | None = msgspec.field(name="MentionCount", default=None)
    last_seq: int | None = None
    as_of: int | None = None
    back: bool = False


class OwnUserFrame(msgspec.Struct, frozen=True, tag_field="t", tag="user"):
    """One's own profile, changed."""

    user: OwnUser


class UserFrame(msgspec.Struct, frozen=True, tag_field="t", tag="user"):
    """A changed profile."""

    user: OtherUser


class BlockedFrame(msgspec.Struct, frozen=True, tag_field="t", tag="blocked"):
    """All whom one has blocked, as it is now."""

    user_ids: tuple[int, ...]


class TypingFrame(msgspec.Struct, frozen=True, tag_field="t", tag="typing"):
    """Someone is writing."""

    chat_id: int
    user_id: int


class PresenceFrame(msgspec.Struct, frozen=True, tag_field="t", tag="presence"):
    """Someone came, went or left off."""

    user_id: int
    state: str


_OKS: dict[type[msgspec.Struct], type[msgspec.Struct]] = {ChangesShape: SyncOk, ResumedShape: ResumeOk}

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


async def encode_hello(snapshot: Snapshot, heartbeat: int) -> bytes:
    """The greeting; the heartbeat in milliseconds. In turns: it may be long."""
    chats: list[msgspec.Raw] = []
    async for some in in_turns(snapshot.chats, CHATS_AT_ONCE):
        chats += map(encode_whole_chat, some)
    rooms = [shape_room(room) for room in snapshot.rooms]
    return encode(Hello(own_user(snapshot.user), snapshot.epoch, heartbeat, rooms, chats, snapshot.blocks.user_ids))


def encode_message(message: Message, after: int, version: int) -> bytes:
    """The upsert of a message that brings its chat from `after` to `version`."""
    return encode(MessageFrame(message.chat_id, after, version, shape_message(message)))


def encode_chat(chat: ChatDescription, after: int, version: int) -> bytes:
    """The upsert of a chat that brings it from `after` to `version`."""
    return encode(ChangedChatFrame(chat.id, version, shape_changed_chat(chat), after))


def encode_member(chat_id: int, change: MemberChange, after: int, version: int) -> bytes:
    """The change of a chat's members that brings it from `after` to `version`."""
    return encode(ChatMembersFrame(chat_id, after, version, change.user_id, change.role))


def done(ref: Ref, shape: msgspec.Struct | msgspec.Raw) -> msgspec.Struct:
    """The answer to an op of which this came."""
    if isinstance(shape, msgspec.Raw):
        return MessageOk(shape, ref)
    answer = _OKS.get(type(shape), Ok)
    return answer(**msgspec.structs.asdict(shape), ref=ref)


def encode_refusal(ref: Ref, problem: Problem) -> bytes:
    """Why an op was not done."""
    return encode(ErrorFrame(problem.code, problem.detail, ref, problem.field))


ops: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyOp)
