"""Uploads that do harm: hard to decode, broken, slow, too many, or on a full disk."""

import asyncio
import errno
import os
import resource
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import httpx
import pytest

from besedka.http import uploads
from besedka.images import child, decoding
from tests.support.cast import Visitor, problem
from tests.support.pictures import FORMATS, mutants, picture, picture_of_many_scans
from tests.support.server import Running, sqlite_only

pytestmark = sqlite_only


async def upload(visitor: Visitor, content: bytes) -> httpx.Response:
    return await visitor.client.post("/photos", files={"file": ("me", content)})


def children() -> list[str]:
    """Processes that decode pictures for this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"\nPPid:\t{os.getpid()}\n" in (process / "status").read_text():
                found.append((process / "cmdline").read_text())
    return [each for each in found if decoding.__name__ in each]


def worked() -> float:
    """Seconds of the processor that processes of this one have taken, those that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


async def until_decoding(count: int = 1) -> None:
    while len(children()) < count:
        await asyncio.sleep(0.01)


async def test_a_picture_that_takes_too_long_is_refused_in_time(ada: Visitor) -> None:
    before = worked()
    response = await upload(ada, picture_of_many_scans())
    assert problem(response) == (400, "bad_image", None)
    assert "too long" in response.json()["detail"]
    assert worked() - before < decoding.SECONDS + 1
    assert not children()


async def test_nobody_waits_for_the_hard_pictures_of_another(ada: Visitor, boris: Visitor) -> None:
    content = picture_of_many_scans()
    hard = [asyncio.create_task(upload(ada, content)) for _ in range(uploads.EACH)]
    await until_decoding()
    assert (await upload(boris, picture())).status_code == 200
    assert (await boris.get(f"/photos/{ada.id}", headers={"Accept": "image/*"})).status_code == 200  # drawn
    assert not any(each.done() for each in hard)
    refused = await upload(ada, picture())
    assert problem(refused)[:2] == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) >= 1
    for each in hard:
        each.cancel()
    await asyncio.gather(*hard, return_exceptions=True)


async def test_a_picture_that_needs_more_memory_is_refused(ada: Visitor) -> None:
    response = await upload(ada, picture("WEBP", (6000, 4000), method=0))
    assert problem(response)[:2] == (400, "bad_image")
    assert "memory" in response.json()["detail"]


@pytest.mark.parametrize("image_format", FORMATS)
async def test_a_broken_picture_is_refused(ada: Visitor, image_format: str) -> None:
    for content in mutants(image_format, 3):
        response = await upload(ada, content)
        assert response.status_code == 200 or problem(response)[:2] == (400, "bad_image")


@pytest.mark.parametrize("death", ["os.abort()", "os._exit(0)", "print('r+', end='')", "print('r' * 10**8, end='')"])
async def test_a_child_that_dies_or_talks_nonsense_refuses_its_picture_alone(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    begin = "import os; os.write(1, b'r');" if death.startswith("os.") else "import os;"
    with monkeypatch.context() as patched:
        patched.setattr(child, "PROGRAM", ("-c", begin + death))
        assert problem(await upload(ada, picture()))[:2] == (400, "bad_image")
    assert (await upload(ada, picture())).status_code == 200


@pytest.mark.parametrize("program", [("-c", "raise SystemExit"), ("-c", "import time; time.sleep(60)")])
async def test_a_child_that_does_not_begin_is_no_fault_of_the_picture(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, program: tuple[str, ...]
) -> None:
    monkeypatch.setattr(child, "PROGRAM", program)
    monkeypatch.setattr(child, "START_SECONDS", 0.5)
    assert problem(await upload(ada, picture()))[:2] == (503, "unavailable")
    assert not children()


async def test_a_child_that_gets_no_turn_at_the_processor_is_no_fault_of_the_picture(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "PROGRAM", ("-c", "import os, time; os.write(1, b'r'); time.sleep(60)"))
    monkeypatch.setattr(child, "WAITED_SECONDS", 0.5)
    assert problem(await upload(ada, picture()))[:2] == (503, "unavailable")


async def test_a_child_inherits_nothing_and_knows_no_secrets(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    tell = f"import os; open({str(told)!r}, 'w').write(f'{{os.listdir(\"/proc/self/fd\")}} {{os.environ}}')"
    monkeypatch.setenv("BESEDKA_DATABASE", "postgresql://ada:hunter2@example.org/besedka")
    monkeypatch.setattr(child, "PROGRAM", ("-c", tell))
    await upload(ada, picture())
    descriptors, _, environment = told.read_text().partition("] ")
    assert len(descriptors.split(",")) <= 5, descriptors  # the standard three, and two to tell this
    assert "hunter2" not in environment


async def test_stopping_waits_for_no_picture(server: Running, ada: Visitor, boris: Visitor) -> None:
    content = picture_of_many_scans()
    waiting = [asyncio.create_task(upload(each, content)) for each in (ada, ada, boris, boris)]
    await until_decoding(2)
    before = worked()
    server.server.stop()
    for response in await asyncio.gather(*waiting):
        assert problem(response)[:2] == (503, "unavailable")
        assert "Retry-After" in response.headers
    assert worked() - before < decoding.SECONDS
    assert not children()


def no_room() -> IO[bytes]:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def on_a_full_disk() -> IO[bytes]:
    return Path("/dev/full").open("w+b")


@pytest.mark.parametrize("temporary_file", [no_room, on_a_full_disk])
async def test_a_full_disk_for_temporary_files_is_told(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, temporary_file: object
) -> None:
    monkeypatch.setattr(uploads, "TemporaryFile", temporary_file)
    for content in (picture(), b"x" * 2_000_000):
        response = await upload(ada, content)
        assert problem(response) == (503, "unavailable", None)
        assert "disk is full" in response.json()["detail"]
        assert "Retry-After" in response.headers
    monkeypatch.undo()
    assert (await upload(ada, picture())).status_code == 200


async def test_a_full_disk_for_pictures_is_told(ada: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        response = await upload(ada, picture())
    assert problem(response) == (503, "unavailable", None)
    assert "disk is full" in response.json()["detail"]
    assert (await upload(ada, picture())).status_code == 200
    assert len([path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]) == 1


async def test_uploads_under_way_are_bounded_in_all(
    ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "ALL", 2)
    stuck = asyncio.Event()
    begun: list[IO[bytes]] = []

    def file() -> IO[bytes]:
        begun.append(TemporaryFile())  # noqa: SIM115 - closed by who asked for it
        return begun[-1]

    monkeypatch.setattr(uploads, "TemporaryFile", file)

    async def slow() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        await stuck.wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    slowly = [asyncio.create_task(ada.client.post("/photos", content=slow(), headers=headers)) for _ in range(2)]
    while len(begun) < 2:
        await asyncio.sleep(0.01)
    refused = await upload(boris, picture())
    assert problem(refused) == (503, "unavailable", None)
    assert "Retry-After" in refused.headers
    stuck.set()
    for response in await asyncio.gather(*slowly):
        assert problem(response)[:2] == (400, "bad_multipart")
    assert (await upload(boris, picture())).status_code == 200


async def test_an_upload_that_takes_for_ever_is_ended(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.2)

    async def slow() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(100):  # the client looks for an answer only after that
            yield b"x" * 1000
            await asyncio.sleep(0.01)
        yield b"\r\n--x--\r\n"

    response = await ada.client.post(
        "/photos", content=slow(), headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert problem(response)[:2] == (400, "bad_multipart")
    assert "longer than" in response.json()["detail"]
