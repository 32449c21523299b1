"""One thing at a time for each user, of what may take long and of which few run at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from besedka.errors import TooManyRequests

WAITING = 4  # requests of a user that may wait for the one before
_SOON = 1  # seconds


class Turns:
    """Whose turn it is. Nothing stays of a user who has nothing under way."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}
        self._counts: dict[int, int] = {}

    @asynccontextmanager
    async def take(self, user_id: int) -> AsyncIterator[None]:
        """When all of this user's before it are done. Raises `TooManyRequests` if too many of theirs wait."""
        count = self._counts.get(user_id, 0)
        if count > WAITING:
            raise TooManyRequests(_SOON)
        self._counts[user_id] = count + 1
        try:
            async with self._locks.setdefault(user_id, asyncio.Lock()):
                yield
        finally:
            self._counts[user_id] -= 1
            if not self._counts[user_id]:
                del self._counts[user_id], self._locks[user_id]
