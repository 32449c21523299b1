"""Finding messages by their words: first passages (see `passages.py`), then what of them is in the messages themselves."""

import re
from collections.abc import Sequence

from besedka.database import Transaction
from besedka.model import SearchedFor, Stretch
from besedka.rights import Right
from besedka.store.ids import IDS_AT_ONCE, id_list, padded
from besedka.store.mentions import EVERYONE
from besedka.store.passages import FILE_NAMES, FTS5, PG_TRGM, find_way, whole
from besedka.store.rights import condition

TRIGRAM = 3  # characters
TRIGRAMS_LIMIT = 40  # of what is looked for: more would make it no rarer
COMMON = 1000  # passages: a word that is in more of them is looked for in the newest first
STALE_LIMIT = 500
TAILS_LIMIT = 2000  # chats
STRETCHES_AT_ONCE = 16
_PATTERNS = 3  # parts of what is looked for that are compared with a passage's words

# What someone may search, of the rows `member` and `chat`, and of it what they ask for. member (user_id, chat_id), chat primary
# key
_MINE = f"""
    member join chat on chat.id = member.chat_id and chat.deleted_at is null and {condition(Right.READ)}"""
_WANTED = """
    member.user_id = $1 and (cast($2 as bigint) is null or chat.id = $2)
    and (cast($3 as bigint) is null or chat.room_id = $3)"""
_IN_TIME = "passage.first_id < $4 and passage.last_at >= $5 and passage.first_at < $6"
_STRETCH = "passage.chat_id, passage.first_seq, passage.last_seq, passage.last_id"

# The passages with these words, of everyone. Each by its engine's own index, passage_words.
MATCHES = {
    FTS5: "select rowid from passage_words where passage_words match $1 limit $2",
    PG_TRGM: "select id from passage where words like $1 escape '!' and words like $2 escape '!' limit $3",
}
# What is looked for may seem frequent to the planner, which then would read all passages until there are enough.
_INDEX_ONLY = {PG_TRGM: "set local enable_seqscan = off"}
# passage, member and chat primary keys
LIST_SOME = f"""
    select {_STRETCH} from passage join chat on chat.id = passage.chat_id and chat.deleted_at is null
    join member on member.chat_id = chat.id and {condition(Right.READ)}
    where {_WANTED} and {_IN_TIME} and passage.id in ({id_list(7)})"""
# passage_stale (chat_id)
LIST_STALE = f"""
    select {_STRETCH} from {_MINE} join passage on passage.chat_id = chat.id and passage.stale > 0
    where {_WANTED} and {_IN_TIME} limit {STALE_LIMIT}"""
# passage_newest (chat_id, last_id), passage primary key
LIST_NEWEST = f"""
    with found as (
        select passage.id, passage.last_id from {_MINE} join passage on passage.chat_id = chat.id
        where {_WANTED} and {_IN_TIME} and passage.last_id < $7 order by passage.last_id desc limit $8)
    select {_STRETCH}, {" and ".join(f"passage.words like ${n} escape '!'" for n in range(9, 9 + _PATTERNS))}
    from found join passage on passage.id = found.id order by found.last_id desc"""
# passage (chat_id, first_seq), from the last one
_INDEXED = """
    coalesce((
        select last.last_seq from passage last where last.chat_id = chat.id order by last.first_seq desc limit 1), 0)"""
LIST_TAILS = f"""
    select chat.id, {_INDEXED}, chat.last_seq from {_MINE}
    where {_WANTED} and chat.last_seq > {_INDEXED} limit {TAILS_LIMIT}"""
# message (chat_id, seq), member and mention primary keys, file_message (message_id)
_ASKED = ", ".join(
    f"(cast(${n} as bigint), cast(${n + 1} as bigint), cast(${n + 2} as bigint))"
    for n in range(8, 8 + 3 * STRETCHES_AT_ONCE, 3)
)
LIST_TEXTS = f"""
    with asked (chat_id, first_seq, last_seq) as (values {_ASKED})
    select message.id, message.text, {FILE_NAMES}
    from asked cross join message
    where message.chat_id = asked.chat_id and message.seq >= asked.first_seq and message.seq <= asked.last_seq
    and not message.deleted and message.id < $2 and message.created_at >= $3 and message.created_at < $4
    and (cast($5 as bigint) is null or message.author_id = $5)
    and (cast($6 as bigint) = 0 or exists (select 1 from file where file.message_id = message.id))
    and (cast($7 as bigint) = 0 or exists (
        select 1 from mention
        where mention.chat_id = message.chat_id and mention.user_id in ($1, {EVERYONE}) and mention.seq = message.seq))
    and exists (select 1 from member where member.chat_id = message.chat_id and member.user_id = $1)"""

_WORD = re.compile(rf"[^\W_]{{{TRIGRAM},}}")  # what pg_trgm makes trigrams of


async def list_matches(tx: Transaction, parts: tuple[str, ...]) -> list[int] | None:
    """The ids of all passages that have these parts of words, and of some that do not; None if the index can't tell, or
    these are more than `COMMON`.
    """
    values = _MATCHING[way](parts) if (way := await find_way(tx)) in _MATCHING else None
    if values is None:
        return None
    if way in _INDEX_ONLY:
        await tx.execute(_INDEX_ONLY[way])
    found = [row[0] for row in await tx.fetch(MATCHES[way], *values, COMMON + 1)]
    return found if len(found) <= COMMON else None


async def list_some(tx: Transaction, user_id: int, wanted: SearchedFor, ids: list[int]) -> list[Stretch]:
    """Those of these passages that this user may search. Of none it is asked too: the time that it takes must not tell
    whether others have written what is looked for.
    """
    found = []
    for start in range(0, max(1, len(ids)), IDS_AT_ONCE):
        some = padded(ids[start : start + IDS_AT_ONCE])
        found += await tx.fetch(LIST_SOME, user_id, *_places(wanted), *some)
    return [Stretch(*row) for row in found]


async def list_stale(tx: Transaction, user_id: int, wanted: SearchedFor) -> list[Stretch]:
    """The passages whose words are not known, or not any more."""
    return [Stretch(*row) for row in await tx.fetch(LIST_STALE, user_id, *_places(wanted))]


async def list_newest(tx: Transaction, user_id: int, wanted: SearchedFor, below: int) -> list[tuple[Stretch, bool]]:
    """The newest passages, `COMMON` at most, whose last message has an id below this one, the newest first; and whether
    they have the parts of words that are looked for.
    """
    patterns = [_pattern(part) for part in _longest(wanted.parts, _PATTERNS)]
    rows = await tx.fetch(LIST_NEWEST, user_id, *_places(wanted), below, COMMON, *patterns)
    return [(Stretch(*row[:4]), all(row[4:])) for row in rows]


async def list_tails(tx: Transaction, user_id: int, wanted: SearchedFor) -> list[tuple[int, int, int]]:
    """The chats with messages that are in no passage yet: after which `seq`, and up to which."""
    rows = await tx.fetch(LIST_TAILS, user_id, wanted.chat_id, wanted.room_id)
    return [(row[0], row[1], row[2]) for row in rows]


async def list_texts(
    tx: Transaction, user_id: int, wanted: SearchedFor, stretches: Sequence[Stretch]
) -> list[tuple[int, str]]:
    """The messages of these stretches, at most `STRETCHES_AT_ONCE`, that pass all filters: ids, and their texts with the
    names of their files.
    """
    values = [value for each in stretches for value in (each.chat_id, each.first_seq, each.last_seq)]
    padding = [0] * (3 * STRETCHES_AT_ONCE - len(values))
    filters = (
        wanted.before,
        wanted.after,
        wanted.until,
        wanted.author_id,
        int(wanted.has_file),
        int(wanted.mentions_me),
    )
    rows = await tx.fetch(LIST_TEXTS, user_id, *filters, *values, *padding)
    return [(row[0], whole(row[1], row[2])) for row in rows]


def _places(wanted: SearchedFor) -> tuple[int | None, ...]:
    return wanted.chat_id, wanted.room_id, wanted.before, wanted.after, wanted.until


def _longest(parts: tuple[str, ...], count: int) -> list[str]:
    """So many parts, the rarest first as far as their lengths tell; some of them repeated if there are fewer."""
    ordered = sorted(parts, key=len, reverse=True)[:count]
    return ordered + ordered[:1] * (count - len(ordered))


def _pattern(part: str) -> str:
    return "%" + re.sub("([!%_])", r"!\1", part) + "%"


def _match_fts5(parts: tuple[str, ...]) -> list[str] | None:
    found = {part[at : at + TRIGRAM]: None for part in parts for at in range(len(part) - TRIGRAM + 1)}
    quoted = ['"' + trigram.replace('"', '""') + '"' for trigram in list(found)[:TRIGRAMS_LIMIT]]
    return [" AND ".join(quoted)] if quoted else None


def _match_pg_trgm(parts: tuple[str, ...]) -> list[str] | None:
    known = tuple(part for part in parts if _WORD.search(part))
    return [_pattern(part) for part in _longest(known, 2)] if known else None


_MATCHING = {FTS5: _match_fts5, PG_TRGM: _match_pg_trgm}
