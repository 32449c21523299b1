"""The bus: tells every node what has changed.

An announcement is a hint, not the truth: the truth is in the database, and whoever misses an announcement finds out by
the next one's version. Delivery is at most once, in the order of `publish` for each scope.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

import msgspec


class ChatChanged(msgspec.Struct, frozen=True, tag="chat"):
    """Chat `chat_id` is now at `version`."""

    chat_id: int
    version: int


class ChatJoined(msgspec.Struct, frozen=True, tag="chat_joined"):
    """These users are members of `chat_id` from now on."""

    chat_id: int
    user_ids: tuple[int, ...]


class RoomChanged(msgspec.Struct, frozen=True, tag="room"):
    """Room `room_id` is now at `version`."""

    room_id: int
    version: int


class RoomJoined(msgspec.Struct, frozen=True, tag="room_joined"):
    """These users are members of `room_id` from now on."""

    room_id: int
    user_ids: tuple[int, ...]


class UserChanged(msgspec.Struct, frozen=True, tag="user"):
    """The profile of `user_id` has changed."""

    user_id: int


class SessionsEnded(msgspec.Struct, frozen=True, tag="sessions_ended"):
    """These sessions of `user_id` are over: whatever they hold open has to close."""

    user_id: int
    session_ids: tuple[int, ...]


Announcement: TypeAlias = ChatChanged | ChatJoined | RoomChanged | RoomJoined | UserChanged | SessionsEnded
Listener: TypeAlias = Callable[[Announcement], None]


class Bus(Protocol):
    """Carries announcements from the unit of work that made them to every listener on every node."""

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """Hand these to all listeners, in this order. Never raises and never waits: the change they tell of is
        already committed.
        """

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every announcement from now on, on the event loop. Returns what ends it."""
