"""Memory that following 100,000 chats over NATS takes."""

import argparse
import asyncio
from pathlib import Path

from besedka.bus.nats import NatsBus
from tests.support.nats import running_nats


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench subscriptions", description=__doc__)
    parser.add_argument("--chats", type=int, default=100_000)
    chats = parser.parse_args(arguments).chats
    with running_nats() as server:
        print(asyncio.run(_follow(server.url, chats)))


async def _follow(url: str, chats: int) -> str:
    bus = NatsBus()
    await bus.connect(url, "bench")
    before = _resident()
    for start in range(0, chats, 20):  # a connection at a time
        await bus.follow(range(start, start + 20))
    used = _resident() - before
    await bus.close()
    return f"{chats:,} chats followed: {used:.1f} MiB"


def _resident() -> float:
    """MiB of this process, as the system counts it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
