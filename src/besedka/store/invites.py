"""The table `invite`: the codes that let people into a room."""

from besedka.database import Transaction
from besedka.model import Invite

_COLUMNS = "code, room_id, created_by, created_at, expires_at, max_uses, uses"
_ALIVE = "expires_at > $2 and (max_uses is null or uses < max_uses)"

# invite primary key
FIND_INVITE = f"select {_COLUMNS} from invite where code = $1"
# invite and room primary keys, room_member primary key for the count
FIND_PREVIEW = f"""
    select room.name, (select count(*) from room_member where room_member.room_id = room.id)
    from invite join room on room.id = invite.room_id
    where invite.code = $1 and {_ALIVE} and room.deleted_at is null"""
# invite_room (room_id, created_at)
LIST_INVITES = f"select {_COLUMNS} from invite where room_id = $1 and {_ALIVE} order by created_at, code"
COUNT_INVITES = "select count(*) from invite where room_id = $1"
DELETE_DEAD = f"delete from invite where room_id = $1 and not ({_ALIVE})"
# invite_creator (created_by)
DELETE_ALL_OF_CREATOR = "delete from invite where created_by = $1"
DELETE_OF_CREATOR = "delete from invite where room_id = $1 and created_by = $2"
INSERT_INVITE = f"""
    insert into invite (code, room_id, created_by, created_at, expires_at, max_uses)
    values ($1, $2, $3, $4, $5, $6) returning {_COLUMNS}"""
# invite primary key
UPDATE_USES = f"update invite set uses = uses + 1 where code = $1 and {_ALIVE} returning code"
DELETE_INVITE = "delete from invite where code = $1 and room_id = $2 returning code"


async def find_invite(tx: Transaction, code: str) -> Invite | None:
    """The invite, also one that lets nobody in any more."""
    row = await tx.fetch_one(FIND_INVITE, code)
    return Invite(*row) if row else None


async def find_preview(tx: Transaction, code: str) -> tuple[str, int] | None:
    """The name of the room that one may come into by this code, and how many are in it."""
    row = await tx.fetch_one(FIND_PREVIEW, code, tx.now)
    return (row[0], int(row[1])) if row else None


async def list_invites(tx: Transaction, room_id: int) -> list[Invite]:
    """Those of a room that let someone in, the first ones first."""
    return [Invite(*row) for row in await tx.fetch(LIST_INVITES, room_id, tx.now)]


async def count_invites(tx: Transaction, room_id: int) -> int:
    """How many a room has, dead ones too."""
    row = await tx.fetch_one(COUNT_INVITES, room_id)
    return int(row[0]) if row else 0


async def insert_invite(tx: Transaction, invite: Invite) -> Invite:
    """The new invite, of no uses yet."""
    row = await tx.fetch_one(
        INSERT_INVITE,
        invite.code,
        invite.room_id,
        invite.created_by,
        invite.created_at,
        invite.expires_at,
        invite.max_uses,
    )
    if row is None:
        raise LookupError(invite.room_id)
    return Invite(*row)


async def update_uses(tx: Transaction, code: str) -> bool:
    """Use an invite once. Whether it still let someone in."""
    return await tx.fetch_one(UPDATE_USES, code, tx.now) is not None


async def delete_invite(tx: Transaction, code: str, room_id: int) -> bool:
    """Whether the room had such an invite."""
    return await tx.fetch_one(DELETE_INVITE, code, room_id) is not None


async def delete_dead(tx: Transaction, room_id: int) -> None:
    """Forget those of a room that let nobody in any more."""
    await tx.execute(DELETE_DEAD, room_id, tx.now)


async def delete_of_creator(tx: Transaction, room_id: int, user_id: int) -> None:
    """Revoke those that this user has made for a room."""
    await tx.execute(DELETE_OF_CREATOR, room_id, user_id)


async def delete_all_of_creator(tx: Transaction, user_id: int) -> None:
    """Revoke those that this user has made for any room."""
    await tx.execute(DELETE_ALL_OF_CREATOR, user_id)
