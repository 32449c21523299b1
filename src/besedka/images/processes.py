"""Pictures decoded in processes of their own, and drawn in a thread."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from besedka.images import initials
from besedka.images.child import Child
from besedka.images.turns import Turns
from besedka.workers import Workers

PLACES = 2  # processes at a time, each of at most 256 MiB: one for whoever sends what takes long, one for the others
EACH, ALL = 5, 60  # pictures that a user, and all together, may have waiting or in hand
DRAWINGS_WAITING = 200  # at some 15 ms each
DRAWINGS_KEPT = 512  # of some 3 KiB each


class ProcessImages:
    """See `Images`. A process is started for each picture: a tenth of a second, for which nothing of one picture, not even a
    parser gone mad, is there for the next, and an idle server keeps none.
    """

    def __init__(self) -> None:
        self._turns = Turns(places=PLACES, each=EACH, at_most=ALL)
        self._decoding = Workers("picture", threads=PLACES, waiting=PLACES)
        self._drawing = Workers("drawing", threads=1, waiting=DRAWINGS_WAITING)
        self._drawn: dict[tuple[int, str], bytes] = {}
        self._children: set[Child] = set()

    async def make_avatar(self, source: BinaryIO, user_id: int) -> bytes:
        """See `Images`."""
        return await self._make("avatar", source, user_id)

    async def make_thumbnail(self, source: BinaryIO, user_id: int, *, moving: bool) -> bytes:
        """See `Images`."""
        return await self._make("moving" if moving else "still", source, user_id)

    async def draw_initials(self, user_id: int, name: str) -> bytes:
        """See `Images`."""
        key = user_id, initials(name)
        if key not in self._drawn:
            drawn = await self._drawing.run(lambda: _draw_initials(*key))
            if len(self._drawn) >= DRAWINGS_KEPT:
                self._drawn.pop(next(iter(self._drawn)))
            self._drawn[key] = drawn
        return self._drawn[key]

    def stop(self) -> None:
        """See `Images`."""
        self._turns.stop()
        for child in self._children:
            child.kill()

    async def close(self) -> None:
        """See `Images`."""
        self.stop()
        await asyncio.to_thread(self._decoding.close)
        await asyncio.to_thread(self._drawing.close)

    async def _make(self, task: str, source: BinaryIO, user_id: int) -> bytes:
        async with self._turns.turn(user_id):
            with self._child(task) as child:
                return await self._decoding.run(lambda: child.run(source))

    @contextmanager
    def _child(self, task: str) -> Iterator[Child]:
        child = Child(task)
        self._children.add(child)
        try:
            yield child
        finally:
            child.kill()  # should nobody wait for it any more
            self._children.remove(child)


def _draw_initials(user_id: int, letters: str) -> bytes:
    from besedka.images.drawing import draw_initials  # noqa: PLC0415 - Pillow takes 8 MiB: not before the first picture

    return draw_initials(user_id, letters)
