"""The table `server`: the one row of the server itself; and how much there is on it."""

from besedka.administration import Counts, Registration, ServerFacts
from besedka.database import Transaction

COUNTED = 100_000  # rows of a table that are counted; of more there are about as many as the highest id says


def _counting(table: str, condition: str) -> str:
    return f"""
    select (select count(*) from (select 1 from {table} where id > 0 and {condition} limit $1) found),
        (select coalesce(max(id), 0) from {table})"""


_COLUMNS = "server.name, server.picture, server.registration, server.owned"

# server primary key
FIND_SERVER = f"select {_COLUMNS} from server where server.id = 1"
LOCK_SERVER = f"{FIND_SERVER} for no key update of server"
UPDATE_SERVER = "update server set name = $1, registration = $2 where id = 1"
UPDATE_PICTURE = "update server set picture = $1 where id = 1"
# likewise. Whoever is second waits for the first one, and finds it set.
UPDATE_OWNED = "update server set owned = true where id = 1 and not owned returning id"
# the tables' primary keys
COUNT_PEOPLE = _counting('"user"', "true")
COUNT_ROOMS = _counting("room", "room.deleted_at is null")
COUNT_MESSAGES = _counting("message", "true")
# storage_part primary key
FIND_STORED = "select coalesce(cast(sum(size) as bigint), 0) from storage_part where part >= 0"


async def find_server(tx: Transaction) -> ServerFacts:
    return await _fetch(tx, FIND_SERVER)


async def lock_server(tx: Transaction) -> ServerFacts:
    """The server, to which nobody else does anything for as long as this unit lasts."""
    return await _fetch(tx, LOCK_SERVER)


async def update_server(tx: Transaction, name: str, registration: Registration | None) -> None:
    await tx.execute(UPDATE_SERVER, name, registration)


async def update_picture(tx: Transaction, key: str | None) -> None:
    await tx.execute(UPDATE_PICTURE, key)


async def update_owned(tx: Transaction) -> bool:
    """Say that there is an account. Whether nobody had said so before."""
    return await tx.fetch_one(UPDATE_OWNED) is not None


async def count_all(tx: Transaction) -> Counts:
    """How much there is, as `Counts` says."""
    people, rooms, messages = [await _count(tx, each) for each in (COUNT_PEOPLE, COUNT_ROOMS, COUNT_MESSAGES)]
    return Counts(people, rooms, messages)


async def find_stored(tx: Transaction) -> int:
    """How many bytes all files take together."""
    row = await tx.fetch_one(FIND_STORED)
    return int(row[0]) if row else 0


async def _fetch(tx: Transaction, statement: str) -> ServerFacts:
    row = await tx.fetch_one(statement)
    if row is None:
        raise LookupError("server")
    name, picture, registration, owned = row
    return ServerFacts(name, picture, Registration(registration) if registration else None, bool(owned))


async def _count(tx: Transaction, statement: str) -> int:
    row = await tx.fetch_one(statement, COUNTED)
    counted, highest = row or (0, 0)
    return int(counted) if counted < COUNTED else max(int(counted), int(highest))
