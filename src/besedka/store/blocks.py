"""The table `block`: whom someone does not want to hear from."""

from besedka.database import Transaction
from besedka.model import Blocks, User
from besedka.store.ids import id_list, padded
from besedka.store.users import COLUMNS, user_of

# block primary key
INSERT_BLOCK = """
    insert into block (user_id, blocked_id, created_at) values ($1, $2, $3) on conflict do nothing returning blocked_id"""
DELETE_BLOCK = "delete from block where user_id = $1 and blocked_id = $2 returning blocked_id"
COUNT_BLOCKS = "select count(*) from block where user_id = $1"
LIST_BLOCKED_IDS = "select blocked_id from block where user_id = $1 order by blocked_id"
# block and "user" primary keys
LIST_BLOCKED = f"""
    select {COLUMNS} from block join "user" u on u.id = block.blocked_id
    where block.user_id = $1 and block.blocked_id > $2 order by block.blocked_id limit $3"""
# block (blocked_id, user_id)
FIND_BLOCKER = f"select user_id from block where blocked_id = $1 and user_id in ({id_list(2)}) limit 1"
# "user" primary key
RAISE_VERSION = 'update "user" set blocks_version = blocks_version + 1 where id = $1'
FIND_VERSION = 'select blocks_version from "user" where id = $1'
LIST_VERSIONS = f'select id, blocks_version from "user" where id in ({id_list(1)})'


async def insert_block(tx: Transaction, user_id: int, blocked_id: int) -> bool:
    """Have the first one hear no more from the second. Whether they did before."""
    return await tx.fetch_one(INSERT_BLOCK, user_id, blocked_id, tx.now) is not None


async def delete_block(tx: Transaction, user_id: int, blocked_id: int) -> bool:
    """Undo it. Whether there was anything to undo."""
    return await tx.fetch_one(DELETE_BLOCK, user_id, blocked_id) is not None


async def raise_version(tx: Transaction, user_id: int) -> None:
    """Count a change of someone's list, which locks the user."""
    await tx.execute(RAISE_VERSION, user_id)


async def count_blocks(tx: Transaction, user_id: int) -> int:
    """How many someone has blocked."""
    row = await tx.fetch_one(COUNT_BLOCKS, user_id)
    return int(row[0]) if row else 0


async def list_blocked(tx: Transaction, user_id: int, after: int, limit: int) -> list[User]:
    """The first ones whom someone has blocked whose ids come after that one."""
    return [user_of(row) for row in await tx.fetch(LIST_BLOCKED, user_id, after, limit)]


async def find_blocks(tx: Transaction, user_id: int) -> Blocks:
    """The whole of someone's list, and its version."""
    version = await tx.fetch_one(FIND_VERSION, user_id)
    ids = tuple(row[0] for row in await tx.fetch(LIST_BLOCKED_IDS, user_id))
    return Blocks(version[0] if version else 0, ids)


async def has_blocker(tx: Transaction, user_id: int, others: list[int]) -> bool:
    """Whether one of these, at most `IDS_AT_ONCE`, has blocked this user."""
    return await tx.fetch_one(FIND_BLOCKER, user_id, *padded(others)) is not None


async def list_versions(tx: Transaction, user_ids: list[int]) -> dict[int, int]:
    """The versions of these users' lists, of at most `IDS_AT_ONCE`."""
    return {row[0]: row[1] for row in await tx.fetch(LIST_VERSIONS, *padded(user_ids))}
