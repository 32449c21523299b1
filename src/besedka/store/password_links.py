"""The table `password_link`: by what someone who has forgotten their password may set a new one."""

from besedka.administration import PasswordLink
from besedka.database import Transaction

# password_link primary key: of each user there is one
UPSERT_LINK = """
    insert into password_link (user_id, code_hash, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5)
    on conflict (user_id) do update set code_hash = excluded.code_hash, created_by = excluded.created_by,
        created_at = excluded.created_at, expires_at = excluded.expires_at"""
DELETE_OF_USER = "delete from password_link where user_id = $1"
# password_link (code_hash)
FIND_LINK = "select user_id, created_by, expires_at from password_link where code_hash = $1 and expires_at > $2"
DELETE_LINK = "delete from password_link where code_hash = $1 and expires_at > $2 returning user_id"
# password_link_creator (created_by)
DELETE_OF_CREATOR = "delete from password_link where created_by = $1"


async def put_link(tx: Transaction, link: PasswordLink, code_hash: bytes) -> None:
    """It, in place of the one there was."""
    await tx.execute(UPSERT_LINK, link.user_id, code_hash, link.created_by, tx.now, link.expires_at)


async def find_link(tx: Transaction, code_hash: bytes) -> PasswordLink | None:
    """The link of a code, unless it has expired."""
    row = await tx.fetch_one(FIND_LINK, code_hash, tx.now)
    return PasswordLink(*row) if row else None


async def delete_link(tx: Transaction, code_hash: bytes) -> bool:
    """Use it up. Whether there was one that had not expired."""
    return await tx.fetch_one(DELETE_LINK, code_hash, tx.now) is not None


async def delete_of_user(tx: Transaction, user_id: int) -> None:
    """Nobody sets this user's password by a link any more."""
    await tx.execute(DELETE_OF_USER, user_id)


async def delete_of_creator(tx: Transaction, user_id: int) -> None:
    """Nor by one that this user has made."""
    await tx.execute(DELETE_OF_CREATOR, user_id)
