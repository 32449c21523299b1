"""The bus: tells every node what has changed.

An announcement is a hint, not the truth: the truth is in the database, and whoever misses an announcement finds out by
the next one's version. Delivery is at most once, in the order of `publish` for each scope.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias

import msgspec

from besedka.model import ChatDescription, MemberChange, Message


class ChatChanged(msgspec.Struct, frozen=True, tag="chat"):
    """Chat `chat_id` is now at `version`, by a change of `message`, or of the chat itself, whose row saves whoever hears
    it a look; or because a `member` came, left or has another role.
    """

    chat_id: int
    version: int
    message: Message | None = None
    chat: ChatDescription | None = None
    member: MemberChange | None = None

    @property
    def told(self) -> Message | ChatDescription | MemberChange | None:
        """What has changed, if it says so."""
        return self.message or self.chat or self.member


class ReadMoved(msgspec.Struct, frozen=True, tag="read"):
    """Where `user_id` has read up to, for those of `audience`. `unread` is what that user has left, and `mentions` how many
    of it call them, at the chat's `version`, whose last message is `last_seq`. `back`: on purpose the marker has moved back.
    """

    chat_id: int
    user_id: int
    last_read_seq: int
    unread: int
    version: int
    audience: tuple[int, ...]
    mentions: int = 0
    last_seq: int = 0
    back: bool = False


class NotificationsSet(msgspec.Struct, frozen=True, tag="notifications"):
    """`user_id` wants to be told of something else of `chat_id`."""

    chat_id: int
    user_id: int


class Typing(msgspec.Struct, frozen=True, tag="typing"):
    """Someone is writing. May be lost."""

    chat_id: int
    user_id: int


class Presence(msgspec.Struct, frozen=True, tag="presence"):
    """Whether any of a node's connections is `user_id`'s, and in use: `online`, `idle`, `offline`; in which rooms they are seen,
    and whom they have blocked. May be lost, and is told again from time to time.
    """

    user_id: int
    node: str
    state: str
    room_ids: tuple[int, ...] = ()
    hidden_from: tuple[int, ...] = ()


class ChatJoined(msgspec.Struct, frozen=True, tag="chat_joined"):
    """These users are members of `chat_id` from now on."""

    chat_id: int
    user_ids: tuple[int, ...]


class ChatLeft(msgspec.Struct, frozen=True, tag="chat_left"):
    """These users are members of `chat_id` no more: nothing of it may reach them from now on."""

    chat_id: int
    user_ids: tuple[int, ...]


class ChatGone(msgspec.Struct, frozen=True, tag="chat_gone"):
    """Nobody is a member of `chat_id` any more: it is no chat."""

    chat_id: int


class RoomChanged(msgspec.Struct, frozen=True, tag="room"):
    """Room `room_id` is now at `version`, because `member` came, left or has another role, or by some other change, after which it
    is called `name`, if it says so.
    """

    room_id: int
    version: int
    member: MemberChange | None = None
    name: str | None = None


class RoomJoined(msgspec.Struct, frozen=True, tag="room_joined"):
    """These users are members of `room_id` from now on."""

    room_id: int
    user_ids: tuple[int, ...]


class RoomLeft(msgspec.Struct, frozen=True, tag="room_left"):
    """These users are members of `room_id` no more. Of its channels, which they have left too, `ChatLeft` tells."""

    room_id: int
    user_ids: tuple[int, ...]


class RoomGone(msgspec.Struct, frozen=True, tag="room_gone"):
    """Nobody is a member of `room_id` any more: it is no room. Of its channels `ChatGone` tells."""

    room_id: int


class UserChanged(msgspec.Struct, frozen=True, tag="user"):
    """The profile of `user_id` has changed, or what they are for the server."""

    user_id: int


class ServerChanged(msgspec.Struct, frozen=True, tag="server"):
    """What the server says of itself has changed: its name, its picture, who may sign up, or that there is an account."""


class BlocksChanged(msgspec.Struct, frozen=True, tag="blocks"):
    """Whom `user_id` has blocked has changed. It is for themselves alone."""

    user_id: int


class SessionsEnded(msgspec.Struct, frozen=True, tag="sessions_ended"):
    """These sessions of `user_id` are over: whatever they hold open has to close."""

    user_id: int
    session_ids: tuple[int, ...]


class JobAsked(msgspec.Struct, frozen=True, tag="job"):
    """A job of this kind waits. Told on this node alone: the others look from time to time."""

    kind: str


Announcement: TypeAlias = (
    ChatChanged
    | ReadMoved
    | NotificationsSet
    | Typing
    | Presence
    | ChatJoined
    | ChatLeft
    | ChatGone
    | RoomChanged
    | RoomJoined
    | RoomLeft
    | RoomGone
    | UserChanged
    | ServerChanged
    | BlocksChanged
    | SessionsEnded
    | JobAsked
)
Subscriber: TypeAlias = Callable[[Announcement], None]


class Bus(Protocol):
    """Carries announcements from the unit of work that made them to every subscriber on every node.

    What is of one chat (`ChatChanged`, `ChatGone`, `ReadMoved`, `Typing`) reaches the nodes that follow the chat, `JobAsked` stays
    on its node, all else reaches every node.
    """

    @property
    def lossy(self) -> bool:
        """Whether an announcement may fail to reach a subscriber. If so, someone has to look from time to time."""

    @property
    def reachable(self) -> bool:
        """Whether the other nodes can be told at the moment; yes where there are none."""

    async def connect(self, url: str, cluster: str) -> None:
        """Reach the other nodes of the cluster; before that, and on a bus of one process, only this one is told.

        Raises `StartupError`.
        """

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """Hand these to all subscribers, in this order. Never raises and never waits: the change they tell of is
        already committed.
        """

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every announcement from now on, on the event loop. Returns what ends it."""

    async def follow(self, chat_ids: Iterable[int]) -> None:
        """Hear of these chats: all that is published after this returns. Each call counts; `unfollow` undoes one."""

    def unfollow(self, chat_ids: Iterable[int]) -> None:
        """Hear of these chats no longer, if nobody else follows them."""

    def on_gap(self, subscriber: Callable[[], None]) -> None:
        """Call `subscriber` whenever announcements may have been lost: the bus was out of reach and is back."""

    async def close(self) -> None:
        """Send what is still to be sent, if that can be done in a moment, and hear nothing more."""
