"""Threads for work that would keep the event loop: a bounded number of them, with a bounded queue."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from besedka.errors import Unavailable

T = TypeVar("T")


class Workers:
    """A pool whose queue is bounded, so that a flood is refused instead of piling up."""

    def __init__(self, name: str, *, threads: int, waiting: int, initializer: Callable[[], None] | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=initializer)
        self._name = name
        self._limit = waiting
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in a thread when it is its turn. Raises what it raises, `errors.Unavailable` if too many wait."""
        if self._waiting >= self._limit:
            raise Unavailable(f"Too many requests wait for the {self._name} workers. Try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def spawn(self, work: Callable[[], object]) -> None:
        """Have `work` done sometime, at the latest when the pool is closed, without waiting for it or being refused: for
        tidying up. What it raises is lost.
        """
        self._pool.submit(work).add_done_callback(lambda done: done.cancelled() and work())

    def close(self) -> None:
        """End the threads; what is in hand is finished first, what waits is not begun."""
        self._pool.shutdown(cancel_futures=True)
