"""What the API and the gateway send, as records. Members that are not known here are ignored."""

from typing import Any, TypeAlias

import msgspec


class User(msgspec.Struct, frozen=True):
    """A user; `email` only of oneself, and for the server's administrators, as are `server_role`, what they are for the server,
    and `photo`: they have uploaded a picture. `deactivated`: they are let in no more.
    """

    id: int
    username: str
    name: str
    status: str
    email: str | None = None
    server_role: str = "member"
    deactivated: bool = False
    photo: bool = False

    @property
    def display_name(self) -> str:
        return self.name or self.username


class Reaction(msgspec.Struct, frozen=True):
    """Who reacted with this."""

    emoji: str
    user_ids: tuple[int, ...]


class File(msgspec.Struct, frozen=True):
    """A file of a message; sizes of pictures and films in pixels, `duration` in milliseconds. `thumbnail`: there is a small
    picture of it.
    """

    id: int
    name: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    thumbnail: bool = False


class MentionPlace(msgspec.Struct, frozen=True):
    """Where a text calls someone, in characters; everyone, if `user_id` is None."""

    user_id: int | None
    start: int
    length: int


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
    mentions: tuple[int, ...] = ()
    mentions_all: bool = False
    mention_places: tuple[MentionPlace, ...] = ()
    files: tuple[File, ...] = ()


class LastMessage(msgspec.Struct, frozen=True):
    """The beginning of a chat's newest message that is not deleted: 140 characters at most."""

    seq: int
    author_id: int
    text: str
    created_at: str


class Chat(msgspec.Struct, frozen=True):
    """A chat as one of its members sees it, at its `version`. `user_id`: the other one of a direct chat; `role`: one's own in
    the chat itself, whatever one is in its room.
    """

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    version: int
    last_seq: int
    last_read_seq: int
    unread: int = msgspec.field(name="NewMsgCount")
    room_id: int | None = None
    user_id: int | None = None
    private: bool = False
    topic: str = ""
    members_version: int = 0
    mentions: int = msgspec.field(name="MentionCount", default=0)
    notifications: str = "all"
    last_message: LastMessage | None = None
    role: str = "member"


class ToldChat(msgspec.Struct, frozen=True):
    """A chat as a frame shows it: one that is new is whole, of one that has changed all members are told the same, and
    nothing that is one's own.
    """

    chat_id: int
    kind: str
    name: str = msgspec.field(name="Name")
    version: int | msgspec.UnsetType = msgspec.UNSET
    last_seq: int | msgspec.UnsetType = msgspec.UNSET
    last_read_seq: int | msgspec.UnsetType = msgspec.UNSET
    unread: int | msgspec.UnsetType = msgspec.field(name="NewMsgCount", default=msgspec.UNSET)
    room_id: int | None = None
    user_id: int | None = None
    private: bool = False
    topic: str = ""
    members_version: int = 0
    mentions: int | msgspec.UnsetType = msgspec.field(name="MentionCount", default=msgspec.UNSET)
    notifications: str = "all"
    last_message: LastMessage | None = None
    role: str = "member"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that a `Chat` has."""
        return msgspec.UNSET not in {self.version, self.last_seq, self.last_read_seq, self.unread, self.mentions}

    def as_chat(self, before: Chat | None) -> Chat | None:
        """The whole of it, with what is known of it from before; None if that is not enough."""
        if self.is_whole:
            return Chat(**{name: getattr(self, name) for name in self.__struct_fields__})
        shared = {name: getattr(self, name) for name in ("name", "private", "topic", "members_version")}
        return msgspec.structs.replace(before, **shared) if before else None


class Member(msgspec.Struct, frozen=True):
    """Someone who is in a room or chat. `deactivated`: they are let in no more. `room_role`: what someone in a private channel is in
    its room, if more than a plain member.
    """

    user_id: int
    username: str
    name: str
    role: str
    joined_at: str
    deactivated: bool = False
    room_role: str | None = None


class MemberPage(msgspec.Struct, frozen=True):
    """A part of the members, by their ids. `more`: there are others after them."""

    members: list[Member]
    more: bool = False


class MessagePage(msgspec.Struct, frozen=True):
    """A part of a chat's history. `more`: there are others in the direction asked for, or there may be."""

    messages: list[Message]
    more: bool = False


class Invite(msgspec.Struct, frozen=True):
    """An invite to a room, or to sign up: who has its `code` comes in."""

    code: str
    created_by: int
    created_at: str
    expires_at: str
    max_uses: int | None
    uses: int


class ServerState(msgspec.Struct, frozen=True):
    """How the server is, for its administrators: sizes in bytes, `uptime` in seconds; `trouble`: why it takes no writes."""

    registration_fixed: bool
    storage_used: int
    storage_limit: int | None
    people: int
    rooms: int
    messages: int
    bus: str
    trouble: str | None
    uptime: int


class Server(msgspec.Struct, frozen=True):
    """What the server says of itself. `empty`: nobody has an account yet; `file_limit`: bytes of an uploaded file, 0 if it is not
    said; `signed_in`: we have a session; `state`: for its administrators.
    """

    name: str
    picture: str | None
    registration: str
    empty: bool
    version: str
    file_limit: int = 0
    signed_in: bool = False
    state: ServerState | None = None


class Person(msgspec.Struct, frozen=True):
    """Someone as the server's administrators see them; `role` is what they are for the server."""

    id: int
    email: str
    username: str
    name: str
    status: str
    role: str
    deactivated: bool
    created_at: str
    last_seen_at: str | None
    storage_used: int


class PeoplePage(msgspec.Struct, frozen=True):
    """A hundred people by their ids. `more`: there are others after them."""

    people: tuple[Person, ...]
    more: bool


class ListedRoom(msgspec.Struct, frozen=True):
    """A room as the server's administrators see it, from outside."""

    room_id: int
    room_name: str
    member_count: int
    owner: User | None
    created_at: str


class RoomsPage(msgspec.Struct, frozen=True):
    """A hundred rooms by their ids. `more`: there are others after them."""

    rooms: tuple[ListedRoom, ...]
    more: bool


class PasswordLink(msgspec.Struct, frozen=True):
    """By whose `code` someone sets a new password."""

    code: str
    expires_at: str


class LogEntry(msgspec.Struct, frozen=True):
    """That someone did something to the server or its people; without an `actor` it was done on the machine."""

    id: int
    at: str
    deed: str
    actor: User | None
    user: User | None
    before: str | None
    after: str | None


class LogPage(msgspec.Struct, frozen=True):
    """A hundred lines of the server's log, the newest first. `more`: there are older ones."""

    entries: tuple[LogEntry, ...]
    more: bool


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


class Resumed(msgspec.Struct, frozen=True):
    """What `resume` says of one chat. `more`: it was not read to its end, or not at all; `left`: it is not ours."""

    chat_id: int
    messages: tuple[Message, ...] = ()
    version: int = 0
    more: bool = False
    chat: Chat | None = None
    left: bool = False


class Hello(msgspec.Struct, frozen=True, tag_field="t", tag="hello"):
    user: User
    epoch: str
    heartbeat: int
    rooms: list[Room]
    chats: list[Chat]
    blocked: tuple[int, ...] = ()


class Ok(msgspec.Struct, frozen=True, tag_field="t", tag="ok"):
    """The answer to an op; which members it has depends on that."""

    ref: int | str | None = None
    message: Message | None = None
    chats: list[Resumed] | None = None


class ErrorFrame(msgspec.Struct, frozen=True, tag_field="t", tag="error"):
    code: str
    detail: str
    ref: int | str | None = None
    field: str | None = None


class Pong(msgspec.Struct, frozen=True, tag_field="t", tag="pong"):
    ref: int | str | None = None


class MessageFrame(msgspec.Struct, frozen=True, tag_field="t", tag="message"):
    """Who knows the chat up to `after`, or further, knows it up to `version` with this."""

    chat_id: int
    after: int
    version: int
    message: Message


class ChatFrame(msgspec.Struct, frozen=True, tag_field="t", tag="chat"):
    """A chat that is new to us, or has changed: then there is an `after`."""

    chat_id: int
    version: int
    chat: ToldChat
    after: int | None = None


class LeftFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left"):
    chat_id: int


class RoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="room"):
    room_id: int
    version: int
    room: Room
    after: int | None = None


class LeftRoomFrame(msgspec.Struct, frozen=True, tag_field="t", tag="left_room"):
    room_id: int


class MembersFrame(msgspec.Struct, frozen=True, tag_field="t", tag="members"):
    """Who came, changed role or left (`role` is None), in a chat or in a room."""

    after: int
    version: int
    user_id: int
    role: str | None = None
    chat_id: int | None = None
    room_id: int | None = None


class ReadFrame(msgspec.Struct, frozen=True, tag_field="t", tag="read"):
    chat_id: int
    user_id: int
    last_read_seq: int
    unread: int | None = msgspec.field(name="NewMsgCount", default=None)
    mentions: int | None = msgspec.field(name="MentionCount", default=None)
    last_seq: int | None = None
    as_of: int | None = None
    back: bool = False


class UserFrame(msgspec.Struct, frozen=True, tag_field="t", tag="user"):
    user: User


class BlockedFrame(msgspec.Struct, frozen=True, tag_field="t", tag="blocked"):
    """All whom we have blocked."""

    user_ids: tuple[int, ...]


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
    | MembersFrame
    | ReadFrame
    | UserFrame
    | BlockedFrame
    | TypingFrame
    | PresenceFrame
)

_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Frame)


def decode_frame(text: str | bytes) -> Frame | None:
    """A frame of the server's; None for one that is not understood here."""
    try:
        frame: Frame = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return frame
