"""Rate limits: a moving window per session, address or account, kept in this process's memory."""

import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from besedka.errors import BadRequest, Code, TooManyRequests

REQUESTS = RateLimitItemPerSecond(200, 4, namespace="requests")  # 50 a second, with bursts of 200
SIGN_UPS = RateLimitItemPerSecond(20, 3600, namespace="sign-ups")
FAILURES_OF_ACCOUNT = RateLimitItemPerSecond(5, 1800, namespace="account")
FAILURES_OF_ADDRESS = RateLimitItemPerSecond(20, 1800, namespace="address")


class RateLimits:
    """Counts per key. `spend` and `attempt` raise `TooManyRequests`; when set to off, never."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._attempts: Counter[tuple[str, str]] = Counter()

    def spend(self, limit: RateLimitItem, key: str) -> None:
        """Count one towards `limit`, or raise."""
        if self._on and not self._windows.hit(limit, key):
            raise self._refusal(limit, key)

    @contextmanager
    def attempt(self, account: str, address: str) -> Iterator[None]:
        """Guard one try of a password: `wrong_credentials` counts as a failure of the account and of the address.

        Tries under way count as well, so that many at once get no more guesses than one after another.
        """
        keys = ((FAILURES_OF_ACCOUNT, account), (FAILURES_OF_ADDRESS, address))
        for limit, key in keys:
            self._check_left(limit, key)
        self._attempts.update((limit.namespace, key) for limit, key in keys)
        try:
            yield
        except BadRequest as problem:
            if problem.code is Code.WRONG_CREDENTIALS:
                self._count_failure(keys)
            raise
        finally:
            for limit, key in keys:
                self._finish(limit.namespace, key)

    def _count_failure(self, keys: tuple[tuple[RateLimitItem, str], ...]) -> None:
        for limit, key in keys:
            self._windows.hit(limit, key)

    def _finish(self, namespace: str, key: str) -> None:
        self._attempts[namespace, key] -= 1
        if not self._attempts[namespace, key]:
            del self._attempts[namespace, key]

    def _check_left(self, limit: RateLimitItem, key: str) -> None:
        left = self._windows.get_window_stats(limit, key).remaining - self._attempts[limit.namespace, key]
        if self._on and left <= 0:
            raise self._refusal(limit, key)

    def _refusal(self, limit: RateLimitItem, key: str) -> TooManyRequests:
        return TooManyRequests(math.ceil(self._windows.get_window_stats(limit, key).reset_time - time.time()))
