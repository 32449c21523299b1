"""Places for what takes long: so many for each user, so many in all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from besedka.errors import TooManyRequests, Unavailable


class Places:
    """Counts what is under way, so that nobody takes up all places. `what`: what that is, in words."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._under_way: Counter[int] = Counter()

    @contextmanager
    def taken(self, user_id: int, each: int, everyone: int) -> Iterator[None]:
        """Take one, for as long as the context lasts. Raises `TooManyRequests` for a user who has `each`, or their share of
        what is left; `Unavailable` where `everyone` have been taken.
        """
        total = self._under_way.total()
        if total >= everyone:
            raise Unavailable(f"Too many {self._what} are under way. Try again.")
        if self._under_way[user_id] >= min(each, _share(each, everyone, total)):
            raise TooManyRequests(1)
        self._under_way[user_id] += 1
        try:
            yield
        finally:
            self._under_way[user_id] -= 1
            if not self._under_way[user_id]:
                del self._under_way[user_id]


def _share(each: int, everyone: int, total: int) -> int:
    """The fuller it is, the fewer places one user has; the last ones are for those who have none. So it takes very many users,
    who all send or read as slowly as they may, to keep the others out.
    """
    return max(1, 2 * each * (everyone - total) // everyone)
