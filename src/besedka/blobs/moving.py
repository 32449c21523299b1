"""Moving all blobs from one store to another."""

import hashlib
from collections.abc import AsyncIterator, Callable

from besedka.blobs import Blob, Blobs, Reading
from besedka.errors import Unavailable


async def count_blobs(blobs: Blobs) -> tuple[int, int]:
    """How many there are, and how many bytes."""
    count = size = 0
    async for blob in blobs.list():
        count += 1
        size += blob.size
    return count, size


async def move_blobs(source: Blobs, target: Blobs, moved: Callable[[Blob], None]) -> None:
    """Each is copied, read back and compared, and only then deleted where it was; `moved` is called after that. Begun again
    after whatever stopped it, it goes on with what is left. Raises `Unavailable`.
    """
    async for blob in source.list():
        sent, received = hashlib.sha256(), hashlib.sha256()
        await target.put(blob.key, _hashed(await _read(source, blob.key), sent))
        async for _ in _hashed(await _read(target, blob.key), received):
            pass
        if sent.digest() != received.digest():
            raise Unavailable(f"What was copied of {blob.key} is not what it was. It is still where it was, too.")
        await source.delete(blob.key)
        moved(blob)


async def _read(blobs: Blobs, key: str) -> Reading:
    reading = await blobs.open(key)
    if reading is None:
        raise Unavailable(f"{key} is gone: is a server running?")
    return reading


async def _hashed(reading: Reading, digest: "hashlib._Hash") -> AsyncIterator[bytes]:
    try:
        async for chunk in reading:
            digest.update(chunk)
            yield chunk
    finally:
        await reading.close()
