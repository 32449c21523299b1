"""Small pictures of pictures, made once, after the upload; the messages that they are in then change, and say that they are there."""

import asyncio
from tempfile import TemporaryFile
from typing import BinaryIO, ClassVar

from besedka.blobs import in_one
from besedka.bus import ChatChanged
from besedka.database import Transaction
from besedka.errors import BadRequest, LostRaceError, TooManyRequests
from besedka.images import Images
from besedka.jobs import Again, Job, Ports
from besedka.jobs.files import new_key
from besedka.model import File
from besedka.store import chats, files, messages
from besedka.wire.files import shape_file

PICTURE_LIMIT = 50 * 1024 * 1024  # bytes; of a larger picture there is no small one
TURN_SECONDS = 2  # until it is tried again, if too many pictures wait


class MakeThumbnail(Job, frozen=True):
    """That of a file, if it is a picture."""

    kind: ClassVar[str] = "make_thumbnail"
    slow: ClassVar[bool] = True
    file_id: int

    async def run(self, ports: Ports) -> Again | None:
        file = await ports.database.read(lambda tx: files.find_file(tx, self.file_id))
        if file is None or file.thumbnail is not None or ports.images is None:
            return None
        with ports.shares.taken(file.uploader_id) as later:
            if later:
                return Again(seconds=later)
            return await _try(ports, ports.images, file)


async def _try(ports: Ports, images: Images, file: File) -> Again | None:
    try:
        content = await _make(ports, images, file)
    except TooManyRequests:
        return Again(seconds=TURN_SECONDS)
    if content is not None:
        await _store(ports, file.id, content)
    return None


async def _make(ports: Ports, images: Images, file: File) -> bytes | None:
    """None if it can't be decoded, or is gone."""
    reading = await ports.blobs.open(file.blob)
    if reading is None:
        return None
    try:
        with await asyncio.to_thread(TemporaryFile) as source:
            async for chunk in reading:
                await asyncio.to_thread(source.write, chunk)
            return await _make_of(images, source, file.uploader_id)
    finally:
        await reading.close()


async def _make_of(images: Images, source: BinaryIO, user_id: int) -> bytes | None:
    """Moving, if it does, or else still."""
    for moving in (True, False):
        source.seek(0)
        try:
            return await images.make_thumbnail(source, user_id, moving=moving)
        except BadRequest:  # no picture that can be read, or one of which that takes too much
            continue
    return None


async def _store(ports: Ports, file_id: int, content: bytes) -> None:
    """A unit that fails leaves a blob that nobody names: a job looks for these."""
    key = new_key()
    await ports.blobs.put(key, in_one(content))
    if not await ports.database.write(lambda tx: _name(tx, file_id, key)):
        await ports.blobs.delete(key)


async def _name(tx: Transaction, file_id: int, key: str) -> bool:
    """Whether the file is still there and had no small picture: it has now, and so its message says."""
    file = await files.find_file(tx, file_id)
    if file is None or file.thumbnail is not None:
        return False
    # The chat is locked first, as by all who change a message.
    version = await chats.raise_version(tx, file.chat_id) if file.message_id is not None else 0
    named = await files.update_thumbnail(tx, file_id, key)
    if named is None:
        raise LostRaceError  # deleted, or named by another run, at this moment: undo, and look again
    if named.message_id != file.message_id:
        raise LostRaceError  # it came into a message at this moment
    if named.message_id is not None:
        await _tell(tx, named, version)
    return True


async def _tell(tx: Transaction, file: File, version: int) -> None:
    assert file.message_id is not None
    message = await messages.find_message(tx, file.message_id)
    if message is None:
        return
    shown = tuple(shape_file(file) if each.id == file.id else each for each in message.files)
    changed = await messages.change_files(tx, message.id, version, shown)
    if changed is not None:
        tx.announce(ChatChanged(changed.chat_id, changed.version, changed))
