"""Which sessions have ended: remembered for as long as a request of theirs may be on its way; their downloads are cut."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from besedka.actions.files import Files
from besedka.bus import SessionsEnded
from besedka.bus.memory import MemoryBus
from besedka.http import connection, endings, uploads
from besedka.http.endings import Endings
from besedka.model import Session
from tests.support.cast import PATIENCE, Visitor
from tests.support.server import Running

SIZE = 16 * 1024 * 1024  # more than the buffers on the way take


def session(number: int) -> Session:
    return Session(number, 1, 0, 0, 0, "", "")


def test_so_many_are_remembered_and_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert endings.KEPT_SECONDS > uploads.FILE_SECONDS
    monkeypatch.setattr(endings, "KEPT_MOST", 2)
    now = 1000.0
    monkeypatch.setattr(endings, "monotonic", lambda: now)
    bus = MemoryBus()
    ended = Endings(bus)
    bus.publish([SessionsEnded(1, (1, 2, 3))])
    assert [ended.has_ended(session(each)) for each in range(1, 5)] == [False, True, True, False]
    now += endings.KEPT_SECONDS + 1
    bus.publish([SessionsEnded(1, (4,))])
    assert [ended.has_ended(session(each)) for each in range(1, 5)] == [False, False, False, True]
    ended.close()
    bus.publish([SessionsEnded(1, (5,))])
    assert not ended.has_ended(session(5))


@asynccontextmanager
async def stalled(server: Running, cookie: str, file_id: int) -> AsyncIterator[asyncio.StreamReader]:
    """A download of which nothing is read but the head."""
    sock = socket.create_connection(("127.0.0.1", server.port))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    sock.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=sock)
    writer.write(f"GET /files/{file_id} HTTP/1.1\r\nHost: x\r\nCookie: session_id={cookie}\r\n\r\n".encode())
    try:
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        yield reader
    finally:
        writer.transport.abort()


async def rest(reader: asyncio.StreamReader) -> int:
    """How many bytes still come, until the connection ends or all are here."""
    count = 0
    with suppress(ConnectionError):
        while count < SIZE and (piece := await reader.read(65536)):
            count += len(piece)
    return count


@pytest.mark.parametrize("how", ["signed out", "ended elsewhere", "deactivated"])
async def test_a_download_is_cut_when_its_session_ends(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    begun: list[Endings] = []
    cutting = Endings.cutting

    def noted(self: Endings, session: Session, cut: Callable[[], None]) -> AbstractContextManager[None]:
        begun.append(self)
        return cutting(self, session, cut)

    monkeypatch.setattr(Endings, "cutting", noted)
    monkeypatch.setattr(connection, "WRITE_SECONDS", 3600)  # that nobody reads cuts no download either
    chat_id = await boris.chat_with(ada)
    sent = await boris.client.post(f"/chats/{chat_id}/files", files={"file": ("a", bytes(SIZE))})
    file_id = sent.json()["id"]
    await boris.post(f"/chats/{chat_id}/messages", {"text": "seeds", "file_ids": [file_id]})
    async with (
        asyncio.timeout(PATIENCE),
        stalled(server, str(boris.cookie), file_id) as his,
        stalled(server, str(ada.cookie), file_id) as hers,
    ):
        if how == "signed out":
            assert (await boris.post("/logout")).is_success
        elif how == "ended elsewhere":
            await ada.delete(f"/server/people/{boris.id}/sessions")
        else:
            await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
        assert await rest(his) < SIZE
        assert await rest(hers) == SIZE
        while begun[0]._cuts:  # noqa: SLF001 - nothing else shows that nothing is left behind
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("after", ["find_content", "read"])
async def test_a_download_that_is_only_beginning_gives_nothing(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    chat_id = await boris.chat_with(ada)
    sent = await boris.client.post(f"/chats/{chat_id}/files", files={"file": ("a", b"seeds")})
    elsewhere, step = server.visitor_of(boris), getattr(Files, after)

    async def overtaken(*given: Any, **more: Any) -> object:
        made: object = await step(*given, **more)
        assert (await elsewhere.post("/logout")).is_success
        return made

    monkeypatch.setattr(Files, after, overtaken)
    with suppress(httpx.RemoteProtocolError, httpx.ReadError):
        answer = await boris.client.get(f"/files/{sent.json()['id']}")
        assert answer.status_code == 401
        assert after == "find_content"  # an answer that has begun can only be cut
