"""Search in messages: by parts of words, or by filters alone, in what one may read."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from besedka import metrics
from besedka.access import load_chat, load_room
from besedka.actions.checks import check_text
from besedka.actions.messages import PAGE_SIZE
from besedka.actions.units import scans
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.model import Page, SearchedFor, Stretch
from besedka.names.searching import search_words
from besedka.rights import Right
from besedka.store import messages, search
from besedka.store.passages import PASSAGE_MESSAGES
from besedka.wire.messages import fit
from besedka.wire.search import SearchMessages

QUERY_LIMIT = 200  # characters
PARTS_LIMIT = 20
PAGE_LIMIT = 100  # messages
SCANS_LIMIT = 20  # times `search.COMMON` passages: the newest million messages or so of one's chats
TAIL_STRETCHES = 32  # of a chat
TAILS_STRETCHES = 512  # of all chats
_BEYOND = 2**53
_BATCH = search.STRETCHES_AT_ONCE
_FILTERS = ("chat_id", "room_id", "author_id", "has", "mentions", "posted_after", "posted_before")
_HEAVY = 4  # times what an indexed passage weighs: 64 messages of any length


def check_search(asked: SearchMessages) -> SearchedFor:
    """What is looked for. Raises `BadRequest`."""
    return SearchedFor(
        parts=_check_query(asked),
        before=_BEYOND if asked.before is None else asked.before,
        after=_check_time(asked.posted_after, "posted_after", 0),
        until=_check_time(asked.posted_before, "posted_before", _BEYOND),
        limit=max(1, min(asked.limit, PAGE_LIMIT)),
        chat_id=asked.chat_id,
        room_id=asked.room_id,
        author_id=asked.author_id,
        has_file=_check_word(asked.has, "has", "file"),
        mentions_me=_check_word(asked.mentions, "mentions", "me"),
    )


@scans.checked(check_search)
async def search_messages(tx: Transaction, actor_id: int, wanted: SearchedFor) -> Page:
    """Messages that one may read and that have all the parts of words in their text or the names of their files, the newest
    first; without any, those that pass the filters.

    Raises `BadRequest`: `no_such_chat`, `no_such_room` for what one is not in.
    """
    if wanted.chat_id is not None:
        await load_chat(tx, actor_id, wanted.chat_id, to=Right.READ)
    if wanted.room_id is not None:
        await load_room(tx, actor_id, wanted.room_id, to=Right.LIST_CHANNELS)
    found = _Found(tx, actor_id, wanted)
    await found.look()
    listed = await messages.list_readable(tx, actor_id, found.ids[: wanted.limit])
    return fit(Page(listed, more=len(found.ids) > wanted.limit), PAGE_SIZE)


class _Found:
    """What one search has found by now: `ids` of messages, the newest first."""

    def __init__(self, tx: Transaction, user_id: int, wanted: SearchedFor) -> None:
        self._tx = tx
        self._user_id = user_id
        self._wanted = wanted
        self._read = 0
        self.ids: list[int] = []

    async def look(self) -> None:
        """By words, if there are any; else by the rarest of the filters."""
        limit = self._wanted.limit + 1
        if self._wanted.parts:
            await self._look_for_words()
        elif self._wanted.mentions_me:
            self.ids = await search.list_mentioning(self._tx, self._user_id, self._wanted, limit)
        elif self._wanted.has_file:
            self.ids = await search.list_with_files(self._tx, self._user_id, self._wanted, limit)
        else:
            await self._read_all(_stretches(await search.list_tails(self._tx, self._user_id, self._wanted)))
            await self._look_through(set())
        metrics.SEARCH_PASSAGES.observe(self._read)

    async def _look_for_words(self) -> None:
        """First where there is no index yet, then by it; where it is of no help, in the newest passages, one by one."""
        tails = _stretches(await search.list_tails(self._tx, self._user_id, self._wanted))
        stale = await search.list_stale(self._tx, self._user_id, self._wanted)
        matches = await search.list_matches(self._tx, self._user_id, self._wanted.parts)
        if matches is None:
            await self._read_all([*tails, *stale], heavy=frozenset([*tails, *stale]))
            await self._look_through({(each.chat_id, each.first_seq) for each in stale})
        else:
            some = await search.list_some(self._tx, self._user_id, self._wanted, matches)
            await self._read_all(list(dict.fromkeys([*tails, *stale, *some])), heavy=frozenset([*tails, *stale]))

    async def _look_through(self, known: set[tuple[int, int]]) -> None:
        """Read the newest passages that have what is looked for, as far as it takes, but for those that have been read."""
        below = _BEYOND
        for count in (search.FEW, *[search.COMMON] * SCANS_LIMIT):
            if self._is_full(below):
                return
            newest = await search.list_newest(self._tx, self._user_id, self._wanted, below, count)
            await self._read_all(
                [each for each, fits in newest if fits and (each.chat_id, each.first_seq) not in known]
            )
            if len(newest) < count:
                return
            below = newest[-1][0].last_id

    async def _read_all(self, stretches: list[Stretch], heavy: frozenset[Stretch] = frozenset()) -> None:
        """Read these, the newest first, as far as it takes."""
        stretches.sort(key=lambda each: each.last_id, reverse=True)
        for batch in _batches(stretches, heavy):
            if self._is_full(batch[0].last_id + 1):
                return
            await self._read_some(batch)

    async def _read_some(self, stretches: Sequence[Stretch]) -> None:
        self.ids += await (self._find_worded if self._wanted.parts else self._find_any)(stretches)
        self.ids.sort(reverse=True)
        self._read += len(stretches)

    async def _find_worded(self, stretches: Sequence[Stretch]) -> list[int]:
        texts = await search.list_texts(self._tx, self._user_id, self._wanted, stretches)
        return await self._tx.aside(lambda: [message_id for message_id, text in texts if self._has_all(text)])

    async def _find_any(self, stretches: Sequence[Stretch]) -> list[int]:
        return await search.list_ids(self._tx, self._user_id, self._wanted, stretches)

    def _has_all(self, text: str) -> bool:
        whole = " ".join(search_words(text))
        return all(part in whole for part in self._wanted.parts)

    def _is_full(self, below: int) -> bool:
        """Whether nothing with a lower id than this is needed any more; it takes one more to know that there is more."""
        limit = self._wanted.limit
        return len(self.ids) > limit and self.ids[limit] >= below


def _batches(stretches: list[Stretch], heavy: frozenset[Stretch]) -> Iterator[list[Stretch]]:
    """So many of them at a time as are not too much to have in memory, whatever their messages are."""
    batch: list[Stretch] = []
    weight = 0
    for each in stretches:
        batch.append(each)
        weight += _HEAVY if each in heavy else 1
        if weight >= _BATCH:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _stretches(tails: list[tuple[int, int, int]]) -> list[Stretch]:
    """What is in no passage yet, in stretches like those. There is much of it only until all of an old database has been read
    once: till then the newest of it has to do.
    """
    stretches = [
        Stretch(chat_id, max(after + 1, last - PASSAGE_MESSAGES + 1), last, _BEYOND)
        for chat_id, after, up_to in tails
        for last in range(up_to, max(after, up_to - TAIL_STRETCHES * PASSAGE_MESSAGES), -PASSAGE_MESSAGES)
    ]
    return stretches[:TAILS_STRETCHES]


def _check_query(asked: SearchMessages) -> tuple[str, ...]:
    """The parts of words. Raises `BadRequest`; also where there are none, and no filter either."""
    parts = tuple(dict.fromkeys(search_words(check_text(asked.query or "", QUERY_LIMIT, "query"))))
    if not parts and all(getattr(asked, each) is None for each in _FILTERS):
        if asked.query is None:
            raise BadRequest(Code.MISSING_FIELD, "`query` is missing, or a filter.", field="query")
        raise BadRequest(Code.EMPTY_TEXT, "There is nothing to look for.", field="query")
    return parts[:PARTS_LIMIT]


def _check_word(text: str | None, field: str, word: str) -> bool:
    if text not in {None, word}:
        raise BadRequest(Code.WRONG_TYPE, f"`{field}` is `{word}`.", field=field)
    return text is not None


def _check_time(text: str | None, field: str, default: int) -> int:
    """Milliseconds since 1970. Raises `BadRequest` for anything but RFC 3339, or a date alone, which begins in UTC."""
    if text is None:
        return default
    try:
        moment = datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00Z")
        return int(moment.timestamp() * 1000) if moment.tzinfo else _no_time(field)
    except (ValueError, OverflowError):
        return _no_time(field)


def _no_time(field: str) -> int:
    raise BadRequest(Code.WRONG_TYPE, f"`{field}` is a date, or a time with its offset from UTC.", field=field)
