"""The tables `room` and `room_member`."""

from besedka.administration import ListedRoom
from besedka.database import Transaction
from besedka.model import Role, Room
from besedka.rights import Lock
from besedka.store.ids import id_list, padded

MEMBERS_COUNTED = 10_000  # of a room in a list of all

# room and room_member primary keys
FIND_ROOM = """
    select room.id, room.name, room.version, room_member.role
    from room join room_member on room_member.room_id = room.id and room_member.user_id = $2
    where room.id = $1 and room.deleted_at is null"""
LOCK_ROOM = f"{FIND_ROOM} for no key update of room, room_member"
# room primary key
LOCK_ROOM_ALONE = "select id from room where id = $1 and room.deleted_at is null for no key update of room"
# room_member (user_id, room_id), room primary key
LIST_ROOMS = """
    select room.id, room.name, room.version, room_member.role
    from room_member join room on room.id = room_member.room_id
    where room_member.user_id = $1 and room.deleted_at is null order by room.id"""
# room_member and room primary keys
LIST_VIEWS = f"""
    select room_member.user_id, room.id, room.name, room.version, room_member.role
    from room join room_member on room_member.room_id = room.id
    where room.id = $1 and room.deleted_at is null and room_member.user_id in ({id_list(2)})"""
# room primary key
LIST_VERSIONS = f"select id, version from room where id in ({id_list(1)}) and room.deleted_at is null"
INSERT_ROOM = "insert into room (name, created_at) values ($1, $2) returning id, version"
# room primary key
RAISE_VERSION = "update room set version = version + 1 where id = $1 returning version"
# room and room_member primary keys: of each room so many rows at most, and one more
LIST_SMALL_IDS = f"""
    select room.id from room where room.id in ({id_list(2)}) and room.deleted_at is null and (
        select user_id from room_member where room_member.room_id = room.id order by user_id limit 1 offset $1) is null"""
# room primary key; room_member primary key for each of them, up to so many rows: for a scan
LIST_ALL = """
    select room.id, room.name, room.created_at,
        (select count(*) from (select 1 from room_member where room_member.room_id = room.id limit $3) found),
        (select user_id from room_member where room_member.room_id = room.id and role = 'owner' order by user_id limit 1)
    from room where room.id > $1 and room.deleted_at is null order by room.id limit $2"""
# room_member (user_id, room_id)
COUNT_ROOMS = "select count(*) from room_member where user_id = $1"
UPDATE_NAME = "update room set name = $2, version = version + 1 where id = $1 returning version"
INSERT_ROOM_MEMBER = """
    insert into room_member (room_id, user_id, role, joined_at) values ($1, $2, $3, $4) on conflict do nothing"""
# room primary key
UPDATE_DELETED = "update room set deleted_at = $2 where id = $1"
DELETE_ROOM = "delete from room where id = $1 and deleted_at is not null"
# room_member primary key
DELETE_ROOM_MEMBERS = """
    delete from room_member where room_id = $1 and user_id in (
        select user_id from room_member where room_id = $1 order by user_id limit $2)
    returning user_id"""


async def find_room(tx: Transaction, room_id: int, user_id: int, lock: Lock = Lock.NOTHING) -> Room | None:
    """The room as this member sees it; None if there is none, or they are no member."""
    row = await tx.fetch_one(FIND_ROOM if lock is Lock.NOTHING else LOCK_ROOM, room_id, user_id)
    return _room(*row) if row else None


async def lock_room(tx: Transaction, room_id: int) -> bool:
    """Nobody joins the room or leaves it until this unit is over. Whether there is such a room."""
    return await tx.fetch_one(LOCK_ROOM_ALONE, room_id) is not None


async def list_rooms(tx: Transaction, user_id: int) -> list[Room]:
    """The rooms of a user, oldest first."""
    return [_room(*row) for row in await tx.fetch(LIST_ROOMS, user_id)]


async def list_views(tx: Transaction, room_id: int, user_ids: list[int]) -> dict[int, Room]:
    """A room as each of these users sees it who is a member, by their ids, of at most `IDS_AT_ONCE`."""
    rows = await tx.fetch(LIST_VIEWS, room_id, *padded(user_ids))
    return {row[0]: _room(*row[1:]) for row in rows}


async def list_all(tx: Transaction, after: int, limit: int) -> list[ListedRoom]:
    """All rooms whose ids come after that one, in their order, from outside."""
    return [ListedRoom(*row) for row in await tx.fetch(LIST_ALL, after, limit, MEMBERS_COUNTED)]


async def list_versions(tx: Transaction, room_ids: list[int]) -> list[tuple[int, int]]:
    """The ids and versions of these rooms, of at most `IDS_AT_ONCE`, but of those that are gone."""
    return [(row[0], row[1]) for row in await tx.fetch(LIST_VERSIONS, *padded(room_ids))]


async def insert_room(tx: Transaction, name: str) -> tuple[int, int]:
    """The new room's id and version."""
    row = await tx.fetch_one(INSERT_ROOM, name, tx.now)
    if row is None:
        raise LookupError(name)
    return row[0], row[1]


async def raise_version(tx: Transaction, room_id: int) -> int:
    """Count a change of the room, which locks its row first; the new version."""
    row = await tx.fetch_one(RAISE_VERSION, room_id)
    if row is None:
        raise LookupError(room_id)
    return int(row[0])


async def count_rooms(tx: Transaction, user_id: int) -> int:
    """How many rooms a user is in."""
    row = await tx.fetch_one(COUNT_ROOMS, user_id)
    return int(row[0]) if row else 0


async def update_name(tx: Transaction, room_id: int, name: str) -> int:
    """Rename the room, which counts as a change of it; the new version."""
    row = await tx.fetch_one(UPDATE_NAME, room_id, name)
    if row is None:
        raise LookupError(room_id)
    return int(row[0])


async def list_small_ids(tx: Transaction, room_ids: list[int], limit: int) -> list[int]:
    """Those of these rooms, of at most `IDS_AT_ONCE`, that have that many members at most."""
    return [row[0] for row in await tx.fetch(LIST_SMALL_IDS, limit, *padded(room_ids))]


async def insert_room_member(tx: Transaction, room_id: int, user_id: int, role: Role) -> None:
    await tx.execute(INSERT_ROOM_MEMBER, room_id, user_id, role.value, tx.now)


async def update_deleted(tx: Transaction, room_id: int) -> None:
    """Mark the room as gone: no statement that serves users finds it from here on."""
    await tx.execute(UPDATE_DELETED, room_id, tx.now)


async def delete_room_members(tx: Transaction, room_id: int, limit: int) -> int:
    """Remove some members of a room; how many."""
    return len(await tx.fetch(DELETE_ROOM_MEMBERS, room_id, limit))


async def delete_room(tx: Transaction, room_id: int) -> None:
    """Let go of a room that is marked as gone, with all that still belongs to it."""
    await tx.execute(DELETE_ROOM, room_id)


def _room(room_id: int, name: str, version: int, role: str) -> Room:
    return Room(room_id, name, version, Role(role))
