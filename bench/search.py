"""Search over 5,000,000 messages for someone in 50 of 1,000 chats: a rare word and a common one, and the index's size."""

import argparse
import asyncio
import math
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import apsw
import asyncpg
import uvloop

from bench import population, processes
from bench.people import Visitor
from bench.texts import Texts
from besedka.bus.memory import MemoryBus
from besedka.database import Database, Transaction
from besedka.jobs import passages as job
from besedka.settings import Settings
from besedka.store.engine.postgres import PostgresDatabase
from besedka.store.engine.sqlite import SqliteDatabase
from tests.support.postgres import LETTERS, running_postgres

CHATS, MINE = 1000, 50
RARE = [f"xylo{number:02}phone" for number in range(20)]  # each in one of ten thousand messages
AT_ONCE = 16  # chats that are indexed side by side
COLUMNS = ("id", "chat_id", "seq", "version", "author_id", "text", "created_at")

_Row = tuple[int, int, int, int, int, str, int]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench search", description=__doc__)
    parser.add_argument("--messages", type=int, default=5_000_000, help="how many there are")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), action="append", help="one of them alone")
    parser.add_argument("--searches", type=int, default=200, help="of each kind")
    chosen = parser.parse_args(arguments)
    for engine in chosen.engine or ("sqlite", "postgres"):
        _measure(engine, chosen.messages, chosen.searches)


def _measure(engine: str, count: int, searches: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".", ignore_cleanup_errors=True))).resolve()
        url = ""
        if engine == "postgres":
            server = stack.enter_context(running_postgres(below=Path.cwd()))
            asyncio.run(_create(server.url("postgres")))
            url = server.url("besedka")
        groups = [[0, 1] if number % (CHATS // MINE) == 0 else [1] for number in range(CHATS)]
        someone, _ = population.populate(folder, 2, groups, url)
        texts = Texts()
        fill = asyncio.run(_fill_postgres(url, count, texts)) if url else _fill_sqlite(folder, count, texts)
        began = time.perf_counter()
        uvloop.run(_index(folder, url))
        if url:
            asyncio.run(_tend(url))
        print(
            f"{engine}: {count:,} messages, {fill / 1e6:,.0f} MB of text; indexed in {time.perf_counter() - began:,.0f} s"
        )
        index = asyncio.run(_size_postgres(url)) if url else _size_sqlite(folder)
        print(f"{engine}: index {index / 1e6:,.0f} MB, {index / fill:.2f} of the text")
        _search(stack.enter_context(processes.besedka(folder, url)).port, someone.cookie, texts, searches)


def _search(port: int, cookie: str, texts: Texts, count: int) -> None:
    visitor = Visitor(port, cookie)
    chance = random.Random(2)
    kinds = {
        "rare word": RARE,
        "rare word's part": [word[2:10] for word in RARE],
        "common word": texts.common,
        "two common words": [" ".join(chance.sample(texts.common, 2)) for _ in range(50)],
        "two characters": [word[:2] for word in texts.common],
        "in no message": ["zzyzx", "ъыъыъ", "庭園で"],
    }
    for kind, queries in kinds.items():
        times = sorted(_time(visitor, chance.choice(queries)) for _ in range(count))
        p50, p95 = (1000 * times[math.ceil(len(times) * each / 100) - 1] for each in (50, 95))
        print(f"  {kind:18} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   slowest {1000 * times[-1]:7.1f} ms", flush=True)


def _time(visitor: Visitor, query: str) -> float:
    began = time.perf_counter()
    visitor.ask("GET", f"/messages?query={quote(query)}&limit=50")
    return time.perf_counter() - began


def _rows(count: int, texts: Texts) -> Iterator[list[_Row]]:
    """Those of all chats by turns, so that each is as old as the others; in portions of what all chats get."""
    chance = random.Random(3)
    message_id = 0
    for first in range(1, count // CHATS + 1, 50):
        seqs = range(first, min(first + 50, count // CHATS + 1))
        supplies = [list(texts.of_chat(chat_id, len(seqs))) for chat_id in range(1, CHATS + 1)]
        rows = []
        for place, seq in enumerate(seqs):
            for chat_id, supply in enumerate(supplies, 1):
                message_id += 1
                rare = f" {chance.choice(RARE)}" if chance.random() < len(RARE) / 10_000 else ""
                rows.append(
                    (message_id, chat_id, seq, seq, 2, supply[place] + rare, 1_600_000_000_000 + message_id * 1000)
                )
        yield rows


def _fill_sqlite(folder: Path, count: int, texts: Texts) -> int:
    connection = apsw.Connection(str(Settings(data=folder).sqlite_path))
    connection.execute("pragma synchronous = off")
    trigger = connection.execute("select sql from sqlite_schema where name = 'message_counted'").get
    connection.execute("drop trigger message_counted")  # what it would do, done once
    size = 0
    for rows in _rows(count, texts):
        size += sum(len(row[5].encode()) for row in rows)
        with connection:
            connection.executemany(f"insert into message ({', '.join(COLUMNS)}) values (?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    connection.execute(str(trigger))
    connection.execute(_COUNT)
    connection.close()
    return size


async def _fill_postgres(url: str, count: int, texts: Texts) -> int:
    connection = await asyncpg.connect(url)
    await connection.execute("set session_replication_role = replica")  # no triggers
    size = 0
    for rows in _rows(count, texts):
        size += sum(len(row[5].encode()) for row in rows)
        await connection.copy_records_to_table("message", records=rows, columns=COLUMNS)
    await connection.execute(_COUNT)
    await connection.execute("insert into unsearched (chat_id, due_at) select id, 0 from chat on conflict do nothing")
    await connection.execute("vacuum analyze")
    await connection.close()
    return size


_COUNT = """
    update chat set last_seq = newest.seq, version = newest.seq + 1
    from (select chat_id, max(seq) as seq from message group by chat_id) newest where newest.chat_id = chat.id"""


async def _create(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"create database besedka template template0 lc_ctype '{LETTERS}'")
    await connection.close()


async def _index(folder: Path, url: str) -> None:
    """As the job does, but without pauses, and several chats side by side."""
    job.SHARE = 1.0
    database: Database
    if url:
        database = await PostgresDatabase.open(url, MemoryBus())
    else:
        database = await SqliteDatabase.open(Settings(data=folder).sqlite_path, MemoryBus())
    chat_ids = iter(range(1, CHATS + 1))

    async def work() -> None:
        for chat_id in chat_ids:
            await job.index_chat(database, chat_id, 0, math.inf)
            await database.write(lambda tx, chat_id=chat_id: _settle(tx, chat_id))  # type: ignore[misc]

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    await database.close()


async def _tend(url: str) -> None:
    """What the server's autovacuum does within a minute of so much that is new."""
    connection = await asyncpg.connect(url)
    await connection.execute("vacuum analyze passage")
    await connection.close()


async def _settle(tx: Transaction, chat_id: int) -> None:
    await tx.execute("delete from unsearched where chat_id = $1", chat_id)


def _size_sqlite(folder: Path) -> int:
    connection = apsw.Connection(str(Settings(data=folder).sqlite_path))
    words = connection.execute("select sum(octet_length(words)) + 40 * count(*) from passage").get
    blocks = connection.execute("select sum(length(block)) from passage_words_data").get
    connection.close()
    return int(words) + int(blocks)


async def _size_postgres(url: str) -> int:
    connection = await asyncpg.connect(url)
    size = await connection.fetchval("select pg_total_relation_size('passage')")
    await connection.close()
    return int(size)
