"""What is posted becomes searchable by an index a little later: until then search reads the messages themselves."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

from besedka import metrics
from besedka.database import Database, Transaction
from besedka.jobs import Again, Job, Ports
from besedka.store import passages

T = TypeVar("T")

RUN_SECONDS = 2.0
SHARE = 0.2  # of the time that this may work: the rest is for who posts
PATIENCE_SECONDS = 5.0  # between two runs, for chats that are asked for one by one


class IndexMessages(Job, frozen=True):
    """The passages of all chats that are due, one after another. Triggers of the tables ask for it."""

    kind: ClassVar[str] = "index_messages"

    async def run(self, ports: Ports) -> Again | None:
        end = time.perf_counter() + RUN_SECONDS
        while time.perf_counter() < end:
            due = await ports.database.read(passages.find_due, autocommit=True)
            if due is None:
                return await ports.database.read(_until_next, autocommit=True)
            await index_chat(ports.database, *due, end)
        return Again()


async def index_chat(database: Database, chat_id: int, asked: int, end: float) -> None:
    """Write the chat's passages as they should be; not all of them if there are too many to be done until `end`."""
    merging = await database.read(passages.is_merged_by_us, autocommit=True)
    done = False
    while not done and time.perf_counter() < end:
        done = not await _unhurried(database, lambda tx: _write_passage(tx, chat_id))
        if merging and not done:
            await _unhurried(database, passages.merge)
    if done:
        await database.write(lambda tx: passages.delete_due(tx, chat_id, asked), autocommit=True)


async def _write_passage(tx: Transaction, chat_id: int) -> bool:
    """Write the words of a passage, and make the next one; whether there was anything to do.

    What is made is written by another unit: only then is it sure that nobody changes a message without finding it.
    """
    stale = await passages.find_stale(tx, chat_id)
    if stale is not None:
        await passages.update_words(tx, chat_id, stale)
        metrics.PASSAGES.inc()
    return await passages.extend(tx, chat_id) or stale is not None


async def _unhurried(database: Database, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Run a unit, and leave the database and the loop to others for a few times as long."""
    began = time.perf_counter()
    result = await database.write(work)
    await asyncio.sleep((time.perf_counter() - began) * (1 / SHARE - 1))
    return result


async def _until_next(tx: Transaction) -> Again | None:
    due_at = await passages.find_next_due(tx)
    return None if due_at is None else Again(seconds=max(PATIENCE_SECONDS, (due_at - tx.now) / 1000))
