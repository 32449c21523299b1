"""Chats with messages of the usual kinds, put in through the store: all read, so that they open at their end."""

import asyncio
import time
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from bench import population
from bench.population import Someone
from bench.texts import Texts
from besedka.bus.memory import MemoryBus
from besedka.database import Transaction
from besedka.settings import Settings
from besedka.store import chats, members
from besedka.store.engine.sqlite import SqliteDatabase

PEOPLE = 5  # in each group; the first of them looks
PAUSE = 90_000  # milliseconds between two messages
AT_ONCE = 2_000

_MESSAGE = "insert into message (chat_id, seq, version, author_id, text, created_at) values ($1, $2, $2, $3, $4, $5)"
_ALL_READ = "update member set last_read_seq = $2 where chat_id = $1"
_NOT_INDEXED = "delete from unsearched"  # else the server would be at that while something is measured


def furnish(count: int, messages: int, data: Path) -> list[Someone]:
    """So many groups of five with so many messages each; the people, of whom the first looks."""
    people = population.populate(data, PEOPLE, [range(PEOPLE)] * count)
    asyncio.run(_write(data, [(chat_id, people) for chat_id in range(1, count + 1)], messages))
    return people


def furnish_pairs(count: int, opened: Collection[int], messages: int, data: Path) -> list[Someone]:
    """One who looks, and so many others, each in a direct chat with them: of one message, where it is not among those that
    are `opened`.
    """
    people = population.populate(data, count + 1, [])
    pairs = asyncio.run(_pair(data, people))
    asyncio.run(_write(data, [pair for pair in pairs if pair[0] not in opened], 1))
    asyncio.run(_write(data, [pair for pair in pairs if pair[0] in opened], messages))
    return people


async def _pair(data: Path, people: Sequence[Someone]) -> list[tuple[int, Sequence[Someone]]]:
    database = await SqliteDatabase.open(Settings(data=data).sqlite_path, MemoryBus())
    pairs = [
        (await database.write(partial(_add_pair, people[0].id, each.id)), (people[0], each)) for each in people[1:]
    ]
    await database.close()
    return list(pairs)


async def _add_pair(low: int, high: int, tx: Transaction) -> int:
    chat_id = await chats.insert_direct_chat(tx, low, high)
    for user_id in (low, high):
        await members.insert_member(tx, chat_id, user_id)
    return chat_id


async def _write(data: Path, groups: Sequence[tuple[int, Sequence[Someone]]], count: int) -> None:
    database = await SqliteDatabase.open(Settings(data=data).sqlite_path, MemoryBus())
    texts, began = Texts(), int(time.time() * 1000) - count * PAUSE
    for chat_id, people in groups:
        said = [_dress(seq, text) for seq, text in enumerate(texts.of_chat(chat_id, count), 1)]
        for start in range(0, count, AT_ONCE):
            rows = [
                (chat_id, seq, people[seq // 3 % len(people)].id, said[seq - 1], began + seq * PAUSE)
                for seq in range(start + 1, min(start + AT_ONCE, count) + 1)
            ]
            await database.write(partial(_add, rows))
    await database.close()


def _dress(seq: int, text: str) -> str:
    """Some with marks, a link, code, as people write."""
    if seq % 25 == 0:
        return f"{text}\n\n```python\nfor bed in garden:\n    bed.water({seq})\n```"
    if seq % 7 == 0:
        return f"{text} **{seq}**, see https://example.org/{seq} and `bed.{seq}`"
    return f"{text}\n- {seq}\n- *{seq + 1}*" if seq % 11 == 0 else text


async def _add(rows: list[tuple[int, int, int, str, int]], tx: Transaction) -> None:
    for row in rows:
        await tx.execute(_MESSAGE, *row)
    await tx.execute(_ALL_READ, rows[-1][0], rows[-1][1])
    await tx.execute(_NOT_INDEXED)
