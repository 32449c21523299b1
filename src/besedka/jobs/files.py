"""Files are let go of by whoever deletes what they are in; their blobs by a job, once that has happened."""

import secrets
from typing import ClassVar

from besedka.database import Transaction
from besedka.jobs import DAY, Again, Job, Ports, ask
from besedka.store import files

FOLDER = "files"  # that the keys of all blobs of files begin with
BLOBS_AT_ONCE = 100  # named by one job
PIECE = 50  # files deleted by one unit, each with two blobs at most
PIECES_AT_ONCE = 50
HOUR = 3600  # seconds


class DeleteBlobs(Job, frozen=True):
    """Blobs of files that are gone."""

    kind: ClassVar[str] = "delete_blobs"
    keys: list[str]

    async def run(self, ports: Ports) -> Again | None:
        for key in self.keys:
            await ports.blobs.delete(key)
        return None


class SweepFiles(Job, frozen=True):
    """Files that were uploaded more than a day ago, and are in no message."""

    kind: ClassVar[str] = "sweep_files"
    every: ClassVar[float | None] = HOUR

    async def run(self, ports: Ports) -> Again | None:
        for _ in range(PIECES_AT_ONCE):
            if not await ports.database.write(_sweep_piece):
                return None
        return Again()


def new_key() -> str:
    """Where a blob of a file is to be: in one of 256 folders, so that none holds too many."""
    token = secrets.token_hex(16)
    return f"{FOLDER}/{token[:2]}/{token}"


async def discard_files_of_message(tx: Transaction, message_id: int) -> None:
    """Delete them, and have their blobs deleted."""
    await _discard_blobs(tx, await files.delete_of_message(tx, message_id))


async def discard_files_of_chat(tx: Transaction, chat_id: int) -> bool:
    """Likewise, a piece of those of a chat; whether there were any."""
    keys = await files.delete_of_chat(tx, chat_id, PIECE)
    await _discard_blobs(tx, keys)
    return bool(keys)


async def _sweep_piece(tx: Transaction) -> bool:
    keys = await files.delete_unattached(tx, tx.now - int(DAY * 1000), PIECE)
    await _discard_blobs(tx, keys)
    return bool(keys)


async def _discard_blobs(tx: Transaction, keys: list[str]) -> None:
    for start in range(0, len(keys), BLOBS_AT_ONCE):
        await ask(tx, DeleteBlobs(keys[start : start + BLOBS_AT_ONCE]))
