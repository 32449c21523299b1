"""Of what one user has asked for, a few jobs at a time: the others come later, one after another, and keep nobody waiting."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

EACH = 2  # of a user: one that is worked at, and the next
SPACING = 0.5  # seconds between jobs of one user that were put off


class Shares:
    """What each user has in hand on this node. Nothing stays of a user who has nothing in hand."""

    def __init__(self) -> None:
        self._in_hand: Counter[int] = Counter()
        self._latest: dict[int, float] = {}  # when the last one that was put off is to be tried again

    @contextmanager
    def taken(self, user_id: int) -> Iterator[float]:
        """Have a job of this user in hand for as long as the context lasts: 0; or else, if there are enough of them, in how many
        seconds to come again.
        """
        if self._in_hand[user_id] >= EACH:
            yield self._put_off(user_id)
            return
        self._in_hand[user_id] += 1
        try:
            yield 0
        finally:
            self._in_hand[user_id] -= 1
            if not self._in_hand[user_id]:
                del self._in_hand[user_id]
                self._latest.pop(user_id, None)

    def _put_off(self, user_id: int) -> float:
        """Each a little later than the one before: a thousand that all came back at once would be put off a thousand times."""
        now = time.monotonic()
        self._latest[user_id] = max(now, self._latest.get(user_id, now)) + SPACING
        return self._latest[user_id] - now
