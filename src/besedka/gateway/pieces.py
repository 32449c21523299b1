"""Long work in short pieces."""

from collections.abc import Iterator, Sequence


def in_pieces(whole: Sequence[int], size: int) -> Iterator[list[int]]:
    """All of it, `size` at a time."""
    for start in range(0, len(whole), size):
        yield list(whole[start : start + size])
