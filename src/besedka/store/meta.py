"""The table `meta`: what the database says of itself."""

from besedka.database import Transaction

# meta primary key
FIND_EPOCH = "select value from meta where key = 'epoch'"


async def find_epoch(tx: Transaction) -> str:
    """The random id born with the database and changed by a restore."""
    row = await tx.fetch_one(FIND_EPOCH)
    if row is None:
        raise LookupError("epoch")
    return str(row[0])
