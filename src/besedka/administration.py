"""The records of what concerns the server as a whole. Times are integer milliseconds since 1970, UTC."""

from enum import StrEnum

import msgspec

from besedka.model import Role, User


class Registration(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


class ServerFacts(msgspec.Struct, frozen=True):
    """What the database says of the server itself. `picture` is the blob's key; `registration` is None until somebody chooses;
    `owned`: there is an account.
    """

    name: str
    picture: str | None
    registration: Registration | None
    owned: bool


class Terms(msgspec.Struct, frozen=True):
    """What holds for everyone: who may make an account, and how many bytes an uploaded file may have."""

    registration: Registration
    file_limit: int


class Standing(msgspec.Struct, frozen=True):
    """What someone is for the server, and whether they are let in."""

    role: Role
    deactivated: bool


class Person(msgspec.Struct, frozen=True):
    """Someone as the server's administrators see them. `seen_at`: when a session of theirs that has not ended was last
    renewed, which it is once a day. `stored`: bytes of their files.
    """

    user: User
    created_at: int
    seen_at: int | None
    stored: int


class PeoplePage(msgspec.Struct, frozen=True):
    """A part of all people, by their ids. `more`: there are others after them."""

    people: list[Person]
    more: bool


class Counts(msgspec.Struct, frozen=True):
    """How many there are: exactly up to 100,000, and about so many beyond it."""

    people: int
    rooms: int
    messages: int


class ListedRoom(msgspec.Struct, frozen=True):
    """A room as the server's administrators see it: from outside. `members`: counted up to 10,000. `owner_id`: of several the one
    of the lowest id.
    """

    id: int
    name: str
    created_at: int
    members: int
    owner_id: int | None


class RoomsPage(msgspec.Struct, frozen=True):
    """A part of all rooms, by their ids, and their owners. `more`: there are others after them."""

    rooms: list[ListedRoom]
    owners: dict[int, User]
    more: bool


class ServerInvite(msgspec.Struct, frozen=True):
    """What lets whoever has its code make an account, until it expires or has been used `max_uses` times."""

    code: str
    created_by: int
    created_at: int
    expires_at: int
    max_uses: int | None
    uses: int


class PasswordLink(msgspec.Struct, frozen=True):
    """That whoever has its code may set this user's password, once."""

    user_id: int
    created_by: int
    expires_at: int


class Deed(StrEnum):
    """What the log tells of."""

    OWNED = "owned"
    RENAMED = "renamed"
    PICTURE_SET = "picture_set"
    PICTURE_REMOVED = "picture_removed"
    REGISTRATION_SET = "registration_set"
    ROLE_SET = "role_set"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    SIGNED_OUT = "signed_out"
    PASSWORD_LINK_MADE = "password_link_made"  # noqa: S105 - a word
    PASSWORD_SET = "password_set"  # noqa: S105 - likewise
    INVITE_MADE = "invite_made"
    INVITE_REVOKED = "invite_revoked"


class NewEntry(msgspec.Struct, frozen=True):
    """That `actor_id` did something, to `user_id` if to anyone; without an actor it was done on the machine."""

    actor_id: int | None
    deed: Deed
    user_id: int | None = None
    before: str | None = None
    after: str | None = None


class Entry(msgspec.Struct, frozen=True):
    """A line of the log."""

    id: int
    at: int
    actor_id: int | None
    deed: str
    user_id: int | None
    before: str | None
    after: str | None


class LogPage(msgspec.Struct, frozen=True):
    """A part of the log, the newest first, and whom it names. `more`: there are older ones."""

    entries: list[Entry]
    users: dict[int, User]
    more: bool
