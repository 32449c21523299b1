"""The same reads on an almost empty database and on one with a million chats: what grows, and the query plans."""

import argparse
import asyncio
import tempfile
from pathlib import Path

import apsw

from bench import crowd, load, people, processes
from bench.http import someone_with_chats
from besedka.bus.memory import MemoryBus
from besedka.settings import Settings
from besedka.store import chats, rooms, sessions, users
from besedka.store.engine.dialect import for_sqlite
from besedka.store.engine.sqlite import SqliteDatabase

PLANS = {
    "session of a cookie": sessions.FIND_SESSION,
    "GET /users": users.FIND_USER,
    "GET /users?query=": users.LIST_PEOPLE,
    "GET /users/{id}/chats, rooms": rooms.LIST_ROOMS,
    "GET /users/{id}/chats, chats": chats.LIST_CHATS,
    "GET /rooms/{id}": chats.LIST_CHANNELS,
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench growth", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=5_000_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each request is measured")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=".") as folder:
        data = Path(folder)
        visitor, paths = _furnish(data)
        before = _measure(data, visitor, paths, options.seconds)
        asyncio.run(_grow(data, options))
        after = _measure(data, visitor, paths, options.seconds)
        _report(before, after)
        _show_plans(data)


def _furnish(data: Path) -> tuple[people.Visitor, list[str]]:
    """Someone with 50 chats and a room of channels, and the requests to measure."""
    with processes.besedka(data) as server:
        visitor = someone_with_chats(server.port)
        room = visitor.ask("POST", "/rooms", {"name": "garden"})["id"]
        for name in ("weather", "seeds", "bees"):
            visitor.ask("POST", f"/rooms/{room}", {"name": name})
    return visitor, ["/users", f"/users/{visitor.id}/chats", f"/rooms/{room}", "/users?query=peer4"]


def _measure(data: Path, visitor: people.Visitor, paths: list[str], seconds: float) -> dict[str, load.Load]:
    with processes.besedka(data) as server:
        return {path: load.measure(server.port, load.get(path, visitor.cookie), seconds) for path in paths}


async def _grow(data: Path, options: argparse.Namespace) -> None:
    database = await SqliteDatabase.open(Settings(data=data).sqlite_path, MemoryBus())
    await crowd.add_crowd(database, people=options.people, chats=options.chats, messages=options.messages)
    await database.close()


def _report(before: dict[str, load.Load], after: dict[str, load.Load]) -> None:
    for path, small in before.items():
        print(
            f"GET {path}\n  almost empty {small}\n  grown        {after[path]}   {small.rate / after[path].rate:.2f}×"
        )


def _show_plans(data: Path) -> None:
    connection = apsw.Connection(str(Settings(data=data).sqlite_path), flags=apsw.SQLITE_OPEN_READONLY)
    print(f"query plans at {Settings(data=data).sqlite_path.stat().st_size / 2**30:.2f} GiB")
    for name, statement in PLANS.items():
        print(f"  {name}")
        for row in connection.execute(f"explain query plan {for_sqlite(statement)}", _unbound(statement)):
            print(f"    {row[3]}")


def _unbound(statement: str) -> list[None]:
    return [None] * max(int(each) for each in "123456789" if f"${each}" in statement)
