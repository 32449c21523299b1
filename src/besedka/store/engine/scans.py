"""Long reads: how many there are at once, how long they wait, and when they are stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from besedka.errors import Unavailable

WAITING = 32  # scans that may wait for a place
PATIENCE_SECONDS = 10.0  # that each of them waits

_TOO_MANY = "Too much is being searched at once. Try again."
TOO_LONG = "This would take too long. Ask for less."
_CLOSED = "The server is shutting down."


class Places:
    """Places for `count` scans at once."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = asyncio.Semaphore(count)
        self._waiting = 0
        self._running: set[asyncio.Timeout] = set()
        self._closed = False

    @asynccontextmanager
    async def take(self, seconds: float) -> AsyncIterator[None]:
        """A place, for so long; what is done there is cancelled then. Raises `Unavailable` if it is, if there is no
        place to be had, and once the places are closed.
        """
        await self._wait()
        try:
            if self._closed:
                raise Unavailable(_CLOSED)
            async with self._limited(seconds):
                yield
        finally:
            self._free.release()

    async def close(self) -> None:
        """Stop what runs, refuse what comes, and return when all places are empty."""
        self._closed = True
        for deadline in self._running:
            deadline.reschedule(asyncio.get_running_loop().time())
        for _ in range(self._count):
            await self._free.acquire()
        for _ in range(self._count):
            self._free.release()

    async def _wait(self) -> None:
        if self._waiting >= WAITING:
            raise Unavailable(_TOO_MANY)
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            raise Unavailable(_TOO_MANY) from error
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def _limited(self, seconds: float) -> AsyncIterator[None]:
        deadline = asyncio.timeout(seconds)
        try:
            async with deadline:
                self._running.add(deadline)
                yield
        except TimeoutError as error:
            if not deadline.expired():
                raise
            raise Unavailable(_CLOSED if self._closed else TOO_LONG) from error
        finally:
            self._running.discard(deadline)
