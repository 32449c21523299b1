"""A TCP proxy with a switch: it passes on, holds, or cuts, when told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK = 64 * 1024  # bytes


class Switch:
    """`closed`: nobody gets in. `muted`: what the server says is lost. While held nothing is read from either side, as when
    a machine hangs.
    """

    def __init__(self, target: int) -> None:
        self.address = ""  # where HTTP is spoken to it
        self.closed = False
        self.muted = False
        self.sent = bytearray()  # from clients to the server
        self._target = target
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._pairs: set[asyncio.Task[None]] = set()

    def hold(self) -> None:
        self._flowing.clear()

    def release(self) -> None:
        self._flowing.set()

    async def close(self) -> None:
        """Nobody gets in, and who was in is out."""
        self.closed = True
        await self.cut()

    def open(self) -> None:
        self.closed = False

    async def cut(self) -> None:
        """All that are open, in the middle of whatever they are at."""
        for pair in self._pairs:
            pair.cancel()
        await asyncio.gather(*self._pairs, return_exceptions=True)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a client to the server."""
        pair = asyncio.create_task(self._serve(reader, writer))
        self._pairs.add(pair)
        pair.add_done_callback(self._pairs.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            if self.closed:
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            writers.append(far_writer)
            async with asyncio.TaskGroup() as pipes:
                pipes.create_task(self._pipe(reader, far_writer, self.sent))
                pipes.create_task(self._pipe(far_reader, writer, None))
        except* OSError:
            pass  # one of the two has gone
        finally:
            for each in writers:
                each.transport.abort()

    async def _pipe(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, record: bytearray | None) -> None:
        while await self._flowing.wait():
            data = await source.read(CHUNK)
            await self._flowing.wait()
            if not data:
                raise ConnectionResetError
            if record is not None:
                record += data
            elif self.muted:
                continue
            sink.write(data)
            await sink.drain()


@asynccontextmanager
async def switch_to(port: int) -> AsyncIterator[tuple[Switch, int]]:
    """A switch before `port`, and the port where it listens itself."""
    switch = Switch(port)
    server = await asyncio.start_server(switch.accept, "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    switch.address = f"http://127.0.0.1:{port}"
    try:
        yield switch, port
    finally:
        server.close()
        await switch.cut()
