"""Not hearing from someone any more."""

from besedka.access import load_self, load_user
from besedka.actions.units import Pieces, reads, writes
from besedka.bus import BlocksChanged
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code
from besedka.model import BlockedUsers, Blocks
from besedka.store import blocks, chats, users
from besedka.wire.blocks import Block, ListBlocks, Unblock

PAGE = 100
BLOCKS_LIMIT = 500  # of one user: who connects gets them all


@Pieces
async def block(database: Database, actor_id: int, asked: Block) -> None:
    """Have the other one open no direct chat with the actor, post in none there is, and add them to no group or private channel.
    Blocking twice is blocking once. Told to one's own devices, and to nobody else. What the other one was posting at that moment
    is there before this ends, or never.

    Raises `BadRequest` (`no_such_user`, oneself included; `too_many_blocks`).
    """
    await insert_block.run(database, actor_id, asked)
    await outwait_posts.run(database, actor_id, asked.user_id)


@writes
async def insert_block(tx: Transaction, actor_id: int, asked: Block) -> None:
    """All of it but the waiting."""
    other = await load_user(tx, asked.user_id)
    if other.id == actor_id:
        raise BadRequest(Code.NO_SUCH_USER, "One does not block oneself.")
    await users.lock_user(tx, actor_id)  # so that two at once are counted both
    if not await blocks.insert_block(tx, actor_id, other.id):
        return
    if await blocks.count_blocks(tx, actor_id) > BLOCKS_LIMIT:
        raise BadRequest(Code.TOO_MANY_BLOCKS, f"One can block {BLOCKS_LIMIT} people at most.")
    await _announce(tx, actor_id)


@writes
async def outwait_posts(tx: Transaction, one_id: int, other_id: int) -> None:
    """On PostgreSQL a post that has begun before the block was committed does not see it, and may stand in a queue for the chat: this
    stands behind it.
    """
    await chats.lock_direct_chat(tx, *sorted((one_id, other_id)))


@writes
async def unblock(tx: Transaction, actor_id: int, asked: Unblock) -> None:
    """Undo it, whether there is anything to undo or not. Raises `BadRequest` (`no_such_user`)."""
    other = await load_user(tx, asked.user_id)
    await users.lock_user(tx, actor_id)
    if await blocks.delete_block(tx, actor_id, other.id):
        await _announce(tx, actor_id)


@reads
async def list_blocks(tx: Transaction, actor_id: int, asked: ListBlocks) -> BlockedUsers:
    """A hundred of those whom one has blocked, by their ids. Raises `Forbidden` for another's."""
    user = await load_self(tx, actor_id, asked.user_id)
    found = await blocks.list_blocked(tx, user.id, asked.after, PAGE + 1)
    return BlockedUsers(found[:PAGE], more=len(found) > PAGE)


@reads
async def find_blocks(tx: Transaction, user_id: int) -> Blocks:
    """All whom a user has blocked, for their own connections."""
    return await blocks.find_blocks(tx, user_id)


async def _announce(tx: Transaction, user_id: int) -> None:
    await blocks.raise_version(tx, user_id)
    tx.announce(BlocksChanged(user_id))
