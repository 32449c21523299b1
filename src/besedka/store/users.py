"""The tables `user` and `user_suffix`."""

from besedka.database import Row, Transaction
from besedka.model import Profile, Role, User
from besedka.names.folding import fold
from besedka.names.keys import email_key, email_keys, username_key
from besedka.store.ids import IDS_AT_ONCE, id_list, padded

SUFFIX_CHARACTERS = 40  # a longer part of a name is found by its first forty
SUFFIXES_LIMIT = 160  # of one name; one of 128 characters can fold to 2,304, which nobody looks for
SUFFIXES_AT_ONCE = 20
CANDIDATES = 400  # suffixes read for one search: bounds its cost, whatever the number of users

COLUMNS = "u.id, u.email, u.username, u.name, u.status, u.photo, u.server_role, u.deactivated"
_COLUMNS = COLUMNS.replace("u.", "")

# "user" primary key
FIND_USER = f'select {_COLUMNS} from "user" where id = $1'
# "user" primary key, twice
FIND_SEEN_USER = f"""
    select {COLUMNS}, (select viewer.server_role from "user" viewer where viewer.id = $2 and not viewer.deactivated)
    from "user" u where u.id = $1"""
LIST_USERS = f'select {_COLUMNS} from "user" where id in ({id_list(1)})'
# "user" (email_key)
FIND_CREDENTIALS = f'select email_key, password_hash, {_COLUMNS} from "user" where email_key in ($1, $2, $3)'
# "user" primary key
FIND_PASSWORD_HASH = 'select password_hash from "user" where id = $1'  # noqa: S105 - a statement
LOCK_CREDENTIALS = 'select u.password_hash, u.deactivated from "user" u where u.id = $1 for no key update of u'
LOCK_USER = 'select u.id from "user" u where u.id = $1 for no key update of u'
# "user" (email_key), "user" (username_key)
FIND_OWNERS_OF_EMAIL = 'select id from "user" where email_key in ($1, $2, $3)'
FIND_OWNER_OF_USERNAME = 'select id from "user" where username_key = $1'
INSERT_USER = f"""
    insert into "user" (email, email_key, username, username_key, name, status, password_hash, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing returning {_COLUMNS}"""
# "user" primary key. An address or a username that stays keeps its key: it may be of older rules.
UPDATE_PROFILE = f"""
    update "user" set name = $6, status = $7, changed_at = $8,
        email = $2, email_key = case when email = $2 then email_key else $3 end,
        username = $4, username_key = case when username = $4 then username_key else $5 end
    where id = $1 returning {_COLUMNS}"""
UPDATE_PASSWORD_HASH = 'update "user" set password_hash = $2 where id = $1'  # noqa: S105 - likewise
# user_photo (photo); server primary key
LIST_NAMED_PHOTOS = f"""
    select photo from "user" where photo in ({id_list(1)})
    union all select picture from server where id = 1"""
UPDATE_PHOTO = 'update "user" set photo = $2, changed_at = $3 where id = $1'
# user_changed (changed_at)
LIST_CHANGED_SINCE = 'select id, changed_at from "user" where changed_at >= $1 order by changed_at limit $2'
# user_suffix primary key for the range, "user" primary key for the people; SQLite keeps a cross join's order
LIST_PEOPLE = f"""
    select distinct {COLUMNS}, u.username_key
    from (select user_id from user_suffix where suffix >= $1 and suffix < $2 order by suffix limit {CANDIDATES}) found
    cross join "user" u where u.id = found.user_id
    order by u.username_key limit $3"""
INSERT_SUFFIXES = f"""
    insert into user_suffix (suffix, user_id)
    values {", ".join(f"(${n}, $1)" for n in range(2, SUFFIXES_AT_ONCE + 2))} on conflict do nothing"""
# user_suffix (user_id)
DELETE_SUFFIXES = "delete from user_suffix where user_id = $1"


async def find_user(tx: Transaction, user_id: int) -> User | None:
    row = await tx.fetch_one(FIND_USER, user_id)
    return user_of(row) if row else None


async def find_seen_user(tx: Transaction, user_id: int, viewer_id: int) -> tuple[User, Role] | None:
    """The user, and what is for the server who looks at them."""
    row = await tx.fetch_one(FIND_SEEN_USER, user_id, viewer_id)
    return (user_of(row), Role(row[8] or Role.MEMBER)) if row else None


async def list_users(tx: Transaction, user_ids: set[int]) -> dict[int, User]:
    """Those of these users, of any number, that there are."""
    ids = sorted(user_ids)
    found = [
        user_of(row)
        for start in range(0, len(ids), IDS_AT_ONCE)
        for row in await tx.fetch(LIST_USERS, *padded(ids[start : start + IDS_AT_ONCE]))
    ]
    return {user.id: user for user in found}


async def find_credentials(tx: Transaction, email: str) -> tuple[str, User] | None:
    """The password hash and the user behind an address."""
    keys = email_keys(email)
    rows = await tx.fetch(FIND_CREDENTIALS, *_three(keys))
    row = min(rows, key=lambda row: keys.index(row[0]), default=None)
    return (row[1], user_of(row[2:])) if row else None


async def find_password_hash(tx: Transaction, user_id: int) -> str | None:
    row = await tx.fetch_one(FIND_PASSWORD_HASH, user_id)
    return row[0] if row else None


async def lock_credentials(tx: Transaction, user_id: int) -> tuple[str, bool] | None:
    """The hash, and whether the account is deactivated, both of which stay what they are for as long as this unit lasts, as the
    user's sessions do (see `lock_user`).
    """
    row = await tx.fetch_one(LOCK_CREDENTIALS, user_id)
    return (row[0], bool(row[1])) if row else None


async def lock_user(tx: Transaction, user_id: int) -> None:
    """Let nobody else open a session for this user, or change their password, for as long as this unit lasts."""
    await tx.fetch_one(LOCK_USER, user_id)


async def find_owners_of_email(tx: Transaction, email: str) -> set[int]:
    """Whose address this is: nobody's, as a rule, or one user's; see `names.keys.email_keys` for more."""
    return {row[0] for row in await tx.fetch(FIND_OWNERS_OF_EMAIL, *_three(email_keys(email)))}


async def find_owner_of_username(tx: Transaction, username: str) -> int | None:
    row = await tx.fetch_one(FIND_OWNER_OF_USERNAME, username_key(username))
    return row[0] if row else None


async def insert_user(tx: Transaction, profile: Profile, password_hash: str) -> User | None:
    """The new user, or None if the address or the username is taken."""
    row = await tx.fetch_one(INSERT_USER, *_profile_values(profile), password_hash, tx.now)
    if row is None:
        return None
    user = user_of(row)
    await _insert_suffixes(tx, user)
    return user


async def update_profile(tx: Transaction, user_id: int, profile: Profile) -> User:
    """The changed user. Needs an existing user, and an address and a username that are free or their own."""
    row = await tx.fetch_one(UPDATE_PROFILE, user_id, *_profile_values(profile), tx.now)
    if row is None:
        raise LookupError(user_id)
    user = user_of(row)
    await tx.execute(DELETE_SUFFIXES, user_id)
    await _insert_suffixes(tx, user)
    return user


async def update_password_hash(tx: Transaction, user_id: int, password_hash: str) -> None:
    await tx.execute(UPDATE_PASSWORD_HASH, user_id, password_hash)


async def list_named_photos(tx: Transaction, keys: list[str]) -> set[str]:
    """Which of these keys, at most `ids.IDS_AT_ONCE`, are somebody's picture, or the server's."""
    padding = [""] * (IDS_AT_ONCE - len(keys))
    return {str(row[0]) for row in await tx.fetch(LIST_NAMED_PHOTOS, *keys, *padding)} & set(keys) if keys else set()


async def update_photo(tx: Transaction, user_id: int, photo: str | None) -> None:
    await tx.execute(UPDATE_PHOTO, user_id, photo, tx.now)


async def list_changed_since(tx: Transaction, since: int, limit: int) -> list[tuple[int, int]]:
    """Whose profile changed at or after that time, and when, the first ones first."""
    return [(row[0], row[1]) for row in await tx.fetch(LIST_CHANGED_SINCE, since, limit)]


async def list_people(tx: Transaction, part: str, limit: int) -> list[User]:
    """People with `part` anywhere in their username or name, by username."""
    first = fold(part)[:SUFFIX_CHARACTERS].encode()
    after = first + b"\xff"  # no UTF-8 text holds this byte
    return [user_of(row) for row in await tx.fetch(LIST_PEOPLE, first, after, limit)]


def user_of(row: Row) -> User:
    """A row that begins with `COLUMNS`."""
    user_id, email, username, name, status, photo, role, deactivated = row[:8]
    return User(user_id, email, username, name, status, photo, role, bool(deactivated))


async def _insert_suffixes(tx: Transaction, user: User) -> None:
    suffixes = list(_suffixes(user.username) | _suffixes(user.name))
    for start in range(0, len(suffixes), SUFFIXES_AT_ONCE):
        some = suffixes[start : start + SUFFIXES_AT_ONCE]
        repeated = some[:1] * (SUFFIXES_AT_ONCE - len(some))  # so that one statement serves any number
        await tx.execute(INSERT_SUFFIXES, user.id, *some, *repeated)


def _suffixes(name: str) -> set[bytes]:
    folded = fold(name)
    starts = range(min(len(folded), SUFFIXES_LIMIT))
    return {folded[start : start + SUFFIX_CHARACTERS].encode() for start in starts}


def _three(keys: tuple[str, ...]) -> tuple[str, ...]:
    """So that one statement serves any number up to three."""
    return (*keys, *keys[:1] * 2)[:3]


def _profile_values(profile: Profile) -> tuple[str, ...]:
    return (
        profile.email,
        email_key(profile.email),
        profile.username,
        username_key(profile.username),
        profile.name,
        profile.status,
    )
