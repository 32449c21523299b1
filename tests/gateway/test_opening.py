"""Whatever goes wrong while a connection is let in: it ends in a greeting, an answer or a close frame, and leaves nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest

from besedka.bus import ChatJoined, ChatLeft
from besedka.database import Transaction
from besedka.errors import Unavailable
from besedka.gateway import connection, looks
from besedka.gateway import door as doors
from besedka.gateway import frames as frames_module
from besedka.gateway import hub as hubs
from besedka.store import chats, members
from tests.support.cast import Visitor
from tests.support.faults import Faults, faults_in
from tests.support.people import Person, make_group
from tests.support.raw import RawSocket, handshake, op
from tests.support.server import Running, sqlite_only

PATIENCE = 60  # seconds: on a machine that does other things besides

ADMISSION = "resume_session"
CHATS = "list_chat_ids"
SNAPSHOT = "take_snapshot"
LOOK = "view_chat"


@pytest.fixture
def faults(server: Running) -> Iterator[Faults]:
    with faults_in(server.database) as faults:
        yield faults


@pytest.fixture
async def group(server: Running, ada: Visitor, boris: Visitor) -> int:
    """Ada and Boris are in it."""
    return await make_group(server.database, [Person(each.id, each.cookie) for each in (ada, boris)])


@pytest.fixture
async def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "RETRY_SECONDS", 0.01)


class Door:
    """Where visitors knock. Whoever was let in is let go in the end."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.sockets: list[RawSocket] = []

    async def knock(self, visitor: Visitor) -> RawSocket:
        """Answered, and not greeted yet."""
        self.sockets.append(await RawSocket.connect(self.server.port, cookie(visitor)))
        return self.sockets[-1]

    async def greeted(self, visitor: Visitor) -> RawSocket:
        socket = await self.knock(visitor)
        async with asyncio.timeout(PATIENCE):
            assert (await socket.receive())["t"] == "hello"
        return socket


@pytest.fixture
async def door(server: Running) -> AsyncIterator[Door]:
    door = Door(server)
    yield door
    for socket in door.sockets:
        await shut(socket.writer)


def cookie(visitor: Visitor) -> str:
    return f"session_id={visitor.cookie}"


async def answer_to(server: Running, head: bytes) -> bytes:
    """All that comes until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head)
    try:
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        await shut(writer)


async def shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_failure_before_the_answer_is_an_answer(door: Door, faults: Faults, ada: Visitor) -> None:
    for error, status in ((Unavailable(), b"503"), (ValueError("a defect"), b"500"), (OSError(), b"500")):
        faults.fail(ADMISSION, error)
        answer = await answer_to(door.server, handshake(cookie(ada)))
        assert answer.startswith(b"HTTP/1.1 " + status), answer
    await door.greeted(ada)


@pytest.mark.parametrize("error", [Unavailable(), ValueError("a defect"), OSError()], ids=["no", "defect", "system"])
@pytest.mark.parametrize("asker", [CHATS, SNAPSHOT])
async def test_a_failure_after_the_answer_sends_away(
    door: Door, faults: Faults, ada: Visitor, asker: str, error: Exception
) -> None:
    faults.fail(asker, error)
    socket = await door.knock(ada)
    async with asyncio.timeout(PATIENCE):
        code, reason = await socket.closing()
    assert code == 1001
    assert "reconnect_after_ms" in reason
    await door.greeted(ada)


async def test_no_answer_is_an_end(door: Door, faults: Faults, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = faults.hold_before(ADMISSION)
    with monkeypatch.context() as hurried:
        hurried.setattr(connection, "OPENING_SECONDS", 0.1)
        assert await answer_to(door.server, handshake(cookie(ada))) == b""
    gate.open.set()
    await door.greeted(ada)


async def test_no_greeting_is_an_end(door: Door, faults: Faults, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = faults.hold_before(CHATS)
    with monkeypatch.context() as hurried:
        hurried.setattr(connection, "GREETING_SECONDS", 0.1)
        socket = await door.knock(ada)
        async with asyncio.timeout(PATIENCE):
            assert (await socket.closing())[0] == 1006
    gate.open.set()
    await door.greeted(ada)


@pytest.mark.parametrize("asker", [ADMISSION, CHATS, SNAPSHOT])
@pytest.mark.parametrize("goodbye", ["abort", "eof"])
async def test_who_leaves_while_let_in_leaves_nothing(
    server: Running, faults: Faults, ada: Visitor, asker: str, goodbye: str
) -> None:
    gate = faults.hold_before(asker)
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(handshake(cookie(ada)))
    await gate.wait_until_reached()
    writer.transport.abort() if goodbye == "abort" else writer.write_eof()
    gate.open.set()
    await nobody_is_left(server)
    await shut(writer)


HEADS: dict[str, dict[str, Any]] = {
    "no origin at all": {"Origin": "http://["},
    "a bad port": {"Origin": "http://localhost:abc"},
    "a bad host": {"Host": "localhost:abc", "Origin": "http://localhost"},
}


@sqlite_only
@pytest.mark.parametrize("headers", HEADS.values(), ids=HEADS)
async def test_headers_that_make_no_sense_are_answered(server: Running, ada: Visitor, headers: dict[str, str]) -> None:
    answer = await answer_to(server, handshake(cookie(ada), **headers))
    assert answer.split()[1] in {b"400", b"403"}, answer


@sqlite_only
@pytest.mark.parametrize("twice", [b"Origin: http://localhost", b"Host: localhost", b"Sec-WebSocket-Key: x"])
async def test_headers_that_stand_twice_are_answered(server: Running, ada: Visitor, twice: bytes) -> None:
    head = handshake(cookie(ada), Origin="http://localhost").replace(b"\r\n\r\n", b"\r\n" + twice + b"\r\n\r\n")
    assert (await answer_to(server, head)).startswith(b"HTTP/1.1 400")


@sqlite_only
async def test_handshakes_that_hang_up_at_once_keep_no_socket(door: Door, ada: Visitor) -> None:
    heads = [handshake(cookie(ada), **headers) for headers in HEADS.values()] + [handshake(cookie(ada))]
    for number in range(400):
        _, writer = await asyncio.open_connection("127.0.0.1", door.server.port)
        writer.write(heads[number % len(heads)])
        await shut(writer)
    await nobody_is_left(door.server)
    await door.greeted(ada)


@sqlite_only
async def test_those_on_their_way_in_are_bounded(
    door: Door, faults: Faults, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "OPENING_LIMIT", 2)
    gate = faults.hold_before(ADMISSION)
    writers = [(await asyncio.open_connection("127.0.0.1", door.server.port))[1] for _ in range(2)]
    for writer in writers:
        writer.write(handshake(cookie(ada)))
    async with asyncio.timeout(PATIENCE):
        while door.server.leftovers["opening"] < 2:
            await asyncio.sleep(0.005)
    assert (await answer_to(door.server, handshake(cookie(ada)))).startswith(b"HTTP/1.1 503")
    gate.open.set()
    for writer in writers:
        await shut(writer)
    await nobody_is_left(door.server)
    await door.greeted(ada)


@sqlite_only
async def test_what_is_remembered_of_the_way_in_is_bounded(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "DEFERRED_LIMIT", 2)
    gate = faults.hold_after(SNAPSHOT)
    socket = await door.knock(ada)
    await gate.wait_until_reached()
    for _ in range(3):
        await make_room_change(boris)
    gate.open.set()
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 1001
    await door.greeted(ada)


async def make_room_change(visitor: Visitor) -> None:
    await visitor.channel(await visitor.room())


async def test_what_happens_while_let_in_is_known_after_it(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor, group: int
) -> None:
    """The snapshot is taken, then much happens, then it is sent."""
    room_id = await ada.room()
    gate = faults.hold_after(SNAPSHOT)
    socket = await door.knock(ada)
    await gate.wait_until_reached()
    posted = (await boris.post(f"/chats/{group}/messages", {"text": "meanwhile"})).json()
    direct = await boris.chat_with(ada)
    channel = await ada.channel(room_id)
    await boris.edit(name="Boris the Second")
    await ada.put(f"/chats/{group}/read", {"seq": 1})
    gate.open.set()
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] == "hello"
        wanted: dict[tuple[str, int], Callable[[dict[str, Any]], bool]] = {
            ("message", group): lambda frame: frame["message"]["id"] == posted["id"],
            ("chat", direct): lambda frame: "after" not in frame,
            ("chat", channel): lambda frame: frame["chat"]["room_id"] == room_id,
            ("room", room_id): lambda frame: frame["version"] > 1,
            ("user", boris.id): lambda frame: frame["user"]["name"] == "Boris the Second",
        }
        read = False
        while wanted or not read:
            frame = await socket.receive()
            read = read or (frame["t"] in {"read", "chat"} and frame["chat_id"] == group and marker(frame) == 1)
            key = (frame["t"], frame.get("chat_id") or frame.get("room_id") or frame.get("user", {}).get("id"))
            if key in wanted and wanted[key](frame):
                del wanted[key]


def marker(frame: dict[str, Any]) -> int:
    return int(frame["last_read_seq"] if "last_read_seq" in frame else frame["chat"]["last_read_seq"])


async def test_a_chat_left_while_let_in_is_silent(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor, group: int
) -> None:
    """Greeted with a snapshot that still has the chat: told that it is gone, and nothing of it."""
    gate = faults.hold_after(SNAPSHOT)
    socket = await door.knock(ada)
    await gate.wait_until_reached()
    await leave(door.server, group, ada.id)
    gate.open.set()
    await boris.post(f"/chats/{group}/messages", {"text": "she is gone"})
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive())["t"] == "hello"
        assert await socket.receive_until("left") == {"t": "left", "chat_id": group}
    await hears_nothing(socket)


@pytest.mark.usefixtures("fast")
async def test_a_new_chat_is_heard_although_looking_at_it_failed(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor
) -> None:
    socket = await door.greeted(ada)
    faults.fail(LOOK, Unavailable(), ValueError("a defect"), OSError())
    chat_id = await boris.chat_with(ada)
    await boris.post(f"/chats/{chat_id}/messages", {"text": "hello"})
    async with asyncio.timeout(PATIENCE):
        shown = await socket.receive_until("chat")
        assert shown["chat_id"] == chat_id
        if shown["chat"]["last_seq"] == 0:
            assert (await socket.receive_until("message"))["message"]["text"] == "hello"
        await boris.post(f"/chats/{chat_id}/messages", {"text": "again"})
        assert (await socket.receive_until("message"))["message"]["text"] == "again"
    assert faults.left == 0


@pytest.mark.usefixtures("fast")
async def test_whom_a_defect_keeps_in_the_dark_is_sent_away(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor
) -> None:
    socket = await door.greeted(ada)
    faults.fail(LOOK, *[ValueError("a defect")] * looks.DEFECTS_LIMIT)
    await boris.chat_with(ada)
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == 1001


async def test_who_leaves_a_chat_while_it_is_looked_at_hears_nothing_of_it(
    door: Door, faults: Faults, ada: Visitor, boris: Visitor, group: int
) -> None:
    """The look finds a member; before it can say so, they are none any more."""
    socket = await door.greeted(ada)
    await leave(door.server, group, ada.id)
    async with asyncio.timeout(PATIENCE):
        await socket.receive_until("left")
    gate = faults.hold_after(LOOK)
    await join(door.server, group, ada.id)
    await gate.wait_until_reached()
    await leave(door.server, group, ada.id)
    gate.open.set()
    await boris.post(f"/chats/{group}/messages", {"text": "she is gone"})
    await hears_nothing(socket)


async def leave(server: Running, chat_id: int, user_id: int) -> None:
    """As the coming action of that name will do it."""

    async def work(tx: Transaction) -> None:
        await chats.raise_version(tx, chat_id)
        await tx.execute("delete from member where chat_id = $1 and user_id = $2", chat_id, user_id)
        tx.announce(ChatLeft(chat_id, (user_id,)))

    await server.database.write(work)


async def join(server: Running, chat_id: int, user_id: int) -> None:
    async def work(tx: Transaction) -> None:
        await chats.raise_version(tx, chat_id)
        await members.insert_member(tx, chat_id, user_id)
        tx.announce(ChatJoined(chat_id, (user_id,)))

    await server.database.write(work)


async def hears_nothing(socket: RawSocket) -> None:
    """But the pong to a ping: what comes before it was sent before."""
    socket.send(op(op="ping"))
    async with asyncio.timeout(PATIENCE):
        assert await socket.receive() == {"t": "pong"}


async def nobody_is_left(server: Running) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while server.leftovers["sockets"] > 3 or server.leftovers["opening"]:  # those of the visitors' own requests
                await asyncio.sleep(0.005)
    except TimeoutError:
        assert server.leftovers == {}


class Seats:
    """Newcomers are seated chat by chat, and wait before the second."""

    def __init__(self) -> None:
        self.reached, self.open = asyncio.Event(), asyncio.Event()

    async def in_turns(self, chats: Sequence[Any], _: int) -> AsyncIterator[list[Any]]:
        for number, chat in enumerate(chats):
            if number == 1:
                self.reached.set()
                await self.open.wait()
            yield [chat]


@pytest.fixture
def seats(monkeypatch: pytest.MonkeyPatch) -> Seats:
    seats = Seats()
    monkeypatch.setattr(doors, "in_turns", seats.in_turns)
    return seats


async def make_three(server: Running, *visitors: Visitor) -> list[int]:
    return [await make_group(server.database, [Person(each.id, each.cookie) for each in visitors]) for _ in range(3)]


async def test_what_happens_while_seats_are_found_is_told(
    door: Door, seats: Seats, ada: Visitor, boris: Visitor
) -> None:
    """`hello` is sent, the first chat is heard, the others not yet: messages, leaving, coming back, a new chat."""
    first, second, third = await make_three(door.server, ada, boris)
    socket = await door.greeted(ada)
    await seats.reached.wait()
    await leave(door.server, first, ada.id)
    assert await socket.receive_until("left") == {"t": "left", "chat_id": first}
    for chat_id in (first, second, third):
        await boris.post(f"/chats/{chat_id}/messages", {"text": "meanwhile"})
    await leave(door.server, third, ada.id)
    direct = await boris.chat_with(ada)
    assert (await socket.receive_until("chat"))["chat_id"] == direct
    seats.open.set()
    async with asyncio.timeout(PATIENCE):
        frames = [await socket.receive() for _ in range(2)]
        told = {(frame["t"], frame["chat_id"]) for frame in frames}
        assert told == {("message", second), ("left", third)}
        await boris.post(f"/chats/{second}/messages", {"text": "again"})
        assert (await socket.receive_until("message"))["message"]["text"] == "again"
    await boris.post(f"/chats/{first}/messages", {"text": "she is gone"})
    await boris.post(f"/chats/{third}/messages", {"text": "she is gone"})
    await hears_nothing(socket)


async def test_who_comes_back_while_seats_are_found_is_in(
    door: Door, seats: Seats, ada: Visitor, boris: Visitor
) -> None:
    *_, third = await make_three(door.server, ada, boris)
    socket = await door.greeted(ada)
    await seats.reached.wait()
    await leave(door.server, third, ada.id)
    await join(door.server, third, ada.id)
    async with asyncio.timeout(PATIENCE):
        assert (await socket.receive_until("chat"))["chat_id"] == third
        seats.open.set()
        await boris.post(f"/chats/{third}/messages", {"text": "hello again"})
        frame = await socket.receive_until("message")
    assert frame["message"]["text"] == "hello again"


@pytest.mark.parametrize("end", ["abort", "sign out"])
async def test_who_goes_while_seats_are_found_leaves_nothing(
    door: Door, seats: Seats, ada: Visitor, boris: Visitor, end: str
) -> None:
    await make_three(door.server, ada, boris)
    socket = await door.greeted(ada)
    await seats.reached.wait()
    if end == "abort":
        socket.writer.transport.abort()
    else:
        await ada.get("/logout")
        assert (await socket.closing())[0] == 4401
        await shut(socket.writer)
    seats.open.set()
    await nobody_is_left(door.server)


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_a_hello_in_pieces_is_the_same(
    door: Door, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Read in portions beside the event loop, encoded in turns."""
    ids = await make_three(door.server, ada, boris)
    await ada.room()
    whole = await (await door.knock(ada)).receive()
    listed = await ada.chats()
    monkeypatch.setattr(chats, "PORTION", size)
    monkeypatch.setattr(frames_module, "CHATS_AT_ONCE", size)
    monkeypatch.setattr(doors, "SEATED_AT_ONCE", size)
    monkeypatch.setattr(hubs, "EXPECTED_AT_ONCE", size)
    socket = await door.knock(ada)
    assert await socket.receive() == whole
    assert [chat["chat_id"] for chat in whole["chats"]] == ids
    assert await ada.chats() == listed
    for chat_id in ids:
        await boris.post(f"/chats/{chat_id}/messages", {"text": "hello"})
        assert (await socket.receive_until("message"))["chat_id"] == chat_id
