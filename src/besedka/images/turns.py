"""Whose turn it is, where many wait for a few places."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from besedka.errors import TooManyRequests, Unavailable


class Turns:
    """A number of places for users to be served at: each at one place at a time, and whoever had a turn goes behind all
    others who wait. Who asks for much waits longer; the others don't.
    """

    def __init__(self, *, places: int, each: int, at_most: int) -> None:
        """Turns asked for and not yet over are bounded: `each` of one user, `at_most` of all."""
        self._free = places
        self._each = each
        self._at_most = at_most
        self._asked: Counter[int] = Counter()
        self._waiting: dict[int, deque[asyncio.Future[None]]] = {}  # users in the order of their turns
        self._served: set[int] = set()
        self._stopped = False

    @asynccontextmanager
    async def turn(self, user_id: int) -> AsyncIterator[None]:
        """Wait for a turn of this user, which lasts as long as the context.

        Raises `TooManyRequests` if the user has asked for too many, `Unavailable` if all together have, or it is stopped.
        """
        self._check(user_id)
        granted = asyncio.get_running_loop().create_future()
        self._asked[user_id] += 1
        self._waiting.setdefault(user_id, deque()).append(granted)
        self._grant()
        try:
            await granted
            yield
        finally:
            self._end(user_id, granted)

    def stop(self) -> None:
        """Grant no more; whoever waits gets `Unavailable`."""
        self._stopped = True
        for queue in self._waiting.values():
            for granted in queue:
                if not granted.done():
                    granted.set_exception(stopping())

    def _check(self, user_id: int) -> None:
        if self._stopped:
            raise stopping()
        if self._asked[user_id] >= self._each:
            raise TooManyRequests(1)
        if self._asked.total() >= self._at_most:
            raise Unavailable("Too many pictures wait to be decoded. Try again.")

    def _grant(self) -> None:
        for user_id in [each for each in self._waiting if each not in self._served]:
            if not self._free:
                return
            queue = self._waiting[user_id]
            while queue:
                granted = queue.popleft()
                if not granted.done():  # else given up meanwhile
                    granted.set_result(None)
                    self._served.add(user_id)
                    self._free -= 1
                    break
            if not queue:
                del self._waiting[user_id]

    def _end(self, user_id: int, granted: "asyncio.Future[None]") -> None:
        self._asked[user_id] -= 1
        if not self._asked[user_id]:
            del self._asked[user_id]
        if granted.cancelled() or granted.exception() is not None:
            return
        self._free += 1
        self._served.remove(user_id)
        if user_id in self._waiting:
            self._waiting[user_id] = self._waiting.pop(user_id)  # behind the others
        self._grant()


def stopping() -> Unavailable:
    """What is said to those who wait when the server stops."""
    return Unavailable("The server is stopping. Try again.")
