"""Who did what to the server and its people: written in the unit of the deed itself, read by the owners."""

from besedka.access import load_server
from besedka.actions.units import reads
from besedka.administration import LogPage, NewEntry
from besedka.database import Transaction
from besedka.rights import ServerRight
from besedka.store import server_log, users
from besedka.store.ids import LAST_ID
from besedka.wire.server_log import ReadLog

PAGE = 100


async def note(tx: Transaction, entry: NewEntry) -> None:
    """Have the log tell of it, exactly if this unit happens."""
    await server_log.insert_entry(tx, entry)


@reads
async def read_log(tx: Transaction, actor_id: int, asked: ReadLog) -> LogPage:
    """A hundred lines of the log, the newest first. Raises `Forbidden` for all but the owners."""
    await load_server(tx, actor_id, to=ServerRight.READ_LOG)
    found = await server_log.list_entries(tx, asked.before or LAST_ID, PAGE + 1)
    entries = found[:PAGE]
    named = {each for entry in entries for each in (entry.actor_id, entry.user_id) if each is not None}
    return LogPage(entries, await users.list_users(tx, named), more=len(found) > PAGE)
