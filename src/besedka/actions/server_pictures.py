"""The picture of the server: kept as pictures of people are, and shown to anyone."""

import hashlib
import secrets
from collections.abc import Callable
from typing import BinaryIO

from besedka.access import load_server
from besedka.actions.photos import Photo
from besedka.actions.server import ServerAffairs
from besedka.actions.server_log import note
from besedka.actions.units import writes
from besedka.administration import Deed, NewEntry, ServerFacts
from besedka.blobs import Blobs, in_one, read_whole
from besedka.bus import ServerChanged
from besedka.database import Database, Transaction
from besedka.images import Images
from besedka.jobs import ask
from besedka.jobs.blobs import DeleteBlob
from besedka.rights import ServerRight
from besedka.store import server
from besedka.wire.server import RemoveServerPicture, tag_of_picture

NOBODY = 0  # whose id colours the picture that is drawn


class ServerPictures:
    """The one picture, held in memory: strangers ask for it."""

    def __init__(self, database: Database, blobs: Blobs, images: Images, affairs: ServerAffairs) -> None:
        self._database = database
        self._blobs = blobs
        self._images = images
        self._affairs = affairs
        self._held: tuple[object, Photo] | None = None

    async def load(self, is_known: Callable[[str], bool]) -> Photo:
        """The picture of the server: the one uploaded, else one drawn from the name. `is_known` says whether the caller has the
        bytes of a tag.
        """
        facts = await self._affairs.facts()
        made_of = (facts.picture, facts.name)
        if self._held is None or self._held[0] != made_of:
            self._held = made_of, await self._read(facts)
        photo = self._held[1]
        return Photo(photo.tag, None) if is_known(photo.tag) else photo

    async def replace(self, actor_id: int, source: BinaryIO) -> None:
        """Make `source`, a file on disk, the server's picture. Raises `Forbidden` for plain members, and as `Images.make_avatar`
        and `Blobs.put` do.
        """
        content = await self._images.make_avatar(source, actor_id)
        key = f"photos/{secrets.token_hex(16)}"
        await self._blobs.put(key, in_one(content))

        async def work(tx: Transaction) -> None:
            before = await load_server(tx, actor_id, to=ServerRight.CHANGE_SERVER)
            await _change(tx, before, key)
            await note(tx, NewEntry(actor_id, Deed.PICTURE_SET))

        await self._database.write(work)

    async def _read(self, facts: ServerFacts) -> Photo:
        content = await read_whole(self._blobs, facts.picture) if facts.picture else None
        if content is not None and facts.picture is not None:
            return Photo(tag_of_picture(facts.picture), content)
        drawn = await self._images.draw_initials(NOBODY, facts.name)
        return Photo(hashlib.sha256(drawn).hexdigest()[:32], drawn)


@writes
async def remove_picture(tx: Transaction, actor_id: int, asked: RemoveServerPicture) -> None:  # noqa: ARG001 - it says it all
    """The server has the drawn picture again, if it has not already. Raises `Forbidden` for plain members."""
    before = await load_server(tx, actor_id, to=ServerRight.CHANGE_SERVER)
    if before.picture is not None:
        await _change(tx, before, None)
        await note(tx, NewEntry(actor_id, Deed.PICTURE_REMOVED))


async def _change(tx: Transaction, before: ServerFacts, key: str | None) -> None:
    await server.update_picture(tx, key)
    if before.picture is not None:
        await ask(tx, DeleteBlob(before.picture))
    tx.announce(ServerChanged())
