"""Many clients at once: all cut and back again, and one among them that does not read."""

import asyncio
import itertools
import re
import statistics
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from besedka.store.engine.clock import system_clock
from tests.conftest import open_database
from tests.support.clock import Clock
from tests.support.people import Person, make_group, make_people
from tests.support.program import Program, serving
from tests.support.raw import RawSocket, op
from tests.support.recording import RecordingBus

CROWD, CHAT_SIZE = 2000, 10
SYNC_SECONDS, BLOCKED_SECONDS = 20, 0.15  # the delay seen twenty times a second is at most 0.05 less than the block
STORMS = 3  # what the server does comes in each; a machine that stands still for a moment, in one
READERS, WINDOWS = 20, 15
MEMORY_LIMIT = 40  # MiB more


class Town:
    """A server with people in group chats."""

    def __init__(self, program: Program, people: list[Person], chats: list[int]) -> None:
        self.program = program
        self.people = people
        self.chats = chats
        self._sockets: list[RawSocket] = []

    @property
    def port(self) -> int:
        return int(self.program.address.rpartition(":")[2])

    async def connect(self, person: Person) -> RawSocket:
        socket = await RawSocket.connect(self.port, person.cookie)
        self._sockets.append(socket)
        return socket

    def close(self) -> None:
        for socket in self._sockets:
            socket.close()

    async def metrics(self, *patterns: str) -> list[float]:
        """What fits each pattern in the server's metrics, summed; all of one moment."""

        def read() -> str:
            with urllib.request.urlopen(f"{self.program.address}/metrics") as response:  # noqa: S310 - our own
                text: str = response.read().decode()
            return text

        text = await asyncio.to_thread(read)
        return [sum(map(float, re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))) for pattern in patterns]


@pytest.fixture
async def town(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Town]:
    people_count, chat_size = request.param
    data = tmp_path / "data"
    data.mkdir()
    clock.now = system_clock()
    database = await open_database("", data, RecordingBus(), clock)
    people = await make_people(database, [f"user{n}" for n in range(people_count)])
    chats = [await make_group(database, people[n : n + chat_size]) for n in range(0, people_count, chat_size)]
    await database.close()
    with serving("--rate-limits", "off", data=data) as program:
        town = Town(program, people, chats)
        yield town
        town.close()


@pytest.mark.parametrize("town", [(CROWD, CHAT_SIZE)], indirect=True)
async def test_a_storm(town: Town) -> None:
    sockets = await connect_all(town)
    for number, chat_id in enumerate(town.chats):
        sockets[number * CHAT_SIZE].send(op(op="send", chat_id=chat_id, text="before", nonce=f"{number}"))
    await asyncio.gather(*(socket.receive_until("message") for socket in sockets))
    late = 1.0
    for _ in range(STORMS):
        late, sockets = await storm(town, sockets)
        if late == 0:
            break
    assert late == 0
    assert "error" not in town.program.logged


async def storm(town: Town, sockets: list[RawSocket]) -> tuple[float, list[RawSocket]]:
    """All cut and back again: how often the loop was kept meanwhile, and the new connections."""
    late_before = await count_late(town)
    for socket in sockets:
        socket.close()
    began = time.perf_counter()
    back = await connect_all(town)
    await asyncio.gather(*(sync(socket) for socket in back))
    assert time.perf_counter() - began < SYNC_SECONDS
    return await count_late(town) - late_before, back


async def connect_all(town: Town) -> list[RawSocket]:
    return list(await asyncio.gather(*(town.connect(person) for person in town.people)))


async def sync(socket: RawSocket) -> None:
    """Be welcomed, and read the one chat from its beginning."""
    hello = await socket.receive_until("hello")
    (chat,) = hello["chats"]
    socket.send(op(op="sync", ref=1, chat_id=chat["chat_id"], since=0))
    answer = await socket.receive_until("ok")
    assert [each["text"] for each in answer["messages"]] == ["before"]
    assert (answer["version"], answer["chat"]["last_seq"]) == (2, 1)


async def count_late(town: Town) -> float:
    """How often the server's loop was blocked for too long."""
    name = "besedka_event_loop_delay_seconds"
    every, in_time = await town.metrics(f"{name}_count", rf'{name}_bucket\{{le="{BLOCKED_SECONDS}"\}}')
    return every - in_time


@pytest.mark.parametrize("town", [(READERS + 2, READERS + 2)], indirect=True)
async def test_a_slow_reader(town: Town) -> None:
    sender, slow, *readers = await connect_all(town)
    await asyncio.gather(*(socket.receive_until("hello") for socket in (sender, *readers)))
    texts = (f"{n}" + "x" * 9000 for n in itertools.count())
    resident = town.program.resident
    reading = asyncio.create_task(slow.closing())
    before = [await window(sender, readers, texts) for _ in range(WINDOWS)]
    reading.cancel()
    during = []
    while await town.metrics(r'besedka_gateway_closed_total\{code="4408"\}') == [0]:
        during.append(await window(sender, readers, texts))
    assert statistics.median(during) < 4 * statistics.median(before)  # who waits for it waits a thousand times as long
    assert town.program.resident - resident < MEMORY_LIMIT
    assert (await slow.closing())[0] == 4408
    assert await town.metrics("besedka_gateway_connections") == [READERS + 1]


async def window(sender: RawSocket, readers: list[RawSocket], texts: Iterator[str]) -> float:
    """The slowest delivery but one in a hundred, of ten messages to all readers, in seconds."""
    times: list[float] = []

    async def read(reader: RawSocket, began: float) -> None:
        await reader.receive_until("message")
        times.append(time.perf_counter() - began)

    for _ in range(10):
        sender.send(op(op="send", chat_id=1, text=next(texts)))
        began = time.perf_counter()
        await asyncio.gather(sender.receive_until("message"), *(read(reader, began) for reader in readers))
    return sorted(times)[int(len(times) * 0.99)]
