"""What nobody names any more goes: blobs after a day, jobs that were given up after thirty."""

import asyncio
import os
from pathlib import Path

import pytest

from besedka.actions.chats import open_chat
from besedka.blobs import in_one
from besedka.blobs.folder import FolderBlobs
from besedka.database import Database, Transaction
from besedka.jobs import DAY, Ports, ask
from besedka.jobs.blobs import DeleteBlob, SweepBlobs
from besedka.jobs.failures import ForgetFailures
from besedka.model import Measures, NewFile
from besedka.store import files, users
from besedka.store.ids import IDS_AT_ONCE
from besedka.wire.chats import NewChat
from tests.support.clock import START, Clock
from tests.support.people import make_people

OLD, YOUNG = START - 2 * DAY * 1000, START - DAY * 500  # milliseconds


@pytest.fixture
def ports(database: Database, tmp_path: Path) -> Ports:
    return Ports(database, FolderBlobs(tmp_path / "blobs"))


async def store(ports: Ports, folder: Path, key: str, stored_at: int) -> None:
    await ports.blobs.put(key, in_one(b"x"))
    (file,) = (file for file in folder.rglob("*") if file.name == key.rpartition("/")[2])  # noqa: ASYNC240 - a few
    os.utime(file, (stored_at / 1000,) * 2)


async def keys(ports: Ports) -> set[str]:
    return {blob.key async for blob in ports.blobs.list()}


async def test_orphans_go_after_a_day(database: Database, ports: Ports, tmp_path: Path) -> None:
    (ada,) = await make_people(database, ["ada"])
    kept = {"photos/hers": OLD, "photos/young": YOUNG, "files/ab/new": YOUNG, "files/ab/its": OLD}
    orphans = {
        f"{folder}/{folder[0]}orphan{n}": OLD for n in range(IDS_AT_ONCE + 5) for folder in ("photos", "files/ab")
    }
    for key, stored_at in {**kept, **orphans}.items():
        await store(ports, tmp_path / "blobs", key, stored_at)
    await database.write(lambda tx: users.update_photo(tx, ada.id, "photos/hers"))
    notes = await open_chat.run(database, ada.id, NewChat(user_id=ada.id))
    new = NewFile(notes, "x", 1, "text/plain", Measures(), "files/ab/its")
    await database.write(lambda tx: files.insert_file(tx, ada.id, new))
    await SweepBlobs().run(ports)
    assert await keys(ports) == set(kept)


async def test_a_blob_is_deleted_twice_without_harm(ports: Ports, tmp_path: Path) -> None:
    await store(ports, tmp_path / "blobs", "photos/gone", OLD)
    await asyncio.gather(*(DeleteBlob("photos/gone").run(ports) for _ in range(3)))
    assert await keys(ports) == set()


async def test_failures_are_kept_for_thirty_days(database: Database, ports: Ports, clock: Clock) -> None:
    async def fail(tx: Transaction) -> None:
        await ask(tx, DeleteBlob("photos/x"))
        await tx.execute("update job set failed_at = $1 where failed_at is null", tx.now)

    async def count() -> int:
        return len(await database.read(lambda tx: tx.fetch("select id from job")))

    for _ in range(2):
        await database.write(fail)
        clock.advance(days=20)
    await ForgetFailures().run(ports)
    assert await count() == 1
    clock.advance(days=11)
    await ForgetFailures().run(ports)
    assert await count() == 0
