"""HTTP/1.1 as uvicorn speaks it, with the patience of a server that anyone may connect to."""

import asyncio
import re
from asyncio import TimerHandle, Transport
from enum import Enum
from http import HTTPStatus
from typing import Any
from weakref import ref

import httptools
import msgspec
from uvicorn import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from besedka.errors import BadRequest, Code
from besedka.http.answers import encode_body
from besedka.http.refusals import Refusals
from besedka.wire.proxies import TrustedProxies
from besedka.wire.shapes import shape_problem

PIECE = 1024  # bytes parsed at a time: what is in one piece are the most requests that wait for those before them
HEAD_SECONDS = 10.0  # for the request line and headers, from the first byte or the connection on
HEAD_LIMIT = 32 * 1024  # bytes; likewise for what may stand around the pieces of a body
BODY_SECONDS = 15.0  # in which a body has to bring BODY_PROGRESS or its end
BODY_PROGRESS = 16 * 1024  # bytes
WRITE_SECONDS = 15.0  # in which who does not read has to take WRITE_PROGRESS or all there is
WRITE_PROGRESS = 16 * 1024  # bytes
LINGER_SECONDS = 2.0  # for a client to read why it was refused

_VERSIONS = {"1.0", "1.1"}
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_HANDSHAKE_TOO_SOON = "A handshake has to wait for the answers to the requests before it."


class Part(Enum):
    """What of a request is being read."""

    NONE = "between two requests"
    HEAD = "the request line and headers"
    BODY = "the body"


class Reception(msgspec.Struct, frozen=True):
    """What all connections of a server share."""

    proxies: TrustedProxies
    refusals: Refusals


class Flow(FlowControl):
    """Nothing more is read while something waits to be parsed, though uvicorn asks for it with each request it begins."""

    held = False

    def resume_reading(self) -> None:
        if not self.held:
            super().resume_reading()


class HttpConnection(HttpToolsProtocol):
    """Reads requests no faster than they are answered, gives up on who takes too long to send or to read, and answers
    what is no HTTP as the API answers everything: with a problem of its own code, after the answers that come before.
    """

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], reception: Reception
    ) -> None:
        super().__init__(config, server_state, app_state)
        self._reception = reception
        self._part = Part.NONE
        self._unparsed = b""  # what has come, and waits for the requests before it to be answered
        self._moved = False  # whether the piece in hand holds the beginning or end of a part, or some of a body
        self._loose_bytes = 0  # since a piece that did
        self._body_bytes = 0  # since the body's progress was last looked at
        self._unsent_bytes = 0  # when the client's progress was last looked at
        self._refusal: str | None = None  # nothing more is read
        self._upgrading = False
        self._flow: Flow
        self._read_deadline: TimerHandle | None = None
        self._write_deadline: TimerHandle | None = None

    # What the event loop calls.

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # asyncio says BaseTransport
        super().connection_made(transport)
        self.flow = self._flow = Flow(transport)
        self._read_deadline = self.loop.call_later(HEAD_SECONDS, self._check_head_progress)

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_deadlines()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refusal is None:
            self._unparsed = self._unparsed + data if self._unparsed else data
            self._parse()

    def eof_received(self) -> None:
        """The client says no more; what is on its way to it is sent before the transport closes."""
        self._watch_reader()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._write_deadline is not None and not self.transport.is_closing():
            self._write_deadline.cancel()
            self._write_deadline = None

    # What the parser calls. What is raised here comes out of `feed_data`, as the context of its own error.

    def on_message_begin(self) -> None:
        self._unset_keepalive_if_required()
        self._part = Part.HEAD
        self._moved = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._part is Part.HEAD:  # not those behind a body, which nobody expects any more
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        _check_head(self.parser.get_method(), self.parser.get_http_version(), self.headers)
        if self.parser.should_upgrade() and not self._should_upgrade():
            return  # the request is to be read again without
        self._ask_proxy()
        super().on_headers_complete()
        self._unset_keepalive_if_required()  # armed if the answer before was given since this one began
        self._part = Part.BODY
        self._moved = True
        self._body_bytes = 0
        self._clear_read_deadline()

    def on_body(self, body: bytes) -> None:
        self._moved = True
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._part = Part.NONE
        self._moved = True
        self._clear_read_deadline()
        if not self.parser.should_upgrade():
            super().on_message_complete()

    # What uvicorn calls.

    def on_response_complete(self) -> None:
        others_wait = bool(self.pipeline)
        super().on_response_complete()
        if self.transport.is_closing():
            return
        if self._refusal is not None and not others_wait:
            self._answer_refusal()
        elif self._unparsed:
            self._parse()
        elif self.pipeline:
            self.flow.pause_reading()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for a while."""
        super().timeout_keep_alive_handler()
        self._watch_reader()

    def shutdown(self) -> None:
        """The server drains."""
        super().shutdown()
        if self._refusal is not None and not self._is_answering():
            self.transport.abort()
        elif self.transport.is_closing():
            self._watch_reader()

    def _should_upgrade(self) -> bool:
        return self.parser.get_http_version() != "1.0" and super()._should_upgrade()  # RFC 9110 §7.8

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's affair
        seen = ref(cycle)  # which has the scope: a circle of references would outlive the request
        cycle.scope["state"]["is_gone"] = lambda: (latest := seen()) is None or latest.disconnected
        cycle.scope["state"]["cut"] = lambda: _cut(seen())
        task = self.loop.create_task(cycle.run_asgi(app))
        self.tasks.add(task)
        task.add_done_callback(self._end_asgi_task)

    def _end_asgi_task(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if self.transport.is_closing():
            self._watch_reader()

    # Reading.

    def _parse(self) -> None:
        """Read what has come, piece by piece, until a request has to wait for those before it."""
        data, self._unparsed = self._unparsed, b""
        position = 0
        while position < len(data) and self._takes_more():
            position += self._feed(data[position : position + PIECE])
        if self._upgrading:
            self._hand_over(data[position:])
        elif self._refusal is None and not self.transport.is_closing():
            self._unparsed = data[position:]
            self._hold(held=bool(self._unparsed))
            self._set_read_deadline()

    def _hold(self, *, held: bool) -> None:
        if held:
            self._flow.pause_reading()
            self._flow.held = True
        elif self._flow.held:
            self._flow.held = False
            self._flow.resume_reading()

    def _takes_more(self) -> bool:
        return not (self.pipeline or self._upgrading or self._refusal is not None or self.transport.is_closing())

    def _feed(self, piece: bytes) -> int:
        """How much of the piece was read."""
        self._moved = False
        try:
            size = self._read(piece)
        except httptools.HttpParserError as error:
            self._refuse(_why(error))
            return len(piece)
        self._loose_bytes = 0 if self._moved else self._loose_bytes + len(piece)
        if self._loose_bytes > HEAD_LIMIT:
            self._refuse("The request's head is too large.")
        return size

    def _read(self, piece: bytes) -> int:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            if self._should_upgrade():
                self._upgrade()
            else:
                self._ignore_upgrade()
            return int(upgrade.args[0])
        return len(piece)

    def _upgrade(self) -> None:
        if self._is_answering():
            self._refuse(_HANDSHAKE_TOO_SOON)
        else:
            self._upgrading = True

    def _ignore_upgrade(self) -> None:
        """Read the head again without the offer: the parser takes whatever follows for another protocol, a body too."""
        head = self._said_again(without=b"upgrade")
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        self.parser.feed_data(head)

    def _said_again(self, without: bytes = b"") -> bytes:
        line = self.parser.get_method() + b" " + self.url + f" HTTP/{self.parser.get_http_version()}\r\n".encode()
        kept = [b"%s: %s\r\n" % header for header in self.headers if header[0] != without]
        return b"".join([line, *kept, b"\r\n"])

    def _hand_over(self, rest: bytes) -> None:
        """From here on the connection is the gateway's: the request is said again, and what came right behind it."""
        self._clear_deadlines()
        self.connections.discard(self)
        protocol = self.ws_protocol_class(config=self.config, server_state=self.server_state, app_state=self.app_state)  # type: ignore[misc, call-arg] # as uvicorn does
        protocol.connection_made(self.transport)
        self.transport.set_protocol(protocol)
        protocol.data_received(self._said_again())
        if rest:
            protocol.data_received(rest)
        del self.parser  # which refers to us, who are needed no more

    def _ask_proxy(self) -> None:
        """Put the client's address and scheme into the scope, in place of those of a proxy that is trusted."""
        peer = self.client[0] if self.client else ""
        if self._reception.proxies.trusts(peer):
            schemes = [value.decode("latin-1") for name, value in self.headers if name == b"x-forwarded-proto"]
            clients = [value.decode("latin-1") for name, value in self.headers if name == b"x-forwarded-for"]
            self.scope["scheme"] = self._reception.proxies.scheme(peer, schemes)
            self.scope["client"] = (self._reception.proxies.client(peer, clients), 0)

    def _is_answering(self) -> bool:
        latest: RequestResponseCycle | None = self.cycle  # none at first, whatever uvicorn says
        return latest is not None and not latest.response_complete

    # Refusing.

    def _refuse(self, detail: str) -> None:
        """Read no more, and say why once all before it is answered."""
        if not self._reception.refusals.note(self.client[0] if self.client else "", detail):
            self.transport.abort()
            return
        self._refusal = detail
        self._clear_read_deadline()
        latest: RequestResponseCycle | None = self.cycle
        if self._part is Part.BODY and latest is not None and latest.scope is self.scope:
            self._drop_request(latest)
        elif not self._is_answering():
            self._answer_refusal()

    def _drop_request(self, cycle: RequestResponseCycle) -> None:
        """Its body turned out to be none."""
        if self.pipeline:
            self.pipeline.popleft()  # the last one in
            return
        if not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        if cycle.response_started:
            self.transport.close()
            self._watch_reader()
        else:
            self._answer_refusal()

    def _answer_refusal(self) -> None:
        body = encode_body(shape_problem(BadRequest(Code.BAD_HTTP, self._refusal or "")))
        head = b"content-type: application/problem+json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[HTTPStatus.BAD_REQUEST] + head + body)
        self._unset_keepalive_if_required()
        self._hold(held=False)
        self.flow.resume_reading()  # closing with something of theirs unread would reset the connection
        self.transport.write_eof()
        self._clear_deadlines()
        self._write_deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    # Giving up.

    def _set_read_deadline(self) -> None:
        if self._read_deadline is None and self._part is Part.HEAD:
            self._read_deadline = self.loop.call_later(HEAD_SECONDS, self._check_head_progress)
        elif self._read_deadline is None and self._part is Part.BODY:
            self._read_deadline = self.loop.call_later(BODY_SECONDS, self._check_body_progress)

    def _check_head_progress(self) -> None:
        """Hang up, unless it is we who do not read."""
        if self.flow.read_paused:
            self._read_deadline = self.loop.call_later(HEAD_SECONDS, self._check_head_progress)
        else:
            self.transport.abort()

    def _check_body_progress(self) -> None:
        """Hang up on a body that trickles, unless it is we who do not read."""
        if self._body_bytes < BODY_PROGRESS and not self.flow.read_paused:
            self.transport.abort()
        else:
            self._body_bytes = 0
            self._read_deadline = self.loop.call_later(BODY_SECONDS, self._check_body_progress)

    def _watch_reader(self) -> None:
        """Something is on its way to the client, and it is its turn to read."""
        if self._write_deadline is None:
            self._unsent_bytes = self.transport.get_write_buffer_size()
            self._write_deadline = self.loop.call_later(WRITE_SECONDS, self._check_reader)

    def _check_reader(self) -> None:
        """Hang up on who does not read."""
        self._write_deadline = None
        if self._unsent_bytes - self.transport.get_write_buffer_size() < WRITE_PROGRESS:
            self.transport.abort()
        else:
            self._watch_reader()

    def _clear_deadlines(self) -> None:
        self._clear_read_deadline()
        if self._write_deadline is not None:
            self._write_deadline.cancel()
            self._write_deadline = None

    def _clear_read_deadline(self) -> None:
        if self._read_deadline is not None:
            self._read_deadline.cancel()
            self._read_deadline = None


def _cut(cycle: RequestResponseCycle | None) -> None:
    """The client is to see that the answer is not whole."""
    if cycle is not None and not cycle.response_complete:
        cycle.transport.abort()


class _MalformedError(Exception):
    """Why this is no request."""


def _check_head(method: bytes, version: str, headers: list[tuple[bytes, bytes]]) -> None:
    if method == b"CONNECT":
        raise _MalformedError("This is no proxy.")
    if version not in _VERSIONS:
        raise _MalformedError("This server speaks HTTP/1.1 and HTTP/1.0.")
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise _MalformedError("A request has one Host.")  # RFC 9112 §3.2
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise _MalformedError("The Host is none.")
    if sum(name == b"origin" for name, _ in headers) > 1:
        raise _MalformedError("A request has one Origin at most.")


def _why(error: httptools.HttpParserError) -> str:
    cause = error.__context__
    return str(cause) if isinstance(cause, _MalformedError) else "This is not HTTP."
