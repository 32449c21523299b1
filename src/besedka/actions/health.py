"""Whether the server can serve."""

from besedka.database import Transaction
from besedka.store import meta, users


async def check_health(tx: Transaction) -> None:
    """Raises what the database raises if it does not answer."""
    await meta.find_epoch(tx)


async def is_unused(tx: Transaction) -> bool:
    """Whether nobody has signed up yet."""
    return await users.find_newest_user_id(tx) is None
