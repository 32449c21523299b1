"""Besedka's own frames as a pure state machine: frames and a time go in, what is to be done comes out. No socket, no
clock, no event loop.
"""

import random
from collections.abc import Callable
from enum import Enum, IntEnum
from typing import TypeAlias

import msgspec

from besedka.errors import BadRequest, Code
from besedka.gateway import frames
from besedka.gateway.frames import AnyOp
from besedka.wire.decoding import misfit

FRAME_LIMIT = 64 * 1024  # bytes of a message, in all its pieces
PIECES_LIMIT = 64  # frames that one message may come in
HEARTBEAT = 30.0  # seconds
SILENCE = 2.5  # heartbeats after which a connection is given up


class Life(Enum):
    """Where a connection is in its life. It only ever goes forward."""

    OPENING = 0  # shaking hands, and reading what `hello` has to say
    OPEN = 1  # greeted: it hears what happens, and its ops are done
    LEAVING = 2  # the last word is said; only the client's goodbye is waited for
    GONE = 3  # the socket is closed


class CloseCode(IntEnum):
    """Why the server ends a connection. Codes from 4400 on are Besedka's own: up to 4419, but for 4408, coming back
    without a change is of no use; from 4420 on it is, later.
    """

    GOING_AWAY = 1001
    BAD_UTF8 = 1007
    TOO_LARGE = 1009
    NOT_A_FRAME = 4400
    SESSION_ENDED = 4401
    TOO_SLOW = 4408
    TOO_MANY_FRAMES = 4429
    TOO_MANY_CONNECTIONS = 4430


class Kind(Enum):
    """What a WebSocket frame holds (RFC 6455 §5.2), as far as it matters here."""

    TEXT = 1  # the first piece of a message, or all of it
    PIECE = 0  # what continues a message
    BINARY = 2
    CONTROL = 8  # ping, pong, close: the socket's own affair


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


COMEBACK_MILLISECONDS = 5000  # clients spread their return over this


def comeback_reason() -> tuple[CloseCode, str]:
    """How a server takes leave of a client that is to come back: with a different wait for everyone."""
    wait = random.randrange(COMEBACK_MILLISECONDS)  # noqa: S311 - to spread, not to hide
    return CloseCode.GOING_AWAY, msgspec.json.encode({"reconnect_after_ms": wait}).decode()


Output: TypeAlias = Write | Run | PingSocket | Close


# Takes one of the frames that a user may still send, on all their connections together: 0 if there was one left.
Budget: TypeAlias = Callable[[], float]


class Conversation:
    """One connection's life and its side of the conversation. Times are seconds of any steady clock."""

    __slots__ = ("_budget", "_heard", "_pieces", "_pinged", "acted", "life")

    def __init__(self) -> None:
        self.life = Life.OPENING
        self.acted = 0.0  # when the user last did something, which a heartbeat is not
        self._heard = self._pinged = 0.0
        self._budget: Budget | None = None
        self._pieces: list[bytes] = []

    def open(self, now: float, budget: Budget | None) -> bool:
        """It is greeted. Without a `budget` it may send what it likes. Whether this was a step forward."""
        if not self._go(Life.OPEN):
            return False
        self.acted = self._heard = self._pinged = now
        self._budget = budget
        return True

    def leave(self) -> bool:
        """The last word is said. Whether this was a step forward."""
        return self._go(Life.LEAVING)

    def lose(self) -> bool:
        """The socket is closed. Whether this was a step forward."""
        return self._go(Life.GONE)

    def receive(self, kind: Kind, data: bytes, now: float, *, last: bool = True) -> Output | None:
        """What to do about a frame of the client's; `last` says that no piece follows. Each costs one of the budget."""
        if self.life is not Life.OPEN:
            return None
        self._heard = now
        if self._budget is not None and self._budget() > 0:
            return Close(CloseCode.TOO_MANY_FRAMES, "too many frames")
        if kind is Kind.BINARY:
            return Close(CloseCode.NOT_A_FRAME, "a frame is text")
        return None if kind is Kind.CONTROL else self._collect(data, now, last=last)

    def tick(self, now: float) -> Output | None:
        """What to do as time passes; to be asked every few seconds."""
        if self.life is not Life.OPEN:
            return None
        if now - self._heard > SILENCE * HEARTBEAT:
            return Close(CloseCode.GOING_AWAY, "nothing heard for too long")
        if now - max(self._heard, self._pinged) >= HEARTBEAT:
            self._pinged = now
            return PingSocket()
        return None

    def _go(self, to: Life) -> bool:
        if to.value <= self.life.value:
            return False
        if to is not Life.OPEN:
            self._pieces = []
        self.life = to
        return True

    def _collect(self, data: bytes, now: float, *, last: bool) -> Output | None:
        if last and not self._pieces:
            return self._understand(data, now)
        self._pieces.append(data)
        if not last and len(self._pieces) >= PIECES_LIMIT:
            return Close(CloseCode.TOO_LARGE, "a message in too many pieces")
        if not last:
            return None
        whole, self._pieces = b"".join(self._pieces), []
        return self._understand(whole, now)

    def _understand(self, text: bytes, now: float) -> Output:
        try:
            text.decode()  # wherever it stands, also in members that nobody reads (RFC 6455 §8.1)
        except UnicodeDecodeError:
            return Close(CloseCode.BAD_UTF8, "text is UTF-8")
        try:
            op: AnyOp = frames.ops.decode(text)
        except msgspec.ValidationError as error:
            return _refuse_misfit(text, error)
        except (msgspec.DecodeError, RecursionError):
            return Close(CloseCode.NOT_A_FRAME, "a frame is one JSON object")
        if isinstance(op, frames.Ping):
            return Write(frames.encode(frames.Pong(op.ref)))
        self.acted = now
        return Run(op)


def _refuse_misfit(text: bytes, error: msgspec.ValidationError) -> Output:
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
