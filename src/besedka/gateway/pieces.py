"""Long work in short pieces."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_pieces(whole: Sequence[T], size: int) -> Iterator[list[T]]:
    """All of it, `size` at a time."""
    for start in range(0, len(whole), size):
        yield list(whole[start : start + size])
