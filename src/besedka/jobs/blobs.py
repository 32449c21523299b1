"""Blobs that nobody names any more."""

from typing import ClassVar

from besedka.jobs import Again, Job, Ports


class DeleteBlob(Job, frozen=True):
    """A blob whose last name was just taken away."""

    kind: ClassVar[str] = "delete_blob"
    key: str

    async def run(self, ports: Ports) -> Again | None:
        await ports.blobs.delete(self.key)
        return None
