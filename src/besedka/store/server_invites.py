"""The table `server_invite`: the codes that let strangers make an account."""

from besedka.administration import ServerInvite
from besedka.database import Transaction

_COLUMNS = ", ".join(ServerInvite.__struct_fields__)
_ALIVE = "expires_at > $2 and (max_uses is null or uses < max_uses)"

# server_invite primary key
FIND_LIVING = f"select code from server_invite where code = $1 and {_ALIVE}"
UPDATE_USES = f"update server_invite set uses = uses + 1 where code = $1 and {_ALIVE} returning code"
DELETE_INVITE = "delete from server_invite where code = $1 returning code"
# server_invite primary key, all of it: there are a hundred at most
LIST_LIVING = f"select {_COLUMNS} from server_invite where code >= $1 and {_ALIVE} order by created_at, code"
DELETE_DEAD = f"delete from server_invite where code >= $1 and not ({_ALIVE})"
COUNT_INVITES = "select count(*) from server_invite where code >= $1"
INSERT_INVITE = f"""
    insert into server_invite (code, created_by, created_at, expires_at, max_uses)
    values ($1, $2, $3, $4, $5) returning {_COLUMNS}"""
# server_invite_creator (created_by)
DELETE_OF_CREATOR = "delete from server_invite where created_by = $1"

_FIRST = ""


async def is_alive(tx: Transaction, code: str) -> bool:
    """Whether it lets someone make an account."""
    return await tx.fetch_one(FIND_LIVING, code, tx.now) is not None


async def list_invites(tx: Transaction) -> list[ServerInvite]:
    """Those that let someone make an account, the first ones first."""
    return [ServerInvite(*row) for row in await tx.fetch(LIST_LIVING, _FIRST, tx.now)]


async def count_invites(tx: Transaction) -> int:
    """How many there are, dead ones too."""
    row = await tx.fetch_one(COUNT_INVITES, _FIRST)
    return int(row[0]) if row else 0


async def insert_invite(tx: Transaction, invite: ServerInvite) -> ServerInvite:
    """The new invite, of no uses yet."""
    values = (invite.code, invite.created_by, invite.created_at, invite.expires_at, invite.max_uses)
    row = await tx.fetch_one(INSERT_INVITE, *values)
    assert row is not None
    return ServerInvite(*row)


async def update_uses(tx: Transaction, code: str) -> bool:
    """Use an invite once. Whether it still let someone make an account."""
    return await tx.fetch_one(UPDATE_USES, code, tx.now) is not None


async def delete_invite(tx: Transaction, code: str) -> bool:
    """Whether there was such an invite."""
    return await tx.fetch_one(DELETE_INVITE, code) is not None


async def delete_dead(tx: Transaction) -> None:
    """Forget those that let nobody in any more."""
    await tx.execute(DELETE_DEAD, _FIRST, tx.now)


async def delete_of_creator(tx: Transaction, user_id: int) -> None:
    """Revoke those that this user has made."""
    await tx.execute(DELETE_OF_CREATOR, user_id)
