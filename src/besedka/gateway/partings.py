"""Telling everyone who listened to a chat or room that it is no more."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeAlias

from besedka.gateway.pieces import in_pieces
from besedka.gateway.roster import Connection

AT_ONCE = 500  # connections told in one round of the event loop

Listeners: TypeAlias = Callable[[], Iterable[Connection]]
Part: TypeAlias = Callable[[Connection], None]


class Partings:
    """A room may have ten thousand listeners here, to each of five hundred channels: they are told in pieces, in the order
    in which things went. Meanwhile nothing can happen in what is no more.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[Listeners, Part]] = deque()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting) + (self._task is not None)

    def add(self, listeners: Listeners, part: Part) -> None:
        """Have `part` called for everyone of `listeners`, as they are by then."""
        self._waiting.append((listeners, part))
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def close(self) -> None:
        """Tell nobody anything more."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            while self._waiting:
                listeners, part = self._waiting.popleft()
                for some in in_pieces(list(listeners()), AT_ONCE):
                    for connection in some:
                        part(connection)
                    await asyncio.sleep(0)
        finally:
            self._task = None
