"""Profile pictures (sections 2.5 and 2.6 of the original)."""

import secrets
from typing import BinaryIO

import msgspec

from besedka.access import load_user
from besedka.blobs import Blobs, in_one, read_whole
from besedka.bus import UserChanged
from besedka.database import Database, Transaction
from besedka.images import Images, initials
from besedka.jobs import ask
from besedka.jobs.blobs import DeleteBlob
from besedka.model import User
from besedka.store import users


class PhotoVersion(msgspec.Struct, frozen=True):
    """Which picture someone has at the moment. `tag` differs whenever the picture does."""

    user: User
    tag: str


class Photos:
    """Pictures are blobs, and blobs are stored before, and deleted by a job after, the transaction that names them: a picture
    that a user has is always there.
    """

    def __init__(self, database: Database, blobs: Blobs, images: Images) -> None:
        self._database = database
        self._blobs = blobs
        self._images = images

    async def find(self, user_id: int) -> PhotoVersion:
        """Which picture this user has. Raises `BadRequest` (`no_such_user`)."""
        user = await self._database.read(lambda tx: load_user(tx, user_id))
        drawn = f"{user.id}-{initials(user.display_name).encode().hex()}"
        return PhotoVersion(user, user.photo.rpartition("/")[2] if user.photo else drawn)

    async def load(self, version: PhotoVersion) -> bytes:
        """The picture as WebP: the one uploaded, else one drawn from the name."""
        user = version.user
        if user.photo is not None:
            content = await read_whole(self._blobs, user.photo)
            if content is not None:
                return content
            current = await self._database.read(lambda tx: load_user(tx, user.id))
            if current.photo != user.photo:  # replaced while we looked
                return await self.load(PhotoVersion(current, version.tag))
        return await self._images.draw_initials(user.id, user.display_name)

    async def replace(self, user_id: int, source: BinaryIO) -> None:
        """Make `source` the user's picture. Raises `BadRequest` (`bad_image`)."""
        content = await self._images.make_avatar(source)
        key = f"photos/{secrets.token_hex(16)}"
        await self._blobs.put(key, in_one(content))

        async def work(tx: Transaction) -> None:
            before = await load_user(tx, user_id)
            await users.update_photo(tx, user_id, key)
            if before.photo is not None:
                await ask(tx, DeleteBlob(before.photo))
            tx.announce(UserChanged(user_id))

        await self._database.write(work)
