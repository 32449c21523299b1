"""Sign-ins (sections 2.2 and 2.3 of the original)."""

import hashlib
import secrets

from besedka.access import load_self
from besedka.actions.units import reads, reads_once, writes
from besedka.bus import SessionsEnded
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.model import Device, Session
from besedka.store import sessions, users
from besedka.wire.sessions import EndSession, ListSessions, SignOut

LIFETIME = 30 * 24 * 3600 * 1000  # milliseconds without use
SESSIONS_LIMIT = 50  # of one user
RENEWAL = 24 * 3600 * 1000  # how often use is written down


async def open_session(tx: Transaction, user_id: int, device: Device) -> str:
    """The token of a new session: 256 random bits, of which only the hash is stored.

    A user's fifty-first session ends the one that was renewed least recently.
    """
    await users.lock_user(tx, user_id)  # who signs in on another node at the same time counts the sessions after us
    ended = await sessions.delete_expired_sessions(tx, user_id)
    ended += await sessions.delete_oldest_sessions(tx, user_id, SESSIONS_LIMIT - 1)
    if ended:
        tx.announce(SessionsEnded(user_id, ended))
    token = secrets.token_urlsafe(32)
    await sessions.insert_session(tx, user_id, _hash(token), device, expires_at=tx.now + LIFETIME)
    return token


async def find_session(tx: Transaction, token: str) -> Session | None:
    """The session of a token, if it has a live one."""
    return await sessions.find_session(tx, _hash(token))


@reads_once
async def resume_session(tx: Transaction, token: str) -> tuple[Session | None, bool]:
    """The session of a token, and whether it is time to `renew_session`: once a day will do."""
    session = await find_session(tx, token)
    return session, session is not None and is_due(session, tx.now)


def is_due(session: Session, now: int) -> bool:
    """Whether it is time to renew a session that is being used: once a day will do."""
    return now - session.renewed_at >= RENEWAL


@writes
async def renew_session(tx: Transaction, session: Session) -> None:
    """Let thirty days begin anew, if they have not come to an end."""
    await renew_sessions(tx, [session.id])


@writes
async def renew_sessions(tx: Transaction, session_ids: list[int]) -> None:
    """Let thirty days begin anew for those of these sessions that live."""
    await sessions.update_expiry(tx, session_ids, tx.now + LIFETIME)


@reads_once
async def find_sessions(tx: Transaction, session_ids: list[int]) -> dict[int, Session]:
    """Those of these sessions that live, by their ids. At most `SESSIONS_AT_ONCE` ids."""
    return {session.id: session for session in await sessions.list_sessions_by_id(tx, session_ids)}


@writes
async def end_session(tx: Transaction, session: Session, asked: SignOut) -> None:  # noqa: ARG001 - it says it all
    """Sign out; whatever the session holds open is closed."""
    if await sessions.delete_session(tx, session.id, session.user_id):
        tx.announce(SessionsEnded(session.user_id, (session.id,)))


@reads
async def list_sessions(tx: Transaction, actor: Session, asked: ListSessions) -> tuple[Session, list[Session]]:
    """The session that asks, and where one is signed in, the last used first. Raises `Forbidden` for another's."""
    user = await load_self(tx, actor.user_id, asked.user_id)
    return actor, await sessions.list_sessions(tx, user.id)


@writes
async def end_session_elsewhere(tx: Transaction, actor_id: int, asked: EndSession) -> None:
    """Sign out another device of one's own. Raises `BadRequest` (`no_such_session`), `Forbidden` for another's."""
    user = await load_self(tx, actor_id, asked.user_id)
    if not await sessions.delete_session(tx, asked.session_id, user.id):
        raise BadRequest(Code.NO_SUCH_SESSION, "There is no such session.")
    tx.announce(SessionsEnded(user.id, (asked.session_id,)))


async def end_other_sessions(tx: Transaction, session: Session) -> None:
    """Sign out everywhere but here."""
    ended = await sessions.delete_other_sessions(tx, session.user_id, session.id)
    if ended:
        tx.announce(SessionsEnded(session.user_id, ended))


async def end_all_sessions(tx: Transaction, user_id: int) -> None:
    """Sign someone out everywhere. From here on nobody opens a session for them until this unit is over."""
    await users.lock_user(tx, user_id)
    ended = await sessions.delete_all_sessions(tx, user_id)
    if ended:
        tx.announce(SessionsEnded(user_id, ended))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
