"""Someone with 3,000 chats: how long `hello` and the list take, and how long the event loop is kept by them at a stretch."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec
import uvloop

from bench import population, processes, sockets
from bench.population import Someone
from bench.sockets import Socket
from besedka.bus.memory import MemoryBus
from besedka.database import Transaction
from besedka.model import Draft
from besedka.settings import Settings
from besedka.store import messages
from besedka.store.engine.sqlite import SqliteDatabase

TIMES = 30
TEXT = "What the newest message of each chat says, so that there is something to show. " * 3
PONG = b'"t":"pong"'


class Figures(msgspec.Struct, frozen=True):
    """Milliseconds: until it was there, and the longest wait of a bystander meanwhile; each time."""

    took: list[float]
    kept: list[float]

    def __str__(self) -> str:
        return (
            f"after {statistics.median(self.took):5.0f} ms   "
            f"a bystander waits {statistics.median(self.kept):5.1f} ms, {max(self.kept):5.1f} at most"
        )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench hello", description=__doc__)
    parser.add_argument("--chats", type=int, default=3000)
    count = parser.parse_args(arguments).chats
    processes.pin(processes.CLIENT_CORE)
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        people = population.populate(folder, 3, [[0, 1]] * count)
        asyncio.run(_post_in_each(folder, people[1].id, count))
        for start, how in ((processes.whole, "in one piece"), (processes.besedka, "in pieces")):
            with start(folder) as server:
                hello, listed, nothing = uvloop.run(_measure(server.port, people))
            print(f"{count:,} chats, {how}:")
            print(f"  hello    {hello}\n  list     {listed}\n  nothing  {nothing}")


async def _post_in_each(folder: Path, author_id: int, count: int) -> None:
    database = await SqliteDatabase.open(Settings(data=folder).sqlite_path, MemoryBus())
    for start in range(0, count, population.AT_ONCE):
        some = range(start + 1, min(start + population.AT_ONCE, count) + 1)
        await database.write(partial(_post, author_id, some))
    await database.close()


async def _post(author_id: int, chat_ids: range, tx: Transaction) -> None:
    for chat_id in chat_ids:
        assert await messages.insert_message(tx, author_id, Draft(chat_id, TEXT))


async def _measure(port: int, people: list[Someone]) -> tuple[Figures, Figures, Figures]:
    someone, _, bystander = people
    acts = partial(_be_greeted, port, someone), partial(_read_list, port, someone), partial(asyncio.sleep, 0.1)
    hello, listed, nothing = [await _watch(port, bystander, act) for act in acts]
    return hello, listed, nothing


async def _be_greeted(port: int, someone: Someone) -> None:
    """Until the first op is answered, which comes after all of `hello`."""
    answered = asyncio.Event()

    def hear(_: Socket, data: bytes) -> None:
        if PONG in data:
            answered.set()

    socket = await sockets.connect(port, someone.cookie, hear)
    socket.send(sockets.frame(op="ping"))
    await answered.wait()
    socket.transport.abort()


async def _read_list(port: int, someone: Someone) -> None:
    """As light as can be, for the bystander is of this process too."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /users/{someone.id}/chats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {someone.cookie}\r\n\r\n"
    writer.write(head.encode())
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()


async def _watch(port: int, bystander: Someone, act: Callable[[], Awaitable[None]]) -> Figures:
    figures = Figures([], [])
    for _ in range(TIMES):
        async with _pinging(port, bystander) as waits:
            began = time.perf_counter()
            await act()
            figures.took.append((time.perf_counter() - began) * 1000)
        figures.kept.append(max(waits) * 1000)
    return figures


@asynccontextmanager
async def _pinging(port: int, bystander: Someone) -> AsyncIterator[list[float]]:
    """Someone who asks, as soon as they have an answer, again: how long they waited each time."""
    waits: list[float] = []
    asked = time.perf_counter()

    def hear(socket: Socket, data: bytes) -> None:
        nonlocal asked
        if PONG in data:
            waits.append(time.perf_counter() - asked)
            asked = time.perf_counter()
            socket.send(sockets.frame(op="ping"))

    socket = await sockets.connect(port, bystander.cookie, hear)
    await asyncio.sleep(0.05)
    asked = time.perf_counter()
    socket.send(sockets.frame(op="ping"))
    yield waits
    await asyncio.sleep(0.05)
    socket.transport.abort()
