"""A node of a cluster, alone with the trouble of its bus."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from besedka.bus import link
from tests.support.clock import Clock
from tests.support.nats import running_nats
from tests.support.postgres import Postgres
from tests.support.server import Running, running_server, wait_for_leaving_servers

PATIENCE = 60  # seconds: on a machine that does other things besides


async def wait_for_bus(node: Running, state: str) -> None:
    """Whatever the state, the answer is 200."""
    stranger = node.visitor()
    async with asyncio.timeout(PATIENCE):
        while (answer := await stranger.get("/health")).json()["bus"] != state:
            assert answer.status_code == 200
            await asyncio.sleep(0.01)


async def test_it_serves_while_nats_is_gone(
    tmp_path: Path, postgres: Postgres, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "RECONNECT_SECONDS", 0.05)
    config = 'authorization { user: besedka, password: "hunter2" }'
    with running_nats(config) as nats, capture_logs() as logs:
        async with postgres.database() as database:
            bus = nats.url_for("besedka:hunter2")
            async with running_server(tmp_path, database, clock, bus=bus) as node:
                await wait_for_bus(node, "reachable")
                nats.stop()
                await wait_for_bus(node, "unreachable")
                ada = await node.sign_up("ada")
                assert (await ada.get("/users")).status_code == 200
                nats.start()
                await wait_for_bus(node, "reachable")
        await wait_for_leaving_servers()  # this one would say that NATS is lost again, to whoever listens then
    assert [line["event"] for line in logs if line["event"].startswith("nats")] == ["nats_lost", "nats_back"]
    assert "hunter2" not in str(logs)
