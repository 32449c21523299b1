"""What is asked of chats, and how they are shown."""

from typing import Annotated, TypeAlias

import msgspec

from besedka.model import ChatDescription, ChatState, ChatSummary, LastMessage, Role, Room
from besedka.wire.decoding import Id, Position
from besedka.wire.times import rfc3339

USERS_LIMIT = 200  # that a group is made of by one request


class ListChats(msgspec.Struct, frozen=True):
    """The rooms and chats of a user."""

    user_id: Id


class NewChat(msgspec.Struct, frozen=True):
    """Have a chat with someone; or, with `user_ids`, a group of these people and oneself."""

    user_id: Id | msgspec.UnsetType = msgspec.UNSET
    user_ids: Annotated[list[Id], msgspec.Meta(max_length=USERS_LIMIT)] | msgspec.UnsetType = msgspec.UNSET
    name: str | None = None


class ViewChat(msgspec.Struct, frozen=True):
    """A chat of any kind."""

    chat_id: Id


class NewName(msgspec.Struct, frozen=True):
    """What a room or chat is to be called."""

    name: str


class ChatEdit(msgspec.Struct, frozen=True):
    """What is to be otherwise of a chat; the rest stays as it is."""

    name: str | None = None
    topic: str | None = None
    private: bool | None = None


class EditChat(ChatEdit, frozen=True, kw_only=True):
    """Have a chat go by another name, be about something else, or be there for others."""

    chat_id: Id


class DeleteChat(msgspec.Struct, frozen=True):
    """Delete a chat with all its messages."""

    chat_id: Id


class Marker(msgspec.Struct, frozen=True):
    """Up to which message one has read; or which is the first one to be unread again."""

    seq: Position | msgspec.UnsetType = msgspec.UNSET
    unread_from: Id | msgspec.UnsetType = msgspec.UNSET


class MarkRead(Marker, frozen=True, kw_only=True):
    """Move one's read marker."""

    chat_id: Id


class LastMessageShape(msgspec.Struct, frozen=True):
    """The beginning of a chat's newest message."""

    seq: int
    author_id: int
    text: str
    created_at: str


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
    mentions: int = msgspec.field(name="MentionCount")
    notifications: str
    last_message: LastMessageShape | None
    room_id: int | None = None
    user_id: int | None = None  # the other one of a direct chat
    private: bool = False  # of a channel, as is its topic
    topic: str = ""
    role: str = Role.MEMBER  # one's own, of the chat itself


EncodedChat: TypeAlias = Annotated[
    msgspec.Raw, msgspec.Meta(extra_json_schema={"$ref": f"#/$defs/{ChatShape.__name__}"})
]

_encode = msgspec.json.Encoder().encode


class ChangedChatShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chat that has changed, as all its members see it alike."""

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    members_version: int
    room_id: int | None = None
    private: bool = False
    topic: str = ""


class ChatLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A chat in a list, in the original's spelling."""

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    unread: int = msgspec.field(name="NewMsgCount")
    mentions: int = msgspec.field(name="MentionCount")
    notifications: str
    last_message: LastMessageShape | None
    user_id: int | None = None  # the other one of a direct chat
    private: bool = False  # of a channel, as is its topic
    topic: str = ""
    role: str = Role.MEMBER  # one's own, of the chat itself


class RoomLine(msgspec.Struct, frozen=True):
    """A room in a list."""

    room_id: int
    room_name: str


class RoomsAndChats(msgspec.Struct, frozen=True):
    """What the original wraps in `body`."""

    rooms: list[RoomLine]
    chats: list[ChatLine]


class RoomsAndChatsBody(msgspec.Struct, frozen=True):
    """The answer of section 3.1."""

    body: RoomsAndChats


def shape_last_message(message: LastMessage | None) -> LastMessageShape | None:
    if message is None:
        return None
    return LastMessageShape(message.seq, message.author_id, message.text, rfc3339(message.created_at))


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
        mentions=chat.mentions,
        notifications=chat.notifications,
        last_message=shape_last_message(chat.last_message),
        room_id=chat.room_id,
        user_id=chat.peer_id,
        private=chat.private,
        topic=chat.topic,
        role=chat.role,
    )


def encode_chat(chat: ChatState) -> msgspec.Raw:
    """The same as JSON."""
    return msgspec.Raw(_encode(shape_chat(chat)))


def shape_changed_chat(chat: ChatDescription) -> ChangedChatShape:
    return ChangedChatShape(
        chat_id=chat.id,
        kind=chat.kind,
        name=chat.name,
        members_version=chat.members_version,
        room_id=chat.room_id,
        private=chat.private,
        topic=chat.topic,
    )


def chat_line(chat: ChatSummary) -> ChatLine:
    """One line of a list of chats or channels."""
    return ChatLine(
        chat_id=chat.id,
        kind=chat.kind,
        name=chat.name,
        unread=chat.unread,
        mentions=chat.mentions,
        notifications=chat.notifications,
        last_message=shape_last_message(chat.last_message),
        user_id=chat.peer_id,
        private=chat.private,
        topic=chat.topic,
        role=chat.role,
    )


def shape_rooms_and_chats(found: tuple[list[Room], list[ChatSummary]]) -> RoomsAndChatsBody:
    rooms, chats = found
    lines = [RoomLine(room.id, room.name) for room in rooms]
    return RoomsAndChatsBody(RoomsAndChats(lines, [chat_line(chat) for chat in chats]))
