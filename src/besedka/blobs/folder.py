"""Blobs as files below a folder: a key is a path."""

import asyncio
import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from besedka.blobs import CHUNK, Blob, gather
from besedka.blobs.incoming import Incoming, prepare, sweep
from besedka.errors import StartupError, Unavailable, unwritable
from besedka.workers import Workers

T = TypeVar("T")

INCOMING = ".incoming"  # where blobs are written before they get their place
THREADS, WAITING_LIMIT = 4, 400
_LISTED_AT_ONCE = 500
_KEY = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*", re.ASCII)


class FolderBlobs:
    """See `Blobs`. All that waits for the disk does so in a few threads."""

    def __init__(self, folder: Path) -> None:
        """Raises `StartupError` for a folder that can't be made or written to. Sweeps away what a crash left half written."""
        self._folder = folder
        self._incoming = folder / INCOMING
        try:
            prepare(folder, self._incoming)
            sweep(self._incoming)
        except OSError as error:
            raise StartupError(f"the folder {folder} can't hold blobs: {error.strerror}") from error
        self._workers = Workers("blob", threads=THREADS, waiting=WAITING_LIMIT)

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        """See `Blobs`."""
        incoming = Incoming(self._incoming, self._folder, self._path(key))
        try:
            async for chunk in gather(chunks):
                await self._workers.run(lambda chunk=chunk: incoming.write(chunk))  # type: ignore[misc] # bound at once
            return await self._workers.run(incoming.finish)
        except OSError as error:
            self._workers.spawn(incoming.discard)
            raise unwritable(error) from error
        except BaseException:
            self._workers.spawn(incoming.discard)
            raise

    async def open(self, key: str, start: int = 0, stop: int | None = None) -> "FileReading | None":
        """See `Blobs`."""
        path = self._path(key)
        try:
            return await self._workers.run(lambda: FileReading(self._workers, path.open("rb"), start, stop))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable() from error

    async def delete(self, key: str) -> None:
        """See `Blobs`."""
        path = self._path(key)
        try:
            await self._workers.run(lambda: path.unlink(missing_ok=True))
        except OSError as error:
            raise unwritable(error) from error

    async def list(self, folder: str = "") -> AsyncIterator[Blob]:
        """See `Blobs`."""
        found = _walk(self._path(folder) if folder else self._folder, self._folder)
        while portion := await self._next(found):
            for blob in portion:
                yield blob

    async def close(self) -> None:
        """See `Blobs`."""
        await asyncio.to_thread(self._workers.close)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of a blob")
        return self._folder / key

    async def _next(self, found: Iterator[Blob]) -> "tuple[Blob, ...]":
        try:
            return await self._workers.run(lambda: tuple(islice(found, _LISTED_AT_ONCE)))
        except OSError as error:
            raise _unreadable() from error


class FileReading:
    """See `Reading`. A file that was opened stays readable when its name goes."""

    def __init__(self, workers: Workers, file: BinaryIO, start: int, stop: int | None) -> None:
        self._workers = workers
        self._file = file
        self._size = file.seek(0, 2)
        self._left = max(0, min(self._size if stop is None else stop, self._size) - start)
        file.seek(start)

    @property
    def size(self) -> int:
        """See `Reading`."""
        return self._size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._left:
            chunk = await self._read()
            self._left -= len(chunk)
            yield chunk

    async def close(self) -> None:
        """See `Reading`."""
        self._workers.spawn(self._file.close)

    async def _read(self) -> bytes:
        try:
            chunk = await self._workers.run(lambda: self._file.read(min(CHUNK, self._left)))
        except OSError as error:
            raise _unreadable() from error
        if not chunk:  # a blob never shrinks: someone else was at the file
            raise _unreadable()
        return chunk


def _walk(folder: Path, root: Path) -> Iterator[Blob]:
    """What is stored below `folder`; what goes meanwhile is passed over."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == INCOMING:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry), root)
                continue
            with suppress(FileNotFoundError):
                state = entry.stat()
                yield Blob(Path(entry).relative_to(root).as_posix(), state.st_size, state.st_mtime_ns // 10**6)


def _unreadable() -> Unavailable:
    return Unavailable("The server can't read its disk. Try again later.")
