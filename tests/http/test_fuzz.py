"""Headers nobody thought of: whatever comes, the connection ends or is answered, no answer says 500, and the server serves
on.
"""

import asyncio
import re
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from besedka.gateway import connection as gateway_connection
from besedka.http import connection
from tests.support.cast import Visitor
from tests.support.server import Running, sqlite_only
from tests.support.wire import wire_to

pytestmark = sqlite_only
DEADLINE = 60.0  # seconds: on a machine that does other things besides

KNOWN = [
    b"Host", b"Origin", b"Cookie", b"Content-Length", b"Transfer-Encoding", b"Connection", b"Upgrade", b"Expect", b"Accept",
    b"Content-Type", b"Forwarded", b"X-Forwarded-For", b"X-Forwarded-Proto", b"Sec-Fetch-Site", b"Sec-Fetch-Mode",
    b"If-None-Match", b"Range", b"TE", b"Trailer", b"Via", b"User-Agent", b"Authorization", b"Access-Control-Request-Method",
]  # fmt: skip
LIKELY = [
    b"x", b"", b"http://[", b"http://x", b"null", b"x, y", b"close", b"keep-alive", b"upgrade", b"websocket", b"h2c", b"chunked",
    b"gzip, chunked", b"100-continue", b"0", b"2", b"-1", b"1e3", b"9" * 30, b"localhost:abc", b"[::1]:1", b"[", b"bytes=0-",
    b"session_id=", b'session_id="', b"multipart/form-data", b"multipart/form-data; boundary=", b"cross-site", b"\t", b"*",
]  # fmt: skip
HANDSHAKE = [
    b"Host: x", b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    b"Sec-WebSocket-Version: 13",
]  # fmt: skip
any_bytes = st.binary(max_size=40)
known_names = st.sampled_from([name for name in KNOWN if name != b"Host"])
names = known_names | st.from_regex(rb"[A-Za-z-]{1,20}", fullmatch=True)
values = st.sampled_from(LIKELY) | st.text(st.characters(min_codepoint=32, max_codepoint=255)).map(
    lambda text: text.encode("latin-1")
)
fair_lines = st.builds(lambda name, value: name + b": " + value, names, values)
odd_lines = st.builds(
    lambda name, colon, value: name + colon + value,
    st.sampled_from(KNOWN) | any_bytes,
    st.sampled_from([b": ", b":", b" : ", b""]),
    any_bytes | st.integers(0, 40_000).map(lambda size: b"x" * size),
)
many_lines = fair_lines.map(lambda line: b"\r\n".join([line] * 50))
handshakes = st.lists(fair_lines, max_size=4).map(lambda lines: [*HANDSHAKE, *lines])
fair_heads = st.lists(fair_lines | many_lines, max_size=6).map(lambda lines: [b"Host: x", *lines])
odd_heads = st.lists(fair_lines | odd_lines, max_size=12)
starts = st.builds(
    lambda method, path, version: b"%s %s HTTP/%s" % (method, path, version),
    st.sampled_from([b"GET", b"GET", b"POST", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"TRACE", b"CONNECT", b"PRI"]),
    st.sampled_from([b"/users", b"/gateway", b"/gateway", b"/users?query=x", b"/metrics", b"*", b"http://x/users", b"//users", b"/\xff", b"x"]),
    st.sampled_from([b"1.1"] * 8 + [b"1.0", b"0.9", b"2.0", b"11"]),
)  # fmt: skip


def statuses(answer: bytes) -> Iterable[int]:
    return [int(found) for found in re.findall(rb"(?:\A|\r\n|\n)HTTP/1\.1 ([0-9]{3}) ", answer)]


async def say(server: Running, data: bytes) -> bytes:
    """All that comes back until the server hangs up or lets us in. Raises `TimeoutError` if it does neither."""
    async with wire_to(server) as wire, asyncio.timeout(DEADLINE):
        answer = b""
        try:
            wire.writer.write(data)
            while piece := await wire.reader.read(2**16):
                answer += piece
                if answer.startswith(b"HTTP/1.1 101"):
                    break
        except ConnectionResetError:
            pass
        return answer


async def serves_on(server: Running) -> bool:
    """With more patience: on such a machine a sound head may take longer than half of one is waited for."""
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(connection, "HEAD_SECONDS", DEADLINE)
        answer = await say(server, b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return list(statuses(answer)) == [200]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, server: Running, ada: Visitor) -> None:
    """Whoever says half of something is given up on soon, and so is who has got an answer: ada is in already."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "WRITE_SECONDS", "LINGER_SECONDS"):
        monkeypatch.setattr(connection, name, 0.1)
    for name in ("OPENING_SECONDS", "LINGER_SECONDS"):
        monkeypatch.setattr(gateway_connection, name, 1.0)
    server.server.config.timeout_keep_alive = 0.1  # type: ignore[assignment] # less than uvicorn's smallest


@pytest.mark.usefixtures("impatient")
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    opening=st.tuples(starts, fair_heads | odd_heads) | st.tuples(st.just(b"GET /gateway HTTP/1.1"), handshakes),
    rest=st.sampled_from([b"", b"{}", b"2\r\n{}\r\n0\r\n\r\n", b"\xff" * 2000]),
)
@example(opening=(b"POST /users HTTP/1.1", [b"Host: x", b"Origin: http://["]), rest=b"")
@example(opening=(b"POST /users HTTP/1.1", [b"Host: x", b"Origin: x", b"Origin: y"]), rest=b"")
@example(opening=(b"POST /users HTTP/1.1", [b"Host: x", b"Host: y", b"Origin: x"]), rest=b"")
@example(opening=(b"GET /gateway HTTP/1.1", [*HANDSHAKE, b"Origin: http://["]), rest=b"")
@example(opening=(b"GET /gateway HTTP/1.1", [*HANDSHAKE, b"Origin: x", b"Origin: y"]), rest=b"")
@example(opening=(b"GET /gateway HTTP/1.1", [*HANDSHAKE, b"Host: y", b"Origin: x"]), rest=b"")
@example(opening=(b"GET /gateway HTTP/1.1", HANDSHAKE), rest=b"\xff" * 2000)
async def test_headers_nobody_thought_of(
    server: Running, ada: Visitor, opening: tuple[bytes, list[bytes]], rest: bytes
) -> None:
    start, head = opening
    request = b"\r\n".join([start, *head, b"Cookie: session_id=" + ada.cookie.encode(), b"", b""])
    answer = await say(server, request + rest)
    assert all(status < 500 for status in statuses(answer)), answer
    assert await serves_on(server)
