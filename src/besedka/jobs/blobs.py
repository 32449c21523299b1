"""Blobs that nobody names any more."""

from collections.abc import Sequence
from typing import ClassVar

from besedka.blobs import Blob
from besedka.database import Transaction
from besedka.jobs import DAY, Again, Job, Ports
from besedka.store import users
from besedka.store.ids import IDS_AT_ONCE


class DeleteBlob(Job, frozen=True):
    """A blob whose last name was just taken away."""

    kind: ClassVar[str] = "delete_blob"
    key: str

    async def run(self, ports: Ports) -> Again | None:
        await ports.blobs.delete(self.key)
        return None


class SweepBlobs(Job, frozen=True):
    """Blobs that were stored for a change that then did not happen: those that are older than a day and named nowhere."""

    kind: ClassVar[str] = "sweep_blobs"
    every: ClassVar[float | None] = DAY
    longest: ClassVar[float] = DAY / 4  # a bucket of millions takes hours to list

    async def run(self, ports: Ports) -> Again | None:
        found: list[Blob] = []
        async for blob in ports.blobs.list("photos"):
            found.append(blob)
            if len(found) == IDS_AT_ONCE:
                await _sweep(ports, found)
                found = []
        await _sweep(ports, found)
        return None


async def _sweep(ports: Ports, found: Sequence[Blob]) -> None:
    for key in await ports.database.read(lambda tx: _list_orphans(tx, found)):
        await ports.blobs.delete(key)


async def _list_orphans(tx: Transaction, found: Sequence[Blob]) -> list[str]:
    """Those of these blobs that are old enough, and nobody's."""
    old = [blob.key for blob in found if blob.stored_at < tx.now - int(DAY * 1000)]
    named = await users.list_named_photos(tx, old)
    return [key for key in old if key not in named]
