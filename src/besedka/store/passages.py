"""The table `passage`: what is searched. A passage is some messages of a chat that follow one another, as the set of their
words. See docs/decisions/0025-search-by-passages.md.
"""

from collections.abc import Sequence

from besedka.database import Row, Transaction
from besedka.names.searching import search_words

FTS5, PG_TRGM, SCAN = "fts5", "pg_trgm", "scan"  # how words are found, as the row `search` of `meta` has it
PASSAGE_MESSAGES = 64
PASSAGE_CHARACTERS = 8_000  # of all messages of a passage, unless it is of one
CHARACTERS_LIMIT = 16_000  # to which edits may bring that: more would keep the loop

# file_message (message_id)
FILE_NAMES = "(select string_agg(file.name, ' ') from file where file.message_id = message.id)"

# meta primary key
FIND_WAY = "select value from meta where key = 'search'"
# unsearched_due (due_at)
FIND_DUE = "select chat_id, asked from unsearched where due_at <= $1 order by due_at limit 1"
FIND_NEXT_DUE = "select due_at from unsearched where due_at >= 0 order by due_at limit 1"
# unsearched primary key
DELETE_DUE = "delete from unsearched where chat_id = $1 and asked = $2"
# chat primary key: who changes a message of the chat has it locked
LOCK_CHAT = "select chat.last_seq from chat where chat.id = $1 and chat.deleted_at is null for no key update of chat"
# passage (chat_id, first_seq), from the last one
FIND_LAST = "select first_seq, last_seq from passage where chat_id = $1 order by first_seq desc limit 1"
# message (chat_id, seq)
LIST_LENGTHS = """
    select seq, id, created_at, length(text) from message
    where chat_id = $1 and seq >= $2 order by seq limit $3"""
INSERT_PASSAGE = """
    insert into passage (chat_id, first_seq, last_seq, first_id, last_id, first_at, last_at)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"""
# passage (chat_id, first_seq)
UPDATE_LAST = """
    update passage set last_seq = $3, last_id = $4, last_at = $5, stale = 1
    where chat_id = $1 and first_seq = $2"""
# passage_stale (chat_id), passage primary key
FIND_STALE = "select id, first_seq, last_seq from passage where chat_id = $1 and stale > 0 and stale = 1 limit 1"
LOCK_PASSAGE = "select first_seq, last_seq from passage where id = $1 for no key update of passage"
# message (chat_id, seq), file_message (message_id)
LIST_LIVING = f"""
    select message.text, {FILE_NAMES} from message
    where message.chat_id = $1 and message.seq >= $2 and message.seq <= $3 and not message.deleted
    order by message.seq"""
# passage primary key
UPDATE_WORDS = "update passage set words = $2, stale = $3 where id = $1"
_AS_IT_SHOULD_BE, _TOO_LONG = 0, 2  # of `stale`
# So many pages of the index at most
MERGES = {FTS5: "insert into passage_words (passage_words, rank) values ('merge', 32)"}
# passage (chat_id, first_seq)
DELETE_PASSAGES = """
    delete from passage where id in (select id from passage where chat_id = $1 order by first_seq desc limit $2)
    returning id"""


async def find_way(tx: Transaction) -> str:
    """How words are found in this database."""
    row = await tx.fetch_one(FIND_WAY)
    return str(row[0]) if row else SCAN


async def find_due(tx: Transaction) -> tuple[int, int] | None:
    """A chat that is to be read, and how often that was asked for."""
    row = await tx.fetch_one(FIND_DUE, tx.now)
    return (row[0], row[1]) if row else None


async def find_next_due(tx: Transaction) -> int | None:
    """When the next chat is to be read."""
    row = await tx.fetch_one(FIND_NEXT_DUE)
    return row[0] if row else None


async def delete_due(tx: Transaction, chat_id: int, asked: int) -> None:
    """The chat has been read, unless that was asked for again meanwhile."""
    await tx.execute(DELETE_DUE, chat_id, asked)


async def extend(tx: Transaction, chat_id: int) -> bool:
    """Have the chat's next messages in a passage, whose words are not known yet; whether there were such messages.

    Locks the chat: whoever changes a message finds its passage, or is done before that is read.
    """
    chat = await tx.fetch_one(LOCK_CHAT, chat_id)
    last = await tx.fetch_one(FIND_LAST, chat_id)
    if chat is None or (last and last[1] >= chat[0]):
        return False
    if last and await _lengthen(tx, chat_id, *last):
        return True
    messages = await _list_fitting(tx, chat_id, last[1] + 1 if last else 1)
    if messages:
        (first_seq, first_id, first_at, _), (last_seq, last_id, last_at, _) = messages[0], messages[-1]
        await tx.execute(INSERT_PASSAGE, chat_id, first_seq, last_seq, first_id, last_id, first_at, last_at)
    return bool(messages)


async def find_stale(tx: Transaction, chat_id: int) -> int | None:
    """A passage of the chat whose words are to be written anew."""
    row = await tx.fetch_one(FIND_STALE, chat_id)
    return row[0] if row else None


async def update_words(tx: Transaction, chat_id: int, passage_id: int) -> None:
    """Write the words of a passage anew. It is locked: whoever changes a message of it meanwhile makes it stale again."""
    row = await tx.fetch_one(LOCK_PASSAGE, passage_id)
    if row is None:
        return
    texts = [whole(text, names) for text, names in await tx.fetch(LIST_LIVING, chat_id, *row)]
    if sum(map(len, texts)) > CHARACTERS_LIMIT:
        await tx.execute(UPDATE_WORDS, passage_id, "", _TOO_LONG)
        return
    words = " ".join(sorted({word for text in texts for word in search_words(text)}))
    await tx.execute(UPDATE_WORDS, passage_id, words, _AS_IT_SHOULD_BE)


async def is_merged_by_us(tx: Transaction) -> bool:
    """Whether bringing the index into order is not the engine's own affair."""
    return await find_way(tx) == FTS5


async def merge(tx: Transaction) -> None:
    """Bring a little of the index into order; where `is_merged_by_us`."""
    await tx.execute(MERGES[FTS5])


async def delete_passages(tx: Transaction, chat_id: int, limit: int) -> int:
    """Let go of the last passages of a chat; how many."""
    return len(await tx.fetch(DELETE_PASSAGES, chat_id, limit))


async def _lengthen(tx: Transaction, chat_id: int, first_seq: int, last_seq: int) -> bool:
    """Whether there was room for another message in the last passage."""
    *_, last = [(first_seq - 1, 0, 0, 0), *await _list_fitting(tx, chat_id, first_seq)]
    if last[0] <= last_seq:
        return False
    await tx.execute(UPDATE_LAST, chat_id, first_seq, *last[:3])
    return True


async def _list_fitting(tx: Transaction, chat_id: int, first_seq: int) -> list[Row]:
    """As many messages from that one on as make one passage: `seq`, id, time, length."""
    messages = await tx.fetch(LIST_LENGTHS, chat_id, first_seq, PASSAGE_MESSAGES)
    return messages[: _count_fitting(messages)]


def _count_fitting(messages: Sequence[Row]) -> int:
    """How many of these messages are one passage."""
    left = PASSAGE_CHARACTERS
    for count, (_, _, _, length) in enumerate(messages):
        left -= length
        if left < 0 and count:
            return count
    return len(messages)


def whole(text: str, file_names: str | None) -> str:
    """What of a message is searched."""
    return f"{text} {file_names}" if file_names else text
