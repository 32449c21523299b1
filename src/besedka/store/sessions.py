"""The table `session`."""

from besedka.database import Grouped, Transaction
from besedka.model import Device, Session
from besedka.store.ids import id_list, padded

_COLUMNS = "id, user_id, created_at, renewed_at, expires_at, user_agent, address"

# session (token_hash)
FIND_SESSION = f"select {_COLUMNS} from session where token_hash = $1 and expires_at > $2"
FIND_SESSIONS = f"""
    select asked.place, {_COLUMNS}
    from unnest($1::bytea[], $2::bigint[]) with ordinality as asked (token_hash, now, place)
    join session on session.token_hash = asked.token_hash and session.expires_at > asked.now"""
FIND = Grouped(FIND_SESSION, FIND_SESSIONS)
# session (user_id, expires_at)
LIST_SESSIONS = (
    f"select {_COLUMNS} from session where user_id = $1 and expires_at > $2 order by renewed_at desc, id desc"
)
INSERT_SESSION = """
    insert into session (user_id, token_hash, created_at, renewed_at, expires_at, user_agent, address)
    values ($1, $2, $3, $3, $4, $5, $6)"""
# session primary key
LIST_SESSIONS_BY_ID = f"select {_COLUMNS} from session where id in ({id_list(2)}) and expires_at > $1"
UPDATE_EXPIRY = f"""
    update session set renewed_at = $1, expires_at = $2 where id in ({id_list(3)}) and expires_at > $1"""
DELETE_SESSION = "delete from session where id = $1 and user_id = $2 returning id"
# session (user_id, expires_at)
DELETE_OTHER_SESSIONS = "delete from session where user_id = $1 and id <> $2 returning id"
DELETE_ALL_SESSIONS = "delete from session where user_id = $1 returning id"
DELETE_EXPIRED_SESSIONS = "delete from session where user_id = $1 and expires_at <= $2 returning id"
DELETE_OLDEST_SESSIONS = """
    delete from session where id in (
        select id from session where user_id = $1 order by renewed_at desc, id desc limit 1000 offset $2)
    returning id"""


async def find_session(tx: Transaction, token_hash: bytes) -> Session | None:
    """The session of a token, unless it has expired."""
    row = await tx.fetch_grouped(FIND, token_hash, tx.now, repeatable=True)
    return Session(*row) if row else None


async def list_sessions(tx: Transaction, user_id: int) -> list[Session]:
    """The user's live sessions, the last used first."""
    return [Session(*row) for row in await tx.fetch(LIST_SESSIONS, user_id, tx.now)]


async def insert_session(tx: Transaction, user_id: int, token_hash: bytes, device: Device, *, expires_at: int) -> None:
    await tx.execute(INSERT_SESSION, user_id, token_hash, tx.now, expires_at, device.user_agent, device.address)


async def list_sessions_by_id(tx: Transaction, session_ids: list[int]) -> list[Session]:
    """Those of these that live, of at most `IDS_AT_ONCE`."""
    return [Session(*row) for row in await tx.fetch(LIST_SESSIONS_BY_ID, tx.now, *padded(session_ids))]


async def update_expiry(tx: Transaction, session_ids: list[int], expires_at: int) -> None:
    """Of those of these that live, of at most `IDS_AT_ONCE`."""
    await tx.execute(UPDATE_EXPIRY, tx.now, expires_at, *padded(session_ids))


async def delete_session(tx: Transaction, session_id: int, user_id: int) -> bool:
    """Whether there was such a session of this user."""
    return await tx.fetch_one(DELETE_SESSION, session_id, user_id) is not None


async def delete_other_sessions(tx: Transaction, user_id: int, session_id: int) -> tuple[int, ...]:
    """End all sessions of the user but this one; the ids of those ended."""
    return tuple(row[0] for row in await tx.fetch(DELETE_OTHER_SESSIONS, user_id, session_id))


async def delete_all_sessions(tx: Transaction, user_id: int) -> tuple[int, ...]:
    """End all sessions of the user; the ids of those ended."""
    return tuple(row[0] for row in await tx.fetch(DELETE_ALL_SESSIONS, user_id))


async def delete_expired_sessions(tx: Transaction, user_id: int) -> tuple[int, ...]:
    """The ids of those that were still there."""
    return tuple(row[0] for row in await tx.fetch(DELETE_EXPIRED_SESSIONS, user_id, tx.now))


async def delete_oldest_sessions(tx: Transaction, user_id: int, kept: int) -> tuple[int, ...]:
    """End all sessions of the user but the `kept` last renewed; the ids of those ended."""
    return tuple(row[0] for row in await tx.fetch(DELETE_OLDEST_SESSIONS, user_id, kept))
