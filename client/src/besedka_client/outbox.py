"""Ops on their way: each waits for its answer, and is sent again after a reconnection if none has come."""

import asyncio
from collections import deque
from typing import Any

import msgspec

from besedka_client.errors import OutboxFull, Refused
from besedka_client.records import ErrorFrame, Ok

WAITING_LIMIT = 1000  # ops without an answer
ON_THE_WAY_LIMIT = 50  # of those, sent on this connection
FRAME_LIMIT = 64 * 1024  # bytes, the server's


class Outbox:
    """Every op may be repeated: a send by its nonce, any other by its nature."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: dict[int, tuple[bytes, asyncio.Future[Ok]]] = {}
        self._unsent: deque[int] = deque()
        self._on_the_way: set[int] = set()
        self._changed = asyncio.Event()

    def add(self, op: str, members: dict[str, Any]) -> "asyncio.Future[Ok]":
        """Have an op sent; what its answer will resolve. The future raises `Refused`.

        Raises `OutboxFull`, and `Refused` for a frame that is too large for the server.
        """
        if len(self._waiting) >= WAITING_LIMIT:
            raise OutboxFull(f"{WAITING_LIMIT} ops wait for their answers.")
        ref = self._count = self._count + 1
        frame = msgspec.json.encode({"op": op, "ref": ref} | members)
        if len(frame) > FRAME_LIMIT:
            raise Refused("too_large", f"A frame is at most {FRAME_LIMIT // 1024} KiB.")
        future: asyncio.Future[Ok] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = (frame, future)
        future.add_done_callback(lambda _: self._waiting.pop(ref, None))
        self._unsent.append(ref)
        self._changed.set()
        return future

    def begin_anew(self) -> None:
        """There is another connection: whatever has no answer is sent again, in its order."""
        self._unsent = deque(self._waiting)
        self._on_the_way.clear()

    async def next(self) -> bytes:
        """The next frame to send, once there is one and not too many are on the way."""
        while True:
            while not self._unsent or len(self._on_the_way) >= ON_THE_WAY_LIMIT:
                self._changed.clear()
                await self._changed.wait()
            ref = self._unsent.popleft()
            if ref in self._waiting:  # or who asked has given up
                self._on_the_way.add(ref)
                return self._waiting[ref][0]

    def settle(self, answer: Ok | ErrorFrame) -> None:
        """An answer has come."""
        if not isinstance(answer.ref, int):
            return
        self._on_the_way.discard(answer.ref)
        self._changed.set()
        _, future = self._waiting.get(answer.ref, (b"", None))
        if future is None or future.done():
            return
        if isinstance(answer, Ok):
            future.set_result(answer)
        else:
            future.set_exception(Refused(answer.code, answer.detail, answer.field))

    def abandon(self, error: Exception) -> None:
        """No answer will come any more."""
        for _, future in list(self._waiting.values()):
            if not future.done():
                future.set_exception(error)
