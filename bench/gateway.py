"""The gateway under load: sends acknowledged after fsync, latency to the others, and fan-out beside a bare broadcaster."""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import uvloop

from bench import population, processes, sockets
from bench.population import Someone
from bench.sockets import Socket

PEOPLE, CHATS, CHAT_SIZE = 500, 100, 5
TEXT = "a message of about the usual length, neither long nor very short, all in one line"
OK, MESSAGE, STAMP = b'"t":"ok"', b'"t":"message"', b'"text":"@'
OFFERED = 1000  # messages a second
SENDERS, PIPELINE = 200, 1  # of the one large chat
WARM_UP = 1.0  # seconds that are not counted


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench gateway", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each figure is measured")
    seconds = parser.parse_args(arguments).seconds
    processes.pin(processes.CLIENT_CORE)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        groups = [list(range(start, start + CHAT_SIZE)) for start in range(0, PEOPLE, CHAT_SIZE)]
        people = population.populate(Path(folder), PEOPLE, groups)
        with processes.besedka(Path(folder)) as server:
            print(uvloop.run(_throughput(server.port, people, seconds)))
            print(uvloop.run(_latency(server.port, people, seconds)))
    with tempfile.TemporaryDirectory(dir=".") as folder:
        people = population.populate(Path(folder), PEOPLE, [list(range(PEOPLE))])
        with processes.besedka(Path(folder)) as server:
            ours = uvloop.run(_fan_out(server.port, people, seconds))
    with processes.broadcaster() as server:
        bare = uvloop.run(_fan_out(server.port, people, seconds))
    print(f"one chat of {PEOPLE}: {ours:,.0f} deliveries/s; bare broadcaster {bare:,.0f}/s: {ours / bare:.2f} of it")


class _Counter:
    """Counts occurrences in what comes, from when it is told to."""

    def __init__(self, *marks: bytes) -> None:
        self._marks = marks
        self.counts = dict.fromkeys(marks, 0)

    def add(self, data: bytes) -> None:
        for mark in self._marks:
            self.counts[mark] += data.count(mark)

    async def rate(self, mark: bytes, seconds: float) -> float:
        """Occurrences a second, after a moment to warm up."""
        await asyncio.sleep(WARM_UP)
        before, began = self.counts[mark], time.perf_counter()
        await asyncio.sleep(seconds)
        return (self.counts[mark] - before) / (time.perf_counter() - began)


async def _throughput(port: int, people: list[Someone], seconds: float) -> str:
    """Everyone sends, and sends again as soon as that is acknowledged."""
    counter = _Counter(OK)
    frames: dict[Socket, bytes] = {}

    def heard(socket: Socket, data: bytes) -> None:
        before = counter.counts[OK]
        counter.add(data)
        if counter.counts[OK] > before:
            socket.send(frames[socket])

    opened = await sockets.connect_all(port, [each.cookie for each in people], heard)
    for index, socket in enumerate(opened):
        frames[socket] = sockets.frame(op="send", ref=1, chat_id=index // CHAT_SIZE + 1, text=TEXT)
        socket.send(frames[socket])
    rate = await counter.rate(OK, seconds)
    _close(opened)
    return f"{PEOPLE} connections in {CHATS} chats of {CHAT_SIZE}: {rate:,.0f} messages/s acknowledged after fsync"


async def _latency(port: int, people: list[Someone], seconds: float) -> str:
    """From a send to its receipt by the other members, at a fixed rate."""
    times: list[float] = []

    def heard(_: Socket, data: bytes) -> None:
        now = time.perf_counter()
        for piece in data.split(b'{"t":"')[1:]:
            __, found, rest = piece.partition(STAMP)
            if found and piece.startswith(b"message"):
                times.append(now - float(rest.partition(b'"')[0]))

    opened = await sockets.connect_all(port, [each.cookie for each in people], heard)
    began = time.perf_counter()
    for number in range(int(OFFERED * seconds)):
        await asyncio.sleep(began + number / OFFERED - time.perf_counter())
        index = number * 7 % PEOPLE
        stamp = f"@{time.perf_counter():.6f}"
        opened[index].send(sockets.frame(op="send", chat_id=index // CHAT_SIZE + 1, text=stamp))
    await asyncio.sleep(WARM_UP)
    _close(opened)
    ordered = sorted(times)
    p50, p99 = (1000 * ordered[len(ordered) * each // 100] for each in (50, 99))
    return (
        f"{OFFERED:,} messages/s offered: p50 {p50:.2f} ms, p99 {p99:.2f} ms to the others ({len(ordered):,} receipts)"
    )


async def _fan_out(port: int, people: list[Someone], seconds: float) -> float:
    """A few keep sending into the one chat that everyone is in; deliveries a second."""
    counter = _Counter(MESSAGE, OK)
    sent = sockets.frame(op="send", chat_id=1, text=TEXT)

    def heard(socket: Socket, data: bytes) -> None:
        before = counter.counts[OK]
        counter.add(data)
        for _ in range(counter.counts[OK] - before):
            socket.send(sent)

    opened = await sockets.connect_all(port, [each.cookie for each in people], heard)
    for socket in opened[:SENDERS]:
        for _ in range(PIPELINE):
            socket.send(sent)
    rate = await counter.rate(MESSAGE, seconds)
    _close(opened)
    return rate


def _close(opened: list[Socket]) -> None:
    for socket in opened:
        socket.transport.abort()
