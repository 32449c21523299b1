"""The tables `user` and `user_suffix`."""

import unicodedata

from besedka.database import Transaction
from besedka.model import Profile, User

SUFFIX_CHARACTERS = 40  # a longer part of a name is found by its first forty
CANDIDATES = 400  # suffixes read for one search: bounds its cost, whatever the number of users

_COLUMNS = "id, email, username, name, status, photo"

# "user" primary key
FIND_USER = f'select {_COLUMNS} from "user" where id = $1'
FIND_NEWEST_USER_ID = 'select max(id) from "user"'
# "user" (email_key)
FIND_CREDENTIALS = f'select password_hash, {_COLUMNS} from "user" where email_key = $1'
# "user" primary key
FIND_PASSWORD_HASH = 'select password_hash from "user" where id = $1'  # noqa: S105 - a statement
# "user" (email_key), "user" (username_key)
FIND_OWNER_OF_EMAIL = 'select id from "user" where email_key = $1'
FIND_OWNER_OF_USERNAME = 'select id from "user" where username_key = $1'
INSERT_USER = f"""
    insert into "user" (email, email_key, username, username_key, name, status, password_hash, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing returning {_COLUMNS}"""
# "user" primary key
UPDATE_PROFILE = f"""
    update "user" set email = $2, email_key = $3, username = $4, username_key = $5, name = $6, status = $7
    where id = $1 returning {_COLUMNS}"""
UPDATE_PASSWORD_HASH = 'update "user" set password_hash = $2 where id = $1'  # noqa: S105 - likewise
UPDATE_PHOTO = 'update "user" set photo = $2 where id = $1'
# user_suffix primary key for the range, "user" primary key for the people; SQLite keeps a cross join's order
LIST_PEOPLE = f"""
    select distinct u.id, u.email, u.username, u.name, u.status, u.photo, u.username_key
    from (select user_id from user_suffix where suffix >= $1 and suffix < $2 order by suffix limit {CANDIDATES}) found
    cross join "user" u where u.id = found.user_id
    order by u.username_key limit $3"""
INSERT_SUFFIX = "insert into user_suffix (suffix, user_id) values ($1, $2) on conflict do nothing"
# user_suffix (user_id)
DELETE_SUFFIXES = "delete from user_suffix where user_id = $1"


def fold(text: str) -> str:
    """The form that names are compared in: without case, and without differences of encoding (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


async def find_user(tx: Transaction, user_id: int) -> User | None:
    row = await tx.fetch_one(FIND_USER, user_id)
    return User(*row) if row else None


async def find_newest_user_id(tx: Transaction) -> int | None:
    row = await tx.fetch_one(FIND_NEWEST_USER_ID)
    return row[0] if row else None


async def find_credentials(tx: Transaction, email: str) -> tuple[str, User] | None:
    """The password hash and the user behind an address."""
    row = await tx.fetch_one(FIND_CREDENTIALS, fold(email))
    return (row[0], User(*row[1:])) if row else None


async def find_password_hash(tx: Transaction, user_id: int) -> str | None:
    row = await tx.fetch_one(FIND_PASSWORD_HASH, user_id)
    return row[0] if row else None


async def find_owner_of_email(tx: Transaction, email: str) -> int | None:
    row = await tx.fetch_one(FIND_OWNER_OF_EMAIL, fold(email))
    return row[0] if row else None


async def find_owner_of_username(tx: Transaction, username: str) -> int | None:
    row = await tx.fetch_one(FIND_OWNER_OF_USERNAME, fold(username))
    return row[0] if row else None


async def insert_user(tx: Transaction, profile: Profile, password_hash: str) -> User | None:
    """The new user, or None if the address or the username is taken."""
    row = await tx.fetch_one(INSERT_USER, *_profile_values(profile), password_hash, tx.now)
    if row is None:
        return None
    user = User(*row)
    await _insert_suffixes(tx, user)
    return user


async def update_profile(tx: Transaction, user_id: int, profile: Profile) -> User:
    """The changed user. Needs an existing user, and an address and a username that are free or their own."""
    row = await tx.fetch_one(UPDATE_PROFILE, user_id, *_profile_values(profile))
    if row is None:
        raise LookupError(user_id)
    user = User(*row)
    await tx.execute(DELETE_SUFFIXES, user_id)
    await _insert_suffixes(tx, user)
    return user


async def update_password_hash(tx: Transaction, user_id: int, password_hash: str) -> None:
    await tx.execute(UPDATE_PASSWORD_HASH, user_id, password_hash)


async def update_photo(tx: Transaction, user_id: int, photo: str) -> None:
    await tx.execute(UPDATE_PHOTO, user_id, photo)


async def list_people(tx: Transaction, part: str, limit: int) -> list[User]:
    """People with `part` anywhere in their username or name, by username."""
    first = fold(part)[:SUFFIX_CHARACTERS].encode()
    after = first + b"\xff"  # no UTF-8 text holds this byte
    return [User(*row[:6]) for row in await tx.fetch(LIST_PEOPLE, first, after, limit)]


async def _insert_suffixes(tx: Transaction, user: User) -> None:
    for suffix in _suffixes(user.username) | _suffixes(user.name):
        await tx.execute(INSERT_SUFFIX, suffix, user.id)


def _suffixes(name: str) -> set[bytes]:
    folded = fold(name)
    return {folded[start : start + SUFFIX_CHARACTERS].encode() for start in range(len(folded))}


def _profile_values(profile: Profile) -> tuple[str, ...]:
    return (
        profile.email,
        fold(profile.email),
        profile.username,
        fold(profile.username),
        profile.name,
        profile.status,
    )
