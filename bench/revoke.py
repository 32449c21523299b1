"""Sessions and memberships that end without anybody being told: until the last of 10,000 connections notices."""

import argparse
import asyncio
import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import uvloop

from bench import population, processes, sockets
from bench.population import Someone
from bench.sockets import Socket
from tests.support.postgres import running_postgres

CHATS_EACH, CHAT_SIZE = 20, 10
REVOKED = 100  # sessions, and as many memberships
PATIENCE = 300.0  # seconds
LEFT, CLOSED = b'{"t":"left"', b"the session has ended"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench revoke", description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    count = parser.parse_args(arguments).connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 1000)), hard))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".", ignore_cleanup_errors=True))).resolve()
        database = stack.enter_context(running_postgres(below=Path.cwd())).url("postgres")
        people = population.populate(folder, count, _groups(count), database)
        server = stack.enter_context(processes.besedka(folder / "one", database))
        processes.pin(processes.CLIENT_CORE)
        sessions, memberships = uvloop.run(_revoke(server.port, people, database))
    print(
        f"{count:,} connections in {CHATS_EACH} chats each: {REVOKED} ended sessions noticed after {sessions:.1f} s, "
        f"{REVOKED} ended memberships after {memberships:.1f} s"
    )


def _groups(count: int) -> list[list[int]]:
    """Chats of ten, such that everyone is in twenty."""
    return [
        [(start + step * (turn + 1)) % count for step in range(CHAT_SIZE)]
        for turn in range(CHATS_EACH)
        for start in range(0, count, CHAT_SIZE)
    ]


async def _revoke(port: int, people: list[Someone], database: str) -> tuple[float, float]:
    """Seconds until the last of each was noticed."""
    noticed: dict[bytes, set[Socket]] = {LEFT: set(), CLOSED: set()}

    def hear(socket: Socket, data: bytes) -> None:
        for mark, those in noticed.items():
            if mark in data:
                those.add(socket)

    opened = await sockets.connect_all(port, [each.cookie for each in people], hear)
    connection = await asyncpg.connect(database)
    ids = [each.id for each in people]
    step = len(ids) // REVOKED
    await connection.execute("delete from session where user_id = any($1)", ids[::step][:REVOKED])
    await connection.execute(
        "delete from member where user_id = any($1) and chat_id <= $2", ids[1::step][:REVOKED], len(ids) // CHAT_SIZE
    )
    await connection.close()
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        times = await asyncio.gather(*(_until(noticed[mark], began) for mark in (CLOSED, LEFT)))
    for socket in opened:
        socket.transport.abort()
    return times[0], times[1]


async def _until(noticed: set[Socket], began: float) -> float:
    while len(noticed) < REVOKED:  # noqa: ASYNC110 - a client counts what it hears, and nothing else
        await asyncio.sleep(0.01)
    return time.perf_counter() - began
