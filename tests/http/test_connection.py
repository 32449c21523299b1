"""HTTP as it comes over the wire: malformed, slow, pipelined."""

import asyncio
import json

import pytest

from besedka import limits
from besedka.http import connection
from besedka.limits import MALFORMED_OF_ADDRESS
from tests.support.cast import Visitor
from tests.support.raw import handshake
from tests.support.server import Running, sqlite_only, with_settings
from tests.support.wire import PATIENCE, wire_to

pytestmark = sqlite_only
HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


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
        b"GET /\r\n\r\n",  # HTTP/0.9
        b"GET / HTTP/0.9\r\nHost: x\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: localhost:abc\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: [::1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nOrigin: http://y\r\n\r\n",
        b"GET /gateway HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
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
    monkeypatch.setattr(connection, "BODY_SECONDS", 1)
    monkeypatch.setattr(connection, "BODY_PROGRESS", 1000)
    body = json.dumps({"name": "x", "filler": "f" * 30_000}).encode()
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head.encode())
        for start in range(0, len(body), 1000):
            await wire.send(body[start : start + 1000])
            await asyncio.sleep(0.05)  # half as long again in all as a body without progress is given
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


async def test_an_upgrade_to_something_else_is_ignored(server: Running, ada: Visitor) -> None:
    """Java's client offers HTTP/2 with its first request, whatever that is."""
    offer = b"Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n"
    body = json.dumps({"email": ada.email, "password": "not the one"}).encode()
    login = b"POST /login HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s" % (offer, len(body), body)
    async with wire_to(server) as wire:
        await wire.send(b"GET /health HTTP/1.1\r\n%s\r\n" % offer + login + HEALTH)
        answers = [await wire.response() for _ in range(3)]
        assert [status for status, _, _ in answers] == [200, 400, 200]
        assert json.loads(answers[1][2])["code"] == "wrong_credentials"


async def test_an_upgrade_by_http_1_0_is_ignored(server: Running, ada: Visitor) -> None:
    request = handshake(f"session_id={ada.cookie}").replace(b"HTTP/1.1", b"HTTP/1.0")
    async with wire_to(server) as wire:
        await wire.send(request)
        status, _, body = await wire.response()
        assert (status, json.loads(body)["code"]) == (400, "bad_http")
        assert await wire.hung_up()


@pytest.mark.parametrize("filler", [b"1;x=%s\r\n{\r\n", b"0\r\nX-Trailer: %s\r\n\r\n"], ids=["extension", "trailer"])
async def test_what_stands_around_a_body_has_a_limit(server: Running, ada: Visitor, filler: bytes) -> None:
    head = f"POST /rooms HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with wire_to(server) as wire:
        await wire.send(head.encode() + filler % (b"x" * 100_000))
        status, _, body = await wire.response()
        assert (status, json.loads(body)["code"]) == (400, "bad_http")
        assert await wire.hung_up()


async def test_headers_behind_a_body_are_nobodys(server: Running, ada: Visitor) -> None:
    trailer = b"0\r\nCookie: session_id=%s\r\nHost: y\r\n\r\n" % ada.cookie.encode()
    async with wire_to(server) as wire:
        await wire.send(b"POST /rooms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + trailer)
        assert (await wire.response())[0] == 401


@with_settings(rate_limits="on")
async def test_what_is_no_http_is_limited_and_hardly_logged(
    server: Running, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(limits, "monotonic", lambda: 1000.0)
    answered = 0
    for _ in range(200):
        async with wire_to(server) as wire:
            await wire.send(b"hello\r\n\r\n")
            answered += not await wire.hung_up()
    assert answered == MALFORMED_OF_ADDRESS.burst
    assert (await server.visitor().get("/health")).status_code == 200
    printed = "".join(capfd.readouterr())
    assert printed.count("malformed") == 1
    assert "Invalid HTTP request" not in printed


@pytest.mark.parametrize("path", ["/login", "/rooms", "/photos", "/nothing", "/chats/1/messages"])
@pytest.mark.parametrize("framing", [b"Content-Length: 50000", b"Transfer-Encoding: chunked"])
async def test_who_hangs_up_early_leaves_no_trace(
    server: Running, ada: Visitor, capfd: pytest.CaptureFixture[str], path: str, framing: bytes
) -> None:
    form = b"Content-Type: multipart/form-data; boundary=x\r\n"
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nCookie: session_id=%s\r\n%s%s\r\n\r\n"
    for sent in (
        b"",
        b"5\r\n",
        b"--x\r\n",
        b'5\r\n{"ema',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n',
    ):
        async with wire_to(server) as wire:
            await wire.send(head % (path.encode(), ada.cookie.encode(), form, framing) + sent)
            await asyncio.sleep(0)
            wire.writer.transport.abort()
    async with asyncio.timeout(PATIENCE):
        while server.server.server_state.tasks:
            await asyncio.sleep(0.01)
    printed = "".join(capfd.readouterr())
    assert "Traceback" not in printed
    assert "[error" not in printed
    assert "defect" not in printed
    assert (await ada.get("/users")).status_code == 200


@pytest.mark.parametrize(
    "target", [b"/%", b"/%zz", b"/%ff%fe", b"/users?query=%", b"/users?%00=%ff", b"*", b"http://other/x"]
)
async def test_odd_targets_do_no_harm(server: Running, ada: Visitor, target: bytes) -> None:
    async with wire_to(server) as wire:
        await wire.send(b"GET %s HTTP/1.1\r\nHost: x\r\nCookie: session_id=%s\r\n\r\n" % (target, ada.cookie.encode()))
        status, _, body = await wire.response()
        assert status in {200, 400, 404}, body
