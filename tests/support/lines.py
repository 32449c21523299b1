"""HTTP as the people of the suite speak it, over real connections: less than what `httpx` has below it, which takes longer for a
request than the server does.
"""

import asyncio
import select
from collections.abc import Iterator

import httptools
import httpx

_OK = 200  # whatever is less announces another answer


class Lines(httpx.AsyncBaseTransport):
    """Keeps connections for further requests, and opens one more where all are busy. Answers are read as a whole."""

    def __init__(self) -> None:
        self._idle: list[_Line] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = self._find_idle() or await _open(request)
        try:
            async with asyncio.timeout(request.extensions["timeout"]["read"]):
                response = await line.ask(request)
        except TimeoutError as error:
            line.close()
            raise httpx.ReadTimeout("no answer in time", request=request) from error
        except BaseException:
            line.close()
            raise
        if line.is_kept:
            self._idle.append(line)
        else:
            line.close()
        return response

    async def aclose(self) -> None:
        for line in self._idle:
            line.close()
        self._idle.clear()

    def _find_idle(self) -> "_Line | None":
        while self._idle:
            line = self._idle.pop()
            if line.is_open():
                return line
            line.close()
        return None


class _Line(asyncio.Protocol):
    """A connection, for one request at a time."""

    is_kept = False
    """Whether another request may follow."""

    _transport: asyncio.Transport
    _answered: "asyncio.Future[httpx.Response]"
    _parser: httptools.HttpResponseParser

    def __init__(self) -> None:
        self._headers: list[tuple[bytes, bytes]] = []
        self._is_lost = False
        self._writable = asyncio.Event()
        self._writable.set()

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises `httpx.RemoteProtocolError` if the connection ends before it does, or it is not HTTP."""
        self.is_kept = False
        self._method, self._status, self._reason = request.method, 0, b""
        self._headers, self._body = [], bytearray()
        self._answered = asyncio.get_running_loop().create_future()
        self._parser = httptools.HttpResponseParser(self)
        await self._send(request)
        return await self._answered

    def is_open(self) -> bool:
        """Also the end that has come, and was not looked at yet, counts."""
        if self._is_lost or self._transport.is_closing():
            return False
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket"), select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        self._transport.abort()

    async def _send(self, request: httpx.Request) -> None:
        """All of it, or as much as the server takes."""
        pending = b"".join(_head(request))
        is_chunked = "Transfer-Encoding" in request.headers
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for part in request.stream:
            pending += b"%x\r\n%b\r\n" % (len(part), part) if is_chunked else part
            await self._write(pending)
            pending = b""
        await self._write(pending + (b"0\r\n\r\n" if is_chunked else b""))

    async def _write(self, data: bytes) -> None:
        if data and not self._is_lost:
            self._transport.write(data)
            await self._writable.wait()

    def _finish(self) -> None:
        self.is_kept = self._parser.should_keep_alive()
        self._settle(
            httpx.Response(
                self._status,
                headers=self._headers,
                stream=httpx.ByteStream(bytes(self._body)),
                extensions={"http_version": b"HTTP/1.1", "reason_phrase": self._reason},
            )
        )

    def _settle(self, response: httpx.Response) -> None:
        if not self._answered.done():
            self._answered.set_result(response)

    def _fail(self, why: str) -> None:
        if not self._answered.done():
            self._answered.set_exception(httpx.RemoteProtocolError(why))

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"not HTTP: {error}")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio calls it
        self._is_lost = True
        self._writable.set()
        if hasattr(self, "_answered"):
            self._fail("the connection ended before the answer did")

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    # What the parser calls

    def on_status(self, reason: bytes) -> None:
        self._reason = reason

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        if self._method == "HEAD" and self._status >= _OK:
            self._finish()

    def on_body(self, part: bytes) -> None:
        self._body += part

    def on_message_complete(self) -> None:
        if self._status >= _OK:
            self._finish()
        else:
            self._headers.clear()


async def _open(request: httpx.Request) -> _Line:
    try:
        _, line = await asyncio.get_running_loop().create_connection(_Line, request.url.host, request.url.port or 80)
    except OSError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    return line


def _head(request: httpx.Request) -> Iterator[bytes]:
    yield b"%b %b HTTP/1.1\r\n" % (request.method.encode(), request.url.raw_path)
    for name, value in request.headers.raw:
        yield b"%b: %b\r\n" % (name, value)
    yield b"\r\n"
