"""Password hashing (argon2id, RFC 9106), off the event loop."""

import asyncio
import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from besedka.errors import Unavailable

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
WAITING_LIMIT = 100  # hashes; at some 20 ms each the last one waits a few seconds


class Passwords:
    """Hashes in a bounded pool of low-priority threads, so that sign-ins under load don't slow other requests.

    Both methods raise `errors.Unavailable` when too many wait already.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
        self._nobodys = self._hasher.hash(secrets.token_hex())
        workers = max(1, (os.cpu_count() or 1) - 1)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="password", initializer=_yield_to_others)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """A salted hash, with its parameters, for storing."""
        return await self._run(lambda: self._hasher.hash(_encode(password)))

    async def verify(self, expected: str | None, password: str) -> bool:
        """Whether `password` is what `expected` was made of. None, for nobody, takes the same time and is false."""
        return await self._run(lambda: self._matches(expected or self._nobodys, password)) and expected is not None

    def close(self) -> None:
        """End the threads; what is being hashed is finished first."""
        self._pool.shutdown(cancel_futures=True)

    def _matches(self, expected: str, password: str) -> bool:
        try:
            return self._hasher.verify(expected, _encode(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_LIMIT:
            raise Unavailable("Too many people are signing in at once. Try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def _encode(password: str) -> bytes:
    """Any text will do for a password, also what is not valid Unicode."""
    return password.encode("utf-8", "surrogatepass")


def _yield_to_others() -> None:
    """Let the event loop's thread go first where the system knows priorities of threads (Linux)."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
