"""Many requests at once on one connection, and clients that do not read what they asked for."""

import asyncio
import json
import socket
from contextlib import suppress
from typing import Any

import pytest

from besedka.http import connection
from besedka.http.connection import HttpConnection
from tests.support.cast import Visitor
from tests.support.raw import handshake
from tests.support.server import Running, sqlite_only
from tests.support.wire import PATIENCE, Wire, wire_to

pytestmark = sqlite_only
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
NOTHING = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = b"GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n"
SMALLEST = len(b"GET / HTTP/1.0\r\n\r\n")


def connections(server: Running) -> list[Any]:
    return [each for each in server.server.server_state.connections if isinstance(each, HttpConnection)]


async def until_gone(server: Running) -> None:
    async with asyncio.timeout(PATIENCE):
        while connections(server):
            await asyncio.sleep(0.01)


@pytest.fixture
def small_buffers(server: Running) -> None:
    """What the client does not read soon waits in the server, not in the system."""
    for listener in server.server._sockets:  # noqa: SLF001 - accepted sockets inherit it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)


async def test_a_thousand_are_answered_in_order(server: Running, ada: Visitor) -> None:
    order = [HEALTH, NOTHING, NOTHING, HEALTH, HEALTH] * 200
    posts = [json.dumps({"name": "x" * number}).encode() for number in range(1, 100)]
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: "
    requests = [*order, *(head.encode() + b"%d\r\n\r\n" % len(body) + body for body in posts)]
    async with wire_to(server) as wire:
        sent = asyncio.create_task(wire.send(b"".join(requests)))
        for request in order:
            assert (await wire.response())[0] == (200 if request is HEALTH else 404)
        assert [(await wire.response())[0] for _ in posts] == [200] * len(posts)
        await sent
        await wire.send(HEALTH)
        assert (await wire.response())[0] == 200


async def test_what_waits_is_bounded(server: Running, small_buffers: None) -> None:
    """However much a client that never reads sends."""
    async with wire_to(server, receive_buffer=4096) as wire:
        wire.writer.transport.pause_reading()  # type: ignore[attr-defined] # of asyncio's own
        sending = asyncio.create_task(wire.send(LARGE * 500_000))
        for _ in range(200):
            await asyncio.sleep(0.002)
            for each in connections(server):
                assert len(each.pipeline) <= connection.PIECE // SMALLEST
                assert len(each._unparsed) <= 512 * 1024  # noqa: SLF001 - two reads of the event loop's
        assert connections(server)[0].pipeline
        assert not sending.done()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


async def test_what_waits_is_bounded_for_who_reads_too(server: Running, ada: Visitor) -> None:
    """While one request waits for the disk, the next are not read on and on."""
    body = b'{"name": "x"}'
    room_id = await ada.room()
    head = f"POST /rooms/{room_id} HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    async with wire_to(server) as wire:
        sending = asyncio.create_task(wire.send((head.encode() + body) * 100_000))
        for _ in range(300):
            assert (await wire.response())[0] == 200
            assert max(len(each._unparsed) for each in connections(server)) <= 512 * 1024  # noqa: SLF001 - as above
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


async def test_a_long_upload_behind_another_request_is_not_idle(
    server: Running, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.server.config.timeout_keep_alive = 0.3  # type: ignore[assignment] # less than uvicorn's smallest
    monkeypatch.setattr(connection, "BODY_PROGRESS", 0)
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: 13\r\n\r\n".encode()
    async with wire_to(server) as wire:
        await wire.send(HEALTH + head[:20])
        assert (await wire.response())[0] == 200
        await wire.send(head[20:] + b'{"name":')
        await asyncio.sleep(0.5)  # longer than an idle connection is kept
        await wire.send(b' "x"}')
        assert (await wire.response())[0] == 200


@pytest.mark.parametrize(
    "requests",
    [LARGE * 1000, LARGE, LARGE.replace(b"1.1", b"1.0"), LARGE.replace(b"Host", b"Connection: close\r\nHost")],
    ids=["many", "one", "the last", "asked to close"],
)
async def test_who_does_not_read_is_hung_up_on(
    server: Running, small_buffers: None, monkeypatch: pytest.MonkeyPatch, requests: bytes
) -> None:
    monkeypatch.setattr(connection, "WRITE_SECONDS", 0.1)
    async with wire_to(server, receive_buffer=4096) as wire:
        wire.writer.transport.pause_reading()  # type: ignore[attr-defined] # of asyncio's own
        wire.writer.write(requests)
        await until_gone(server)


async def test_little_that_is_not_read_is_hung_up_on_too(
    server: Running, small_buffers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too little for the transport to complain: what is left when the connection has been idle for long enough."""
    monkeypatch.setattr(connection, "WRITE_SECONDS", 0.1)
    server.server.config.timeout_keep_alive = 0.2  # type: ignore[assignment] # less than uvicorn's smallest
    async with wire_to(server, receive_buffer=4096) as wire:
        wire.writer.transport.pause_reading()  # type: ignore[attr-defined] # of asyncio's own
        wire.writer.write(HEALTH * 30)
        await until_gone(server)


async def test_who_leaves_half_way_is_hung_up_on(
    server: Running, small_buffers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITE_SECONDS", 0.1)
    async with wire_to(server, receive_buffer=4096) as wire:
        wire.writer.transport.pause_reading()  # type: ignore[attr-defined] # of asyncio's own
        wire.writer.write(LARGE)
        wire.writer.write_eof()
        await until_gone(server)


async def test_who_reads_slowly_gets_everything(
    server: Running, small_buffers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITE_SECONDS", 1)
    monkeypatch.setattr(connection, "WRITE_PROGRESS", 1000)
    expected = (await server.visitor().get("/openapi.yaml")).content
    async with wire_to(server, receive_buffer=4096) as wire:
        await wire.send(LARGE.replace(b"Host", b"Connection: close\r\nHost"))
        got = b""
        async with asyncio.timeout(PATIENCE):
            while piece := await wire.reader.read(3000):
                got += piece
                await asyncio.sleep(0.02)
    assert got.endswith(expected)


@pytest.mark.parametrize(
    "garbage", [b"hello\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n" * 3000]
)
async def test_what_is_no_http_is_answered_in_its_turn(server: Running, garbage: bytes) -> None:
    async with wire_to(server) as wire:
        await wire.send(HEALTH + NOTHING + garbage)
        assert [(await wire.response())[0] for _ in range(3)] == [200, 404, 400]
        assert await wire.hung_up()


@pytest.mark.parametrize("before", [0, 1, 3])
async def test_a_broken_body_is_answered_in_its_turn(server: Running, ada: Visitor, before: int) -> None:
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(HEALTH * before + head.encode() + b"2\r\n{}\r\nzz\r\n")
        assert [(await wire.response())[0] for _ in range(before + 1)] == [200] * before + [400]
        assert await wire.hung_up()
    assert await ada.rooms() == []


async def test_a_handshake_waits_for_nobody(server: Running, ada: Visitor) -> None:
    """It is refused, in its turn: the socket can't be both."""
    upgrade = handshake(f"session_id={ada.cookie}")
    async with wire_to(server) as wire:
        await wire.send(HEALTH * 3 + upgrade)
        statuses = [await wire.response() for _ in range(4)]
        assert [status for status, _, _ in statuses] == [200, 200, 200, 400]
        assert json.loads(statuses[-1][2])["code"] == "bad_http"
        assert await wire.hung_up()


async def test_a_handshake_may_come_after_answers(server: Running, ada: Visitor) -> None:
    async with wire_to(server) as wire:
        await wire.send(HEALTH)
        assert (await wire.response())[0] == 200
        await wire.send(handshake(f"session_id={ada.cookie}"))
        assert await switched(wire)


async def switched(wire: Wire) -> bool:
    async with asyncio.timeout(PATIENCE):
        return (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
