"""Nodes of a cluster."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from besedka.gateway import node
from tests.support.clock import Clock
from tests.support.nats import Nats, running_nats
from tests.support.postgres import Postgres
from tests.support.server import Running, check_leftovers, running_server


@pytest.fixture(autouse=True)
async def no_leftovers() -> AsyncIterator[None]:
    """After each test: no connection, feed, look or socket is left of what it did."""
    yield
    await check_leftovers()


@pytest.fixture(scope="module")
def nats_server() -> Iterator[Nats]:
    with running_nats() as server:
        yield server


@pytest.fixture
async def nodes(
    postgres: Postgres, nats_server: Nats, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Running]]:
    """Two servers on one PostgreSQL and one NATS, that look after presence more often than usual."""
    monkeypatch.setattr(node, "TICK_SECONDS", 0.1)
    async with postgres.database() as url, AsyncExitStack() as stack:
        servers = []
        for name in ("one", "two"):
            opened = running_server(tmp_path / name, url, clock, bus=nats_server.url)
            servers.append(await stack.enter_async_context(opened))
        yield servers
