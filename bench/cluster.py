"""Two nodes on PostgreSQL and NATS: messages a second in all, and the time from a send here to its receipt there."""

import argparse
import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import uvloop

from bench import population, processes, sockets
from bench.gateway import CHAT_SIZE, CHATS, OK, PEOPLE, STAMP, TEXT
from bench.population import Someone
from bench.sockets import Socket
from tests.support.nats import running_nats
from tests.support.postgres import running_postgres

OFFERED = 200  # messages a second
WARM_UP = 1.0  # seconds that are not counted


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench cluster", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each figure is measured")
    seconds = parser.parse_args(arguments).seconds
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".", ignore_cleanup_errors=True))).resolve()
        database = stack.enter_context(running_postgres(durable=True, below=Path.cwd())).url("postgres")
        groups = [list(range(start, start + CHAT_SIZE)) for start in range(0, PEOPLE, CHAT_SIZE)]
        people = population.populate(folder, PEOPLE, groups, database)
        bus = stack.enter_context(running_nats()).url
        nodes = [stack.enter_context(processes.besedka(folder / name, database, bus)).port for name in ("one", "two")]
        processes.pin(processes.CLIENT_CORE)
        print(uvloop.run(_throughput(nodes, people, seconds)))
        print(uvloop.run(_latency(nodes, people, seconds)))


async def _connect(nodes: list[int], people: list[Someone], heard: list[sockets.Heard]) -> list[Socket]:
    """Every other one of a chat to the other node."""
    halves = [
        await sockets.connect_all(port, [each.cookie for each in people[index::2]], heard[index])
        for index, port in enumerate(nodes)
    ]
    return [halves[index % 2][index // 2] for index in range(len(people))]


async def _throughput(nodes: list[int], people: list[Someone], seconds: float) -> str:
    """Everyone sends, and sends again as soon as that is acknowledged."""
    acknowledged = 0
    frames: dict[Socket, bytes] = {}

    def heard(socket: Socket, data: bytes) -> None:
        nonlocal acknowledged
        answers = data.count(OK)
        acknowledged += answers
        if answers:
            socket.send(frames[socket])

    opened = await _connect(nodes, people, [heard, heard])
    for index, socket in enumerate(opened):
        frames[socket] = sockets.frame(op="send", ref=1, chat_id=index // CHAT_SIZE + 1, text=TEXT)
        socket.send(frames[socket])
    await asyncio.sleep(WARM_UP)
    before, began = acknowledged, time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (acknowledged - before) / (time.perf_counter() - began)
    for socket in opened:
        socket.transport.abort()
    return f"two nodes, {PEOPLE} connections in {CHATS} chats of {CHAT_SIZE}: {rate:,.0f} messages/s"


async def _latency(nodes: list[int], people: list[Someone], seconds: float) -> str:
    """From a send on the one node to its receipt on the other."""
    times: list[float] = []

    def heard(_: Socket, data: bytes) -> None:
        now = time.perf_counter()
        for piece in data.split(b'{"t":"')[1:]:
            __, found, rest = piece.partition(STAMP)
            if found and piece.startswith(b"message"):
                times.append(now - float(rest.partition(b'"')[0]))

    opened = await _connect(nodes, people, [lambda *_: None, heard])
    began = time.perf_counter()
    for number in range(int(OFFERED * seconds)):
        await asyncio.sleep(began + number / OFFERED - time.perf_counter())
        index = number * 14 % PEOPLE  # even: on the first node
        stamp = f"@{time.perf_counter():.6f}"
        opened[index].send(sockets.frame(op="send", chat_id=index // CHAT_SIZE + 1, text=stamp))
    await asyncio.sleep(WARM_UP)
    for socket in opened:
        socket.transport.abort()
    ordered = sorted(times)
    p50, p99 = (1000 * ordered[len(ordered) * each // 100] for each in (50, 99))
    return f"{OFFERED} messages/s offered: p50 {p50:.1f} ms, p99 {p99:.1f} ms across nodes ({len(ordered):,} receipts)"
