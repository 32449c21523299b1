"""The port for large things that are no rows: pictures now, files later. One backend: `obstore`."""

from pathlib import Path
from typing import Protocol

from obstore.exceptions import BaseError
from obstore.store import LocalStore

from besedka.errors import StartupError


class Blobs(Protocol):
    """Keeps bytes under a key. A blob never changes: new content gets a new key, so an old key can be cached for ever.
    Keys are `/`-separated ASCII, made by the program, never by a user.
    """

    async def put(self, key: str, content: bytes) -> None:
        """Store `content`; complete and readable when this returns."""

    async def get(self, key: str) -> bytes | None:
        """The content, or None if there is no such blob."""

    async def delete(self, key: str) -> None:
        """Let go of a blob, if there is one."""


class ObjectStoreBlobs:
    """Blobs in an object store of `obstore`; its own threads do the waiting."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        await self._store.put_async(key, content)

    async def get(self, key: str) -> bytes | None:
        try:
            found = await self._store.get_async(key)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        try:
            await self._store.delete_async(key)
        except FileNotFoundError:
            return


def open_blobs(folder: Path) -> ObjectStoreBlobs:
    """Blobs as files below `folder`, which is made if it is missing. Raises `StartupError` if that fails."""
    try:
        return ObjectStoreBlobs(LocalStore(folder, mkdir=True))
    except (BaseError, OSError) as error:
        raise StartupError(f"the folder {folder} can't hold blobs: {error}") from error
