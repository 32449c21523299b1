"""One node on PostgreSQL, the database on its core: sends acknowledged with 200 waiting, and alone, beside SQLite."""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import uvloop

from bench import population, processes, sockets
from bench.gateway import CHAT_SIZE, OK, PEOPLE, TEXT
from bench.population import Someone
from bench.sockets import Socket
from tests.support.postgres import running_postgres

SENDERS = 200
WARM_UP = 1.0  # seconds that are not counted


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench postgres", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each figure is measured")
    parser.add_argument(
        "--unsearched", type=int, default=0, help="instead, so many pairs of runs with search and without"
    )
    chosen = parser.parse_args(arguments)
    if chosen.unsearched:
        _compare(chosen.unsearched, chosen.seconds)
        return
    rates = [_measure(name, chosen.seconds) for name in ("PostgreSQL", "SQLite")]
    print(f"{SENDERS} waiting: {rates[0] / rates[1]:.2f} of SQLite")


def _compare(pairs: int, seconds: float) -> None:
    """What posting keeps of its rate with the triggers of search, and with the job that they ask for."""
    kept = []
    for _ in range(pairs):
        without = _measure("PostgreSQL", seconds, searched=False)
        kept.append(_measure("PostgreSQL", seconds) / without)
    print(f"with search: {statistics.median(kept):.2f} of the rate without ({min(kept):.2f} to {max(kept):.2f})")


def _measure(name: str, seconds: float, *, searched: bool = True) -> float:
    """Acknowledged sends a second with everyone waiting."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".", ignore_cleanup_errors=True))).resolve()
        processes.pin(processes.SERVER_CORE)
        database = ""
        if name == "PostgreSQL":
            database = stack.enter_context(running_postgres(durable=True, below=Path.cwd())).url("postgres")
        processes.pin(processes.CLIENT_CORE)
        groups = [list(range(start, start + CHAT_SIZE)) for start in range(0, PEOPLE, CHAT_SIZE)]
        people = population.populate(folder, PEOPLE, groups, database)
        if not searched:
            asyncio.run(_switch_search_off(database))
        server = stack.enter_context(processes.besedka(folder, database))
        spread = [people[index * 7 % PEOPLE] for index in range(SENDERS)]  # over all chats
        rate, waits = uvloop.run(_send(server.port, people, spread, seconds))
        print(f"{name}, {SENDERS} waiting: {rate:,.0f}/s acknowledged, {waits}")
        alone, waits = uvloop.run(_send(server.port, people, people[:1], seconds))
        print(f"{name}, one alone: {alone:,.0f}/s acknowledged, {waits}")
    return rate


async def _switch_search_off(database: str) -> None:
    connection = await asyncpg.connect(database)
    for trigger in ("message_unsearched", "message_reworded"):
        await connection.execute(f"alter table message disable trigger {trigger}")
    await connection.close()


async def _send(port: int, people: list[Someone], senders: list[Someone], seconds: float) -> tuple[float, str]:
    """Each sends, and sends again as soon as that is acknowledged; how many a second, and how long they waited."""
    began: dict[Socket, float] = {}
    frames: dict[Socket, bytes] = {}
    times: list[tuple[float, float]] = []

    def heard(socket: Socket, data: bytes) -> None:
        if OK in data:
            now = time.perf_counter()
            times.append((now, now - began[socket]))
            began[socket] = now
            socket.send(frames[socket])

    opened = await sockets.connect_all(port, [each.cookie for each in senders], heard)
    started = time.perf_counter()
    for someone, socket in zip(senders, opened, strict=True):
        chat_id = people.index(someone) // CHAT_SIZE + 1
        frames[socket] = sockets.frame(op="send", ref=1, chat_id=chat_id, text=TEXT)
        began[socket] = started
        socket.send(frames[socket])
    await _until(started + WARM_UP + seconds)
    for socket in opened:
        socket.transport.abort()
    waited = sorted(wait for when, wait in times if started + WARM_UP < when < started + WARM_UP + seconds)
    p50, p99 = (1000 * waited[len(waited) * each // 100] for each in (50, 99))
    return len(waited) / seconds, f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"


async def _until(moment: float) -> None:
    await asyncio.sleep(moment - time.perf_counter())
