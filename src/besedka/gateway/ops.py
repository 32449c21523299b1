"""The ops of one connection: done one after another, in the order they came."""

import asyncio
from typing import Protocol

from besedka.gateway.frames import AnyOp

QUEUE_LIMIT = 100  # ops that may wait for those before them; until there are less, nothing more is read


class Owner(Protocol):
    """What the queue needs of the connection."""

    async def do(self, op: AnyOp) -> None:
        """Do it, and send what comes of it."""

    def pause(self) -> None:
        """Read no further for a while."""

    def go_on(self) -> None:
        """Read on."""


class OpQueue:
    """Waits while the connection is slow: an answer that nobody takes would only pile up."""

    __slots__ = ("_ended", "_owner", "_slow", "_waiting", "_working")

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._waiting: list[AnyOp] = []
        self._working: asyncio.Task[None] | None = None
        self._slow: asyncio.Event | None = None  # set once the connection is not slow any more
        self._ended = False

    def put(self, op: AnyOp) -> None:
        """Have it done when it is its turn."""
        self._waiting.append(op)
        if len(self._waiting) >= QUEUE_LIMIT:
            self._owner.pause()
        if self._working is None:
            self._working = asyncio.get_running_loop().create_task(self._work())

    def slow_down(self) -> None:
        """The connection is slow: begin nothing more."""
        if not self._ended:
            self._slow = self._slow or asyncio.Event()

    def speed_up(self) -> None:
        """The connection is free."""
        if self._slow is not None:
            self._slow.set()
            self._slow = None

    def abandon(self) -> None:
        """Begin nothing more; what is in hand is finished."""
        self._waiting = []
        self.end()

    def end(self) -> None:
        """No op will follow, and no answer be heard; what was accepted is done all the same."""
        self._ended = True
        self.speed_up()
        self._let_go()

    def _let_go(self) -> None:
        """Of the owner, who has us: a cycle would be left to the garbage collector."""
        if self._ended and self._working is None and hasattr(self, "_owner"):
            del self._owner

    async def _work(self) -> None:
        try:
            while self._waiting:
                if self._slow is not None:
                    await self._slow.wait()
                    continue
                op = self._waiting.pop(0)
                if len(self._waiting) == QUEUE_LIMIT - 1:
                    self._owner.go_on()
                await self._owner.do(op)
        finally:
            self._working = None
            self._let_go()
