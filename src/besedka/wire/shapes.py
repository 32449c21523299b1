"""The API's records as both doors write them."""

from datetime import UTC, datetime
from http import HTTPStatus

import msgspec

from besedka.errors import Problem
from besedka.model import Changes, ChatDescription, ChatState, Message, Reaction, Room, User


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error; `code` is the mnemonic code of the original."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    request_id: str | msgspec.UnsetType = msgspec.UNSET


class OwnUser(msgspec.Struct, frozen=True):
    """A user as they see themselves: section 0.1 of the original, without the password."""

    id: int
    email: str
    username: str
    name: str
    status: str


class OtherUser(msgspec.Struct, frozen=True):
    """A user as others see them."""

    id: int
    username: str
    name: str
    status: str


class MessageShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message; a tombstone has `deleted`, empty text and nothing else."""

    id: int
    chat_id: int
    seq: int
    version: int
    author_id: int
    text: str
    created_at: str
    reactions: tuple[Reaction, ...]
    files: tuple[()]
    nonce: str | None = None
    reply_to: int | None = None
    edited_at: str | None = None
    deleted: bool = False


class ChatShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chat of any kind as one of its members sees it."""

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    version: int
    members_version: int
    last_seq: int
    last_read_seq: int
    unread: int = msgspec.field(name="NewMsgCount")
    room_id: int | None = None
    user_id: int | None = None  # the other one of a direct chat


class ChangedChatShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chat that has changed, as all its members see it alike."""

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    members_version: int
    room_id: int | None = None


class RoomShape(msgspec.Struct, frozen=True):
    """A room as one of its members sees it."""

    room_id: int
    room_name: str
    role: str
    version: int


class ChangesShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed in a chat; `chat` comes with the last of it."""

    messages: list[MessageShape]
    version: int
    more: bool
    chat: ChatShape | None = None


def shape_problem(problem: Problem, request_id: str | None = None) -> ProblemBody:
    return ProblemBody(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        field=problem.field or msgspec.UNSET,
        request_id=request_id or msgspec.UNSET,
    )


def own_user(user: User) -> OwnUser:
    return OwnUser(user.id, user.email, user.username, user.name, user.status)


def other_user(user: User) -> OtherUser:
    return OtherUser(user.id, user.username, user.name, user.status)


def shape_message(message: Message) -> MessageShape:
    return MessageShape(
        id=message.id,
        chat_id=message.chat_id,
        seq=message.seq,
        version=message.version,
        author_id=message.author_id,
        text=message.text,
        created_at=rfc3339(message.created_at),
        reactions=message.reactions,
        files=(),
        nonce=message.nonce,
        reply_to=message.reply_to,
        edited_at=None if message.edited_at is None else rfc3339(message.edited_at),
        deleted=message.deleted,
    )


def shape_chat(chat: ChatState) -> ChatShape:
    return ChatShape(
        chat_id=chat.id,
        kind=chat.kind,
        name=chat.name,
        version=chat.version,
        members_version=chat.members_version,
        last_seq=chat.last_seq,
        last_read_seq=chat.last_read_seq,
        unread=chat.unread,
        room_id=chat.room_id,
        user_id=chat.peer_id,
    )


def shape_changed_chat(chat: ChatDescription) -> ChangedChatShape:
    return ChangedChatShape(chat.id, chat.kind, chat.name, chat.members_version, chat.room_id)


def shape_room(room: Room) -> RoomShape:
    return RoomShape(room.id, room.name, room.role, room.version)


def shape_changes(changes: Changes) -> ChangesShape:
    return ChangesShape(
        messages=[shape_message(message) for message in changes.messages],
        version=changes.version,
        more=changes.more,
        chat=shape_chat(changes.chat) if changes.chat else None,
    )


def rfc3339(milliseconds: int) -> str:
    """A time as the API writes it: RFC 3339, UTC, with milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
