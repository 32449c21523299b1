"""Committed units a second on SQLite with every commit flushed: 64 waiting together, beside one after another."""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import uvloop

from bench.processes import SERVER_CORE, pin
from besedka.actions.messages import post_plain
from besedka.bus.memory import MemoryBus
from besedka.database import Transaction
from besedka.model import Draft, Profile
from besedka.store import chats, members, users
from besedka.store.engine.sqlite import SqliteDatabase

WAITING = 64
AUTHOR = 1

Unit: TypeAlias = Callable[[Transaction, int], Awaitable[None]]


class Rate:
    """How many units a second, and how long each waited."""

    def __init__(self, times: list[float], seconds: float) -> None:
        ordered = sorted(times)
        self.rate = len(ordered) / seconds
        self.p50 = ordered[len(ordered) // 2] * 1000
        self.p99 = ordered[len(ordered) * 99 // 100] * 1000

    def __str__(self) -> str:
        return f"{self.rate:8,.0f}/s   p50 {self.p50:6.2f} ms   p99 {self.p99:6.2f} ms"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench engine", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each is measured")
    seconds = parser.parse_args(arguments).seconds
    pin(SERVER_CORE)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        uvloop.run(_main(Path(folder), seconds))


async def _main(folder: Path, seconds: float) -> None:
    database = await SqliteDatabase.open(folder / "besedka.sqlite", MemoryBus())
    chat_ids = await database.write(_populate)
    for name, unit in (("one statement", _count), ("a message posted", _post)):
        alone = await _measure(database, unit, chat_ids[:1], seconds)
        together = await _measure(database, unit, chat_ids, seconds)
        print(f"{name + ', one by one':32} {alone}")
        print(f"{name + f', {WAITING} waiting':32} {together}   {together.rate / alone.rate:.1f} of one by one")
    await database.close()


async def _measure(database: SqliteDatabase, unit: Unit, chat_ids: list[int], seconds: float) -> Rate:
    """As many at once as there are chats, each again as soon as it is done."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def work(chat_id: int) -> None:
        while (began := time.perf_counter()) < end:
            await database.write(lambda tx: unit(tx, chat_id))
            times.append(time.perf_counter() - began)

    await asyncio.gather(*(work(chat_id) for chat_id in chat_ids))
    return Rate(times, seconds)


async def _count(tx: Transaction, chat_id: int) -> None:
    await chats.raise_version(tx, chat_id)


async def _post(tx: Transaction, chat_id: int) -> None:
    await post_plain(tx, AUTHOR, Draft(chat_id, "Shall we meet in the garden at five?"))


async def _populate(tx: Transaction) -> list[int]:
    """A chat for everyone who will wait, all with one author in them."""
    author = await users.insert_user(tx, Profile("ada@example.org", "ada", "", ""), "!")
    assert author is not None
    assert author.id == AUTHOR
    made = [await chats.insert_group_chat(tx, f"chat {number}") for number in range(WAITING)]
    for chat_id in made:
        await members.insert_member(tx, chat_id, AUTHOR)
    return made
