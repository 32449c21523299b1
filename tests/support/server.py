"""The real server inside the suite's own process: on a free port, spoken to over TCP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from besedka.bus import Bus
from besedka.database import Database
from besedka.http.build import Build
from besedka.server import Server, open_server
from besedka.settings import Settings
from tests.support.cast import Visitor
from tests.support.clock import Clock
from tests.support.recording import RecordingBus
from tests.support.sqlite import put_database

_leaving: set[asyncio.Task[None]] = set()
_opened: list["Running"] = []  # and neither gone without a trace nor looked at by `check_leftovers`

sqlite_only = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For tests of what no engine has a part in."""


def with_settings(**changes: Any) -> pytest.MarkDecorator:
    """Run the server of a test, or of a module, with these settings instead of the suite's."""
    return pytest.mark.parametrize("settings", [changes], indirect=True, ids=["-".join(changes)])


class Running:
    """A server that takes requests. `bus` remembers what went over it."""

    def __init__(self, server: Server, bus: RecordingBus) -> None:
        self.server = server
        self.bus = bus
        self._visitors: list[Visitor] = []

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def database(self) -> Database:
        return self.server.database

    @property
    def leftovers(self) -> dict[str, int]:
        """What there is for the sake of connections."""
        return self.server.node.count_leftovers() | {"sockets": len(self.server.server_state.connections)}

    def visitor(self, **options: Any) -> Visitor:
        """Someone without a session."""
        self._visitors.append(Visitor(self.address, **options))
        return self._visitors[-1]

    async def sign_up(self, name: str, **more: object) -> Visitor:
        """Someone with a new account `name@example.org`, signed in."""
        visitor = self.visitor()
        await visitor.sign_up(name, **more)
        await visitor.sign_in(visitor.email)
        return visitor

    def visitor_of(self, visitor: Visitor) -> Visitor:
        """The same person, by the same session, at this server."""
        same = self.visitor(cookies={"session_id": visitor.cookie})
        same.user = visitor.user
        return same

    async def close_visitors(self) -> None:
        for visitor in self._visitors:
            await visitor.client.aclose()


@asynccontextmanager
async def running_server(
    folder: Path, database_url: str, clock: Clock, over: Bus | None = None, build: Build | None = None, **settings: Any
) -> AsyncIterator[Running]:
    """A server with its files in `folder`, over a given bus, or that of the settings, or else one that remembers. Once the context ends its database is free for others, or to be dropped.

    It takes a fifth of a second to stop, which no test waits for: `wait_for_leaving_servers` does in the end.
    """
    chosen: dict[str, Any] = {"port": 0, "data": folder, "database": database_url, "rate_limits": "off"} | settings
    stack = AsyncExitStack()
    recording = RecordingBus()
    bus = None if "bus" in settings else over or recording
    if not database_url:
        put_database(Settings(**chosen).sqlite_path)
    server = await stack.enter_async_context(open_server(Settings(**chosen), clock, bus, build or _built()))
    serving = asyncio.create_task(server.run_until_stopped())
    running = Running(server, recording)
    _opened.append(running)
    while not server.started:
        await asyncio.sleep(0)
    try:
        yield running
    finally:
        await running.close_visitors()
        server.stop()
        await server.database.close()
        _leaving.add(asyncio.create_task(_see_off(running, serving, stack)))


@cache
def _built() -> Build:
    """The browser client, which does not change: to look what there is of it takes a tenth of a server's start."""
    return Build()


async def check_leftovers() -> None:
    """Assert that the servers opened since the last time, which are on their way out, keep nothing of any connection."""
    opened = list(_opened)
    _opened.clear()
    for running in opened:
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                while any(running.leftovers.values()):
                    await asyncio.sleep(0.005)
        assert not any(running.leftovers.values()), running.leftovers


async def wait_for_leaving_servers() -> None:
    """Until all have stopped. Raises what kept one from it."""
    await asyncio.gather(*_leaving)


async def _see_off(running: Running, serving: asyncio.Task[None], stack: AsyncExitStack) -> None:
    await serving
    await stack.aclose()
    if running in _opened and not any(running.leftovers.values()):
        _opened.remove(running)  # else the suite would keep all of its servers, half a megabyte each
