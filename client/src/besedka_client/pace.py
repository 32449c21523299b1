"""How fast to send, so as not to be closed for sending too fast."""

import asyncio
import time

FRAMES_A_SECOND, FRAMES_AT_ONCE = 90, 300  # a little below what servers allow a user


class Pace:
    """A leaky bucket, over all connections of a gateway."""

    def __init__(self) -> None:
        self._tokens = float(FRAMES_AT_ONCE)
        self._refilled = time.monotonic()

    async def wait(self) -> None:
        """Until one more frame may be sent, and count it."""
        self._refill()
        self._tokens -= 1
        if self._tokens < 0:
            await asyncio.sleep(-self._tokens / FRAMES_A_SECOND)

    def has_room(self) -> bool:
        """Whether one more frame may be sent at once; then it is counted."""
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(FRAMES_AT_ONCE, self._tokens + (now - self._refilled) * FRAMES_A_SECOND)
        self._refilled = now
