"""Files: sent to a chat, had by those who are in it."""

import asyncio
import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from besedka.http import sending, uploads
from besedka.names.files import tidy_file_name
from tests.support.cast import PATIENCE, Visitor, problem
from tests.support.pictures import picture
from tests.support.server import Running, sqlite_only, with_settings
from tests.support.waiting import wait_for

CONTENT = bytes(range(256)) * 40


async def upload(visitor: Visitor, chat_id: int, content: bytes = CONTENT, name: str = "seeds.bin") -> httpx.Response:
    return await visitor.client.post(f"/chats/{chat_id}/files", files={"file": (name, content, "text/html")})


async def uploaded(visitor: Visitor, chat_id: int, content: bytes = CONTENT, name: str = "seeds.bin") -> dict[str, Any]:
    response = await upload(visitor, chat_id, content, name)
    assert response.status_code == 200, response.text
    return dict(response.json())


def stored(folder: Path) -> list[Path]:
    return [path for path in (folder / "blobs").rglob("*") if path.is_file()]


async def until_stored(folder: Path, *, is_some: bool) -> None:
    """Or until there is nothing."""

    async def is_so() -> bool:
        return bool(stored(folder)) == is_some

    await wait_for(is_so)


async def test_a_file_comes_back_as_it_was_sent(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    file = await uploaded(ada, chat_id)
    assert file == {"id": file["id"], "name": "seeds.bin", "size": 10_240, "media_type": "application/octet-stream"}
    response = await ada.get(f"/files/{file['id']}")
    assert response.content == CONTENT
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Disposition"] == 'attachment; filename="seeds.bin"'


async def test_a_file_is_its_uploaders_alone_at_first(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    file = await uploaded(ada, chat_id)
    for other in (boris, chiyo):
        assert problem(await other.get(f"/files/{file['id']}")) == (400, "no_such_file", None)
    assert problem(await chiyo.get("/files/999")) == (400, "no_such_file", None)
    assert problem(await chiyo.get("/files/x"))[:2] == (400, "bad_id")


async def test_nobody_uploads_to_a_chat_of_others(ada: Visitor, boris: Visitor, chiyo: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(boris)
    assert problem(await upload(chiyo, chat_id)) == (400, "no_such_chat", None)
    assert problem(await upload(chiyo, 999)) == (400, "no_such_chat", None)
    assert not stored(tmp_path)


async def test_without_a_session_there_is_nothing(ada: Visitor, stranger: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    file = await uploaded(ada, chat_id)
    assert problem(await stranger.get(f"/files/{file['id']}"))[:2] == (401, "not_signed_in")
    assert problem(await upload(stranger, chat_id))[:2] == (401, "not_signed_in")


@sqlite_only
@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-99", 5, 100),
        ("bytes=10000-", 10_000, 10_240),
        ("bytes=10000-99999999", 10_000, 10_240),
        ("bytes=-40", 10_200, 10_240),
        ("bytes=-99999999", 0, 10_240),
        ("BYTES= 1-2", 1, 3),
    ],
)
async def test_a_stretch_of_it(ada: Visitor, asked: str, start: int, stop: int) -> None:
    file = await uploaded(ada, await ada.chat_with(ada))
    response = await ada.get(f"/files/{file['id']}", headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/10240"
    assert response.headers["Content-Length"] == str(stop - start)
    assert response.content == CONTENT[start:stop]


@sqlite_only
@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-5", "bytes=a-b", "lines=1-2", "bytes", "bytes=-", "bytes=1-2-3", "bytes=٣-٤"]
)
async def test_what_is_no_one_stretch_gets_the_whole(ada: Visitor, asked: str) -> None:
    file = await uploaded(ada, await ada.chat_with(ada))
    response = await ada.get(f"/files/{file['id']}", headers={b"Range": asked.encode()})
    assert response.status_code == 200
    assert response.content == CONTENT


@sqlite_only
@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=99999999999999999-", "bytes=-0"])
async def test_beyond_the_end_there_is_nothing(ada: Visitor, asked: str) -> None:
    file = await uploaded(ada, await ada.chat_with(ada))
    response = await ada.get(f"/files/{file['id']}", headers={"Range": asked})
    assert problem(response) == (416, "bad_range", None)
    assert response.headers["Content-Range"] == "bytes */10240"


@sqlite_only
async def test_who_has_it_is_not_sent_it_again(ada: Visitor) -> None:
    path = f"/files/{(await uploaded(ada, await ada.chat_with(ada)))['id']}"
    tag = (await ada.get(path)).headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = await ada.get(path, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == tag
    assert (await ada.get(path, headers={"If-None-Match": '"other"'})).status_code == 200
    for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200), ("Sat, 01 Jan 2000 00:00:00 GMT", 200)):
        response = await ada.get(path, headers={"Range": "bytes=0-9", "If-Range": condition})
        assert response.status_code == status


async def test_head_says_all_but_the_bytes(ada: Visitor) -> None:
    path = f"/files/{(await uploaded(ada, await ada.chat_with(ada)))['id']}"
    response = await ada.head(path)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == "10240"
    assert response.headers["Accept-Ranges"] == "bytes"
    part = await ada.head(path, headers={"Range": "bytes=1-10"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")


async def test_an_empty_file(ada: Visitor) -> None:
    file = await uploaded(ada, await ada.chat_with(ada), b"")
    response = await ada.get(f"/files/{file['id']}")
    assert (response.status_code, response.content) == (200, b"")
    assert (await ada.get(f"/files/{file['id']}", headers={"Range": "bytes=0-0"})).status_code == 416


@sqlite_only
@pytest.mark.parametrize(
    ("content", "media_type", "inline"),
    [
        (picture("PNG"), "image/png", True),
        (picture("JPEG"), "image/jpeg", True),
        (picture("GIF"), "image/gif", True),
        (picture("WEBP"), "image/webp", True),
        (picture("AVIF"), "image/avif", True),
        (picture("BMP"), "image/bmp", False),
        (picture("TIFF"), "image/tiff", False),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain", False),
        (b"<!doctype html><script>alert(1)</script>", "text/plain", False),
        (b"\xef\xbb\xbf<html>", "text/plain", False),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "application/octet-stream", False),
        (b"%PDF-1.7\n", "application/pdf", False),
        (b"PK\x03\x04" + bytes(30), "application/zip", False),
        (b"ID3\x04" + bytes(30), "audio/mpeg", True),
        (b"\0\0\0\x18ftypisom" + bytes(30), "video/mp4", True),
        (b"\0\0\0\x18ftypqt  " + bytes(30), "application/octet-stream", False),
        ("Привет".encode(), "text/plain", False),
        (b"\x7fELF" + bytes(60), "application/octet-stream", False),
    ],
)
async def test_what_it_is_the_bytes_say(ada: Visitor, content: bytes, media_type: str, inline: bool) -> None:
    file = await uploaded(ada, await ada.chat_with(ada), content, "me.html")
    assert file["media_type"] == media_type
    response = await ada.get(f"/files/{file['id']}")
    assert response.headers["Content-Type"].partition(";")[0] == media_type
    assert response.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP"])
@sqlite_only
async def test_how_large_a_picture_is(ada: Visitor, image_format: str) -> None:
    file = await uploaded(ada, await ada.chat_with(ada), picture(image_format, (300, 200)))
    assert (file["width"], file["height"]) == (300, 200)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("отчёт за май.pdf", "отчёт за май.pdf"),
        ("報告.pdf", "報告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\secret\\plan.txt", "plan.txt"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie: x"),
        ('say "hi".txt', 'say "hi".txt'),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("", "file"),
        ("..", "file"),
        ("\u200b", "file"),
        ("x" * 300 + ".jpeg", "x" * 250 + ".jpeg"),
        ("x." + "y" * 300, "x." + "y" * 253),
        ("\ud800.txt", "txt"),
    ],
)
def test_names_are_made_fit_to_be_shown(name: str, shown: str) -> None:
    assert tidy_file_name(name) == shown


NAMES = [
    "отчёт.pdf", "🌻.png", "plan.txt", "50% & more.txt", "a%0d%0ab.txt", "a%22.html", "back\\slash.txt",
    'say "hi"; x=1.txt', 'a.jpg"; filename="b.html', "a.jpg\"; filename*=UTF-8''b.html", "<b>bold</b>.txt",
]  # fmt: skip


@sqlite_only
@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_a_name_and_nothing_else_in_the_header(ada: Visitor, name: str) -> None:
    """In any script; a quote in it does not begin another parameter, by which it would be saved under another name."""
    file = await uploaded(ada, await ada.chat_with(ada), name=name)
    disposition = (await ada.get(f"/files/{file['id']}")).headers["Content-Disposition"]
    match = re.fullmatch(
        r"""attachment; filename="([^"\\%]*)"(?:; filename\*=UTF-8''([A-Za-z0-9%._~-]*))?""", disposition
    )
    assert match is not None, disposition
    assert (match[1] if match[2] is None else unquote(match[2])) == file["name"]


@with_settings(file_limit=10_000)
@sqlite_only
async def test_a_file_over_the_limit_leaves_nothing(ada: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(ada)
    assert problem(await upload(ada, chat_id, bytes(10_001))) == (413, "too_large", None)
    assert problem(await upload(ada, chat_id, bytes(1_000_000))) == (413, "too_large", None)
    assert not stored(tmp_path)
    assert (await upload(ada, chat_id, bytes(10_000))).status_code == 200


@with_settings(user_storage_limit=30_000)
async def test_a_user_has_so_much_room(ada: Visitor, boris: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(boris)
    await uploaded(ada, chat_id)
    refused = await upload(ada, chat_id, bytes(12_000))
    assert problem(refused) == (400, "storage_full", None)
    assert "30,000 bytes" in refused.json()["detail"]
    assert len(stored(tmp_path)) == 1
    await uploaded(boris, chat_id)


@with_settings(storage_limit=30_000)
async def test_all_together_have_so_much_room(ada: Visitor, boris: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(boris)
    await uploaded(ada, chat_id)
    await uploaded(boris, chat_id, b"x")
    assert problem(await upload(boris, chat_id, bytes(12_000))) == (400, "storage_full", None)
    assert len(stored(tmp_path)) == 2


@with_settings(user_storage_limit=30_000)
async def test_many_at_once_get_no_more_room(ada: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(ada)
    answers = await asyncio.gather(*(upload(ada, chat_id) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 200, 400]
    assert len(stored(tmp_path)) == 2


HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}
BEGINNING = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


async def test_half_an_upload_leaves_nothing(ada: Visitor, server: Running, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(ada)
    response = await ada.client.post(f"/chats/{chat_id}/files", content=BEGINNING + bytes(500_000), headers=HEADERS)
    assert problem(response)[:2] == (400, "bad_multipart")
    await until_stored(tmp_path, is_some=False)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = f"POST /chats/{chat_id}/files HTTP/1.1\r\nHost: x\r\nCookie: session_id={ada.cookie}\r\n"
    writer.write(f"{head}Content-Type: {HEADERS['Content-Type']}\r\nContent-Length: 9000000\r\n\r\n".encode())
    writer.write(BEGINNING + bytes(5_000_000))
    await writer.drain()
    await until_stored(tmp_path, is_some=True)
    writer.close()
    await until_stored(tmp_path, is_some=False)
    del reader


@sqlite_only
async def test_two_files_or_none_are_refused(ada: Visitor, tmp_path: Path) -> None:
    path = f"/chats/{await ada.chat_with(ada)}/files"
    two = await ada.client.post(path, files=[("file", ("a", b"a")), ("file", ("b", b"b"))])
    assert problem(two)[:2] == (400, "bad_multipart")
    assert problem(await ada.client.post(path, content=b"--x--\r\n", headers=HEADERS))[:2] == (400, "bad_multipart")
    assert problem(await ada.post(path, {"file": "x"}))[:2] == (400, "bad_multipart")
    assert not stored(tmp_path)


@sqlite_only
async def test_uploads_under_way_are_bounded(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    stuck = asyncio.Event()
    begun = 0

    async def slow() -> AsyncIterator[bytes]:
        nonlocal begun
        yield BEGINNING
        begun += 1
        await stuck.wait()

    slowly = [
        asyncio.create_task(ada.client.post(f"/chats/{chat_id}/files", content=slow(), headers=HEADERS))
        for _ in range(uploads.EACH)
    ]
    async with asyncio.timeout(PATIENCE):
        while begun < uploads.EACH:
            await asyncio.sleep(0.01)
        while (refused := await upload(ada, chat_id)).status_code != 429:
            await asyncio.sleep(0.01)
    assert int(refused.headers["Retry-After"]) >= 1
    stuck.set()
    for response in await asyncio.gather(*slowly):
        assert problem(response)[:2] == (400, "bad_multipart")
    await uploaded(ada, chat_id)


@sqlite_only
async def test_downloads_under_way_are_bounded(ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/files/{(await uploaded(ada, await ada.chat_with(ada), bytes(8_000_000)))['id']}"
    monkeypatch.setattr(sending, "EACH", 1)
    async with (
        httpx.AsyncClient(base_url=server.address, cookies={"session_id": ada.cookie}, timeout=PATIENCE) as client,
        client.stream("GET", path) as response,
    ):
        chunks = response.aiter_raw()  # held, as the download ends with it
        await anext(chunks)
        assert problem(await ada.get(path))[:2] == (429, "too_many_requests")
    async with asyncio.timeout(PATIENCE):  # whoever has gone is sent no more
        while (response := await ada.get(path)).status_code == 429:
            await asyncio.sleep(0.01)
    assert response.content == bytes(8_000_000)


async def test_so_many_chunks_go_out_in_one_round_of_the_loop() -> None:
    """In the order in which they came; who gives up waiting takes nobody's turn."""
    rounds = sending.Rounds(2)
    passed: list[int] = []

    async def pass_through(number: int) -> None:
        await rounds.wait()
        passed.append(number)

    waiting = [asyncio.create_task(pass_through(number)) for number in range(6)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    seen = []
    while not all(each.done() for each in waiting):
        await asyncio.sleep(0)
        seen.append(len(passed))
    assert passed == [0, 2, 3, 4, 5]
    assert max(after - before for before, after in pairwise(seen)) <= 2
