"""What changed in chats: how a client that was away catches up."""

import asyncio
from collections import defaultdict

from besedka.access import load_chat, load_chat_states
from besedka.actions.messages import PAGE_SIZE, page_bounds
from besedka.actions.units import Pieces, reads
from besedka.database import Database, Transaction
from besedka.model import Bounds, Changes, ChatState, Message, Page, Resumed
from besedka.rights import Right
from besedka.store import chats, messages
from besedka.store.ids import IDS_AT_ONCE
from besedka.wire.changes import Held, ListChanges, ResumeChats
from besedka.wire.messages import fit, shape_message

RESUME_ROWS = 1000  # messages of all chats together
UNITS_LIMIT = 50  # for one resume: each comes to one chat at least, and mostly to a hundred


@reads
async def list_changes(tx: Transaction, actor_id: int, asked: ListChanges) -> Changes:
    """What changed in the chat after version `since`: each row once, in its current state, tombstones included."""
    await load_chat(tx, actor_id, asked.chat_id, to=Right.READ)
    state = await chats.find_chat_state(tx, actor_id, asked.chat_id)
    if state is None:
        raise LookupError(asked.chat_id)
    page = fit(await messages.list_changed(tx, asked.chat_id, asked.since, page_bounds(asked.limit)), PAGE_SIZE)
    return _changes(state, asked.since, page)


@Pieces
async def resume_chats(database: Database, actor_id: int, asked: ResumeChats) -> list[Resumed]:
    """What changed in each of these chats, in the order asked, until `limit` messages or 256 KiB of them are together.
    Those it did not come to have `more`, and the version asked with.

    Each chat is of one moment, and different ones may be of different moments.
    """
    found: list[Resumed] = []
    left = Bounds(max(1, min(asked.limit, RESUME_ROWS)), PAGE_SIZE)
    for _ in range(UNITS_LIMIT):
        rest = asked.chats[len(found) :]
        if not rest or left.rows <= 0 or left.size <= 0:
            break
        came_to, left = await _resume_some.run(database, actor_id, _first_different(rest), left)
        found += came_to
        await asyncio.sleep(0)  # for those who waited meanwhile
    rest = asked.chats[len(found) :]
    return found + [Resumed(held.chat_id, Changes([], held.since, more=True, chat=None)) for held in rest]


@reads
async def _resume_some(tx: Transaction, actor_id: int, some: list[Held], left: Bounds) -> tuple[list[Resumed], Bounds]:
    """What changed in the first of these chats, which are different ones, as far as that can be read at once; and what
    is left to be read.
    """
    states = await load_chat_states(tx, actor_id, [held.chat_id for held in some])
    certain = _certain(some, states, left.rows)
    if certain:
        page = await messages.list_changed_since(tx, _behind(certain, states), left.size)
    else:
        page = await messages.list_changed(tx, some[0].chat_id, some[0].since, left)
    fitting = fit(page, left.size, least=1 if left.size == PAGE_SIZE else 0)
    return _share_out(certain or some[:1], states, fitting), _what_is_left(left, fitting)


def _first_different(chats_held: list[Held]) -> list[Held]:
    """As many of the first as can be read at once, up to where one comes a second time."""
    different: dict[int, Held] = {}
    for held in chats_held[:IDS_AT_ONCE]:
        if held.chat_id in different:
            break
        different[held.chat_id] = held
    return list(different.values())


def _certain(some: list[Held], states: dict[int, ChatState], rows: int) -> list[Held]:
    """The first chats of which all that changed is no more than so many rows: between two versions there can't be more
    rows than versions.
    """
    for count, held in enumerate(some):
        state = states.get(held.chat_id)
        rows -= max(0, state.version - held.since) if state else 0
        if rows < 0:
            return some[:count]
    return some


def _behind(some: list[Held], states: dict[int, ChatState]) -> list[tuple[int, int]]:
    """Chats of the user in which something changed, and the versions they hold."""
    return [
        (held.chat_id, held.since)
        for held in some
        if held.chat_id in states and held.since < states[held.chat_id].version
    ]


def _share_out(some: list[Held], states: dict[int, ChatState], page: Page) -> list[Resumed]:
    """Each chat with its part of the page; where the page ends too early, the chats end with the one it ends in."""
    parts: dict[int, list[Message]] = defaultdict(list)
    for message in page.messages:
        parts[message.chat_id].append(message)
    last_id = _last_chat_id(some, states, page) if page.more else None
    resumed = []
    for held in some:
        part = Page(parts[held.chat_id], more=held.chat_id == last_id)
        resumed.append(_resumed(held, states.get(held.chat_id), part))
        if part.more:
            break
    return resumed


def _last_chat_id(some: list[Held], states: dict[int, ChatState], page: Page) -> int:
    if page.messages:
        return page.messages[-1].chat_id
    return _behind(some, states)[0][0]


def _resumed(held: Held, state: ChatState | None, page: Page) -> Resumed:
    if state is None:
        return Resumed(held.chat_id, Changes([], held.since, more=False, chat=None), left=True)
    return Resumed(held.chat_id, _changes(state, held.since, page))


def _changes(state: ChatState, since: int, page: Page) -> Changes:
    if not page.more:
        return Changes(page.messages, state.version, more=False, chat=state)
    return Changes(page.messages, page.messages[-1].version if page.messages else since, more=True, chat=None)


def _what_is_left(left: Bounds, page: Page) -> Bounds:
    if page.more:
        return Bounds(0, 0)
    return Bounds(left.rows - len(page.messages), left.size - sum(len(shape_message(each)) for each in page.messages))
