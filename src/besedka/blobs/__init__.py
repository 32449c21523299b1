"""The port for large things that are no rows: pictures now, files later."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Protocol

import msgspec

CHUNK = 256 * 1024  # bytes at a time


class Blob(msgspec.Struct, frozen=True):
    """What is stored under a key. `stored_at` is in milliseconds, UTC, by the clock of whoever keeps it."""

    key: str
    size: int
    stored_at: int


class Reading(Protocol):
    """A blob, or a stretch of it, on its way out: to be iterated once, and closed whether or not it was.

    Iterating raises `errors.Unavailable` if the content can't be read after all.
    """

    @property
    def size(self) -> int:
        """Bytes of the whole blob, whatever stretch was asked for."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def close(self) -> None:
        """Let go of what the reading holds. Closing twice does no harm."""


class Blobs(Protocol):
    """Keeps bytes under a key. A blob never changes: new content gets a new key, so an old key can be cached for ever.
    Keys are `/`-separated parts of ASCII letters, digits, `-` and `_`, made by the program, never by a user.

    Every method raises `errors.Unavailable`, whose detail says why, when the store can't do it.
    """

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """Store all that comes, and return how many bytes that was. On disk and whole when this returns; if it raises
        instead, or is cancelled, or the power fails, there is no such blob.
        """

    async def open(self, key: str, start: int = 0, stop: int | None = None) -> Reading | None:
        """The bytes from `start` up to but without `stop` (None: to the end), or None if there is no such blob. A stretch
        past the end is cut off there.
        """

    async def delete(self, key: str) -> None:
        """Let go of a blob, if there is one."""

    def list(self, folder: str = "") -> AsyncIterator[Blob]:
        """All blobs, or those whose key begins with `folder` and a `/`: in no particular order, read bit by bit. One that
        is stored or deleted meanwhile may be among them or not.
        """

    async def close(self) -> None:
        """Let go of threads and connections; what is in hand is finished first."""


async def in_one(content: bytes) -> AsyncIterator[bytes]:
    """What is in memory anyway, as chunks to `put`."""
    yield content


async def gather(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in chunks of at least `CHUNK`, except the last: each costs a turn in a thread, or a request."""
    gathered = bytearray()
    async for chunk in chunks:
        gathered += chunk
        if len(gathered) >= CHUNK:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


async def read_whole(blobs: Blobs, key: str) -> bytes | None:
    """A small blob at once, or None if there is no such blob."""
    reading = await blobs.open(key)
    if reading is None:
        return None
    try:
        return b"".join([chunk async for chunk in reading])
    finally:
        await reading.close()
