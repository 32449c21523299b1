"""Gateway clients as light as can be: they count bytes, and look inside only where a figure needs it."""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from typing import TypeAlias, cast

_MASK = b"\0\0\0\0"  # a valid mask, which changes nothing
_SHORT = 126

Heard: TypeAlias = Callable[["Socket", bytes], None]


class Socket(asyncio.Protocol):
    """One connection. `heard` is called with all bytes that come after the handshake."""

    def __init__(self, cookie: str, heard: Callable[["Socket", bytes], None]) -> None:
        self._cookie = cookie
        self._heard = heard
        self._head = b""
        self._open = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /gateway HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {self._cookie}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._open:
            self._heard(self, data)
            return
        self._head += data
        if b'{"t":"hello"' in self._head:
            self._open = True
            if not self.ready.done():
                self.ready.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError(self._head.decode(errors="replace")))

    def send(self, frame: bytes) -> None:
        """Send a frame made by `frame`."""
        self.transport.write(frame)


def frame(**members: object) -> bytes:
    """A client's text frame."""
    payload = json.dumps(members).encode()
    if len(payload) < _SHORT:
        return bytes((0x81, 0x80 | len(payload))) + _MASK + payload
    return bytes((0x81, 0x80 | 126)) + len(payload).to_bytes(2, "big") + _MASK + payload


async def connect(port: int, cookie: str, heard: Callable[[Socket, bytes], None]) -> Socket:
    """A socket that has been welcomed."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(cookie, heard), "127.0.0.1", port)
    await socket.ready
    return socket


async def connect_all(port: int, cookies: list[str], heard: Callable[[Socket, bytes], None]) -> list[Socket]:
    """Sockets for all of these, some at a time."""
    sockets: list[Socket] = []
    for start in range(0, len(cookies), 100):
        some = cookies[start : start + 100]
        sockets += await asyncio.gather(*(connect(port, cookie, heard) for cookie in some))
    return sockets
