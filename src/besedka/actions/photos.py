"""Profile pictures (sections 2.5 and 2.6 of the original)."""

import hashlib
import secrets
from collections.abc import Callable
from time import monotonic
from typing import BinaryIO

import msgspec
import structlog

from besedka.access import load_user
from besedka.actions.units import writes
from besedka.blobs import Blobs, in_one, read_whole
from besedka.bus import UserChanged
from besedka.database import Database, Transaction
from besedka.images import Images
from besedka.jobs import ask
from besedka.jobs.blobs import DeleteBlob
from besedka.model import User
from besedka.store import users
from besedka.wire.users import RemovePhoto

COMPLAIN_SECONDS = 60  # at most so often of pictures that are missing

log = structlog.get_logger(__name__)


class Photo(msgspec.Struct, frozen=True):
    """A picture as WebP. `tag` differs whenever the bytes do; `content` is None for who has them already."""

    tag: str
    content: bytes | None


class Photos:
    """Pictures are blobs, and blobs are stored before, and deleted by a job after, the transaction that names them: a picture
    that a user has is always there. One that is not all the same, after a restore say, is drawn, and logged.
    """

    def __init__(self, database: Database, blobs: Blobs, images: Images) -> None:
        self._database = database
        self._blobs = blobs
        self._images = images
        self._complained = -float(COMPLAIN_SECONDS)

    async def load(self, user_id: int, is_known: Callable[[str], bool]) -> Photo:
        """The user's picture: the one uploaded, else one drawn from the name. `is_known` says whether the caller has the
        bytes of a tag. Raises `BadRequest` (`no_such_user`).
        """
        user = await self._database.read(lambda tx: load_user(tx, user_id))
        while user.photo is not None:
            tag = user.photo.rpartition("/")[2]
            content = None if is_known(tag) else await read_whole(self._blobs, user.photo)
            if content is not None or is_known(tag):
                return Photo(tag, content)
            current = await self._database.read(lambda tx: load_user(tx, user_id))
            if current.photo == user.photo:
                self._complain(user)
                break
            user = current  # replaced while we looked
        drawn = await self._images.draw_initials(user.id, user.display_name)
        tag = hashlib.sha256(drawn).hexdigest()[:32]
        return Photo(tag, None if is_known(tag) else drawn)

    async def replace(self, user_id: int, source: BinaryIO) -> None:
        """Make `source`, a file on disk, the user's picture. Raises as `Images.make_avatar` and `Blobs.put` do."""
        content = await self._images.make_avatar(source, user_id)
        key = f"photos/{secrets.token_hex(16)}"
        await self._blobs.put(key, in_one(content))

        async def work(tx: Transaction) -> None:
            await _change(tx, await load_user(tx, user_id), key)

        await self._database.write(work)

    def _complain(self, user: User) -> None:
        if monotonic() - self._complained >= COMPLAIN_SECONDS:
            self._complained = monotonic()
            log.error("picture_missing", user_id=user.id, blob=user.photo)


@writes
async def remove_photo(tx: Transaction, actor_id: int, asked: RemovePhoto) -> None:  # noqa: ARG001 - it says it all
    """The user has the drawn picture again, if they have not already."""
    before = await load_user(tx, actor_id)
    if before.photo is not None:
        await _change(tx, before, None)


async def _change(tx: Transaction, before: User, key: str | None) -> None:
    await users.update_photo(tx, before.id, key)
    if before.photo is not None:
        await ask(tx, DeleteBlob(before.photo))
    tx.announce(UserChanged(before.id))
