"""The WebSocket protocol, requirement by requirement: RFC 6455, sections 4 (opening), 5 (frames) and 7 (closing), in raw
bytes.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.support.cast import Visitor
from tests.support.raw import RawSocket, frame, handshake, op
from tests.support.server import Running, sqlite_only

pytestmark = sqlite_only
PATIENCE = 60  # seconds: on a machine that does other things besides
KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # of section 1.3
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
ASK = json.dumps({"op": "ping"}).encode()
TOLD = (TEXT, b'{"t":"pong"}')


async def exchange(server: Running, data: bytes) -> bytes:
    """The head of what comes back; nothing, if the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    finally:
        writer.transport.abort()
        with suppress(ConnectionError):
            await writer.wait_closed()


@pytest.fixture
async def socket(server: Running, ada: Visitor) -> AsyncIterator[RawSocket]:
    """A connection that has been greeted."""
    socket = await RawSocket.connect(server.port, f"session_id={ada.cookie}")
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] == "hello"
    yield socket
    socket.close()
    with suppress(ConnectionError):
        await socket.writer.wait_closed()


# Section 4: the opening handshake.


async def test_4_2_2_the_answer(server: Running, ada: Visitor) -> None:
    head = handshake(f"session_id={ada.cookie}", Sec_WebSocket_Key=KEY, Sec_WebSocket_Protocol="chat")
    answer = await exchange(server, head)
    lines = answer.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    assert lines[0] == "HTTP/1.1 101 Switching Protocols"
    assert headers["upgrade"].lower() == "websocket"
    assert headers["connection"].lower() == "upgrade"
    expected = hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()  # noqa: S324 - as the RFC has it
    assert headers["sec-websocket-accept"] == base64.b64encode(expected).decode()
    assert not headers.keys() & {"sec-websocket-protocol", "sec-websocket-extensions"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Upgrade": "WebSocket"},
        {"Connection": "keep-alive, Upgrade"},
        {"Connection": "upgrade"},
        {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits"},
        {"Sec_WebSocket_Protocol": "a, b"},
        {"X_Unknown": "whatever"},
    ],
)
async def test_4_2_1_what_a_handshake_may_look_like(server: Running, ada: Visitor, headers: dict[str, str]) -> None:
    answer = await exchange(server, handshake(f"session_id={ada.cookie}", **headers))
    assert answer.startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize(
    "headers",
    [
        {"Upgrade": "h2c"},
        {"Upgrade": ""},
        {"Connection": "keep-alive"},
        {"Connection": ""},
        {"Host": ""},
        {"Sec_WebSocket_Key": ""},
        {"Sec_WebSocket_Key": "c2hvcnQ="},
        {"Sec_WebSocket_Key": "!" * 24},
        {"Sec_WebSocket_Version": ""},
        {"Sec_WebSocket_Version": "8"},
        {"Sec_WebSocket_Version": "14"},
        {"Sec_WebSocket_Version": "thirteen"},
    ],
)
async def test_4_2_1_what_it_may_not_look_like(server: Running, ada: Visitor, headers: dict[str, str]) -> None:
    answer = await exchange(server, handshake(f"session_id={ada.cookie}", **headers))
    assert answer.startswith(b"HTTP/1.1 400 "), answer


async def test_4_4_a_refusal_for_the_version_names_ours(server: Running, ada: Visitor) -> None:
    answer = await exchange(server, handshake(f"session_id={ada.cookie}", Sec_WebSocket_Version="12"))
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in answer


@pytest.mark.parametrize("method", [b"POST", b"HEAD", b"OPTIONS"])
async def test_4_1_a_handshake_is_a_get(server: Running, ada: Visitor, method: bytes) -> None:
    head = handshake(f"session_id={ada.cookie}").replace(b"GET", method, 1)
    assert not (await exchange(server, head)).startswith(b"HTTP/1.1 101")


async def test_4_1_a_handshake_is_of_http_1_1(server: Running, ada: Visitor) -> None:
    head = handshake(f"session_id={ada.cookie}").replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    answer = await exchange(server, head)
    assert answer
    assert b" 101 " not in answer.partition(b"\r\n")[0]


async def test_4_a_frame_in_one_write_with_the_handshake_is_not_lost(server: Running, ada: Visitor) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(handshake(f"session_id={ada.cookie}") + op(op="ping", ref=1) + op(op="ping", ref=2))
    socket = RawSocket(reader, writer)
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert (await socket.receive())["t"] == "hello"
        assert [(await socket.receive())["ref"] for _ in range(2)] == [1, 2]
    socket.close()


# Section 5: frames.


async def test_5_1_the_server_does_not_mask(socket: RawSocket) -> None:
    socket.send(frame(ASK))
    async with asyncio.timeout(PATIENCE):
        first, second = await socket._reader.readexactly(2)  # noqa: SLF001 - the frame's head
    assert (first, second) == (0x81, len(b'{"t":"pong"}'))


@pytest.mark.parametrize("mask", [b"\0\0\0\0", b"\1\2\3\4", b"\xff\xff\xff\xff"])
async def test_5_3_any_mask_will_do(socket: RawSocket, mask: bytes) -> None:
    masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(ASK))
    socket.send(bytes((0x81, 0x80 | len(ASK))) + mask + masked)
    await answers(socket)


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
async def test_5_2_unknown_opcodes(socket: RawSocket, opcode: int) -> None:
    socket.send(frame(b"", opcode=opcode))
    await fails(socket, 1002)


@pytest.mark.parametrize("reserved", [0x10, 0x20, 0x40, 0x70])
@pytest.mark.parametrize("opcode", [TEXT, PING, CLOSE])
async def test_5_2_reserved_bits(socket: RawSocket, opcode: int, reserved: int) -> None:
    socket.send(frame(b"", opcode=opcode, reserved=reserved))
    await fails(socket, 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE])
async def test_5_1_a_client_masks(socket: RawSocket, opcode: int) -> None:
    socket.send(frame(b"", opcode=opcode, masked=False))
    await fails(socket, 1002)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536])
async def test_5_2_lengths(socket: RawSocket, size: int) -> None:
    """In all three forms. What is no frame of ours is an end of its own kind, and what is too large another."""
    padding = max(0, size - len(json.dumps({"op": "ping", "padding": ""})))
    text = json.dumps({"op": "ping", "padding": "x" * padding}).encode() if padding else b" " * size
    socket.send(frame(text))
    if padding:
        await answers(socket, within=1)
    else:
        await fails(socket, 4400)


async def test_5_2_a_length_of_64_bits(socket: RawSocket) -> None:
    socket.send(b"\x81\xff" + b"\xff" * 8 + b"\0\0\0\0")
    code, _ = await end_of(socket)
    assert code in {1002, 1009}


@pytest.mark.parametrize(
    "pieces",
    [
        [(TEXT, ASK[:5], False), (0, ASK[5:], True)],
        [(TEXT, b"", False), (0, ASK, True)],
        [(TEXT, ASK[:5], False), (0, b"", False), (0, ASK[5:], True)],
        [(TEXT, ASK[:5], False), (PONG, b"x", True), (0, ASK[5:], True)],
    ],
)
async def test_5_4_a_message_in_pieces(socket: RawSocket, pieces: list[tuple[int, bytes, bool]]) -> None:
    for opcode, data, fin in pieces:
        socket.send(frame(data, opcode=opcode, fin=fin))
    await answers(socket, within=1)


async def test_5_4_pings_are_answered_between_pieces(socket: RawSocket) -> None:
    socket.send(frame(ASK[:5], fin=False) + frame(b"between", opcode=PING) + frame(ASK[5:], opcode=0))
    async with asyncio.timeout(PATIENCE):
        assert [await socket.read_frame() for _ in range(2)] == [(PONG, b"between"), TOLD]


@pytest.mark.parametrize(
    "data",
    [
        frame(ASK, opcode=0),
        frame(ASK, opcode=0, fin=False),
        frame(ASK[:5], fin=False) + frame(ASK[5:]),
        frame(ASK[:5], fin=False) + frame(ASK[5:], opcode=BINARY),
        frame(ASK) + frame(b"", opcode=0),
    ],
    ids=["a piece of nothing", "an open piece of nothing", "a new text between", "binary between", "a piece too much"],
)
async def test_5_4_pieces_out_of_place(socket: RawSocket, data: bytes) -> None:
    socket.send(data)
    await fails(socket, 1002)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
async def test_5_5_control_frames_are_short_and_whole(socket: RawSocket, opcode: int) -> None:
    socket.send(frame(b"x" * 126, opcode=opcode))
    await fails(socket, 1002)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
async def test_5_5_control_frames_come_in_one_piece(socket: RawSocket, opcode: int) -> None:
    socket.send(frame(b"", opcode=opcode, fin=False))
    await fails(socket, 1002)


@pytest.mark.parametrize("payload", [b"", b"x", b"\xff\xfe", b"x" * 125])
async def test_5_5_2_a_ping_comes_back(socket: RawSocket, payload: bytes) -> None:
    socket.send(frame(payload, opcode=PING))
    async with asyncio.timeout(PATIENCE):
        assert await socket.read_frame() == (PONG, payload)


async def test_5_5_2_pongs_in_order_and_before_later_answers(socket: RawSocket) -> None:
    socket.send(frame(b"1", opcode=PING) + frame(ASK) + frame(b"2", opcode=PING) + frame(ASK))
    async with asyncio.timeout(PATIENCE):
        came = [await socket.read_frame() for _ in range(4)]
    assert came == [(PONG, b"1"), TOLD, (PONG, b"2"), TOLD]


async def test_5_5_3_a_pong_that_nobody_asked_for(socket: RawSocket) -> None:
    socket.send(frame(b"unasked", opcode=PONG))
    socket.send(frame(ASK))
    await answers(socket, within=1)


@pytest.mark.parametrize(
    "text",
    [b"\xff", b'{"op":"ping","x":"\xc3"}', b'{"op":"nonsense","x":"\xed\xa0\x80"}', b'{"op":"ping"}\xf8'],
)
async def test_5_6_text_is_utf8(socket: RawSocket, text: bytes) -> None:
    socket.send(frame(text))
    await fails(socket, 1007)


async def test_5_6_also_across_pieces(socket: RawSocket) -> None:
    text = json.dumps({"op": "ping", "x": "ж"}, ensure_ascii=False).encode()
    cut = text.index("ж".encode()) + 1
    socket.send(frame(text[:cut], fin=False) + frame(text[cut:], opcode=0))
    await answers(socket, within=1)


# Section 7: closing.


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
async def test_7_4_codes_that_may_be_sent_come_back(socket: RawSocket, code: int) -> None:
    socket.send(frame(code.to_bytes(2, "big") + b"bye", opcode=CLOSE))
    await fails(socket, code)


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535])
async def test_7_4_codes_that_may_not_be_sent(socket: RawSocket, code: int) -> None:
    socket.send(frame(code.to_bytes(2, "big"), opcode=CLOSE))
    await fails(socket, 1002)


async def test_7_1_5_a_goodbye_without_a_code(socket: RawSocket) -> None:
    socket.send(frame(b"", opcode=CLOSE))
    async with asyncio.timeout(PATIENCE):
        assert await socket.read_frame() == (CLOSE, b"")


async def test_5_5_1_half_a_code(socket: RawSocket) -> None:
    socket.send(frame(b"\x03", opcode=CLOSE))
    await fails(socket, 1002)


async def test_7_1_6_a_reason_is_utf8(socket: RawSocket) -> None:
    socket.send(frame(b"\x03\xe8\xff", opcode=CLOSE))
    code, _ = await end_of(socket)
    assert code in {1002, 1007}


async def test_5_5_1_nothing_is_done_after_a_goodbye(socket: RawSocket) -> None:
    socket.send(frame(b"\x03\xe8", opcode=CLOSE) + frame(ASK) + frame(b"x", opcode=PING))
    async with asyncio.timeout(PATIENCE):
        assert await socket.read_frame() == (CLOSE, b"\x03\xe8")
        with pytest.raises(asyncio.IncompleteReadError):
            await socket.read_frame()


async def test_7_1_1_the_server_closes_first(socket: RawSocket) -> None:
    socket.send(frame(b"\x03\xe8", opcode=CLOSE))
    async with asyncio.timeout(PATIENCE):
        assert await socket.read_frame() == (CLOSE, b"\x03\xe8")
        assert await socket._reader.read() == b""  # noqa: SLF001 - the end of the stream


async def test_7_1_7_a_failed_connection_is_read_no_further(socket: RawSocket) -> None:
    socket.send(frame(b"", opcode=3) + frame(ASK))
    async with asyncio.timeout(PATIENCE):
        opcode, payload = await socket.read_frame()
        assert (opcode, int.from_bytes(payload[:2], "big")) == (CLOSE, 1002)
        assert await socket._reader.read() == b""  # noqa: SLF001 - likewise


async def test_7_2_1_an_end_without_a_goodbye(server: Running, socket: RawSocket) -> None:
    socket.writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 1006
        while server.leftovers["connections"]:
            await asyncio.sleep(0.005)


async def test_what_was_asked_before_a_goodbye_is_done(server: Running, ada: Visitor, socket: RawSocket) -> None:
    chat_id = await ada.chat_with(ada)
    socket.send(op(op="send", chat_id=chat_id, text="and bye") + frame(b"\x03\xe8", opcode=CLOSE))
    async with asyncio.timeout(PATIENCE):
        while not (found := (await ada.get(f"/chats/{chat_id}/messages")).json()["messages"]):
            await asyncio.sleep(0.005)
    assert [each["text"] for each in found] == ["and bye"]


async def answers(socket: RawSocket, *, within: int = 1) -> None:
    """The op is answered, as one of the next frames."""
    async with asyncio.timeout(PATIENCE):
        assert TOLD in [await socket.read_frame() for _ in range(within)]


async def end_of(socket: RawSocket) -> tuple[int, str]:
    async with asyncio.timeout(PATIENCE):
        return await socket.closing()


async def fails(socket: RawSocket, code: int) -> None:
    assert (await end_of(socket))[0] == code
