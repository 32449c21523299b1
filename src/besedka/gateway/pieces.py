"""Long work in short pieces."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_pieces(whole: Sequence[T], size: int) -> Iterator[list[T]]:
    """All of it, `size` at a time."""
    for start in range(0, len(whole), size):
        yield list(whole[start : start + size])


async def in_turns(whole: Sequence[T], size: int) -> AsyncIterator[list[T]]:
    """All of it, `size` at a time; between two pieces everyone else has a turn."""
    for start in range(0, len(whole), size):
        if start:
            await asyncio.sleep(0)
        yield list(whole[start : start + size])
