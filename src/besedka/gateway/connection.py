"""One client's socket: drives the WebSocket protocol (RFC 6455, by `websockets`) and ours over a transport."""

import asyncio
from contextlib import suppress
from functools import cache
from itertools import count
from typing import Any, cast

import structlog
from prometheus_client import Counter
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from besedka import metrics
from besedka.errors import BadRequest, Code, InternalError, NotSignedIn, Problem
from besedka.gateway import frames, handshakes
from besedka.gateway.door import Visitor
from besedka.gateway.node import Node
from besedka.gateway.ops import OpQueue
from besedka.gateway.protocol import (
    FRAME_LIMIT,
    Close,
    CloseCode,
    Conversation,
    Kind,
    Life,
    Output,
    PingSocket,
    Run,
    Write,
    comeback_reason,
)
from besedka.model import Blocks, Session

SLOW_BYTES = 256 * 1024  # that wait for a slow reader: from here on ops wait too
WRITE_LIMIT = 2**20  # bytes that may wait
EARLY_LIMIT = 256 * 1024  # bytes of a client that talks before it is greeted
SLICE = 4096  # bytes parsed at a time, so that a flood is stopped before all of it is
OPENING_SECONDS = 10.0  # for the answer to a handshake
GREETING_SECONDS = 30.0  # from there to `hello`
LINGER_SECONDS = 5.0  # for the client's half of the closing handshake
DEFERRED_LIMIT = 1000  # things to look at after `hello`

log = structlog.get_logger(__name__)
_numbers = count(1)
_NOTHING: frozenset[tuple[str, int]] = frozenset()
_KINDS = {Opcode.TEXT: Kind.TEXT, Opcode.CONT: Kind.PIECE, Opcode.BINARY: Kind.BINARY}


class GatewayConnection(asyncio.Protocol):
    """What uvicorn makes for an upgrade. It first replays the request to us, then every byte that comes.

    Its life is `Conversation.life`; what is to be done at each step of it is done in `_open`, `greet`, `_hang_up`,
    `connection_lost`.
    """

    __slots__ = (
        "_conversation",
        "_deadline",
        "_deferred",
        "_early",
        "_node",
        "_opening",
        "_ops",
        "_server_state",
        "_slow",
        "_transport",
        "_write_limit",
        "_ws",
        "blocks",
        "chats",
        "number",
        "peers",
        "renewed_for",
        "rooms",
        "session",
        "user_id",
    )

    session: Session

    def __init__(self, node: Node, server_state: Any) -> None:  # noqa: ANN401 - uvicorn's
        self.number = next(_numbers)
        self.user_id = 0
        self.renewed_for = 0.0
        self.chats: set[int] = set()
        self.rooms: set[int] = set()
        self.peers: dict[int, int] = {}
        self.blocks = Blocks()
        self._node = node
        self._server_state = server_state
        self._ws = ServerProtocol(max_size=FRAME_LIMIT)
        self._conversation = Conversation()
        self._ops = OpQueue(self)
        self._early = b""
        self._deferred: set[tuple[str, int]] | frozenset[tuple[str, int]] = _NOTHING
        self._opening: asyncio.Task[None] | None = None
        self._slow = False
        self._write_limit = WRITE_LIMIT
        self._deadline: asyncio.TimerHandle
        self._transport: asyncio.Transport

    # What uvicorn and the event loop call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=SLOW_BYTES)
        self._server_state.connections.add(self)
        self._deadline = asyncio.get_running_loop().call_later(OPENING_SECONDS, self._give_up)

    def data_received(self, data: bytes) -> None:
        if self.life is Life.OPEN:
            self._read(data)
        elif self.life is Life.OPENING:
            self._wait_with(data)

    def eof_received(self) -> None:
        """The client has left without a word; what is still on its way to them the transport sends before it closes."""
        self._ops.end()
        self._depart()
        self._set_deadline(LINGER_SECONDS)  # else who never reads what is on its way would keep the socket for ever

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """An open parser would be a cycle of references for the garbage collector, which keeps the event loop when many
        go at once.
        """
        self._conversation.lose()
        self._deadline.cancel()
        self._server_state.connections.discard(self)
        if self._opening is not None:
            self._opening.cancel()
        self._ops.end()
        self._depart()
        self._ws.parser.close()

    def pause_writing(self) -> None:
        self._slow = True
        self._ops.slow_down()

    def resume_writing(self) -> None:
        self._slow = False
        self._write_limit = WRITE_LIMIT
        self._ops.speed_up()

    def shutdown(self) -> None:
        """The server drains (uvicorn calls this)."""
        self.end(*comeback_reason())

    # What the other parts of the gateway call.

    @property
    def life(self) -> Life:
        return self._conversation.life

    @property
    def acted(self) -> float:
        return self._conversation.acted

    def deliver(self, data: bytes) -> None:
        """See `roster.Connection`. A client that does not keep up comes back and resumes, and loses nothing."""
        self._transport.write(data)
        if self._slow and self._transport.get_write_buffer_size() > self._write_limit:
            self.end(CloseCode.TOO_SLOW, "too slow: come back and resume")

    def whisper(self, data: bytes) -> None:
        if not self._slow and self.life is Life.OPEN:
            self._transport.write(data)

    def defer(self, kind: str, thing: int) -> None:
        if isinstance(self._deferred, set):
            self._deferred.add((kind, thing))
            if len(self._deferred) > DEFERRED_LIMIT:
                self.end(*comeback_reason())

    def is_in_doubt(self, kind: str, thing: int) -> bool:
        """See `door.Newcomer`."""
        return (kind, thing) in self._deferred

    def recall(self) -> set[tuple[str, int]]:
        """See `door.Newcomer`."""
        deferred, self._deferred = self._deferred, _NOTHING
        return set(deferred)

    def greet(self, hello: bytes) -> None:
        """See `door.Newcomer`."""
        now = asyncio.get_running_loop().time()
        if not self._conversation.open(now, self._node.budget_of(self.user_id)):
            return
        self.renewed_for = now
        self._deadline.cancel()
        self._write_limit = WRITE_LIMIT + len(hello)
        self._transport.write(hello)
        asyncio.get_running_loop().call_soon(self._begin_to_listen)

    def tick(self, now: float) -> None:
        self._act(self._conversation.tick(now))

    def end(self, code: CloseCode, reason: str) -> None:
        if self.life in {Life.LEAVING, Life.GONE}:
            return
        metrics.CLOSED.labels(int(code)).inc()
        self._ops.abandon()
        if not self.user_id:  # it is not a WebSocket yet
            self._transport.abort()
            return
        self._ws.fail(code, reason)
        self._send(self._ws.data_to_send())

    # What the queue of ops calls.

    async def do(self, op: frames.AnyOp) -> None:
        answer = await self._answer(op)
        if self.life is Life.OPEN:
            self.deliver(answer)

    def pause(self) -> None:
        self._transport.pause_reading()

    def go_on(self) -> None:
        if self.life is Life.OPEN:
            self._transport.resume_reading()

    # Opening.

    def _wait_with(self, data: bytes) -> None:
        """The first that comes is the request; what follows has to wait for the greeting."""
        if self._opening is None:
            self._transport.pause_reading()
            self._opening = asyncio.get_running_loop().create_task(self._open(data))
        elif len(self._early) + len(data) <= EARLY_LIMIT:
            self._early += data
        else:
            self._transport.abort()

    async def _open(self, head: bytes) -> None:
        """The way in. However it ends, it ends: in a greeting, in an answer that says why not, or in a close frame."""
        try:
            async with self._node.door.pass_through():
                async with self._node.door.answering():
                    visitor = await self._shake_hands(head)
                await self._enter(visitor)
        except Problem as problem:
            self._refuse(problem)
        except Exception:
            log.exception("defect", connection=self.number)
            self._refuse(InternalError())
        finally:
            self._opening = None

    async def _shake_hands(self, head: bytes) -> Visitor:
        """Raises `Problem` for whom does not come in."""
        request = handshakes.read(self._ws, head)
        visitor = await self._node.door.admit(request, self._peer())
        self._accept(request)
        self.user_id, self.session = visitor.session.user_id, visitor.session
        self._deferred = set()
        self._set_deadline(GREETING_SECONDS)
        return visitor

    def _peer(self) -> str:
        name = self._transport.get_extra_info("peername")
        return str(name[0]) if name else ""

    def _accept(self, request: Request) -> None:
        response = self._ws.accept(request)
        if response.status_code != handshakes.SWITCHING:
            raise BadRequest(Code.BAD_HTTP, response.body.decode(errors="replace").strip())
        self._ws.send_response(response)
        self._send(self._ws.data_to_send())

    async def _enter(self, visitor: Visitor) -> None:
        """From the answer to the greeting. Whatever fails, the client is told to come back."""
        try:
            await self._node.door.welcome(self, visitor.token)
        except NotSignedIn:
            self.end(CloseCode.SESSION_ENDED, "the session has ended")
        except Problem as problem:
            log.warning("opening_failed", connection=self.number, code=problem.code)
            self.end(*comeback_reason())
        except Exception:
            log.exception("opening_failed", connection=self.number)
            self.end(*comeback_reason())

    def _refuse(self, problem: Problem) -> None:
        if self.life is Life.OPENING and not self._transport.is_closing():
            self._transport.write(handshakes.refusal(problem))
            self._hang_up()

    def _begin_to_listen(self) -> None:
        """To what came before the greeting, then to what comes."""
        if self.life is Life.OPEN:
            self._node.presence.greet(self)
            early, self._early = self._early, b""
            self.go_on()  # before that: what came early may be too much again
            self._read(early)

    # Coming in.

    def _read(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE):
            if self.life is not Life.OPEN:
                return
            self._ws.receive_data(data[start : start + SLICE])
            self._take_in(self._ws.events_received(), self._ws.data_to_send())

    def _take_in(self, events: list[Any], pending: list[bytes]) -> None:
        """`pending` is what the WebSocket itself has to say: a pong for each ping, then perhaps a goodbye. A pong goes
        out before answers to what came after its ping.
        """
        for event in events:
            if self.life is not Life.OPEN:
                return
            if event.opcode is Opcode.PING and pending:
                self._transport.write(pending.pop(0))
            self._receive(event)
        self._send(pending)

    def _receive(self, frame: Frame) -> None:
        now = asyncio.get_running_loop().time()
        kind = _KINDS.get(frame.opcode, Kind.CONTROL)
        self._act(self._conversation.receive(kind, bytes(frame.data), now, last=frame.fin))

    def _act(self, output: Output | None) -> None:
        if isinstance(output, Run):
            self._begin(output.op)
        elif isinstance(output, Write):
            self.deliver(output.data)
        elif isinstance(output, Close):
            self.end(output.code, output.reason)
        elif isinstance(output, PingSocket):
            self._ws.send_ping(b"")
            self._send(self._ws.data_to_send())

    def _begin(self, op: frames.AnyOp) -> None:
        if not isinstance(op, frames.TypingOp):
            self._ops.put(op)
        elif op.chat_id in self.chats and self._node.roster.may_type(self.user_id, op.chat_id):
            self._node.commands.tell_typing(self.user_id, op.chat_id)

    async def _answer(self, op: frames.AnyOp) -> bytes:
        name = str(op.__struct_config__.tag)
        try:
            result = await self._node.commands.run(self.user_id, op)
            _counter(name, "ok").inc()
            return frames.encode(result or frames.Ok(op.ref))
        except Problem as problem:
            _counter(name, problem.code).inc()
            return frames.encode_refusal(op.ref, problem)
        except Exception:
            log.exception("defect", connection=self.number, op=name)
            _counter(name, Code.INTERNAL_ERROR).inc()
            return frames.encode_refusal(op.ref, InternalError())

    # Going out.

    def _send(self, pending: list[bytes]) -> None:
        """Write what the WebSocket has to say; an empty one says that this was all."""
        for data in pending:
            if data:
                self._transport.write(data)
            else:
                self._ops.end()
                self._hang_up()

    def _hang_up(self) -> None:
        """Say no more, but hear the client out for a while: closing at once, with something of theirs unread, would
        reset the connection, and they might never read why.
        """
        if self._conversation.leave():
            self._depart()
            self._set_deadline(LINGER_SECONDS)
            with suppress(OSError, RuntimeError):  # gone already
                self._transport.resume_reading()
                self._transport.write_eof()

    def _depart(self) -> None:
        """Nothing is told to it from here on, whatever becomes of the socket."""
        self._conversation.leave()
        self._node.lose(self)

    def _set_deadline(self, seconds: float) -> None:
        self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        self._transport.abort()


@cache
def _counter(op: str, outcome: str) -> Counter:
    """The one of its labels; looking those up costs more than counting. There are as many as ops and codes."""
    return metrics.OPS.labels(op, outcome)
