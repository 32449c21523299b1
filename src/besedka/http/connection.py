"""HTTP/1.1 as uvicorn speaks it, with the patience of a server that anyone may connect to."""

from asyncio import TimerHandle, Transport
from http import HTTPStatus
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from besedka.errors import Code
from besedka.wire.shapes import ProblemBody

HEAD_SECONDS = 15.0  # for the request line and headers, from the first byte or the connection on
HEAD_LIMIT = 32 * 1024  # bytes
BODY_SECONDS = 15.0  # in which a body has to bring BODY_PROGRESS or its end
BODY_PROGRESS = 16 * 1024  # bytes


class HttpConnection(HttpToolsProtocol):
    """Closes a connection that takes too long over a request's head or trickles its body, refuses heads that are too
    large, and answers what is no HTTP as the API answers everything: with a problem of its own code.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's affair
        super().__init__(*args, **kwargs)
        self._deadline: TimerHandle | None = None
        self._head_bytes = 0
        self._body_bytes = 0
        self._reading_head = False
        self._has_ended_message = False  # whether the data in hand holds the end of an earlier request

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # asyncio says BaseTransport
        super().connection_made(transport)
        self._set_deadline(HEAD_SECONDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._set_deadline(HEAD_SECONDS, self._give_up)
        self._has_ended_message = False
        super().data_received(data)
        if self._reading_head and not self._has_ended_message and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_LIMIT:
                self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        self._reading_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._reading_head = False
        self._body_bytes = 0
        self._set_deadline(BODY_SECONDS, self._check_progress)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._clear_deadline()
        self._has_ended_message = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """See `HttpToolsProtocol`: refuse what is no request, and hang up."""
        status = HTTPStatus.BAD_REQUEST
        body = msgspec.json.encode(ProblemBody(title=status.phrase, status=status, code=Code.BAD_HTTP, detail=msg))
        head = b"content-type: application/problem+json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """See `HttpToolsProtocol`: from here on the connection is the gateway's."""
        self._clear_deadline()
        super().handle_websocket_upgrade()
        del self.parser  # which refers to us, who are needed no more

    def _set_deadline(self, seconds: float, then: Any) -> None:  # noqa: ANN401 - a method of this class
        self._clear_deadline()
        self._deadline = self.loop.call_later(seconds, then)

    def _clear_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _check_progress(self) -> None:
        """Hang up on a body that trickles, unless it is we who do not read."""
        if self._body_bytes < BODY_PROGRESS and not self.flow.read_paused:
            self._give_up()
        else:
            self._body_bytes = 0
            self._set_deadline(BODY_SECONDS, self._check_progress)

    def _give_up(self) -> None:
        self.transport.abort()
