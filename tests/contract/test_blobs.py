"""What every store of blobs promises, and what the folder does besides."""

import asyncio
import errno
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from besedka.blobs import CHUNK, Blobs, in_one, read_whole
from besedka.blobs.folder import INCOMING, FolderBlobs
from besedka.blobs.objects import PIECE, ObjectBlobs, open_bucket
from besedka.errors import StartupError, Unavailable
from tests.support.s3 import S3, running_s3

CONTENT = bytes(range(256)) * (3 * PIECE // 256) + b"end"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with pytest.MonkeyPatch.context() as monkeypatch, running_s3(monkeypatch) as server:
        yield server


@pytest.fixture(params=["folder", "objects in a folder", "objects in memory", "s3"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Blobs]:
    opened: Blobs
    if request.param == "folder":
        opened = FolderBlobs(tmp_path / "blobs")
    elif request.param == "s3":
        bucket = request.getfixturevalue("s3").make_bucket()
        opened = await open_bucket(f"s3://{bucket}/of/besedka")
    elif request.param == "objects in a folder":
        opened = ObjectBlobs(LocalStore(tmp_path / "blobs", mkdir=True))
    else:
        opened = ObjectBlobs(MemoryStore())
    yield opened
    await opened.close()


async def in_pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def cut_short(content: bytes, error: BaseException) -> AsyncIterator[bytes]:
    async for piece in in_pieces(content):
        yield piece
    raise error


async def read(blobs: Blobs, key: str, start: int = 0, stop: int | None = None) -> bytes:
    reading = await blobs.open(key, start, stop)
    assert reading is not None
    assert reading.size == len(CONTENT)
    chunks = [chunk async for chunk in reading]
    assert all(chunks)
    await reading.close()
    await reading.close()
    return b"".join(chunks)


async def keys(blobs: Blobs, folder: str = "") -> list[str]:
    return sorted([blob.key async for blob in blobs.list(folder)])


async def test_what_was_put_is_there_until_deleted(blobs: Blobs) -> None:
    assert await blobs.put("photos/one", in_pieces(CONTENT)) == len(CONTENT)
    assert await read_whole(blobs, "photos/one") == CONTENT
    await blobs.delete("photos/one")
    assert await read_whole(blobs, "photos/one") is None
    assert not await keys(blobs)


async def test_what_is_not_there_is_no_error(blobs: Blobs) -> None:
    assert await blobs.open("photos/none") is None
    await blobs.delete("photos/none")
    assert not await keys(blobs)
    assert not await keys(blobs, "photos")


async def test_nothing_is_something(blobs: Blobs) -> None:
    assert await blobs.put("photos/empty", in_one(b"")) == 0
    assert await read_whole(blobs, "photos/empty") == b""


@pytest.mark.parametrize(
    ("start", "stop"),
    [(0, 1), (5, None), (PIECE - 1, PIECE + 1), (CHUNK, 2 * CHUNK), (len(CONTENT) - 3, None), (0, 10**9)],
)
async def test_a_stretch_of_it_is_read(blobs: Blobs, start: int, stop: int | None) -> None:
    await blobs.put("one", in_pieces(CONTENT))
    assert await read(blobs, "one", start, stop) == CONTENT[start:stop]


@pytest.mark.parametrize(("start", "stop"), [(7, 7), (9, 5), (len(CONTENT), None), (len(CONTENT) + 9, None)])
async def test_a_stretch_may_be_empty(blobs: Blobs, start: int, stop: int | None) -> None:
    await blobs.put("one", in_pieces(CONTENT))
    assert await read(blobs, "one", start, stop) == b""


async def test_what_was_not_read_can_be_closed(blobs: Blobs) -> None:
    await blobs.put("one", in_pieces(CONTENT))
    reading = await blobs.open("one")
    assert reading is not None
    async for _ in reading:
        break
    await reading.close()


async def test_all_of_them_are_listed(blobs: Blobs) -> None:
    now = time.time() * 1000
    for number in range(30):
        await blobs.put(f"photos/{number}", in_one(b"x" * number))
    await blobs.put("files/1/2", in_one(b"y"))
    assert len(await keys(blobs)) == 31
    assert await keys(blobs, "files") == ["files/1/2"]
    assert await keys(blobs, "file") == []
    found = {blob.key: blob async for blob in blobs.list("photos")}
    assert {key: blob.size for key, blob in found.items()} == {f"photos/{number}": number for number in range(30)}
    assert all(abs(blob.stored_at - now) < 60_000 for blob in found.values())


@pytest.mark.parametrize("size", [0, 10, 3 * CHUNK, 12 * PIECE])
async def test_what_breaks_off_is_not_there(blobs: Blobs, size: int) -> None:
    with pytest.raises(KeyError):
        await blobs.put("photos/one", cut_short(bytes(size), KeyError()))
    assert await blobs.open("photos/one") is None
    assert not await keys(blobs)


async def test_what_is_given_up_is_not_there(blobs: Blobs, tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield CONTENT
        begun.set()
        await asyncio.Event().wait()

    putting = asyncio.create_task(blobs.put("photos/one", endless()))
    await begun.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert not await keys(blobs)
    await blobs.close()
    assert not leftovers(tmp_path)


def leftovers(folder: Path) -> list[Path]:
    incoming = folder / "blobs" / INCOMING
    return list(incoming.iterdir()) if incoming.exists() else []


async def test_what_is_acknowledged_is_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def recorded_fsync(descriptor: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().parent.name}")
        fsync(descriptor)

    def recorded_rename(path: Path, target: Path) -> None:
        done.append("rename")
        rename(path, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "rename", recorded_rename)
    await blobs.put("photos/one", in_pieces(CONTENT))
    assert done == [f"sync {INCOMING}", "rename", "sync blobs", f"sync {tmp_path.name}"]
    await blobs.close()


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
async def test_a_disk_that_takes_no_more_is_told_and_nothing_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")

    def full(descriptor: int) -> None:
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="disk is full" if reason != errno.EIO else "can't write"):
            await blobs.put("photos/one", in_pieces(CONTENT))
    await blobs.put("photos/two", in_pieces(CONTENT))
    assert await keys(blobs) == ["photos/two"]
    await blobs.close()
    assert not leftovers(tmp_path)


async def test_what_was_opened_is_read_to_its_end(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put("one", in_pieces(CONTENT))
    reading = await blobs.open("one")
    assert reading is not None
    await blobs.delete("one")
    assert b"".join([chunk async for chunk in reading]) == CONTENT
    await reading.close()
    await blobs.close()


async def test_a_file_that_shrank_is_not_taken_for_whole(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put("one", in_pieces(CONTENT))
    reading = await blobs.open("one")
    assert reading is not None
    os.truncate(tmp_path / "blobs" / "one", 10)
    with pytest.raises(Unavailable, match="can't read"):
        [chunk async for chunk in reading]
    await reading.close()
    await blobs.close()


async def test_what_a_crash_left_is_swept_but_not_what_another_server_is_writing(tmp_path: Path) -> None:
    incoming = tmp_path / "blobs" / INCOMING
    incoming.mkdir(parents=True)
    (incoming / "left").write_bytes(b"half")
    with (incoming / "busy").open("wb") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        await FolderBlobs(tmp_path / "blobs").close()
        assert [path.name for path in incoming.iterdir()] == ["busy"]


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "photos/../x", "..", ".incoming/x", "a//b", "a/", "ä", "a\0", "a\n"]
)
async def test_what_is_no_key_reaches_no_file(tmp_path: Path, key: str) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    with pytest.raises(ValueError, match="no key"):
        await blobs.open(key)
    await blobs.close()


@pytest.mark.parametrize("taken", ["file", "file/blobs", "file/deeper/blobs"])
def test_a_folder_that_cannot_be_made_keeps_the_server_from_starting(tmp_path: Path, taken: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match=r"can't hold blobs: [^\n]*$"):
        FolderBlobs(tmp_path / taken)


def test_a_folder_that_takes_nothing_keeps_the_server_from_starting(tmp_path: Path) -> None:
    (tmp_path / INCOMING).touch()
    with pytest.raises(StartupError, match=r"can't hold blobs: [^\n]*$"):
        FolderBlobs(tmp_path)
