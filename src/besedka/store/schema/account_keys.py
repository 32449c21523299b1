"""The keys of accounts that were made under older rules: what migration 8 does beside its statements."""

from besedka.database import Row, Transaction
from besedka.names.keys import email_key

PAGE = 1000  # users
_LIST_KEYS = f'select id, email, email_key from "user" where id > $1 order by id limit {PAGE}'
_FIND_OWNER = 'select id from "user" where email_key = $1'
_UPDATE_KEY = 'update "user" set email_key = $2 where id = $1'


async def renew_email_keys(tx: Transaction) -> None:
    """Give each account the key that its address has today.

    Where two accounts are of one address, spelled in punycode and in Unicode, one of them keeps the key that it had:
    `store.users.find_credentials` finds each by its own spelling.
    """
    last = 0
    while rows := await tx.fetch(_LIST_KEYS, last):
        for row in rows:
            await _renew(tx, row)
        last = rows[-1][0]


async def _renew(tx: Transaction, row: Row) -> None:
    user_id, email, before = row
    key = email_key(email)
    if key != before and await tx.fetch_one(_FIND_OWNER, key) is None:
        await tx.execute(_UPDATE_KEY, user_id, key)
