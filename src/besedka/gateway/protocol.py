"""Besedka's own frames as a pure state machine: frames and a time go in, frames and ops to run come out. No socket, no
clock, no event loop.
"""

from enum import IntEnum
from typing import TypeAlias

import msgspec

from besedka.errors import BadRequest, Code
from besedka.gateway import frames
from besedka.gateway.frames import AnyOp
from besedka.wire.decoding import misfit

FRAME_LIMIT = 64 * 1024  # bytes
HEARTBEAT = 30.0  # seconds
SILENCE = 2.5  # heartbeats after which a connection is given up
FRAMES_A_SECOND, FRAMES_AT_ONCE = 100, 400


class CloseCode(IntEnum):
    """Why the server ends a connection. Codes from 4400 on are Besedka's own."""

    GOING_AWAY = 1001
    TOO_LARGE = 1009
    NOT_A_FRAME = 4400
    SESSION_ENDED = 4401
    TOO_SLOW = 4408
    TOO_MANY_FRAMES = 4429


class Write(msgspec.Struct, frozen=True):
    """Send these bytes."""

    data: bytes


class Run(msgspec.Struct, frozen=True):
    """Do this for the user, in the order of coming, and send what comes of it."""

    op: AnyOp


class PingSocket(msgspec.Struct, frozen=True):
    """Send a WebSocket ping."""


class Close(msgspec.Struct, frozen=True):
    """End the connection."""

    code: CloseCode
    reason: str


Output: TypeAlias = Write | Run | PingSocket | Close


class Protocol:
    """One connection's side of the conversation, after the handshake. Times are seconds of any steady clock."""

    __slots__ = ("_heard", "_limited", "_pinged", "_refilled", "_tokens", "acted")

    def __init__(self, now: float, *, limited: bool) -> None:
        self._limited = limited
        self._tokens = float(FRAMES_AT_ONCE)
        self._refilled = self._heard = self._pinged = now
        self.acted = now  # when the user last did something, which a heartbeat is not

    def heard(self, now: float) -> None:
        """Anything at all has come from the client."""
        self._heard = now

    def receive(self, text: bytes, now: float) -> Output:
        """What to do about a frame of the client's."""
        if self._limited and not self._has_token(now):
            return Close(CloseCode.TOO_MANY_FRAMES, "too many frames")
        try:
            op: AnyOp = frames.ops.decode(text)
        except msgspec.ValidationError as error:
            return self._refuse_misfit(text, error)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Close(CloseCode.NOT_A_FRAME, "a frame is one JSON object")
        if isinstance(op, frames.Ping):
            return Write(frames.encode(frames.Pong(op.ref)))
        self.acted = now
        return Run(op)

    def tick(self, now: float) -> Output | None:
        """What to do as time passes; to be asked every few seconds."""
        if now - self._heard > SILENCE * HEARTBEAT:
            return Close(CloseCode.GOING_AWAY, "nothing heard for too long")
        if now - max(self._heard, self._pinged) >= HEARTBEAT:
            self._pinged = now
            return PingSocket()
        return None

    def _refuse_misfit(self, text: bytes, error: msgspec.ValidationError) -> Output:
        try:
            raw = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):  # what comes after the misfit may be anything
            raw = None
        if not isinstance(raw, dict):
            return Close(CloseCode.NOT_A_FRAME, "a frame is one JSON object")
        ref = raw.get("ref")
        problem = misfit(error)
        if problem.field in {"op", None}:
            problem = BadRequest(Code.BAD_FRAME, f"There is no such op: {error}.", field="op")
        return Write(frames.encode_refusal(ref if isinstance(ref, str | int) else None, problem))

    def _has_token(self, now: float) -> bool:
        self._tokens = min(FRAMES_AT_ONCE, self._tokens + (now - self._refilled) * FRAMES_A_SECOND)
        self._refilled = now
        self._tokens -= 1
        return self._tokens >= 0
