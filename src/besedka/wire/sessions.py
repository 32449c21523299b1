"""How a client shows its session, the same for both doors; and how sessions are shown."""

from collections.abc import Iterable

import msgspec

from besedka.model import Session
from besedka.wire.decoding import Id
from besedka.wire.times import rfc3339

COOKIE = "session_id"
TOKEN_LIMIT = 64  # characters; ours have 43


class SignIn(msgspec.Struct, frozen=True):
    """Who they say they are."""

    email: str
    password: str


class SignOut(msgspec.Struct, frozen=True):
    """End the session that asks."""


class ListSessions(msgspec.Struct, frozen=True):
    """Where a user is signed in."""

    user_id: Id


class EndSession(msgspec.Struct, frozen=True):
    """Sign out a user's device."""

    user_id: Id
    session_id: Id


class SessionShape(msgspec.Struct, frozen=True):
    """One place where one is signed in."""

    id: int
    created_at: str
    last_used_at: str
    expires_at: str
    user_agent: str
    address: str
    current: bool


class SessionList(msgspec.Struct, frozen=True):
    """All places where one is signed in."""

    sessions: list[SessionShape]


def find_token(headers: Iterable[str]) -> str | None:
    """The session token that a request's `Cookie` headers hold, whatever it may be worth; the first, if there are more.

    Takes time in proportion to the headers: the standard library's reading of quoted values, which falcon uses, took
    seven seconds for 60 kB of backslashes.
    """
    for header in headers:
        for pair in header.split(";"):
            name, _, value = pair.partition("=")
            if name.strip() == COOKIE:
                token = value.strip().strip('"')
                return token if 0 < len(token) <= TOKEN_LIMIT else None
    return None


def shape_sessions(found: tuple[Session, list[Session]]) -> SessionList:
    """The session that asks, and all."""
    current, sessions = found
    return SessionList([_shape_session(session, current) for session in sessions])


def _shape_session(session: Session, current: Session) -> SessionShape:
    return SessionShape(
        id=session.id,
        created_at=rfc3339(session.created_at),
        last_used_at=rfc3339(session.renewed_at),
        expires_at=rfc3339(session.expires_at),
        user_agent=session.user_agent,
        address=session.address,
        current=session.id == current.id,
    )
