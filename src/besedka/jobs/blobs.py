"""Blobs that nobody names any more."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, TypeAlias

from besedka.blobs import Blob
from besedka.database import Transaction
from besedka.jobs import DAY, Again, Job, Ports
from besedka.jobs.files import FOLDER
from besedka.store import files, users
from besedka.store.ids import IDS_AT_ONCE

_ListNamed: TypeAlias = Callable[[Transaction, list[str]], Awaitable[set[str]]]
_NAMED: dict[str, _ListNamed] = {"photos": users.list_named_photos, FOLDER: files.list_named_blobs}


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
        for folder, list_named in _NAMED.items():
            found: list[Blob] = []
            async for blob in ports.blobs.list(folder):
                found.append(blob)
                if len(found) == IDS_AT_ONCE:
                    await _sweep(ports, found, list_named)
                    found = []
            await _sweep(ports, found, list_named)
        return None


async def _sweep(ports: Ports, found: Sequence[Blob], list_named: _ListNamed) -> None:
    for key in await ports.database.read(lambda tx: _list_orphans(tx, found, list_named)):
        await ports.blobs.delete(key)


async def _list_orphans(tx: Transaction, found: Sequence[Blob], list_named: _ListNamed) -> list[str]:
    """Those of these blobs that are old enough, and nobody's."""
    old = [blob.key for blob in found if blob.stored_at < tx.now - int(DAY * 1000)]
    named = await list_named(tx, old)
    return [key for key in old if key not in named]
