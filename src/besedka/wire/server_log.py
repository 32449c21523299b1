"""What is asked of the log, and how it is shown."""

import msgspec

from besedka.administration import Entry, LogPage
from besedka.model import User
from besedka.wire.times import rfc3339
from besedka.wire.users import OtherUser, other_user


class ReadLog(msgspec.Struct, frozen=True):
    """The newest lines of the log; those before one of them."""

    before: int | None = None


class EntryShape(msgspec.Struct, frozen=True):
    """A line of the log: who did what, to whom. `actor` is null for what was done on the machine."""

    id: int
    at: str
    deed: str
    actor: OtherUser | None
    user: OtherUser | None
    before: str | None
    after: str | None


class LogShape(msgspec.Struct, frozen=True):
    """A part of the log, the newest first. `more`: there are older lines."""

    entries: list[EntryShape]
    more: bool


def shape_log(page: LogPage) -> LogShape:
    return LogShape([_shape_entry(entry, page.users) for entry in page.entries], page.more)


def _shape_entry(entry: Entry, users: dict[int, User]) -> EntryShape:
    return EntryShape(
        id=entry.id,
        at=rfc3339(entry.at),
        deed=entry.deed,
        actor=_shape_named(entry.actor_id, users),
        user=_shape_named(entry.user_id, users),
        before=entry.before,
        after=entry.after,
    )


def _shape_named(user_id: int | None, users: dict[int, User]) -> OtherUser | None:
    user = users.get(user_id or 0)
    return other_user(user) if user else None
