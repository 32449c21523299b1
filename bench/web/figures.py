"""What was measured, beside what it may be at most."""

import math
from collections.abc import Sequence
from statistics import median
from typing import TypeAlias

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line of the table. `most`: the budget, where there is one."""

    what: str
    value: float
    unit: str
    most: float | None = None
    beside: str = ""

    def __str__(self) -> str:
        limit = "" if self.most is None else f"at most {self.most:,g} {self.unit}"
        over = "  OVER" if self.most is not None and self.value > self.most else ""
        digits = 0 if self.value >= 100 or self.value == int(self.value) else 1 if self.value >= 1 else 3
        return f"  {self.what:62} {self.value:9,.{digits}f} {self.unit:8} {limit:18} {self.beside}{over}".rstrip()


Figures: TypeAlias = list[Figure]


def middle(what: str, times: Sequence[float], most: float | None = None) -> Figure:
    """The median of many times, in milliseconds; beside it how far they lie apart."""
    return Figure(what, median(times), "ms", most, f"{min(times):,.0f} to {max(times):,.0f} in {len(times)}")


def percentile(times: Sequence[float], part: int) -> float:
    """So many of a hundred are no longer than this."""
    return sorted(times)[math.ceil(len(times) * part / 100) - 1]
