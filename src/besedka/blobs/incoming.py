"""A file on its way into the folder of blobs: there whole and for certain, or not at all."""

import fcntl
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO


class Incoming:
    """A file that is written aside, and gets its place when it is whole and on disk. Its methods wait for the disk, may be
    called in any thread, and raise `OSError`.
    """

    def __init__(self, aside: Path, root: Path, target: Path) -> None:
        self._aside = aside / secrets.token_hex(16)
        self._root = root
        self._target = target
        self._file: BinaryIO | None = None
        self._discarded = False
        self._lock = threading.Lock()  # whoever gives up does so while a write may still be under way

    def write(self, chunk: bytes) -> None:
        """Append."""
        with self._lock:
            if not self._discarded:
                self._opened().write(chunk)

    def finish(self) -> int:
        """Put the file in its place; on disk when this returns how many bytes it has."""
        with self._lock:
            if self._discarded:
                return 0
            with self._opened() as file:
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
                self._target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._aside.rename(self._target)
            for folder in (*_between(self._target, self._root), self._root):
                sync(folder)
            return size

    def discard(self) -> None:
        """Leave nothing behind, wherever it was by then."""
        with self._lock:
            self._discarded = True
            if self._file is not None:
                with suppress(OSError):  # what is still buffered may have no room: the file is closed all the same
                    self._file.close()
                self._aside.unlink(missing_ok=True)
                self._target.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = self._aside.open("xb")
            # Tells `sweep`, also that of another server on this folder, that someone is still at it.
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._file


def prepare(folder: Path, aside: Path) -> None:
    """Make both folders, on disk for certain, and see that they can be written to. Raises `OSError`."""
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryFile(dir=aside, buffering=0) as probe:
        probe.write(b"x")
    sync(folder)
    sync(folder.absolute().parent)


def sweep(aside: Path) -> None:
    """Delete what a crash left half written. Raises `OSError`."""
    for path in aside.iterdir():
        with suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def sync(folder: Path) -> None:
    """What a folder holds, names and all, is on disk when this returns. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _between(path: Path, root: Path) -> list[Path]:
    """The folders that `path` is in, below `root`."""
    return [root / folder for folder in path.relative_to(root).parents if folder != Path()]
