"""Joining a room of 100 channels and 10,000 members, and making channels in one of 20,000: how long, and how others fare."""

import argparse
import asyncio
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import uvloop

from bench import population, processes, sockets
from bench.people import Visitor
from bench.population import Someone
from bench.rounds import longest
from bench.sockets import Socket
from tests.support.postgres import running_postgres

CHANNELS, MEMBERS, LARGE = 100, 10_000, 20_000
JOINS, CREATED = 20, 5
PAUSE = 0.5  # seconds between two of them, for what comes after the answer to be seen
PING_SECONDS = 0.001
PATIENCE = 60.0  # seconds


class Town(msgspec.Struct):
    """Two rooms: one to join, and a large one. `outsider` is in neither."""

    owner: Someone
    outsider: Someone
    members: list[Someone]
    joiners: list[Someone]
    room_id: int
    large_id: int


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench join", description=__doc__)
    parser.add_argument("--connections", type=int, default=2000, help="members of both rooms who listen meanwhile")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", action="store_true", help="and for how long the server's event loop was kept")
    chosen = parser.parse_args(arguments)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, chosen.connections + 1000)), hard))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=".", ignore_cleanup_errors=True))).resolve()
        postgres = stack.enter_context(running_postgres(below=Path.cwd())).url("postgres") if chosen.postgres else ""
        town = _build(folder, postgres)
        notes = folder / "rounds" if chosen.rounds else None
        start = partial(processes.timed, notes=notes) if notes else processes.besedka
        server = stack.enter_context(start(folder, postgres))
        processes.pin(processes.CLIENT_CORE)
        pinger = stack.enter_context(_pinging(server.port, town.outsider.cookie, notes))
        os.nice(19)  # the crowd is not to keep the one whose time is taken from the processor
        uvloop.run(_measure(server.port, town, chosen.connections, pinger))


def _build(folder: Path, postgres: str) -> Town:
    people = population.populate(folder, LARGE + JOINS + 1, [], postgres)
    members, joiners, outsider = people[:LARGE], people[LARGE:-1], people[-1]
    room_ids = population.populate_rooms(
        folder, [([each.id for each in members[:MEMBERS]], CHANNELS), ([each.id for each in members], 1)], postgres
    )
    return Town(members[0], outsider, members, joiners, *room_ids)


async def _measure(port: int, town: Town, connections: int, pinger: "Pinger") -> None:
    opened = await sockets.connect_all(port, [each.cookie for each in town.members[1 : connections + 1]], _ignore)
    joins, told = [], []
    owner = Visitor(port, town.owner.cookie)
    code = owner.ask("POST", f"/rooms/{town.room_id}/invites", {})["code"]
    await asyncio.sleep(5)
    pinger.reset()
    await asyncio.sleep(3)
    print(f"{connections:,} listen. An outsider's ping, with nothing else going on: {pinger.reset()}")
    for joiner in town.joiners:
        answered, all_told = await _join(port, joiner, code)
        joins.append(answered)
        told.append(all_told)
        await asyncio.sleep(PAUSE)
    print(f"joining a room of {CHANNELS} channels and {MEMBERS:,} members: {_shown(joins)}")
    print(f"until who joined was told of all channels: {_shown(told)}; the outsider's ping: {pinger.reset()}")
    created = []
    for number in range(CREATED):
        began = time.perf_counter()
        path = f"/rooms/{town.large_id}"
        await asyncio.to_thread(owner.ask, "POST", path, {"name": f"channel {number}"})
        created.append(time.perf_counter() - began)
        await asyncio.sleep(4 * PAUSE)
    print(f"making a channel in a room of {LARGE:,}: {_shown(created)}; the outsider's ping: {pinger.reset()}")
    for socket in opened:
        socket.transport.abort()


async def _join(port: int, joiner: Someone, code: str) -> tuple[float, float]:
    """Seconds until the answer, and until a connection of theirs was told of every channel."""
    heard = bytearray()
    socket = await sockets.connect(port, joiner.cookie, lambda _, data: heard.extend(data))
    visitor = Visitor(port, joiner.cookie)
    began = time.perf_counter()
    await asyncio.to_thread(visitor.ask, "POST", f"/invites/{code}")
    answered = time.perf_counter() - began
    async with asyncio.timeout(PATIENCE):
        while heard.count(b'{"t":"chat"') < CHANNELS:  # noqa: ASYNC110 - a client counts what it hears
            await asyncio.sleep(0.002)
    socket.transport.abort()
    return answered, time.perf_counter() - began


def _ignore(socket: Socket, data: bytes) -> None:
    pass


def _shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms, at most {max(seconds) * 1000:.0f} ms"


class Pinger:
    """Asks a process of its own how long the longest ping took since the last time; and, if it is noted, the longest round of
    the server's event loop.
    """

    def __init__(self, pipe: "Connection[None, list[float]]", notes: Path | None) -> None:
        self._pipe = pipe
        self._notes = notes
        self._since = time.monotonic()

    def reset(self) -> str:
        since, self._since = self._since, time.monotonic()
        self._pipe.send(None)
        shown = _shown(self._pipe.recv())
        return (
            f"{shown}; the loop's longest round {longest(self._notes, since) * 1000:.1f} ms" if self._notes else shown
        )


@contextmanager
def _pinging(port: int, cookie: str, notes: Path | None) -> Iterator[Pinger]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_ping, args=(port, cookie, theirs), daemon=True)
    process.start()
    try:
        yield Pinger(ours, notes)
    finally:
        process.kill()
        process.join()


def _ping(port: int, cookie: str, pipe: "Connection[list[float], None]") -> None:
    uvloop.run(_ping_for_ever(port, cookie, pipe))


async def _ping_for_ever(port: int, cookie: str, pipe: "Connection[list[float], None]") -> None:
    pong = asyncio.Event()
    socket = await sockets.connect(port, cookie, lambda *_: pong.set())
    times: list[float] = []
    while True:
        pong.clear()
        began = time.perf_counter()
        socket.send(sockets.frame(op="ping"))
        await pong.wait()
        times.append(time.perf_counter() - began)
        if pipe.poll():
            pipe.recv()
            pipe.send(times)
            times = []
        await asyncio.sleep(PING_SECONDS)
