"""One chat as its local listeners hear it: every version once, in order, without gaps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeAlias, TypeVar

import structlog

from besedka.bus import ChatChanged
from besedka.errors import Problem
from besedka.gateway.frames import encode_message
from besedka.model import Message

FILL_LIMIT = 500  # messages read at a time
RETRY_SECONDS = 1.0
PATIENCE = 0.01  # seconds for what comes in another order than it happened, as from two nodes it may

Frames: TypeAlias = list[tuple[int, bytes]]
Missed: TypeAlias = Callable[[int, int, int], Awaitable[list[Message]]]

log = structlog.get_logger(__name__)


class Listener(Protocol):
    """What a channel needs of a connection."""

    def deliver(self, chat_id: int, frames: Frames, data: bytes) -> None:
        """Take these frames of a chat, each with its version; `data` is all of them on the wire."""


L = TypeVar("L", bound=Listener)


class Channel(Generic[L]):
    """Delivers version V+1 after V. What comes too late is dropped; what comes too early waits for what lies between,
    which is read if it does not come. Until `open`, everything waits.
    """

    __slots__ = ("_due", "_filling", "_missed", "_waiting", "chat_id", "listeners", "version")

    def __init__(self, chat_id: int, missed: Missed) -> None:
        self.chat_id = chat_id
        self.listeners: dict[L, None] = {}
        self.version: int | None = None  # the last one delivered
        self._missed = missed
        self._due: Frames = []
        self._waiting: dict[int, ChatChanged] = {}  # by version
        self._filling: asyncio.Task[None] | None = None

    def open(self, version: int) -> None:
        """The first listener knows the chat up to here."""
        if self.version is None:
            self.version = version
            waiting, self._waiting = self._waiting, {}
            for _, change in sorted(waiting.items()):
                self.receive(change)

    def receive(self, change: ChatChanged) -> None:
        """The chat has changed, or so one hears."""
        if self.version is not None and change.version <= self.version:
            return
        self._waiting[change.version] = change
        self._deliver_waiting()
        if self._waiting and self.version is not None and self._filling is None:
            self._filling = asyncio.create_task(self._fill())

    def close(self) -> None:
        """Nobody listens any more."""
        if self._filling is not None:
            self._filling.cancel()

    def _deliver_waiting(self) -> None:
        """Deliver what follows without a gap, and says itself what has changed."""
        while self.version is not None:
            change = self._waiting.get(self.version + 1)
            if change is None or change.message is None:
                return
            del self._waiting[change.version]
            self._push(change.version, encode_message(change.message, self.version, change.version))

    def _push(self, version: int, frame: bytes) -> None:
        self.version = version
        if not self._due:
            asyncio.get_running_loop().call_soon(self._flush)
        self._due.append((version, frame))

    def _flush(self) -> None:
        """Send all that became due in this round as one write to each."""
        due, self._due = self._due, []
        data = due[0][1] if len(due) == 1 else b"".join([frame for _, frame in due])
        for listener in tuple(self.listeners):
            listener.deliver(self.chat_id, due, data)

    async def _fill(self) -> None:
        """Read what was missed, until everything that waits has been caught up with."""
        while self._waiting:
            await asyncio.sleep(PATIENCE)
            wanted = max(self._waiting, default=0)
            self._waiting.clear()
            try:
                while self.version is not None and self.version < wanted:
                    await self._fill_some(wanted)
                self._deliver_waiting()
            except Problem as problem:
                log.warning("fill_failed", chat_id=self.chat_id, code=problem.code)
                self._waiting.setdefault(wanted, ChatChanged(self.chat_id, wanted))
                await asyncio.sleep(RETRY_SECONDS)
        self._filling = None

    async def _fill_some(self, wanted: int) -> None:
        assert self.version is not None
        found = await self._missed(self.chat_id, self.version, FILL_LIMIT)
        for message in found:
            self._push_up_to(message.version, message)
        if len(found) < FILL_LIMIT and self.version < wanted:
            self.version = wanted  # by changes that left no row of their own

    def _push_up_to(self, version: int, message: Message) -> None:
        """Versions whose row has changed again since have no row left: an upsert of the next row takes their place, so
        that nobody sees a gap.
        """
        assert self.version is not None
        for each in range(self.version + 1, version + 1):
            self._push(each, encode_message(message, each - 1, each))
