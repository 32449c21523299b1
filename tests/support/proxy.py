"""A TCP proxy with a temper: between a client and a server it delays, cuts and half-closes."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

CHUNK = 2048  # bytes


class Proxy:
    """While `calm` it only passes on."""

    def __init__(self, target: int, seed: int) -> None:
        self.calm = False
        self.cuts = 0
        self._target = target
        self._random = random.Random(seed)
        self._clients: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a client to the server."""
        client = asyncio.create_task(self._serve(reader, writer))
        self._clients.add(client)
        client.add_done_callback(self._clients.discard)

    async def close(self) -> None:
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            writers.append(far_writer)
            async with asyncio.TaskGroup() as pipes:
                pipes.create_task(self._pipe(reader, far_writer))
                pipes.create_task(self._pipe(far_reader, writer))
        except* OSError:
            pass  # cut, by us or by one of the two
        finally:
            for each in writers:
                each.transport.abort()

    async def _pipe(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK):
            if not self.calm and await self._misbehave(sink, data):
                return
            sink.write(data)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()

    async def _misbehave(self, sink: asyncio.StreamWriter, data: bytes) -> bool:
        """Sometimes. Whether this direction is closed now; raises `ConnectionAbortedError` for a cut of both."""
        mood = self._random.random()
        if mood < 0.02:
            await asyncio.sleep(self._random.uniform(0, 0.05))
        elif mood < 0.03:
            self.cuts += 1
            sink.write(data[: self._random.randrange(len(data))])  # in the middle of a frame
            await sink.drain()
            raise ConnectionAbortedError
        elif mood < 0.035:
            self.cuts += 1
            sink.write_eof()
            return True
        return False


@asynccontextmanager
async def proxy_to(port: int, seed: int) -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy and its address."""
    proxy = Proxy(port, seed)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    try:
        yield proxy, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await proxy.close()
