"""The table `meta`: what the database says of itself."""

from besedka.database import Transaction

# meta primary key
FIND_EPOCH = "select value from meta where key = 'epoch'"
# A row that is always there, and that nobody else locks.
LOCK_STORAGE = "select value from meta where key = 'epoch' for no key update of meta"

UPDATE_TRIAL = """
    insert into meta (key, value) values ('trial', $1) on conflict (key) do update set value = excluded.value"""
TRIAL_SIZE = 16 * 1024  # bytes: more than a row of anything else needs


async def find_epoch(tx: Transaction) -> str:
    """The random id born with the database and changed by a restore."""
    row = await tx.fetch_one(FIND_EPOCH)
    if row is None:
        raise LookupError("epoch")
    return str(row[0])


async def update_trial(tx: Transaction) -> None:
    """Write something, and take it away again: raises what the database raises if there is no room for it."""
    await tx.execute(UPDATE_TRIAL, "x" * TRIAL_SIZE)
    await tx.execute(UPDATE_TRIAL, str(tx.now))


async def lock_storage(tx: Transaction) -> None:
    """Until this unit is over nobody else is here: for sums that must not be made by two at once."""
    await tx.fetch_one(LOCK_STORAGE)
