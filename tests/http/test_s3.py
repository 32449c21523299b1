"""A server that keeps its pictures and files in S3, and moves them there and back."""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from besedka.blobs import Blob, Blobs, in_one, read_whole
from besedka.blobs.folder import FolderBlobs
from besedka.blobs.moving import move_blobs
from besedka.blobs.objects import open_bucket
from besedka.cli import besedka
from besedka.errors import StartupError, Unavailable
from besedka.server import move_store
from besedka.settings import Settings
from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.pictures import picture
from tests.support.s3 import S3, running_s3
from tests.support.server import Running, running_server, sqlite_only

CONTENT = bytes(range(256)) * 10_000


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with pytest.MonkeyPatch.context() as monkeypatch, running_s3(monkeypatch) as server:
        yield server


@pytest.fixture
def bucket(s3: S3) -> str:
    return f"s3://{s3.make_bucket()}/garden"


@pytest.fixture
async def far(bucket: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Running]:
    async with running_server(tmp_path, "", clock, blobs=bucket) as server:
        yield server


async def upload(who: Visitor, chat_id: int) -> int:
    answer = await who.client.post(f"/chats/{chat_id}/files", files={"file": ("seeds.bin", CONTENT)})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


async def test_pictures_and_files_go_there_and_come_back(far: Running, bucket: str, tmp_path: Path) -> None:
    ada, boris = await far.sign_up("ada"), await far.sign_up("boris")
    await ada.client.post("/photos", files={"file": ("me.png", picture("PNG"))})
    chat_id = await ada.chat_with(boris)
    file_id = await upload(ada, chat_id)
    assert (await boris.get(f"/photos/{ada.id}", headers={"Accept": "image/*"})).headers["Content-Type"] == "image/webp"
    assert (await ada.get(f"/files/{file_id}")).content == CONTENT
    part = await ada.get(f"/files/{file_id}", headers={"Range": "bytes=1000000-1000009"})
    assert (part.status_code, part.content) == (206, CONTENT[1_000_000:1_000_010])
    kept = [blob async for blob in (await open_bucket(bucket)).list()]
    assert len(kept) == 2
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


async def test_a_store_that_refuses_is_no_defect_of_ours(far: Running, bucket: str) -> None:
    ada = await far.sign_up("ada")
    chat_id = await ada.chat_with(ada)
    await upload(ada, chat_id)
    store = await open_bucket(bucket)
    await remove_bucket(store, bucket)
    answer = await ada.client.post(f"/chats/{chat_id}/files", files={"file": ("seeds.bin", CONTENT)})
    assert problem(answer)[:2] == (503, "unavailable")
    answer = await ada.client.post("/photos", files={"file": ("me.png", picture("PNG"))})
    assert problem(answer)[:2] == (503, "unavailable")


async def remove_bucket(store: Blobs, address: str) -> None:
    """With all that is in it."""
    async for blob in store.list():
        await store.delete(blob.key)
    name = address.removeprefix("s3://").partition("/")[0]
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.delete(f"{os.environ['AWS_ENDPOINT_URL']}/{name}")).status_code == 204


async def test_what_is_moved_is_there_and_no_longer_here(bucket: str, tmp_path: Path) -> None:
    here = FolderBlobs(tmp_path / "blobs")
    for key in ("photos/one", "files/1/two", "files/1/three"):
        await here.put(key, in_one(key.encode() * 1000))
    await here.close()
    settings = Settings(data=tmp_path / "data")
    for source, target in ((str(tmp_path / "blobs"), bucket), (bucket, str(tmp_path / "back"))):
        begun: list[tuple[int, int]] = []
        moved: list[Blob] = []

        def begin(count: int, size: int, begun: Any = begun, moved: Any = moved) -> Any:
            begun.append((count, size))
            return moved.append

        await move_store(settings, (source, target), begin)
        assert begun == [(3, 34_000)]
        assert {blob.key for blob in moved} == {"photos/one", "files/1/two", "files/1/three"}
    back = FolderBlobs(tmp_path / "back")
    assert await read_whole(back, "files/1/two") == b"files/1/two" * 1000
    await back.close()
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


class Lying(FolderBlobs):
    """Gives back something else than it was given."""

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> int:
        async for _ in chunks:
            pass
        return await super().put(key, in_one(b"something else"))


async def test_a_copy_that_differs_leaves_the_original(tmp_path: Path) -> None:
    here, there = FolderBlobs(tmp_path / "here"), Lying(tmp_path / "there")
    await here.put("one", in_one(CONTENT))
    with pytest.raises(Unavailable):
        await move_blobs(here, there, print)
    assert await read_whole(here, "one") == CONTENT
    await here.close()
    await there.close()


async def test_a_move_that_was_stopped_goes_on(tmp_path: Path) -> None:
    here, there = FolderBlobs(tmp_path / "here"), FolderBlobs(tmp_path / "there")
    for number in range(5):
        await here.put(f"{number}", in_one(b"x" * number))
    moved: list[Blob] = []

    def stop(blob: Blob) -> None:
        moved.append(blob)
        if len(moved) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await move_blobs(here, there, stop)
    await move_blobs(here, there, moved.append)
    assert sorted(blob.key for blob in moved) == ["0", "1", "2", "3", "4"]
    assert [await read_whole(there, f"{number}") for number in range(5)] == [b"x" * number for number in range(5)]
    for blobs in (here, there):
        await blobs.close()


@pytest.mark.parametrize("target", ["blobs", "blobs/inner", "./blobs/../blobs", "."])
async def test_a_place_is_not_moved_into_itself(tmp_path: Path, target: str) -> None:
    settings = Settings(data=tmp_path / "data")
    with pytest.raises(StartupError, match="one place"):
        await move_store(settings, (str(tmp_path / "blobs"), str(tmp_path / target)), lambda *_: print)


@sqlite_only
async def test_nothing_is_moved_while_a_server_runs(server: Running, tmp_path: Path) -> None:
    del server
    with pytest.raises(StartupError, match="another Besedka is running"):
        await move_store(Settings(data=tmp_path), (str(tmp_path / "a"), str(tmp_path / "b")), lambda *_: print)


async def keys(blobs: Blobs) -> list[str]:
    return sorted([blob.key async for blob in blobs.list()])


async def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    here = FolderBlobs(tmp_path / "here")
    await here.put("one", in_one(CONTENT))
    await here.close()
    command = ["blobs", "move", str(tmp_path / "here"), str(tmp_path / "there"), "--data", str(tmp_path / "data")]
    ran = await asyncio.to_thread(CliRunner().invoke, besedka, command)
    assert ran.exit_code == 0, ran.output
    assert f"--blobs {tmp_path / 'there'}" in ran.output
    there = FolderBlobs(tmp_path / "there")
    assert await keys(there) == ["one"]
    await there.close()
