"""Blobs in an object store such as S3: needs the extra `s3`."""

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from besedka.blobs import Blob, gather
from besedka.errors import StartupError, Unavailable

PIECE = 1024 * 1024  # bytes asked for at a time: a slow reader keeps no request open that could time out
RETRIES, RETRY_TIME = 3, timedelta(seconds=15)  # instead of ten and three minutes, for which nobody waits
_PROBE = "probe"


class ObjectBlobs:
    """See `Blobs`. The library's own threads do the waiting. A put that a crash cuts short may leave parts that nobody
    sees; a bucket's life cycle rules can tidy them up.
    """

    def __init__(self, store: S3Store | MemoryStore | LocalStore) -> None:
        self._store = store

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """See `Blobs`."""
        size = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in gather(chunks):
                size += len(chunk)
                yield chunk

        with _unavailable(missing=True):
            await self._store.put_async(key, counted())
        return size

    async def open(self, key: str, start: int = 0, stop: int | None = None) -> "ObjectReading | None":
        """See `Blobs`."""
        try:
            with _unavailable():
                size = (await self._store.head_async(key))["size"]
        except FileNotFoundError:
            return None
        return ObjectReading(self._store, key, size, (start, size if stop is None else min(stop, size)))

    async def delete(self, key: str) -> None:
        """See `Blobs`."""
        with suppress(FileNotFoundError), _unavailable():
            await self._store.delete_async(key)

    async def list(self, folder: str = "") -> AsyncIterator[Blob]:
        """See `Blobs`."""
        found = self._store.list(folder or None)
        while True:
            try:
                with _unavailable(missing=True):
                    portion = await anext(found)
            except StopAsyncIteration:
                return
            for each in portion:
                yield Blob(each["path"], each["size"], int(each["last_modified"].timestamp() * 1000))

    async def close(self) -> None:
        """See `Blobs`."""


class ObjectReading:
    """See `Reading`."""

    def __init__(
        self, store: S3Store | MemoryStore | LocalStore, key: str, size: int, stretch: tuple[int, int]
    ) -> None:
        self._store = store
        self._key = key
        self._size = size
        self._stretch = stretch

    @property
    def size(self) -> int:
        """See `Reading`."""
        return self._size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        start, stop = self._stretch
        for begin in range(start, stop, PIECE):
            yield await self._read(begin, min(begin + PIECE, stop))

    async def close(self) -> None:
        """See `Reading`. Nothing is held between two pieces."""

    async def _read(self, start: int, stop: int) -> bytes:
        try:
            with _unavailable():
                return bytes(await self._store.get_range_async(self._key, start=start, end=stop))
        except FileNotFoundError as error:
            raise Unavailable("What is being read was deleted meanwhile.") from error


async def open_bucket(address: str) -> ObjectBlobs:
    """The bucket of an address such as `s3://bucket/prefix`. Keys, region and endpoint come from the environment, as with
    other tools (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, without TLS if that says `http://`).

    Raises `StartupError` if it can't be reached or written to.
    """
    try:
        store = S3Store.from_url(
            address,
            client_options={"allow_http": _is_plain(os.environ.get("AWS_ENDPOINT_URL", ""))},
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_TIME},
        )
        await store.put_async(_PROBE, b"x")
        await store.delete_async(_PROBE)
    except (BaseError, ValueError, FileNotFoundError) as error:
        raise StartupError(f"the bucket {address} can't hold blobs: {_in_one_line(error)}") from error
    return ObjectBlobs(store)


def _is_plain(endpoint: str) -> bool:
    """Whether somebody has chosen a store without TLS, as one on the same machine may be."""
    return endpoint.startswith("http://")


@contextmanager
def _unavailable(*, missing: bool = False) -> Iterator[None]:
    """`missing`: also what is not found, where that can only be the bucket itself."""
    try:
        yield
    except FileNotFoundError as error:
        if not missing:
            raise
        raise Unavailable("The store of pictures and files is gone.") from error
    except BaseError as error:
        raise Unavailable("The store of pictures and files does not answer. Try again later.") from error


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).partition("Debug source")[0].split())
