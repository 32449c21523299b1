"""The WebSocket itself (RFC 6455), from the handshake to the closing."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable

import pytest

from tests.support.cast import PASSWORD, Visitor
from tests.support.raw import RawSocket, frame, handshake, op
from tests.support.server import Running, sqlite_only, with_settings

pytestmark = sqlite_only
PATIENCE = 60  # seconds: on a machine that does other things besides
PING = json.dumps({"op": "ping"}).encode()


@pytest.fixture
async def connect(server: Running) -> AsyncIterator[Callable[..., "asyncio.Future[RawSocket]"]]:
    """Connect a visitor; greeted already."""
    opened: list[RawSocket] = []

    async def make(visitor: Visitor, **headers: str) -> RawSocket:
        socket = await RawSocket.connect(server.port, f"session_id={visitor.cookie}", **headers)
        opened.append(socket)
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["t"] == "hello"
        return socket

    yield make  # type: ignore[misc] # a coroutine function
    for socket in opened:
        socket.close()


Connect = Callable[..., "asyncio.Future[RawSocket]"]


async def ask(server: Running, head: bytes) -> tuple[int, dict[str, object]]:
    """Status and problem of a refused handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body) if body.startswith(b"{") else {}


async def test_who_may_come_in(server: Running, ada: Visitor) -> None:
    cookie = f"session_id={ada.cookie}"
    own = f"http://localhost:{server.port}"
    for headers, status, code in (
        ({"Cookie": ""}, 401, "not_signed_in"),
        ({"Cookie": "session_id=nonsense"}, 401, "not_signed_in"),
        ({"Origin": "https://other.example.org"}, 403, "cross_site"),
        ({"Origin": "null"}, 403, "cross_site"),
        ({"Origin": own.replace("localhost", "localhost.example.org")}, 403, "cross_site"),
    ):
        answered, problem = await ask(server, handshake(cookie, **headers))
        assert (answered, problem["code"]) == (status, code), headers


async def test_other_addresses_are_no_gateway(server: Running, ada: Visitor) -> None:
    head = handshake(f"session_id={ada.cookie}").replace(b"/gateway", b"/users")
    assert (await ask(server, head))[0] == 404


@pytest.mark.parametrize(
    "headers", [{"Sec_WebSocket_Version": "8"}, {"Sec_WebSocket_Key": "short"}, {"Sec_WebSocket_Key": ""}]
)
async def test_a_handshake_that_is_none(server: Running, ada: Visitor, headers: dict[str, str]) -> None:
    assert (await ask(server, handshake(f"session_id={ada.cookie}", **headers)))[0] in {400, 426}


async def test_our_own_pages_and_allowed_ones_may(connect: Connect, ada: Visitor) -> None:
    await connect(ada, Origin="http://localhost")


@with_settings(allowed_origins=("https://chat.example.org",))
async def test_an_allowed_page_may(connect: Connect, ada: Visitor) -> None:
    await connect(ada, Origin="https://chat.example.org")


async def test_a_message_may_come_in_pieces(connect: Connect, ada: Visitor) -> None:
    socket = await connect(ada)
    socket.send(frame(PING[:4], fin=False))
    socket.send(frame(PING[4:7], opcode=0, fin=False) + frame(b"between", opcode=9))
    socket.send(frame(PING[7:], opcode=0))
    assert sorted([await socket.read_frame(), await socket.read_frame()]) == [(1, b'{"t":"pong"}'), (10, b"between")]


async def test_bytes_may_come_one_by_one(connect: Connect, ada: Visitor) -> None:
    socket = await connect(ada)
    for byte in op(op="ping", ref=1) + op(op="ping", ref=2):
        socket.send(bytes((byte,)))
        await socket.writer.drain()
    assert [(await socket.receive())["ref"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(PING, opcode=2), 4400),
        (frame(b"[]"), 4400),
        (frame(b"x" * (64 * 1024 + 1)), 1009),
        (frame(b"x" * 40_000, fin=False) + frame(b"x" * 40_000, opcode=0), 1009),
        (frame(PING, masked=False), 1002),
        (frame(PING, reserved=0x40), 1002),
        (frame(PING, opcode=3), 1002),
        (frame(PING, opcode=0), 1002),
        (frame(b"x" * 126, opcode=9), 1002),
        (frame(b"", opcode=9, fin=False), 1002),
        (frame(b"\x03", opcode=8), 1002),
        (frame(b"\x03\xe8bye", opcode=8), 1000),
        (frame(b"", opcode=8), 1005),
    ],
    ids=[
        "binary",
        "no object",
        "too large",
        "too large in pieces",
        "unmasked",
        "compressed",
        "unknown opcode",
        "a piece of nothing",
        "a long ping",
        "a ping in pieces",
        "half a code",
        "a goodbye",
        "a silent goodbye",
    ],
)
async def test_how_it_ends(connect: Connect, ada: Visitor, server: Running, data: bytes, code: int) -> None:
    socket = await connect(ada)
    socket.send(data)
    async with asyncio.timeout(PATIENCE):
        found = (await socket.closing())[0]
    assert found in {code, 0 if code == 1005 else code}
    other = await connect(ada)
    other.send(op(op="ping"))
    assert await other.receive() == {"t": "pong"}


async def test_the_largest_frame_fits(connect: Connect, ada: Visitor) -> None:
    socket = await connect(ada)
    padding = "x" * (64 * 1024 - len(json.dumps({"op": "ping", "padding": ""})))
    socket.send(op(op="ping", padding=padding))
    assert await socket.receive() == {"t": "pong"}


async def test_noise_ends_a_connection_and_nothing_else(connect: Connect, ada: Visitor) -> None:
    for _ in range(20):
        socket = await connect(ada)
        socket.send(os.urandom(300))
        socket.writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            assert (await socket.closing())[0] in {1002, 1006, 1007, 1009, 4400, 1000, 0}
    assert (await ada.get("/health")).status_code == 200


@with_settings(rate_limits="on")
async def test_a_flood_is_ended(connect: Connect, ada: Visitor) -> None:
    socket = await connect(ada)
    socket.send(op(op="ping") * 3000)
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 4429


async def test_signing_out_and_a_new_password_end_the_sockets(
    connect: Connect, ada: Visitor, stranger: Visitor
) -> None:
    await stranger.sign_in(ada.email)
    first, second, elsewhere = await connect(ada), await connect(ada), await connect(stranger)
    await ada.put(f"/users/{ada.id}/password", {"old": PASSWORD, "new": "a hammock in June"})
    async with asyncio.timeout(PATIENCE):
        assert (await elsewhere.closing())[0] == 4401
        first.send(op(op="ping"))
        assert await first.receive() == {"t": "pong"}
        await ada.get("/logout")
        assert [(await socket.closing())[0] for socket in (first, second)] == [4401, 4401]


async def test_a_server_that_stops_says_when_to_come_back(connect: Connect, ada: Visitor, server: Running) -> None:
    socket = await connect(ada)
    server.server.stop()
    async with asyncio.timeout(PATIENCE):
        code, reason = await socket.closing()
    assert code == 1001
    assert 0 <= json.loads(reason)["reconnect_after_ms"] < 5000
