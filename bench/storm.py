"""A crowd that comes back at once: until each of 10,000 is greeted and has resumed the chat that moved meanwhile."""

import argparse
import asyncio
import random
import resource
import tempfile
import time
from pathlib import Path

import uvloop

from bench import population, processes, sockets
from bench.population import Someone
from bench.sockets import Heard, Socket

CHAT_SIZE = 10
AT_ONCE = 2000  # connections under way: the kernel's queue holds no more
PATIENCE = 120.0  # seconds
RESUMED = b'"t":"ok"'


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench storm", description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    count = parser.parse_args(arguments).connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 1000)), hard))
    processes.pin(processes.CLIENT_CORE)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        groups = [list(range(start, start + CHAT_SIZE)) for start in range(0, count, CHAT_SIZE)]
        people = population.populate(Path(folder), count, groups)
        with processes.besedka(Path(folder)) as server:
            greeted, resumed = uvloop.run(_storm(server.port, people))
    print(f"{count:,} clients cut and back: all greeted after {greeted:.1f} s, all resumed after {resumed:.1f} s")


async def _storm(port: int, people: list[Someone]) -> tuple[float, float]:
    """Seconds until the last was greeted, and until the last had resumed."""
    first = await sockets.connect_all(port, [each.cookie for each in people], lambda *_: None)
    for index in range(0, len(first), CHAT_SIZE):
        first[index].send(sockets.frame(op="send", chat_id=index // CHAT_SIZE + 1, text="before"))
    await asyncio.sleep(1.0)
    for socket in first:
        socket.transport.abort()
    began = time.perf_counter()
    resumed: set[Socket] = set()
    done = asyncio.Event()
    back = asyncio.Semaphore(AT_ONCE)
    greeted = 0.0

    def hear(socket: Socket, data: bytes) -> None:
        if RESUMED in data:
            resumed.add(socket)
            if len(resumed) == len(people):
                done.set()

    async def come_back(index: int) -> None:
        nonlocal greeted
        async with back:
            socket = await _connect(port, people[index].cookie, hear)
        greeted = time.perf_counter() - began
        socket.send(sockets.frame(op="resume", chats=[{"chat_id": index // CHAT_SIZE + 1, "since": 1}]))

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(come_back(index) for index in range(len(people))))
        await done.wait()
    return greeted, time.perf_counter() - began


async def _connect(port: int, cookie: str, hear: Heard) -> Socket:
    """As any client does: once more, if it was turned away."""
    while True:
        try:
            return await sockets.connect(port, cookie, hear)
        except OSError:
            await asyncio.sleep(random.uniform(0, 1))
