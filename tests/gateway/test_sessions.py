"""A session lives on its connections: used, it is renewed; when it ends, by time too, they end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from besedka.errors import Unavailable
from tests.support.cast import Visitor
from tests.support.clock import Clock
from tests.support.faults import faults_in
from tests.support.raw import RawSocket, op
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides


@pytest.fixture
async def socket(server: Running, ada: Visitor) -> AsyncIterator[RawSocket]:
    socket = await RawSocket.connect(server.port, f"session_id={ada.cookie}")
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] == "hello"
    yield socket
    socket.close()
    with suppress(ConnectionError):
        await socket.writer.wait_closed()


async def use(socket: RawSocket) -> None:
    """An op that is answered."""
    socket.send(op(op="read", chat_id=1, seq=0))
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] in {"ok", "error"}


async def expiry(ada: Visitor) -> str:
    found = (await ada.get(f"/users/{ada.id}/sessions")).json()["sessions"]
    return str(found[0]["expires_at"])


async def is_open(socket: RawSocket) -> bool:
    socket.send(op(op="ping"))
    async with asyncio.timeout(PATIENCE):
        try:
            return await socket.receive() == {"t": "pong"}
        except AssertionError:  # a close frame
            return False


async def test_used_by_the_gateway_alone_it_lives_on(
    socket: RawSocket, server: Running, ada: Visitor, clock: Clock
) -> None:
    for _ in range(5):
        clock.advance(days=10)
        await use(socket)
        await server.server.node.sweep.sweep()
        assert await is_open(socket)
    assert (await ada.get("/users")).status_code == 200


async def test_unused_it_ends_with_its_connections(
    socket: RawSocket, server: Running, ada: Visitor, clock: Clock
) -> None:
    clock.advance(days=29)
    await server.server.node.sweep.sweep()
    assert await is_open(socket)  # which is a heartbeat, and no use
    clock.advance(days=2)
    await server.server.node.sweep.sweep()
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 4401
    assert (await ada.get("/users")).status_code == 401


async def test_used_elsewhere_it_lives_on_here(socket: RawSocket, server: Running, ada: Visitor, clock: Clock) -> None:
    clock.advance(days=20)
    assert (await ada.get("/users")).status_code == 200
    clock.advance(days=20)
    await server.server.node.sweep.sweep()
    assert await is_open(socket)


async def test_it_is_renewed_once_a_day(socket: RawSocket, server: Running, ada: Visitor, clock: Clock) -> None:
    began = await expiry(ada)
    clock.advance(days=0.5)
    await use(socket)
    await server.server.node.sweep.sweep()
    assert await expiry(ada) == began
    clock.advance(days=0.6)
    await server.server.node.sweep.sweep()
    assert await expiry(ada) != began


async def test_connecting_is_using_it(server: Running, ada: Visitor, clock: Clock) -> None:
    for _ in range(3):
        clock.advance(days=20)
        socket = await RawSocket.connect(server.port, f"session_id={ada.cookie}")
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["t"] == "hello"
        socket.close()
        await socket.writer.wait_closed()


async def test_what_has_ended_is_not_brought_back(
    socket: RawSocket, server: Running, ada: Visitor, clock: Clock
) -> None:
    await use(socket)
    clock.advance(days=31)
    await use(socket)
    await server.server.node.sweep.sweep()
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 4401
    assert (await ada.get("/users")).status_code == 401


async def test_a_renewal_that_fails_ends_nothing(
    socket: RawSocket, server: Running, ada: Visitor, clock: Clock
) -> None:
    clock.advance(days=20)
    await use(socket)
    with faults_in(server.database) as faults:
        faults.fail("renew_sessions", Unavailable())
        await server.server.node.sweep.sweep()
        assert not faults.left
        assert await is_open(socket)
        await server.server.node.sweep.sweep()
    clock.advance(days=20)
    await server.server.node.sweep.sweep()
    assert await is_open(socket)
