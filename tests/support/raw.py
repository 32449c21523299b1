"""A gateway client as plain as can be: bytes in, bytes out."""

import asyncio
import base64
import json
import os
import socket
from typing import Any

from tests.support.frames import check_frame

_MASK = b"\0\0\0\0"  # a valid mask, which changes nothing


def frame(payload: bytes, *, opcode: int = 1, fin: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """A WebSocket frame (RFC 6455 §5.2)."""
    first = opcode | (0x80 if fin else 0) | reserved
    mask_bit, mask = (0x80, _MASK) if masked else (0, b"")
    size = len(payload)
    if size < 126:
        return bytes((first, mask_bit | size)) + mask + payload
    if size < 2**16:
        return bytes((first, mask_bit | 126)) + size.to_bytes(2, "big") + mask + payload
    return bytes((first, mask_bit | 127)) + size.to_bytes(8, "big") + mask + payload


def op(**members: object) -> bytes:
    """A client's text frame."""
    return frame(json.dumps(members).encode())


class RawSocket:
    """A connection after the handshake."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, port: int, cookie: str, **headers: str) -> "RawSocket":
        """Raises `AssertionError` with the answer's head if the server does not switch protocols."""
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        sock.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=sock)
        writer.write(handshake(cookie, **headers))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head.decode() + (await reader.read(2000)).decode()
        return cls(reader, writer)

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def read_frame(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload. Raises `asyncio.IncompleteReadError` at the end."""
        first, size = await self._reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self._reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self._reader.readexactly(8), "big")
        return first & 0x0F, await self._reader.readexactly(size)

    async def receive(self) -> dict[str, Any]:
        """The next text frame."""
        while True:
            opcode, payload = await self.read_frame()
            if opcode == 1:
                return check_frame(json.loads(payload))
            assert opcode in {9, 10}, (opcode, payload)

    async def receive_until(self, kind: str) -> dict[str, Any]:
        """The next frame of this kind."""
        while (received := await self.receive())["t"] != kind:
            pass
        return received

    async def closing(self) -> tuple[int, str]:
        """Code and reason of the close frame, whatever comes before it; (1006, "") for an end without one."""
        try:
            while True:
                opcode, payload = await self.read_frame()
                if opcode == 8:
                    return int.from_bytes(payload[:2], "big"), payload[2:].decode()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return 1006, ""

    def close(self) -> None:
        self.writer.transport.abort()


def handshake(cookie: str, **headers: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = {
        "Host": "localhost",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
        "Cookie": cookie,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"GET /gateway HTTP/1.1\r\n{head}\r\n".encode()
