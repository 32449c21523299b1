"""The table `mention`: which message calls whom."""

from besedka.database import Transaction
from besedka.model import Message
from besedka.store.ids import IDS_AT_ONCE, id_list, padded

EVERYONE = 0

# "user" (username_key), member primary key
LIST_CALLED = f"""
    select u.username_key, u.id from "user" u join member on member.chat_id = $1 and member.user_id = u.id
    where u.username_key in ({id_list(2)})"""
INSERT_EVERYONE = f"insert into mention (chat_id, user_id, seq, message_id) values ($1, {EVERYONE}, $2, $3)"
# "user" primary key
INSERT_MENTIONS = f"""
    insert into mention (chat_id, user_id, seq, message_id)
    select cast($1 as bigint), u.id, cast($2 as bigint), cast($3 as bigint) from "user" u where u.id in ({id_list(4)})"""
# mention_message (message_id)
DELETE_MENTIONS = "delete from mention where message_id = $1"


async def list_called(tx: Transaction, chat_id: int, username_keys: list[str]) -> dict[str, int]:
    """Who of the chat's members goes by these usernames, of at most `IDS_AT_ONCE`."""
    keys = (username_keys + username_keys[:1] * IDS_AT_ONCE)[:IDS_AT_ONCE]
    return {row[0]: row[1] for row in await tx.fetch(LIST_CALLED, chat_id, *keys)}


async def insert_mentions(tx: Transaction, message: Message, user_ids: list[int]) -> None:
    """That a message calls these; `EVERYONE` among them stands for all."""
    place = (message.chat_id, message.seq, message.id)
    if EVERYONE in user_ids:
        await tx.execute(INSERT_EVERYONE, *place)
    elif user_ids:
        await tx.execute(INSERT_MENTIONS, *place, *padded(user_ids))


async def delete_mentions(tx: Transaction, message: Message) -> None:
    """That a message calls nobody any more."""
    await tx.execute(DELETE_MENTIONS, message.id)
