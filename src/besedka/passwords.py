"""Password hashing (argon2id, RFC 9106), off the event loop."""

import os
import secrets
import threading
from contextlib import suppress
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from besedka.workers import Workers

MEMORY_KIB = 19 * 1024
WAITING_LIMIT = 100  # hashes; at some 20 ms each the last one waits a few seconds


class Passwords:
    """Hashes in a bounded pool of low-priority threads, so that sign-ins under load don't slow other requests.

    Both methods raise `errors.Unavailable` when too many wait already.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
        threads = max(1, (os.cpu_count() or 1) - 1)
        self._workers = Workers("password", threads=threads, waiting=WAITING_LIMIT, initializer=_yield_to_others)

    async def hash(self, password: str) -> str:
        """A salted hash, with its parameters, for storing."""
        return await self._workers.run(lambda: self._hasher.hash(_encode(password)))

    async def verify(self, expected: str | None, password: str) -> bool:
        """Whether `password` is what `expected` was made of. None, for nobody, takes the same time and is false."""
        return await self._workers.run(lambda: self._matches(expected, password))

    def close(self) -> None:
        """End the threads; what is being hashed is finished first."""
        self._workers.close()

    @cached_property
    def _nobodys(self) -> str:
        """What is compared with when there is no account. Every comparison asks for it, so that none stands out."""
        return self._hasher.hash(secrets.token_hex())

    def _matches(self, expected: str | None, password: str) -> bool:
        nobodys = self._nobodys
        try:
            self._hasher.verify(expected or nobodys, _encode(password))
        except (VerificationError, InvalidHashError):
            return False
        return expected is not None


def _encode(password: str) -> bytes:
    """Any text will do for a password, also what is not valid Unicode."""
    return password.encode("utf-8", "surrogatepass")


def _yield_to_others() -> None:
    """Let the event loop's thread go first where the system knows priorities of threads (Linux)."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
