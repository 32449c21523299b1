"""The bare comparison for fan-out: a uvloop server that sends what it gets to everyone, without database, permissions
or a real WebSocket parser.
"""

import argparse
import asyncio
from typing import cast

import uvloop

from bench.processes import SERVER_CORE, pin

_OK = b'{"t":"ok","message":{"padding":"' + b"x" * 250 + b'"}}'
_MESSAGE = b'{"t":"message","chat_id":1,"version":1234567,"message":{"padding":"' + b"x" * 250 + b'"}}'
_FRAMES = {payload: bytes((0x81, 126)) + len(payload).to_bytes(2, "big") + payload for payload in (_OK, _MESSAGE)}


class Broadcaster(asyncio.Protocol):
    """Greets, then answers each frame with an `ok` and everyone with a `message`; one write a round to each."""

    everyone: set["Broadcaster"] = set()  # noqa: RUF012 - shared on purpose
    due = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._open = False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.everyone.discard(self)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._open = True
            ready = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" if b"Upgrade" not in data else b'{"t":"hello"}'
            self.transport.write(ready)
            self.everyone.add(self)
            return
        frames = data.count(b'"op"')
        self.transport.write(_FRAMES[_OK] * frames)
        if not Broadcaster.due:
            asyncio.get_running_loop().call_soon(self._flush)
        Broadcaster.due += frames

    @classmethod
    def _flush(cls) -> None:
        data = _FRAMES[_MESSAGE] * cls.due
        cls.due = 0
        for each in cls.everyone:
            each.transport.write(data)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Broadcaster, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    pin(SERVER_CORE)
    uvloop.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
