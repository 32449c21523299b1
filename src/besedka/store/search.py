"""Finding messages: by their words first passages (see `passages.py`), then what of them is in the messages themselves; by
filters alone, through what they ask for.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

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
FEW = 250  # passages that are looked through first: what is common is found in them, and more would take longer
STALE_LIMIT = 500
TAILS_LIMIT = 2000  # chats
STRETCHES_AT_ONCE = 16
CANDIDATES_LIMIT = 100_000  # messages with files, or that mention someone, that are looked through for other filters
_COMPARED = 3  # parts of what is looked for that are compared with a passage's words

# What someone may search, of the rows `member` and `chat`, and of it what they ask for. member (user_id, chat_id), chat primary
# key
_MINE = f"""
    member join chat on chat.id = member.chat_id and chat.deleted_at is null and {condition(Right.READ)}"""
_WANTED_AT = """
    member.user_id = $1 and (cast(${0} as bigint) is null or chat.id = ${0})
    and (cast(${1} as bigint) is null or chat.room_id = ${1})"""
_WANTED = _WANTED_AT.format(2, 3)
_IN_TIME = "passage.first_id < $4 and passage.last_at >= $5 and passage.first_at < $6"
_STRETCH = "passage.chat_id, passage.first_seq, passage.last_seq, passage.last_id"

# The passages with these words, of everyone. Each by its engine's own index, passage_words.
MATCHES = {
    FTS5: "select rowid from passage_words where passage_words match $1 limit $2",
    PG_TRGM: "select id from passage where words like $1 escape '!' and words like $2 escape '!' limit $3",
}
# Likewise those of one's own chats, on PostgreSQL, which reads the words of all that its index has found: passage_words and
# passage_newest (chat_id, last_id) together.
MATCHES_OF_MINE = {
    PG_TRGM: """
    select id from passage where words like $1 escape '!'
    and chat_id = any(array(select member.chat_id from member where member.user_id = $2)) limit $3"""
}
# What is looked for may seem frequent to the planner, which then would read all passages until there are enough, or so rare
# that there is no need of one's own chats: it is not to know it.
_INDEX_ONLY = {PG_TRGM: "set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan"}
# passage, member and chat primary keys. These passages first: left alone, PostgreSQL would read all those of one's chats.
LIST_SOME = f"""
    with asked as materialized (
        select chat_id, first_seq, last_seq, first_id, last_id, first_at, last_at from passage where id in ({id_list(7)}))
    select {_STRETCH} from asked passage join chat on chat.id = passage.chat_id and chat.deleted_at is null
    join member on member.chat_id = chat.id and {condition(Right.READ)}
    where {_WANTED} and {_IN_TIME}"""
# passage_stale (chat_id)
LIST_STALE = f"""
    select {_STRETCH} from {_MINE} join passage on passage.chat_id = chat.id and passage.stale > 0
    where {_WANTED} and {_IN_TIME} limit {STALE_LIMIT}"""
_HAS = "(cast(${0} as text) is null or strpos(words, ${0}) > 0)"
# passage_newest (chat_id, last_id), passage primary key. The words of those that are found only, and not by a join: PostgreSQL
# would read everyone's passages for it.
LIST_NEWEST = f"""
    with found as (
        select passage.id, {_STRETCH} from {_MINE} join passage on passage.chat_id = chat.id
        where {_WANTED} and {_IN_TIME} and passage.last_id < $7 order by passage.last_id desc limit $8)
    select chat_id, first_seq, last_seq, last_id, (
        select {" and ".join(map(_HAS.format, range(9, 9 + _COMPARED)))} from passage where passage.id = found.id)
    from found order by last_id desc"""
# passage (chat_id, first_seq), from the last one
_INDEXED = """
    coalesce((
        select last.last_seq from passage last where last.chat_id = chat.id order by last.first_seq desc limit 1), 0)"""
LIST_TAILS = f"""
    select chat.id, {_INDEXED}, chat.last_seq from {_MINE}
    where {_WANTED} and chat.last_seq > {_INDEXED} limit {TAILS_LIMIT}"""
# member and mention primary keys, file_message (message_id)
_PASSES = f"""
    not message.deleted and message.id < $2 and message.created_at >= $3 and message.created_at < $4
    and (cast($5 as bigint) is null or message.author_id = $5)
    and (cast($6 as bigint) = 0 or exists (select 1 from file where file.message_id = message.id))
    and (cast($7 as bigint) = 0 or exists (
        select 1 from mention
        where mention.chat_id = message.chat_id and mention.user_id in ($1, {EVERYONE}) and mention.seq = message.seq))
    and exists (select 1 from member where member.chat_id = message.chat_id and member.user_id = $1)"""
_ASKED = ", ".join(
    f"(cast(${n} as bigint), cast(${n + 1} as bigint), cast(${n + 2} as bigint))"
    for n in range(8, 8 + 3 * STRETCHES_AT_ONCE, 3)
)
# message (chat_id, seq)
_IN_STRETCHES = f"""
    from asked cross join message
    where message.chat_id = asked.chat_id and message.seq >= asked.first_seq and message.seq <= asked.last_seq
    and {_PASSES}"""
_STRETCHES_ASKED = f"with asked (chat_id, first_seq, last_seq) as (values {_ASKED})"
LIST_TEXTS = f"{_STRETCHES_ASKED} select message.id, message.text, {FILE_NAMES} {_IN_STRETCHES}"
LIST_IDS = f"{_STRETCHES_ASKED} select message.id {_IN_STRETCHES}"
# message primary key for those that one of these finds, the newest of them first
_OF_FOUND = f"""
    select message.id from found cross join message where message.id = found.id and {_PASSES}
    order by message.id desc limit $11"""
_PLACES_AT = _WANTED_AT.format(8, 9)
# file_chat (chat_id, message_id)
LIST_WITH_FILES = f"""
    with found as (
        select distinct file.message_id as id from {_MINE} join file on file.chat_id = chat.id and file.message_id < $2
        where {_PLACES_AT} order by file.message_id desc limit $10)
    {_OF_FOUND}"""
# mention primary key
LIST_MENTIONING = f"""
    with found as (
        select distinct mention.message_id as id
        from {_MINE} join mention on mention.chat_id = chat.id and mention.user_id in ($1, {EVERYONE})
        where {_PLACES_AT} and mention.message_id < $2 order by mention.message_id desc limit $10)
    {_OF_FOUND}"""

_Matching: TypeAlias = tuple[str, tuple[str | int, ...]]  # a statement, and its first values

_WORD = re.compile(rf"[^\W_]{{{TRIGRAM},}}")  # what pg_trgm makes trigrams of


async def list_matches(tx: Transaction, user_id: int, parts: tuple[str, ...]) -> list[int] | None:
    """The ids of all passages that have these parts of words, and of some that do not: of this user's chats, and perhaps of
    others. None if the index can't tell, or these are more than `COMMON`.
    """
    way = await find_way(tx)
    matching = _MATCHING[way](user_id, parts) if way in _MATCHING else None
    if matching is None:
        return None
    if way in _INDEX_ONLY:
        await tx.execute(_INDEX_ONLY[way])
    statement, values = matching
    found = [row[0] for row in await tx.fetch(statement, *values, COMMON + 1)]
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


async def list_newest(
    tx: Transaction, user_id: int, wanted: SearchedFor, below: int, count: int
) -> list[tuple[Stretch, bool]]:
    """The newest passages, so many at most, whose last message has an id below this one, the newest first; and whether they
    have the parts of words that are looked for.
    """
    parts = _longest(wanted.parts, _COMPARED)
    missing = [None] * (_COMPARED - len(parts))
    rows = await tx.fetch(LIST_NEWEST, user_id, *_places(wanted), below, count, *parts, *missing)
    return [(Stretch(*row[:4]), bool(row[4])) for row in rows]


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
    rows = await tx.fetch(LIST_TEXTS, user_id, *_filters(wanted), *_spread(stretches))
    return [(row[0], whole(row[1], row[2])) for row in rows]


async def list_ids(tx: Transaction, user_id: int, wanted: SearchedFor, stretches: Sequence[Stretch]) -> list[int]:
    """Likewise, where no words are looked for: ids alone."""
    return [row[0] for row in await tx.fetch(LIST_IDS, user_id, *_filters(wanted), *_spread(stretches))]


async def list_with_files(tx: Transaction, user_id: int, wanted: SearchedFor, limit: int) -> list[int]:
    """The newest messages with files that pass all filters, as far as they are among the `CANDIDATES_LIMIT` newest with files."""
    return await _list_found(tx, LIST_WITH_FILES, user_id, wanted, limit)


async def list_mentioning(tx: Transaction, user_id: int, wanted: SearchedFor, limit: int) -> list[int]:
    """Likewise those that mention this user."""
    return await _list_found(tx, LIST_MENTIONING, user_id, wanted, limit)


async def _list_found(tx: Transaction, statement: str, user_id: int, wanted: SearchedFor, limit: int) -> list[int]:
    places = wanted.chat_id, wanted.room_id
    rows = await tx.fetch(statement, user_id, *_filters(wanted), *places, CANDIDATES_LIMIT, limit)
    return [row[0] for row in rows]


def _filters(wanted: SearchedFor) -> tuple[int | None, ...]:
    flags = int(wanted.has_file), int(wanted.mentions_me)
    return wanted.before, wanted.after, wanted.until, wanted.author_id, *flags


def _spread(stretches: Sequence[Stretch]) -> list[int]:
    """As `LIST_TEXTS` asks for them: always as many."""
    values = [value for each in stretches for value in (each.chat_id, each.first_seq, each.last_seq)]
    return values + [0] * (3 * STRETCHES_AT_ONCE - len(values))


def _places(wanted: SearchedFor) -> tuple[int | None, ...]:
    return wanted.chat_id, wanted.room_id, wanted.before, wanted.after, wanted.until


def _longest(parts: tuple[str, ...], count: int) -> list[str]:
    """So many parts at most, the rarest first as far as their lengths tell."""
    return sorted(parts, key=len, reverse=True)[:count]


def _pattern(part: str) -> str:
    return "%" + re.sub("([!%_])", r"!\1", part) + "%"


def _match_fts5(user_id: int, parts: tuple[str, ...]) -> _Matching | None:  # noqa: ARG001 - it is quick with everyone's
    found = {part[at : at + TRIGRAM]: None for part in parts for at in range(len(part) - TRIGRAM + 1)}
    quoted = ['"' + trigram.replace('"', '""') + '"' for trigram in list(found)[:TRIGRAMS_LIMIT]]
    return (MATCHES[FTS5], (" AND ".join(quoted),)) if quoted else None


def _match_pg_trgm(user_id: int, parts: tuple[str, ...]) -> _Matching | None:
    known = tuple(part for part in parts if _WORD.search(part))
    patterns = [_pattern(part) for part in _longest(known, 2)]
    if len(patterns) == 1:
        return MATCHES_OF_MINE[PG_TRGM], (*patterns, user_id)
    return (MATCHES[PG_TRGM], (*patterns,)) if patterns else None


_MATCHING = {FTS5: _match_fts5, PG_TRGM: _match_pg_trgm}
