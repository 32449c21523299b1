"""Which numbers have been seen, in as much memory as there are holes between them."""

from bisect import bisect_right


class Seen:
    """Everything up to a number, and what is added."""

    def __init__(self, up_to: int) -> None:
        self._starts, self._ends = [0], [up_to]  # of disjoint ranges that do not touch, ascending

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._starts, number) - 1
        return number <= self._ends[place]

    @property
    def holes(self) -> int:
        """How many ranges of numbers below the highest one have not been seen."""
        return len(self._starts) - 1

    def add(self, number: int) -> None:
        """See a positive number, maybe again."""
        if number in self:
            return
        place = bisect_right(self._starts, number)
        self._starts.insert(place, number)
        self._ends.insert(place, number)
        self._join(place)
        self._join(place - 1)

    def _join(self, place: int) -> None:
        """Make one of two ranges that touch."""
        if place + 1 < len(self._starts) and self._ends[place] + 1 == self._starts[place + 1]:
            self._ends[place] = self._ends.pop(place + 1)
            del self._starts[place + 1]
