"""One client's socket: drives the WebSocket protocol (RFC 6455, by `websockets`) and ours over a transport."""

import asyncio
from collections import deque
from http import HTTPStatus
from typing import Any, cast

import msgspec
import structlog
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from besedka import metrics
from besedka.errors import InternalError, NotSignedIn, Problem
from besedka.gateway import frames
from besedka.gateway.channel import Frames
from besedka.gateway.door import Door, comeback_reason
from besedka.gateway.protocol import FRAME_LIMIT, HEARTBEAT, Close, CloseCode, PingSocket, Protocol, Run, Write
from besedka.model import Session, Snapshot
from besedka.wire.shapes import own_user, shape_chat, shape_problem, shape_room

WRITE_LIMIT = 2**20  # bytes that may wait for a slow reader
QUEUE_LIMIT = 100  # ops that may wait for those before them
LINGER_SECONDS = 5.0  # for the client's half of the closing handshake

log = structlog.get_logger(__name__)


class GatewayConnection(asyncio.Protocol):
    """What uvicorn makes for an upgrade. It first replays the request to us, then every byte that comes."""

    __slots__ = (
        "_door",
        "_early",
        "_held",
        "_opening",
        "_ops",
        "_protocol",
        "_server_state",
        "_text",
        "_transport",
        "_working",
        "_ws",
        "chats",
        "rooms",
        "session_id",
        "user_id",
    )  # fmt: skip

    def __init__(self, door: Door, server_state: Any) -> None:  # noqa: ANN401 - uvicorn's
        self.user_id = self.session_id = 0
        self.chats: set[int] = set()
        self.rooms: set[int] = set()
        self._door = door
        self._server_state = server_state
        self._ws: ServerProtocol | None = ServerProtocol(max_size=FRAME_LIMIT)
        self._protocol: Protocol | None = None
        self._early: list[bytes] | None = []  # what was to be sent before `hello`
        self._held: dict[int, Frames] = {}
        self._ops: deque[frames.AnyOp] = deque()
        self._text: list[bytes] = []
        self._working: asyncio.Task[None] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport

    # What uvicorn and the event loop call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._server_state.connections.add(self)

    def data_received(self, data: bytes) -> None:
        if self._ws is None:
            return
        if self._early is not None and self._opening is None:
            self._transport.pause_reading()
            self._opening = asyncio.get_running_loop().create_task(self._open(data))
            return
        if self._protocol is not None:
            self._protocol.heard(asyncio.get_running_loop().time())
        self._ws.receive_data(data)
        for event in self._ws.events_received():
            if isinstance(event, Frame):
                self._receive(event)
        self._send_pending()

    def eof_received(self) -> None:
        """The client has left without a word; what is still on its way to them the transport sends before it closes."""
        self._stop()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._stop()
        self._server_state.connections.discard(self)
        if self._opening is not None:
            self._opening.cancel()

    def pause_writing(self) -> None:
        """The client does not keep up: it comes back and syncs, and loses nothing."""
        self.end(CloseCode.TOO_SLOW, "too slow: come back and sync")

    def resume_writing(self) -> None:
        """Nothing: a connection that was too slow is on its way out."""

    def shutdown(self) -> None:
        """The server drains (uvicorn calls this)."""
        self.end(*comeback_reason())

    # What the hub calls.

    def hold(self, chat_id: int) -> None:
        self._held[chat_id] = []

    def release(self, chat_id: int, version: int) -> None:
        kept = self._held.pop(chat_id, [])
        for frame_version, frame in kept:
            if frame_version > version:
                self.write(frame)

    def deliver(self, chat_id: int, due: Frames, data: bytes) -> None:
        if self._held and chat_id in self._held:
            self._held[chat_id] += due
        else:
            self._transport.write(data)

    def write(self, data: bytes) -> None:
        if self._early is not None:
            self._early.append(data)
        elif self.user_id:
            self._transport.write(data)

    def whisper(self, data: bytes) -> None:
        if self._early is None and self._transport.get_write_buffer_size() < WRITE_LIMIT // 2:
            self._transport.write(data)

    def end(self, code: CloseCode, reason: str) -> None:
        if self._ws is None or self._transport.is_closing():
            return
        metrics.CLOSED.labels(int(code)).inc()
        self._ws.fail(code, reason)
        self._send_pending()

    # What the door calls.

    def tick(self, now: float) -> None:
        if self._protocol is not None:
            self._act(self._protocol.tick(now))

    @property
    def acted(self) -> float:
        """When the user last did something here, in the event loop's time."""
        return self._protocol.acted if self._protocol is not None else 0.0

    # Coming in.

    async def _open(self, head: bytes) -> None:
        """Not too many at once: a crowd that comes back must not keep the others waiting."""
        async with self._door.lobby:
            await asyncio.sleep(0)  # what follows may never suspend: without this all would be let in at once
            if self._ws is not None:
                self._ws.receive_data(head)
                for event in self._ws.events_received():
                    if isinstance(event, Request):
                        await self._greet(self._ws, event)
                self._send_pending()

    async def _greet(self, ws: ServerProtocol, request: Request) -> None:
        try:
            token, session = await self._door.admit(request.path, request.headers)
        except Problem as problem:
            ws.send_response(_rejection(problem))
            return
        response = ws.accept(request)
        ws.send_response(response)
        self._send_pending()
        if response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            await self._enter(token, session)

    async def _enter(self, token: str, session: Session) -> None:
        """Subscribe first and read the state then, so that nothing falls between."""
        hub = self._door.hub
        self.user_id, self.session_id = session.user_id, session.id
        hub.add(self)
        self._door.opened(self)
        try:
            await hub.join(self, await self._door.list_chat_ids(self.user_id))
            snapshot = await self._door.take_snapshot(token)
            while new := [chat.id for chat in snapshot.chats if chat.id not in self.chats]:
                await hub.join(self, new)
                snapshot = await self._door.take_snapshot(token)
        except NotSignedIn:
            self.end(CloseCode.SESSION_ENDED, "the session has ended")
        except Problem as problem:
            log.warning("opening_failed", code=problem.code)
            self.end(*comeback_reason())
        else:
            self._welcome(snapshot)

    def _welcome(self, snapshot: Snapshot) -> None:
        if not self.user_id:
            return
        hello = frames.encode(_hello(snapshot))
        self._transport.set_write_buffer_limits(high=WRITE_LIMIT + len(hello))
        self._transport.write(hello)
        self._protocol = Protocol(asyncio.get_running_loop().time(), limited=self._door.limits.on)
        early, self._early = self._early or [], None
        self._opening = None
        for room in snapshot.rooms:
            self._door.hub.join_room(self, room.id)
        for chat in snapshot.chats:
            self._door.hub.release(self, chat.id, chat.version)
        for chat_id in self.chats - {chat.id for chat in snapshot.chats}:
            self._door.hub.leave(self, chat_id)
        for data in early:
            self._transport.write(data)
        self._transport.resume_reading()
        self._door.presence.greet(self)

    def _stop(self) -> None:
        """The socket is gone. An open parser would be a cycle of references for the garbage collector, which keeps the
        event loop when many go at once.
        """
        self._leave()
        if self._ws is not None:
            self._ws.parser.close()
            self._ws = None

    def _leave(self) -> None:
        """Nothing is delivered from here on, whatever becomes of the socket."""
        self._protocol = None
        self._ops.clear()
        self._door.closed(self)
        if self.user_id:
            self._door.hub.remove(self)
            self.user_id = 0

    # What comes and what is done about it.

    def _receive(self, frame: Frame) -> None:
        if frame.opcode is Opcode.BINARY:
            self.end(CloseCode.NOT_A_FRAME, "a frame is text")
        elif frame.opcode in (Opcode.TEXT, Opcode.CONT) and self._protocol is not None:
            self._text.append(bytes(frame.data))
            if frame.fin:
                text, self._text = b"".join(self._text), []
                self._act(self._protocol.receive(text, asyncio.get_running_loop().time()))

    def _act(self, output: Write | Run | PingSocket | Close | None) -> None:
        if isinstance(output, Run):
            self._queue(output.op)
        elif isinstance(output, Write):
            self._transport.write(output.data)
        elif isinstance(output, Close):
            self.end(output.code, output.reason)
        elif isinstance(output, PingSocket) and self._ws is not None:
            self._ws.send_ping(b"")
            self._send_pending()

    def _queue(self, op: frames.AnyOp) -> None:
        if isinstance(op, frames.TypingOp):
            if op.chat_id in self.chats:
                self._door.commands.tell_typing(self.user_id, op.chat_id)
            return
        self._ops.append(op)
        if len(self._ops) == QUEUE_LIMIT:
            self._transport.pause_reading()
        if self._working is None:
            self._working = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        """One op after another, in the order they came."""
        while self._ops and self._protocol is not None:
            op = self._ops.popleft()
            if len(self._ops) == QUEUE_LIMIT - 1:
                self._transport.resume_reading()
            answer = await self._answer(op)
            if self._protocol is not None:
                self._transport.write(answer)
        self._working = None

    async def _answer(self, op: frames.AnyOp) -> bytes:
        try:
            result = await self._door.commands.run(self.user_id, op)
            return frames.encode(result or frames.Ok(op.ref))
        except Problem as problem:
            return frames.encode_refusal(op.ref, problem)
        except Exception:
            log.exception("defect", op=type(op).__name__)
            return frames.encode_refusal(op.ref, InternalError())

    def _send_pending(self) -> None:
        if self._ws is None:
            return
        for data in self._ws.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._hang_up()

    def _hang_up(self) -> None:
        """Say no more, but hear the client out for a while: closing at once, with something of theirs unread, would
        reset the connection, and they might never read why.
        """
        self._leave()
        self._transport.resume_reading()
        self._transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.abort)


def _hello(snapshot: Snapshot) -> frames.Hello:
    return frames.Hello(
        user=own_user(snapshot.user),
        epoch=snapshot.epoch,
        heartbeat=int(HEARTBEAT * 1000),
        rooms=[shape_room(room) for room in snapshot.rooms],
        chats=[shape_chat(chat) for chat in snapshot.chats],
    )


def _rejection(problem: Problem) -> Response:
    body = msgspec.json.encode(shape_problem(problem))
    headers = Headers(
        {"Content-Type": "application/problem+json", "Content-Length": str(len(body)), "Connection": "close"}
    )
    return Response(problem.status, HTTPStatus(problem.status).phrase, headers, body)
