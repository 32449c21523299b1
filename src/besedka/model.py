"""The records that the layers hand one another. Times are integer milliseconds since 1970, UTC."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What someone is in a room or chat, or for the server. What that allows is in `rights`."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class User(msgspec.Struct, frozen=True):
    """A person with an account. `photo` is the blob's key, or None while there is no picture; `server_role` what they are for
    the server as a whole; `deactivated`: they are not let in.
    """

    id: int
    email: str
    username: str
    name: str
    status: str
    photo: str | None = None
    server_role: str = Role.MEMBER
    deactivated: bool = False

    @property
    def display_name(self) -> str:
        """What others see: the real name, else the login."""
        return self.name or self.username


class SeenUser(msgspec.Struct, frozen=True):
    """A user as someone looks at them. `own`: it is themselves who look; `whole`: someone who may know the address."""

    user: User
    own: bool
    whole: bool = False


class Profile(msgspec.Struct, frozen=True):
    """What a person says of themselves, already checked and ready to store."""

    email: str
    username: str
    name: str
    status: str


class Session(msgspec.Struct, frozen=True):
    """One device's sign-in. The token itself is nowhere: the database holds its SHA-256."""

    id: int
    user_id: int
    created_at: int
    renewed_at: int
    expires_at: int
    user_agent: str
    address: str


class Device(msgspec.Struct, frozen=True):
    """Where a sign-in comes from, as shown in the list of one's sessions."""

    user_agent: str
    address: str


class Room(msgspec.Struct, frozen=True):
    """A room as one of its members sees it: with their role."""

    id: int
    name: str
    version: int
    role: Role


class Member(msgspec.Struct, frozen=True):
    """Someone who is in a room or chat, with what the others see of them there. `deactivated`: they are not let in.
    `room_role`: of someone in a private channel, what they are in its room.
    """

    user_id: int
    username: str
    name: str
    role: Role
    joined_at: int
    deactivated: bool = False
    room_role: Role = Role.MEMBER


class Members(msgspec.Struct, frozen=True):
    """A page of members, by their ids. `more`: there are others after them."""

    members: list[Member]
    more: bool


class MemberChange(msgspec.Struct, frozen=True):
    """That someone came or has another role now; or left, if it is None."""

    user_id: int
    role: Role | None


class Invite(msgspec.Struct, frozen=True):
    """What lets whoever has its code into a room, until it expires or has been used `max_uses` times."""

    code: str
    room_id: int
    created_by: int
    created_at: int
    expires_at: int
    max_uses: int | None
    uses: int


class InvitePreview(msgspec.Struct, frozen=True):
    """What one would come into by an invite: a room, or the server alone."""

    room_name: str | None = None
    member_count: int | None = None


class ChatKind(StrEnum):
    """A chat between two (or with oneself), of a group, or a room's channel."""

    DIRECT = "direct"
    GROUP = "group"
    CHANNEL = "channel"


class LastMessage(msgspec.Struct, frozen=True):
    """The beginning of the newest message of a chat that is not deleted."""

    seq: int
    author_id: int
    text: str
    created_at: int


class Level(StrEnum):
    """Of what in a chat one wants to be told."""

    ALL = "all"
    MENTIONS = "mentions"
    NONE = "none"


class ChatSummary(msgspec.Struct, frozen=True):
    """A chat as one line of a member's list: its name as they see it, and their exact unread count. `peer_id`: the other
    one of a direct chat; `role`: what they are in the chat itself.
    """

    id: int
    kind: ChatKind
    peer_id: int | None
    name: str
    private: bool
    topic: str
    active_at: int  # when it was made or last posted to
    unread: int
    mentions: int
    role: Role
    notifications: Level
    last_message: LastMessage | None


class ChatDescription(msgspec.Struct, frozen=True):
    """What everyone in a chat sees alike of the chat itself. `version`: the chat's when this last changed;
    `members_version`: when someone last came, left or changed role.
    """

    id: int
    version: int
    kind: ChatKind
    room_id: int | None
    name: str
    members_version: int
    private: bool = False
    topic: str = ""


class ChatState(msgspec.Struct, frozen=True):
    """A chat of any kind as one of its members sees it, and where they are in it. `peer_id`: the other one of a direct
    chat; `role`: what they are in the chat itself, whatever they are in its room.
    """

    id: int
    kind: ChatKind
    room_id: int | None
    peer_id: int | None
    name: str
    private: bool
    topic: str
    version: int
    members_version: int
    last_seq: int
    last_read_seq: int
    unread: int
    mentions: int
    role: Role
    notifications: Level
    last_message: LastMessage | None


class Membership(msgspec.Struct, frozen=True):
    """That someone is in a chat, in which role, and what an action there has to know of it. `private`: of a channel;
    `blocked`: by the other one of a direct chat.
    """

    chat_id: int
    kind: ChatKind
    private: bool
    room_id: int | None
    role: Role
    version: int
    last_seq: int
    last_read_seq: int
    blocked: bool


class Reaction(msgspec.Struct, frozen=True):
    """Who reacted to a message with this."""

    emoji: str
    user_ids: tuple[int, ...]


class Mention(msgspec.Struct, frozen=True, array_like=True):
    """That a text calls a user at `start`, by `length` characters. `user_id` 0: everyone."""

    user_id: int
    start: int
    length: int


class Measures(msgspec.Struct, frozen=True):
    """How large a picture or film is shown, in pixels, and how long a film or sound lasts, in milliseconds; as far as the
    file itself says so.
    """

    width: int | None = None
    height: int | None = None
    duration: int | None = None


class NewFile(msgspec.Struct, frozen=True):
    """What was uploaded to a chat, and is stored as `blob`."""

    chat_id: int
    name: str
    size: int
    media_type: str
    measures: Measures
    blob: str


class File(msgspec.Struct, frozen=True):
    """What someone uploaded to a chat; `message_id` is that of the message it is in, if it is in one. `blob` and
    `thumbnail` are keys.
    """

    id: int
    chat_id: int
    uploader_id: int
    message_id: int | None
    name: str
    size: int
    media_type: str
    width: int | None
    height: int | None
    duration: int | None
    blob: str
    thumbnail: str | None


class Attachment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file as everyone sees it: in a message, or when it was uploaded. `thumbnail`: there is a small picture of it."""

    id: int
    name: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    thumbnail: bool = False


class Message(msgspec.Struct, frozen=True, dict=True):
    """A message in its current state. `seq` is its place in the chat, `version` the chat's when it last changed.

    It has a `__dict__`, in which its encoding is kept once it is made: see `wire.messages`.
    """

    id: int
    chat_id: int
    seq: int
    version: int
    author_id: int
    text: str
    nonce: str | None
    reply_to: int | None
    created_at: int
    edited_at: int | None
    deleted: bool = False
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[Mention, ...] = ()
    files: tuple[Attachment, ...] = ()


class Draft(msgspec.Struct, frozen=True):
    """A message that someone wants to post."""

    chat_id: int
    text: str
    nonce: str | None = None
    reply_to: int | None = None
    file_ids: tuple[int, ...] = ()


class Bounds(msgspec.Struct, frozen=True):
    """How much a page may hold: so many rows, and so many bytes of text, which the last row may exceed."""

    rows: int
    size: int


class Page(msgspec.Struct, frozen=True):
    """Some messages of many, in order. `more`: there are others after them, or there may be."""

    messages: list[Message]
    more: bool


class SearchedFor(msgspec.Struct, frozen=True):
    """Which messages are looked for. `parts`: parts of words, folded, all of which are in the text or in the names of its
    files; there may be none. `before`: only messages with a lower id. `after`, `until`: times of posting, the first of them included.
    """

    parts: tuple[str, ...]
    before: int
    after: int
    until: int
    limit: int
    chat_id: int | None = None
    room_id: int | None = None
    author_id: int | None = None
    has_file: bool = False
    mentions_me: bool = False


class Stretch(msgspec.Struct, frozen=True):
    """Messages of a chat that follow one another. `last_id`: of them, or more than that."""

    chat_id: int
    first_seq: int
    last_seq: int
    last_id: int


class Changes(msgspec.Struct, frozen=True):
    """What changed in a chat after some version, up to `version`. `chat` comes with the last of it."""

    messages: list[Message]
    version: int
    more: bool
    chat: ChatState | None


class Resumed(msgspec.Struct, frozen=True):
    """What changed in one of several chats. `left`: it is not the user's, or no longer."""

    chat_id: int
    changes: Changes
    left: bool = False


class Blocks(msgspec.Struct, frozen=True):
    """All whom someone has blocked. `version` is raised by every change to it."""

    version: int = 0
    user_ids: tuple[int, ...] = ()


class BlockedUsers(msgspec.Struct, frozen=True):
    """A page of those whom someone has blocked, by their ids. `more`: there are others after them."""

    users: list[User]
    more: bool


class Snapshot(msgspec.Struct, frozen=True):
    """All that a client has to know to begin: of one moment."""

    user: User
    epoch: str
    rooms: list[Room]
    chats: list[ChatState]
    blocks: Blocks


class Missed(msgspec.Struct, frozen=True):
    """What happened in a chat after some version, up to `version`, which is the chat's own unless there is `more`: rows
    that changed, in the order of their versions, and the chat itself if it changed, or if there is no row to tell.
    `members_version`: when someone last came, left or changed role.
    """

    messages: list[Message]
    chat: ChatDescription | None
    version: int
    more: bool
    members_version: int = 0


class ChangedUsers(msgspec.Struct, frozen=True):
    """Whose profile changed, and when, the first ones first; `now` is when that was looked up."""

    users: list[tuple[int, int]]
    now: int
    more: bool


class Standing(msgspec.Struct, frozen=True):
    """What a user is a member of, as far as it takes to see whether someone else's picture of it is right: how many, and
    sums over their ids that hardly two different sets have in common. `own_changed_at`: when something
    that is their own in a chat last changed: a read marker, their role, what they want to be told; `blocks_version`: that
    of the list of those whom they have blocked.
    """

    chats: tuple[int, int, int] = (0, 0, 0)
    rooms: tuple[int, int, int] = (0, 0, 0)
    own_changed_at: int = 0
    blocks_version: int = 0
