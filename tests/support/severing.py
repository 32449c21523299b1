"""A proxy before PostgreSQL that cuts a connection at a chosen moment of a chosen statement."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

CHUNK = 256 * 1024  # bytes


class Moment(StrEnum):
    """Of a statement, when the connection is cut."""

    BEFORE = "before"  # PostgreSQL never hears of it
    DURING = "during"  # PostgreSQL is at it, and goes on
    ANSWER = "answer"  # it is done, committed where it commits, and the answer is lost


class _Source:
    """One side of a connection, which is read while it flows."""

    def __init__(self, reader: asyncio.StreamReader, flowing: asyncio.Event) -> None:
        self._reader = reader
        self._flowing = flowing

    async def read(self) -> bytes:
        data = await self._reader.read(CHUNK)
        await self._flowing.wait()
        return data


class Severing:
    """Passes on, until a client sends what contains a mark."""

    def __init__(self, socket: Path) -> None:
        self.closed = False  # to whoever comes
        self.cuts = 0
        self._socket = socket
        self._mark = b""
        self._moment = Moment.BEFORE
        self._times = 0
        self._pairs: set[asyncio.Task[None]] = set()
        self._flows: dict[asyncio.StreamWriter, asyncio.Event] = {}  # by the client's side

    def cut_at(self, mark: str, moment: Moment, times: int = 1) -> None:
        """Cut the next connections, so many times, on which this is sent."""
        self._mark, self._moment, self._times = mark.encode(), moment, times

    def hold_all(self) -> None:
        """Have every connection that is open now fall silent, in both directions."""
        for flowing in self._flows.values():
            flowing.clear()

    def abandon_all(self) -> None:
        """Cut them towards the client only: PostgreSQL does not notice."""
        self.hold_all()
        for writer in self._flows:
            writer.transport.abort()

    async def cut_all(self) -> None:
        """Every connection that is open now."""
        for pair in self._pairs:
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a client to PostgreSQL."""
        pair = asyncio.create_task(self._serve(reader, writer))
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)
        pair.add_done_callback(lambda _: writer.transport.abort())  # also of one that is cut before it has begun

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        lost = asyncio.Event()  # what PostgreSQL answers from now on
        flowing = self._flows[writer] = asyncio.Event()
        flowing.set()
        try:
            if self.closed:
                return
            far_reader, far_writer = await asyncio.open_unix_connection(str(self._socket))
            writers.append(far_writer)
            async with asyncio.TaskGroup() as pipes:
                pipes.create_task(self._ask(_Source(reader, flowing), far_writer, lost))
                pipes.create_task(self._answer(_Source(far_reader, flowing), writer, lost))
        except* OSError:
            pass  # cut, by us or by one of the two
        finally:
            del self._flows[writer]
            for each in writers:
                each.transport.abort()

    async def _ask(self, source: _Source, sink: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await source.read():
            due = self._times and self._mark in data
            if due:
                self._times -= 1
                self.cuts += 1
            if due and self._moment is Moment.BEFORE:
                raise ConnectionAbortedError
            if due and self._moment is Moment.ANSWER:
                lost.set()
            sink.write(data)
            await sink.drain()
            if due and self._moment is Moment.DURING:
                raise ConnectionAbortedError
        raise ConnectionResetError

    async def _answer(self, source: _Source, sink: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await source.read():
            if lost.is_set():
                raise ConnectionAbortedError
            sink.write(data)
            await sink.drain()
        raise ConnectionResetError


@asynccontextmanager
async def severing(url: str) -> AsyncIterator[tuple[Severing, str]]:
    """A proxy before the database at `url`, and its own URL of the same database."""
    parts = urlsplit(url)
    proxy = Severing(Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432")
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield proxy, f"postgresql://postgres@127.0.0.1:{port}{parts.path}?sslmode=disable"
    finally:
        server.close()
        await proxy.cut_all()
