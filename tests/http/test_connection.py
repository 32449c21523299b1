"""HTTP as it comes over the wire: malformed, slow, pipelined."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from besedka.http import connection
from tests.support.cast import Visitor
from tests.support.server import Running, sqlite_only

pytestmark = sqlite_only
PATIENCE = 10  # seconds
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Wire:
    """A bare connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def response(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers, body."""
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode().strip().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            body = await self.reader.readexactly(int(headers["content-length"]))
        return int(first.split()[1]), headers, body

    async def hung_up(self) -> bool:
        """Wait for the end; whether nothing came before it."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True


@asynccontextmanager
async def wire_to(server: Running) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS on the wrong port
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
async def test_what_is_no_http_gets_a_problem_and_an_end(server: Running, garbage: bytes) -> None:
    async with wire_to(server) as wire:
        await wire.send(garbage)
        status, headers, body = await wire.response()
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert json.loads(body)["code"] == "bad_http"
        assert await wire.hung_up()
    assert (await server.visitor().get("/health")).status_code == 200


async def test_a_head_has_a_limit(server: Running) -> None:
    async with wire_to(server) as wire:
        await wire.send(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        for number in range(10):
            await wire.send(b"X-%d: %s\r\n" % (number, b"x" * 8000))
        status, _, body = await wire.response()
        assert (status, json.loads(body)["code"]) == (400, "bad_http")


async def test_a_large_body_is_not_a_large_head(server: Running, ada: Visitor) -> None:
    body = json.dumps({"name": "x", "filler": "f" * 40_000}).encode()
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head.encode() + body[:100])
        for start in range(100, len(body), 1000):
            await wire.send(body[start : start + 1000])
        assert (await wire.response())[0] == 200


async def test_who_says_nothing_is_hung_up_on(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.05)
    for beginning in (b"", b"GET", b"GET /health HTTP/1.1\r\nHost: x\r\n"):
        async with wire_to(server) as wire:
            await wire.send(beginning)
            assert await wire.hung_up()


async def test_who_trickles_a_head_is_hung_up_on(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.2)
    async with wire_to(server) as wire:
        await wire.send(b"GET /")
        ended = asyncio.create_task(wire.hung_up())
        for _ in range(2000):
            if ended.done():
                break
            wire.writer.write(b"x")
            await asyncio.sleep(0.01)
        assert await ended


async def test_who_trickles_a_body_is_hung_up_on(
    server: Running, monkeypatch: pytest.MonkeyPatch, ada: Visitor
) -> None:
    monkeypatch.setattr(connection, "BODY_SECONDS", 0.1)
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: 60000\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head.encode())
        ended = asyncio.create_task(wire.hung_up())
        for _ in range(2000):
            if ended.done():
                break
            wire.writer.write(b"x")
            await asyncio.sleep(0.01)
        assert await ended


async def test_a_body_that_makes_progress_may_take_its_time(
    server: Running, monkeypatch: pytest.MonkeyPatch, ada: Visitor
) -> None:
    monkeypatch.setattr(connection, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(connection, "BODY_PROGRESS", 1000)
    body = json.dumps({"name": "x", "filler": "f" * 30_000}).encode()
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head.encode())
        for start in range(0, len(body), 1000):
            await wire.send(body[start : start + 1000])
            await asyncio.sleep(0.02)  # three times as long in all as a body without progress is given
        assert (await wire.response())[0] == 200


async def test_one_connection_serves_many_requests(server: Running) -> None:
    async with wire_to(server) as wire:
        for _ in range(3):
            await wire.send(HEALTH)
            assert (await wire.response())[0] == 200
        await wire.send(HEALTH * 5)  # pipelined
        assert [(await wire.response())[0] for _ in range(5)] == [200] * 5


async def test_older_clients_are_served(server: Running) -> None:
    async with wire_to(server) as wire:
        await wire.send(b"GET /health HTTP/1.0\r\n\r\n")
        status, headers, _ = await wire.response()
        assert (status, headers.get("connection")) == (200, "close")
        assert await wire.hung_up()


async def test_a_client_that_expects_a_go_ahead_gets_one(server: Running) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head)
        async with asyncio.timeout(PATIENCE):
            assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        await wire.send(b"{}")
        assert (await wire.response())[0] == 400


@pytest.mark.parametrize(
    "target", [b"/%", b"/%zz", b"/%ff%fe", b"/users?query=%", b"/users?%00=%ff", b"*", b"http://other/x"]
)
async def test_odd_targets_do_no_harm(server: Running, ada: Visitor, target: bytes) -> None:
    async with wire_to(server) as wire:
        await wire.send(b"GET %s HTTP/1.1\r\nHost: x\r\nCookie: session_id=%s\r\n\r\n" % (target, ada.cookie.encode()))
        status, _, body = await wire.response()
        assert status in {200, 400, 404}, body
