"""The table `user`, as the server's administrators see it."""

from besedka.administration import Person, Standing
from besedka.database import Row, Transaction
from besedka.model import Role
from besedka.names.folding import fold
from besedka.store.users import COLUMNS, SUFFIX_CHARACTERS, user_of

# "user" primary key; session (user_id, expires_at), user_storage primary key. $1 is the time.
_PERSON = f"""
    select {COLUMNS}, u.created_at,
        (select max(session.renewed_at) from session where session.user_id = u.id and session.expires_at > $1),
        coalesce((select user_storage.size from user_storage where user_storage.user_id = u.id), 0)
    from "user" u"""
FIND_PERSON = f"{_PERSON} where u.id = $2"
LIST_PEOPLE = f"{_PERSON} where u.id > $2 order by u.id limit $3"
# likewise; user_suffix (user_id) for each of them: for a scan
LIST_PEOPLE_NAMED = f"""{_PERSON} where u.id > $2 and (u.email_key like $6 escape '\\' or exists (
        select 1 from user_suffix where user_suffix.user_id = u.id and suffix >= $4 and suffix < $5))
    order by u.id limit $3"""
# "user" primary key
FIND_STANDING = 'select server_role, deactivated from "user" where id = $1'
UPDATE_ROLE = 'update "user" set server_role = $2, changed_at = $3 where id = $1'
UPDATE_DEACTIVATED = 'update "user" set deactivated = $2, changed_at = $3 where id = $1'
# user_owner (server_role)
FIND_OTHER_OWNER = """
    select id from "user" where server_role = 'owner' and not deactivated and id <> $1 limit 1"""


async def find_standing(tx: Transaction, user_id: int) -> Standing | None:
    row = await tx.fetch_one(FIND_STANDING, user_id)
    return Standing(Role(row[0]), bool(row[1])) if row else None


async def find_person(tx: Transaction, user_id: int) -> Person:
    """Needs an existing user."""
    row = await tx.fetch_one(FIND_PERSON, tx.now, user_id)
    if row is None:
        raise LookupError(user_id)
    return _person(row)


async def list_people(tx: Transaction, after: int, limit: int) -> list[Person]:
    """Everyone whose id comes after that one, in their order."""
    return [_person(row) for row in await tx.fetch(LIST_PEOPLE, tx.now, after, limit)]


async def list_people_named(tx: Transaction, after: int, limit: int, part: str) -> list[Person]:
    """Those of them with `part` anywhere in their username, name or address. It may look at all there are."""
    first = fold(part)[:SUFFIX_CHARACTERS].encode()
    values = (tx.now, after, limit, first, first + b"\xff", f"%{_unlike(fold(part))}%")
    return [_person(row) for row in await tx.fetch(LIST_PEOPLE_NAMED, *values)]


async def update_role(tx: Transaction, user_id: int, role: Role) -> None:
    await tx.execute(UPDATE_ROLE, user_id, role.value, tx.now)


async def update_deactivated(tx: Transaction, user_id: int, *, deactivated: bool) -> None:
    await tx.execute(UPDATE_DEACTIVATED, user_id, deactivated, tx.now)


async def has_other_owners(tx: Transaction, user_id: int) -> bool:
    """Whether anyone else owns the server who is let in."""
    return await tx.fetch_one(FIND_OTHER_OWNER, user_id) is not None


def _person(row: Row) -> Person:
    return Person(user_of(row), row[8], row[9], int(row[10]))


def _unlike(text: str) -> str:
    """A text in a pattern of `like` that stands for nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
