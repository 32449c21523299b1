"""The records that the layers hand one another. Times are integer milliseconds since 1970, UTC."""

from enum import StrEnum

import msgspec


class User(msgspec.Struct, frozen=True):
    """A person with an account. `photo` is the blob's key, or None while there is no picture."""

    id: int
    email: str
    username: str
    name: str
    status: str
    photo: str | None = None

    @property
    def display_name(self) -> str:
        """What others see: the real name, else the login."""
        return self.name or self.username


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


class Role(StrEnum):
    """What a member of a room may do."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Room(msgspec.Struct, frozen=True):
    """A room as one of its members sees it: with their role."""

    id: int
    name: str
    version: int
    role: Role


class ChatKind(StrEnum):
    """A chat between two (or with oneself), of a group, or a room's channel."""

    DIRECT = "direct"
    GROUP = "group"
    CHANNEL = "channel"


class ChatSummary(msgspec.Struct, frozen=True):
    """A chat as one line of a member's list: its name as they see it, and their exact unread count."""

    id: int
    name: str
    unread: int
