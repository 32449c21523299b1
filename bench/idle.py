"""Server memory of a connection that does nothing, with 10,000 of them, each in 20 chats."""

import argparse
import asyncio
import resource
import tempfile
from pathlib import Path

import uvloop

from bench import population, processes, sockets
from bench.population import Someone

CHATS_EACH, CHAT_SIZE = 20, 10
SETTLE_SECONDS = 7.0  # presence has been told by then


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench idle", description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    count = parser.parse_args(arguments).connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 1000)), hard))
    processes.pin(processes.CLIENT_CORE)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        people = population.populate(Path(folder), count, _groups(count))
        with processes.besedka(Path(folder)) as server:
            before = server.resident
            after = uvloop.run(_connect(server, people))
    each = (after - before) * 1024 / count
    print(f"{count:,} idle connections in {CHATS_EACH} chats each: {after:.0f} MiB, {each:.1f} KiB each")


def _groups(count: int) -> list[list[int]]:
    """Chats of ten, such that everyone is in twenty, with different people in each."""
    return [
        [(start + step * (turn + 1)) % count for step in range(CHAT_SIZE)]
        for turn in range(CHATS_EACH)
        for start in range(0, count, CHAT_SIZE)
    ]


async def _connect(server: processes.Process, people: list[Someone]) -> float:
    opened = await sockets.connect_all(server.port, [each.cookie for each in people], lambda *_: None)
    await asyncio.sleep(SETTLE_SECONDS)
    resident = server.resident
    for socket in opened:
        socket.transport.abort()
    return resident
