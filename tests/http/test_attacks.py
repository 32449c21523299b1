"""Attacks that other servers' trackers keep showing, each by its name; those on what one may not know of are in `test_leaks`."""

import asyncio
import errno
import os
import re
import statistics
import time
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from besedka import passwords
from besedka import server as server_module
from tests.support.cast import PATIENCE, Visitor, made, problem
from tests.support.contract import document
from tests.support.pictures import picture
from tests.support.raw import handshake
from tests.support.searching import index_all
from tests.support.server import Running, sqlite_only
from tests.support.waiting import wait_for

MARKUP = "<img src=x onerror=alert(1)>\"'"
SCRIPT = b"<script>alert(1)</script>"
INLINE = {"image/gif", "image/png", "image/jpeg", "audio/mpeg", "video/mp4"}
HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}
BEGINNING = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


async def upload(who: Visitor, chat_id: int, content: bytes, name: str = "seeds.bin") -> httpx.Response:
    return await who.client.post(f"/chats/{chat_id}/files", files={"file": (name, content)})


async def send_file(who: Visitor, chat_id: int, content: bytes, name: str = "seeds.bin") -> tuple[int, int]:
    """The ids of the file, and of the message that it is in."""
    file_id = made(await upload(who, chat_id, content, name))
    return file_id, made(await who.post(f"/chats/{chat_id}/messages", {"text": "", "file_ids": [file_id]}))


def blobs(folder: Path) -> list[Path]:
    return [path for path in (folder / "blobs").rglob("*") if path.is_file()]


# Names and texts as markup.


@sqlite_only
async def test_names_and_texts_are_never_markup(ada: Visitor, stranger: Visitor) -> None:
    """What people have written is in JSON, which no browser takes for a page, and in no header as it is."""
    await ada.edit(name=MARKUP, status=MARKUP)
    room_id = await ada.room(MARKUP)
    chat_id = await ada.channel(room_id, MARKUP)
    await ada.put(f"/chats/{chat_id}", {"topic": MARKUP})
    file_id, message_id = await send_file(ada, chat_id, b"poppies", f"{MARKUP}.html")
    await ada.put(f"/messages/{message_id}", {"text": MARKUP})
    code = (await ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
    shown = [
        *(f"/users/{ada.id}{more}" for more in ("", "/chats", "/sessions")),
        *(f"/rooms/{room_id}{more}" for more in ("", "/members", "/invites")),
        *(f"/chats/{chat_id}{more}" for more in ("", "/members", "/messages", "/changes?since=0")),
        f"/messages/{message_id}", f"/files/{file_id}", f"/invites/{code}", f"/photos/{ada.id}", "/users?query=img", "/docs",
        f"/{MARKUP}", f"/users/{MARKUP}", f"/invites/{MARKUP}", f"/messages?query={MARKUP}&has={MARKUP}",
    ]  # fmt: skip
    for who in (ada, stranger):
        for path in shown:
            response = await who.get(path, headers={"Accept": "text/html"})
            assert "onerror" not in str(response.headers) or path.startswith("/files/"), path
            assert "<" not in str(response.headers), path
            assert response.headers["X-Content-Type-Options"] == "nosniff", path
            assert "default-src 'none'" in response.headers["Content-Security-Policy"], path
            assert not response.headers["Content-Type"].startswith("text/html") or MARKUP not in response.text, path


# Active content in files.


POLYGLOTS = {
    "a script in a GIF": b"GIF89a/*" + bytes(9) + b"*/=1;alert(1);//" + SCRIPT,
    "a page behind a PNG": picture("PNG") + b"<!doctype html>" + SCRIPT,
    "a page in a JPEG's comment": b"\xff\xd8\xff\xfe\0\x40<!doctype html>" + SCRIPT + picture("JPEG")[2:],
    "a page behind a tag of MP3": b"ID3\x04\0\0\0\0\0\0<!doctype html>" + SCRIPT,
    "a page in a film": b"\0\0\0\x20ftypisom<!doctype html>" + SCRIPT,
    "a page in a PDF": b"%PDF-1.7\n<!doctype html>" + SCRIPT,
    "a PDF behind a GIF": b"GIF89a" + bytes(7) + b";%PDF-1.7",
    "a page in a ZIP": b"PK\x03\x04" + bytes(26) + SCRIPT,
    "a page": b"<!doctype html>" + SCRIPT,
    "a page after white space": b" \n\t" * 400 + b"<html>" + SCRIPT,
    "a page in UTF-16": b"\xfe\xff" + "<html>".encode("utf-16-be"),
    "a page in UTF-7": b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "SVG that says it is XML": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a page of XML": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + SCRIPT + b"</html>",
    "a style sheet of XML": b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='#'?><x/>",
    "a mail with a page": b"From: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + SCRIPT,
    "nothing": b"",
}


@sqlite_only
async def test_nothing_that_is_uploaded_is_run(ada: Visitor) -> None:
    """Whatever else it may be taken for, whatever it is called, and whatever its sender says that it is."""
    chat_id = await ada.chat_with(ada)
    named = (("a.html", "text/html"), ("a.svg", "image/svg+xml"), ("a", "text/javascript"))
    for (what, content), (name, said) in product(POLYGLOTS.items(), named):
        sent = await ada.client.post(f"/chats/{chat_id}/files", files={"file": (name, content, said)})
        response = await ada.get(f"/files/{made(sent)}")
        media_type = response.headers["Content-Type"].partition(";")[0]
        assert not any(each in media_type for each in ("html", "xml", "script", "multipart")), what
        assert response.headers["Content-Disposition"].startswith("attachment") or media_type in INLINE, what
        assert response.headers["X-Content-Type-Options"] == "nosniff", what
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, what
        assert "; sandbox;" in policy, what


# Signing in.


@pytest.fixture
def costly_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap ones would hide whether one is compared at all."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 19 * 1024)


@sqlite_only
@pytest.mark.usefixtures("costly_passwords")
async def test_signing_in_tells_nobody_who_has_an_account(ada: Visitor, stranger: Visitor) -> None:
    """Neither by the answer nor, roughly, by the time it takes the processor: without a comparison it took a tenth."""
    seconds: dict[str, list[float]] = {ada.email: [], "nobody@example.org": []}
    answers = set()
    for _ in range(9):
        for email, taken in seconds.items():
            start = time.process_time()
            response = await stranger.post("/login", {"email": email, "password": "not the one"})
            taken.append(time.process_time() - start)
            answers.add((response.status_code, response.text, frozenset(response.headers) - {"x-request-id"}))
    assert len(answers) == 1
    known, unknown = map(statistics.median, seconds.values())
    assert 0.5 < known / unknown < 2


# Pages of other sites.


@sqlite_only
async def test_a_page_of_another_site_opens_no_socket(ada: Visitor, server: Running) -> None:
    for origin in ("https://other.example.org", "null", f"http://localhost.example.org:{server.port}", "file://"):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(handshake(f"session_id={ada.cookie}", Origin=origin))
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 403 "), origin
        assert b"cross_site" in answer
        assert b"Cache-Control: no-store" in answer
    assert server.leftovers["connections"] == server.leftovers["feeds"] == 0


@sqlite_only
async def test_a_page_of_another_site_does_nothing_by_a_link(ada: Visitor, server: Running) -> None:
    """No address that is asked by GET changes anything, but for signing out, which it may not."""
    other = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    server.bus.announced.clear()
    for path, methods in document()["paths"].items():
        if "get" in methods and path not in {"/", "/gateway", "/metrics"}:
            response = await ada.get(re.sub("{[a-z_]+}", "1", path), headers=other)
            assert path != "/logout" or problem(response) == (403, "cross_site", None)
            assert "Set-Cookie" not in response.headers
    assert server.bus.announced == []


# Files that come slowly, find no room, or go.


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not wait an hour for a file."""
    monkeypatch.setattr(server_module, "FILE_SECONDS", 0.2)


@sqlite_only
@pytest.mark.usefixtures("impatient")
async def test_a_file_that_never_comes_to_an_end_leaves_nothing(server: Running, ada: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(ada)

    async def slow() -> AsyncIterator[bytes]:
        yield BEGINNING
        for _ in range(60):  # the client looks for an answer only after that
            yield b"x" * 10_000
            await asyncio.sleep(0.01)

    response = await ada.client.post(f"/chats/{chat_id}/files", content=slow(), headers=HEADERS)
    assert problem(response)[:2] == (400, "bad_multipart")
    assert "longer than" in response.json()["detail"]
    await wait_for(lambda: truth(not blobs(tmp_path)))
    assert await count_files(server) == 0


@sqlite_only
async def test_a_file_for_which_the_disk_has_no_room_leaves_nothing(
    server: Running, ada: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    chat_id = await ada.chat_with(ada)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        response = await upload(ada, chat_id, bytes(1_000_000))
    assert problem(response) == (503, "unavailable", None)
    assert "disk is full" in response.json()["detail"]
    await wait_for(lambda: truth(not blobs(tmp_path)))
    assert await count_files(server) == 0
    assert (await upload(ada, chat_id, b"poppies")).status_code == 200


async def test_a_file_that_is_deleted_while_it_is_downloaded_comes_whole(
    server: Running, ada: Visitor, boris: Visitor, tmp_path: Path
) -> None:
    """To who had begun; to nobody after that."""
    content = os.urandom(8_000_000)
    file_id, message_id = await send_file(ada, await ada.chat_with(boris), content)
    async with (
        httpx.AsyncClient(base_url=server.address, cookies={"session_id": boris.cookie}, timeout=PATIENCE) as client,
        client.stream("GET", f"/files/{file_id}") as response,
    ):
        chunks = response.aiter_raw()
        received = await anext(chunks)
        assert (await ada.delete(f"/messages/{message_id}")).status_code == 200
        assert problem(await boris.get(f"/files/{file_id}")) == (400, "no_such_file", None)
        await wait_for(lambda: truth(not blobs(tmp_path)))
        async for chunk in chunks:
            received += chunk
    assert received == content


# Finding.


async def test_a_file_is_found_by_its_name_by_who_may_have_it_alone(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    chat_id = await ada.chat_with(boris)
    _, message_id = await send_file(ada, chat_id, b"poppies", "геhеim-plan.pdf")
    unsent = made(await upload(ada, chat_id, b"poppies", "geheim-draft.pdf"))
    for _ in range(2):  # without the index, and by it
        for query in ("geheim", "plan.pdf", "геhеim"):
            assert await find(chiyo, query) == []
        assert await find(boris, "plan.pdf") == [message_id]
        assert await find(ada, "geheim-draft") == []
        await index_all(server.database)
    assert unsent
    await ada.delete(f"/messages/{message_id}")
    assert await find(boris, "plan.pdf") == []


async def find(who: Visitor, query: str) -> list[int]:
    found: list[dict[str, Any]] = (await who.get("/messages", params={"query": query})).json()["messages"]
    return [each["id"] for each in found]


async def truth(holds: bool) -> bool:
    return holds


async def count_files(server: Running) -> int:
    return int((await server.database.read(lambda tx: tx.fetch("select count(*) from file")))[0][0])
