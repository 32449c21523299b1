"""The table `server_log`: who did what to whom. Nothing is ever taken out of it."""

from besedka.administration import Entry, NewEntry
from besedka.database import Transaction

INSERT_ENTRY = """
    insert into server_log (at, actor_id, deed, user_id, before, after) values ($1, $2, $3, $4, $5, $6)"""
# server_log primary key
LIST_ENTRIES = """
    select id, at, actor_id, deed, user_id, before, after from server_log where id < $1 order by id desc limit $2"""


async def insert_entry(tx: Transaction, entry: NewEntry) -> None:
    values = (entry.actor_id, entry.deed.value, entry.user_id, entry.before, entry.after)
    await tx.execute(INSERT_ENTRY, tx.now, *values)


async def list_entries(tx: Transaction, before: int, limit: int) -> list[Entry]:
    """Those with lower ids, the newest first."""
    rows = await tx.fetch(LIST_ENTRIES, before, limit)
    return [Entry(*row) for row in rows]
