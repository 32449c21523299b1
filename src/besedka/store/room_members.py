"""The table `room_member`: who is in which room, and in which role."""

from typing import Any

from besedka.database import Transaction
from besedka.model import Member, Role
from besedka.names.folding import fold
from besedka.store.users import SUFFIX_CHARACTERS

_MEMBER = """
    u.id, u.username, u.name, room_member.role, room_member.joined_at, u.deactivated
    from room_member join "user" u on u.id = room_member.user_id"""

# room_member primary key from there on, "user" primary key
LIST_MEMBERS = f"select {_MEMBER} where room_member.room_id = $1 and u.id > $2 order by u.id limit $3"
# likewise; user_suffix (user_id) for each of them: for a scan
LIST_MEMBERS_NAMED = f"""
    select {_MEMBER} where room_member.room_id = $1 and u.id > $2 and exists (
        select 1 from user_suffix where user_suffix.user_id = u.id and suffix >= $4 and suffix < $5)
    order by u.id limit $3"""
# room_member primary key from there on
FIND_NTH = "select user_id from room_member where room_id = $1 and user_id > $2 order by user_id limit 1 offset $3"
# room_member primary key
FIND_ROLE = "select role from room_member where room_id = $1 and user_id = $2"
COUNT_OTHERS = "select count(*) from (select 1 from room_member where room_id = $1 and user_id <> $2 limit 1) found"
COUNT_OTHER_OWNERS = """
    select count(*) from (
        select 1 from room_member where room_id = $1 and user_id <> $2 and role = 'owner' limit 1) found"""
UPDATE_ROLE = "update room_member set role = $3 where room_id = $1 and user_id = $2"
DELETE_MEMBER = "delete from room_member where room_id = $1 and user_id = $2"
# chat_room (room_id), member primary key
DELETE_CHANNEL_MEMBERSHIPS = """
    delete from member where user_id = $2 and chat_id in (select id from chat where room_id = $1) returning chat_id"""
LIST_PRIVATE_CHANNELS = """
    select chat.id from chat join member on member.chat_id = chat.id and member.user_id = $2
    where chat.room_id = $1 and chat.private and chat.deleted_at is null order by chat.id"""


async def list_members(tx: Transaction, room_id: int, after: int, limit: int) -> list[Member]:
    """The members of a room whose ids come after that one, in their order."""
    return [_member(*row) for row in await tx.fetch(LIST_MEMBERS, room_id, after, limit)]


async def list_members_named(tx: Transaction, room_id: int, after: int, limit: int, part: str) -> list[Member]:
    """Those of them with `part` anywhere in their username or name. It may look at all members of the room."""
    first = fold(part)[:SUFFIX_CHARACTERS].encode()
    rows = await tx.fetch(LIST_MEMBERS_NAMED, room_id, after, limit, first, first + b"\xff")
    return [_member(*row) for row in rows]


async def find_nth(tx: Transaction, room_id: int, after: int, count: int) -> int | None:
    """Of the members whose ids come after that one, the last of so many; None if there are fewer."""
    row = await tx.fetch_one(FIND_NTH, room_id, after, count - 1)
    return row[0] if row else None


async def find_role(tx: Transaction, room_id: int, user_id: int) -> Role | None:
    """What someone is in a room; None if they are not in it."""
    row = await tx.fetch_one(FIND_ROLE, room_id, user_id)
    return Role(row[0]) if row else None


async def has_others(tx: Transaction, room_id: int, user_id: int) -> bool:
    """Whether anyone else is in the room."""
    return await _is_any(tx, COUNT_OTHERS, room_id, user_id)


async def has_other_owners(tx: Transaction, room_id: int, user_id: int) -> bool:
    """Whether anyone else owns the room."""
    return await _is_any(tx, COUNT_OTHER_OWNERS, room_id, user_id)


async def update_role(tx: Transaction, room_id: int, user_id: int, role: Role) -> None:
    await tx.execute(UPDATE_ROLE, room_id, user_id, role.value)


async def delete_member(tx: Transaction, room_id: int, user_id: int) -> None:
    """Take them out of the room; not yet out of its channels."""
    await tx.execute(DELETE_MEMBER, room_id, user_id)


async def delete_channel_memberships(tx: Transaction, room_id: int, user_id: int) -> list[int]:
    """Take them out of all channels of a room; which these were."""
    return [row[0] for row in await tx.fetch(DELETE_CHANNEL_MEMBERSHIPS, room_id, user_id)]


async def list_private_channels(tx: Transaction, room_id: int, user_id: int) -> list[int]:
    """The private channels of a room that this user is in."""
    return [row[0] for row in await tx.fetch(LIST_PRIVATE_CHANNELS, room_id, user_id)]


async def _is_any(tx: Transaction, statement: str, room_id: int, user_id: int) -> bool:
    row = await tx.fetch_one(statement, room_id, user_id)
    return bool(row and row[0])


def _member(user_id: int, username: str, name: str, role: str, *rest: Any) -> Member:  # noqa: ANN401 - columns
    joined_at, deactivated = rest
    return Member(user_id, username, name, Role(role), joined_at, bool(deactivated))
