"""What one account can't do to the others: frames, pieces, sockets, typing, slow lines."""

import asyncio
import json
import socket as stdlib_socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from websockets.protocol import Protocol as SansIo
from websockets.server import ServerProtocol

from besedka.gateway import connection, roster
from besedka.gateway.protocol import PIECES_LIMIT
from tests.support.cast import Visitor
from tests.support.people import Person, make_group
from tests.support.raw import RawSocket, frame, handshake, op
from tests.support.server import Running, sqlite_only, with_settings

pytestmark = sqlite_only
PATIENCE = 60  # seconds: on a machine that does other things besides
PING = 9
FLOOD = 3000  # frames: a slow machine takes them in more slowly, while a hundred a second are allowed
SHARE = 350  # of a flood, which one may send at once

Connect = Callable[[Visitor], Awaitable[RawSocket]]


@pytest.fixture
async def connect(server: Running) -> AsyncIterator[Connect]:
    """Connect a visitor; greeted already."""
    opened: list[RawSocket] = []

    async def make(visitor: Visitor) -> RawSocket:
        socket = await RawSocket.connect(server.port, f"session_id={visitor.cookie}")
        opened.append(socket)
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["t"] == "hello"
        return socket

    yield make
    for socket in opened:
        socket.close()
        with suppress(ConnectionError):
            await socket.writer.wait_closed()


async def end_of(socket: RawSocket) -> int:
    async with asyncio.timeout(PATIENCE):
        return (await socket.closing())[0]


FLOODS = {
    "texts": op(op="ping"),
    "pings": frame(b"", opcode=PING),
    "pongs": frame(b"", opcode=10),
    "messages in two": frame(b"{", fin=False) + frame(b'"op":"ping"}', opcode=0),
}


@with_settings(rate_limits="on")
@pytest.mark.parametrize("kind", FLOODS)
async def test_every_frame_counts(connect: Connect, ada: Visitor, kind: str) -> None:
    socket = await connect(ada)
    socket.send(FLOODS[kind] * FLOOD)
    assert await end_of(socket) == 4429


@with_settings(rate_limits="on")
async def test_a_flood_is_not_parsed_to_its_end(
    connect: Connect, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quarter of a million pings in one go: the others go on being answered. Those over the budget are hardly looked at."""
    parsed: list[Any] = []

    def events_received(ws: Any) -> list[Any]:
        events: list[Any] = SansIo.events_received(ws)
        parsed.extend(events)
        return events

    monkeypatch.setattr(ServerProtocol, "events_received", events_received, raising=False)
    other = await connect(boris)
    socket = await connect(ada)
    socket.send(frame(b"", opcode=PING) * 250_000)
    other.send(op(op="ping", ref=1))
    async with asyncio.timeout(PATIENCE):
        assert (await other.receive())["ref"] == 1
    assert await end_of(socket) == 4429
    assert len(parsed) < 2000


@with_settings(rate_limits="on")
async def test_frames_are_counted_by_user_not_by_socket(connect: Connect, ada: Visitor, boris: Visitor) -> None:
    sockets = [await connect(ada) for _ in range(4)]
    for socket in sockets:
        socket.send(op(op="ping") * SHARE)
    codes = [await end_or_pong(socket) for socket in sockets]
    assert 4429 in codes
    other = await connect(boris)
    other.send(op(op="ping") * SHARE)
    assert await end_or_pong(other) == 0


async def end_or_pong(socket: RawSocket) -> int:
    """The close code; 0 if all pings were answered."""
    async with asyncio.timeout(PATIENCE):
        for _ in range(SHARE):
            opcode, payload = await socket.read_frame()
            if opcode == 8:
                return int.from_bytes(payload[:2], "big")
    return 0


async def test_empty_pieces_are_bounded_also_without_limits(connect: Connect, ada: Visitor) -> None:
    socket = await connect(ada)
    socket.send(frame(b"{", fin=False) + frame(b"", opcode=0, fin=False) * PIECES_LIMIT)
    assert await end_of(socket) == 1009


async def test_typing_counts_once_a_second(
    connect: Connect, ada: Visitor, boris: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Person(each.id, each.cookie) for each in (ada, boris)]
    first, second = [await make_group(server.database, people) for _ in range(2)]
    writer, reader = await connect(ada), await connect(boris)
    for chat_id in (first, first, second, first, second):
        writer.send(op(op="typing", chat_id=chat_id))
    writer.send(op(op="send", chat_id=first, text="done"))
    heard = []
    async with asyncio.timeout(PATIENCE):
        while (told := await reader.receive())["t"] != "message":
            heard.append(told["chat_id"])
        assert heard == [first, second]
        monkeypatch.setattr(roster, "TYPING_SECONDS", 0.0)
        writer.send(op(op="typing", chat_id=first))
        assert (await reader.receive())["t"] == "typing"


async def test_the_oldest_socket_gives_way(
    connect: Connect, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roster.SOCKETS_LIMIT == 50
    monkeypatch.setattr(roster, "SOCKETS_LIMIT", 3)
    sockets = [await connect(ada) for _ in range(5)]
    assert [await end_of(socket) for socket in sockets[:2]] == [4430, 4430]
    for socket in (*sockets[2:], await connect(boris)):
        socket.send(op(op="ping"))
        assert await socket.receive() == {"t": "pong"}


async def test_however_slow_a_line_it_makes_progress(connect: Connect, ada: Visitor, server: Running) -> None:
    """Twenty pages of history are asked for at once, over a line that takes 64 KiB at a time."""
    chat_id = await make_group(server.database, [Person(ada.id, ada.cookie)])
    for number in range(300):
        text = f"{number}" + "x" * 9900
        assert (await ada.post(f"/chats/{chat_id}/messages", {"text": text})).status_code == 200
    socket = await connect(ada)
    for since in range(1, 301, 15):
        socket.send(op(op="sync", ref=since, chat_id=chat_id, since=since))
    seen: set[int] = set()
    async with asyncio.timeout(100):
        for since in range(1, 301, 15):
            await asyncio.sleep(0.02)  # a slow reader, whose line holds back
            answer = await socket.receive_until("ok")
            assert answer["ref"] == since
            assert len(json.dumps(answer)) < 2 * 256 * 1024
            seen |= {message["seq"] for message in answer["messages"]}
    assert seen == set(range(1, 301))


async def test_ops_wait_for_who_does_not_read(
    connect: Connect, ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eighty pages are asked for, and nothing is read until the line is full: were they all written, it would be closed."""
    chat_id = await make_group(server.database, [Person(ada.id, ada.cookie)])
    for number in range(30):
        assert (await ada.post(f"/chats/{chat_id}/messages", {"text": f"{number}" + "x" * 9900})).status_code == 200
    full = asyncio.Event()
    pause_writing = connection.GatewayConnection.pause_writing

    def pause(line: connection.GatewayConnection) -> None:
        full.set()
        pause_writing(line)

    monkeypatch.setattr(connection.GatewayConnection, "pause_writing", pause)
    socket = await connect(ada)
    for number in range(80):
        socket.send(op(op="sync", ref=number, chat_id=chat_id, since=1))
    async with asyncio.timeout(100):
        await full.wait()
        assert [(await socket.receive_until("ok"))["ref"] for _ in range(80)] == list(range(80))


async def test_who_says_no_more_and_reads_nothing_is_let_go(
    connect: Connect, ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half closed: it is nobody's any more, and its socket goes although its answers are not read."""
    monkeypatch.setattr(connection, "LINGER_SECONDS", 0.1)
    chat_id = await make_group(server.database, [Person(ada.id, ada.cookie)])
    for _ in range(30):
        await ada.post(f"/chats/{chat_id}/messages", {"text": "x" * 9900})
    idle = server.leftovers["sockets"]
    socket = await connect(ada)
    socket.writer.transport.pause_reading()  # type: ignore[attr-defined] # it is one for reading too
    for _ in range(40):
        socket.send(op(op="sync", chat_id=chat_id, since=0))
    await socket.writer.drain()
    await asyncio.sleep(0)
    socket.writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        while server.leftovers["sockets"] > idle:
            await asyncio.sleep(0.01)
    assert server.leftovers["connections"] == 0


async def send_all(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def test_who_talks_before_the_greeting_is_read_no_faster(server: Running, ada: Visitor) -> None:
    """Three hundred ops behind the handshake, of someone who reads nothing: what follows is not read either."""
    chat_id = await make_group(server.database, [Person(ada.id, ada.cookie)])
    for _ in range(30):
        await ada.post(f"/chats/{chat_id}/messages", {"text": "x" * 9900})
    sock = stdlib_socket.create_connection(("127.0.0.1", server.port))
    sock.setsockopt(stdlib_socket.SOL_SOCKET, stdlib_socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=sock, limit=1024)
    writer.write(handshake(f"session_id={ada.cookie}") + op(op="sync", chat_id=chat_id, since=0) * 300)
    await writer.drain()
    async with asyncio.timeout(PATIENCE):
        while not server.leftovers["connections"]:
            await asyncio.sleep(0.005)
    piece = op(op="read", chat_id=chat_id, seq=1, ref="x" * 60_000)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(send_all(writer, piece * 1000), 1)  # 60 MB: more than any buffer on the way
    del reader
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_who_reads_nothing_at_all_is_let_go(
    connect: Connect, ada: Visitor, boris: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITE_LIMIT", 300 * 1024)
    people = [Person(each.id, each.cookie) for each in (ada, boris)]
    chat_id = await make_group(server.database, people)
    socket = await connect(ada)
    socket.writer.transport.pause_reading()  # type: ignore[attr-defined] # it is one for reading too
    for _ in range(1000):
        await boris.post(f"/chats/{chat_id}/messages", {"text": "x" * 9900})
        if not server.leftovers["connections"]:
            break
    socket.writer.transport.resume_reading()  # type: ignore[attr-defined] # likewise
    assert await end_of(socket) == 4408
