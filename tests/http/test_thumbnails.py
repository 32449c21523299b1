"""Small pictures of pictures: made after the upload, told to those who see the message."""

import asyncio
import io
from typing import Any, BinaryIO

import pytest
from PIL import Image

from besedka.images.processes import ProcessImages
from besedka.jobs.runner import CONCURRENCY
from tests.support.cast import Visitor, problem
from tests.support.hearing import hearing
from tests.support.pictures import picture
from tests.support.server import Running, sqlite_only

PATIENCE = 90  # seconds: on a machine that does other things besides


async def uploaded(visitor: Visitor, chat_id: int, content: bytes) -> int:
    response = await visitor.client.post(f"/chats/{chat_id}/files", files={"file": ("me", content)})
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


async def small(visitor: Visitor, file_id: int) -> Image.Image:
    """The small picture, once it is there."""
    async with asyncio.timeout(PATIENCE):
        while (response := await visitor.get(f"/files/{file_id}?size=thumbnail")).status_code != 200:
            assert problem(response)[:2] == (400, "no_such_file")
            await asyncio.sleep(0.05)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Disposition"].startswith("inline")
    return Image.open(io.BytesIO(response.content))


def moving(frames: int, size: tuple[int, int] = (1000, 500)) -> bytes:
    """A GIF. Up to 73 frames of this size are few enough to move."""
    pictures = [Image.new("RGB", size, (n * 50 % 256, 0, 0)) for n in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=80)
    return file.getvalue()


async def test_a_message_says_when_it_has_one(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    file_id = await uploaded(ada, chat_id, picture("PNG", (2000, 1000)))
    async with hearing((server, boris)) as (to_boris,):
        await ada.post(f"/chats/{chat_id}/messages", {"text": "", "file_ids": [file_id]})
        told: list[dict[str, Any]] = []
        while not told or "thumbnail" not in told[-1]["files"][0]:
            # Where it takes seconds, what nodes compare is told between: whoever has signed up just now.
            told += [frame["message"] for frame in await to_boris.hear(1) if frame["t"] != "user"]
    assert (told[-1]["files"][0]["width"], told[-1]["id"]) == (2000, told[0]["id"])
    assert (await small(boris, file_id)).size == (640, 320)
    changes = (await boris.get(f"/chats/{chat_id}/changes?since=0")).json()
    assert changes["messages"] == [told[-1]]


@sqlite_only
async def test_a_gif_moves_up_to_a_bound(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    lively, long, still = [await small(ada, await uploaded(ada, chat_id, moving(frames))) for frames in (5, 80, 1)]
    assert (lively.size, getattr(lively, "n_frames", 1)) == ((640, 320), 5)
    assert (long.size, getattr(long, "n_frames", 1)) == ((640, 320), 1)
    assert (still.size, getattr(still, "n_frames", 1)) == ((640, 320), 1)


@sqlite_only
async def test_it_is_upright_and_says_nothing_of_its_making(ada: Visitor) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    exif[0x010F] = "Secret Camera"
    chat_id = await ada.chat_with(ada)
    response = await ada.client.post(
        f"/chats/{chat_id}/files", files={"file": ("me", picture("JPEG", (1000, 500), exif=exif))}
    )
    assert (response.json()["width"], response.json()["height"]) == (500, 1000)
    shown = await small(ada, response.json()["id"])
    assert shown.size == (320, 640)
    assert not dict(shown.getexif())


@sqlite_only
async def test_of_what_is_no_picture_there_is_none(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    broken = await uploaded(ada, chat_id, picture()[:60])
    bomb = await uploaded(ada, chat_id, picture(size=(8000, 7000), mode="1"))
    text = await uploaded(ada, chat_id, b"poppies")
    await small(boris, await uploaded(boris, await boris.chat_with(ada), picture()))  # jobs are begun in their order
    for file_id in (broken, bomb, text):
        assert problem(await ada.get(f"/files/{file_id}?size=thumbnail"))[:2] == (400, "no_such_file")
        assert (await ada.get(f"/files/{file_id}")).status_code == 200
    assert problem(await ada.get(f"/files/{text}?size=huge")) == (400, "wrong_type", "size")


@sqlite_only
async def test_it_is_known_again(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    file_id = await uploaded(ada, chat_id, picture())
    await small(ada, file_id)
    path = f"/files/{file_id}?size=thumbnail"
    tag = (await ada.get(path)).headers["ETag"]
    assert tag != (await ada.get(f"/files/{file_id}")).headers["ETag"]
    assert (await ada.get(path, headers={"If-None-Match": tag})).status_code == 304
    assert (await ada.get(path, headers={"Range": "bytes=0-1"})).status_code == 200


@sqlite_only
async def test_whoever_sends_many_keeps_nobody_waiting(
    ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor any other job: each of these could take its seconds of the processor."""
    make, stuck = ProcessImages.make_thumbnail, asyncio.Event()

    async def make_slowly(self: ProcessImages, source: BinaryIO, user_id: int, *, moving: bool) -> bytes:
        if user_id == ada.id:
            await stuck.wait()
        return await make(self, source, user_id, moving=moving)

    monkeypatch.setattr(ProcessImages, "make_thumbnail", make_slowly)
    notes = await ada.chat_with(ada)
    for _ in range(3 * CONCURRENCY):
        await uploaded(ada, notes, picture())
    await small(boris, await uploaded(boris, await boris.chat_with(boris), picture()))
    stuck.set()
