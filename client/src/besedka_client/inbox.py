"""Events on their way to who reads them."""

import asyncio
from collections import deque
from collections.abc import Sequence

from besedka_client.events import Event

EVENTS_LIMIT = 10_000  # events that wait


class Inbox:
    """Events in order. Once `EVENTS_LIMIT` wait it `is_full`, and nothing may be put in until half of them have been
    read: who fills it has to get the rest later.
    """

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._closed = False
        self._some, self._full, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._room.set()

    def __len__(self) -> int:
        return len(self._events)

    @property
    def is_full(self) -> bool:
        """Whether nothing may be put in."""
        return self._full.is_set()

    def put(self, events: Sequence[Event]) -> None:
        """Add what belongs together: the last of it may be beyond the limit."""
        self._events.extend(events)
        if self._events:
            self._some.set()
        if len(self._events) >= EVENTS_LIMIT:
            self._full.set()
            self._room.clear()

    async def get(self) -> Event | None:
        """The next event, once there is one; None once it is closed and empty."""
        while not self._events and not self._closed:
            self._some.clear()
            await self._some.wait()
        if not self._events:
            return None
        event = self._events.popleft()
        if self.is_full and len(self._events) <= EVENTS_LIMIT // 2:
            self._full.clear()
            self._room.set()
        return event

    async def wait_until_full(self) -> None:
        """Until nothing may be put in."""
        await self._full.wait()

    async def wait_for_room(self) -> None:
        """Until events may be put in."""
        await self._room.wait()

    def close(self) -> None:
        """Nothing comes any more."""
        self._closed = True
        self._some.set()
