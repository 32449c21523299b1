"""A closed-loop HTTP load: so many connections, each asking again as soon as it is answered."""

import asyncio
import time
from collections.abc import Iterator
from itertools import repeat
from typing import cast

import msgspec
import uvloop

from bench.processes import CLIENT_CORE, pin

CONNECTIONS = 64
WARM_UP = 0.5  # seconds that are not counted


class Load(msgspec.Struct, frozen=True):
    """What came of it."""

    rate: float  # answers a second
    p50: float  # milliseconds
    p99: float
    wrong: int  # answers other than 200

    def __str__(self) -> str:
        wrong = f", {self.wrong} WRONG" if self.wrong else ""
        return f"{self.rate:8,.0f}/s   p50 {self.p50:6.2f} ms   p99 {self.p99:6.2f} ms{wrong}"


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], times: list[float]) -> None:
        self._requests = requests
        self._times = times
        self._buffer = b""
        self._sent = 0.0
        self.wrong = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop registers no base class
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if separator and len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            self._times.append(time.perf_counter() - self._sent)
            self.wrong += not head.startswith(b"HTTP/1.1 200")
            self._buffer = b""
            self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        self.transport.write(next(self._requests))


def measure(port: int, request: bytes, seconds: float) -> Load:
    """Send `request` to a server on this machine, again and again, for that long, from the client's core."""
    return measure_each(port, repeat(request), seconds)


def measure_each(port: int, requests: Iterator[bytes], seconds: float) -> Load:
    """As `measure`, with the next of `requests` each time."""
    pin(CLIENT_CORE)
    return uvloop.run(_measure(port, requests, seconds))


def get(path: str, cookie: str = "") -> bytes:
    """The bytes of a GET."""
    head = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode()


def post(path: str, body: object, cookie: str = "") -> bytes:
    """The bytes of a POST."""
    content = msgspec.json.encode(body)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


async def _measure(port: int, requests: Iterator[bytes], seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    opened = [
        await loop.create_connection(lambda: _Connection(requests, times), "127.0.0.1", port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(WARM_UP)
    times.clear()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    elapsed = time.perf_counter() - began
    ordered = sorted(times)
    for transport, _ in opened:
        transport.close()
    return Load(
        rate=len(ordered) / elapsed,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[len(ordered) * 99 // 100] * 1000,
        wrong=sum(connection.wrong for _, connection in opened),
    )
