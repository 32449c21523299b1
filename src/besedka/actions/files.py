"""Files: uploaded to a chat, and read again."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Protocol

import msgspec
import structlog

from besedka import metrics
from besedka.access import load_chat, load_file, no_such_file
from besedka.blobs import Blobs, Reading
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code, Problem, Uncertain
from besedka.jobs import ask
from besedka.jobs.files import new_key
from besedka.jobs.thumbnails import PICTURE_LIMIT, MakeThumbnail
from besedka.logs import Seldom
from besedka.media import HEAD
from besedka.media.kinds import INLINE, PICTURES, kind_of
from besedka.media.measuring import measure
from besedka.model import File, NewFile
from besedka.names.files import tidy_file_name
from besedka.rights import Right
from besedka.settings import Settings
from besedka.store import files, meta

COMPLAIN_SECONDS = 60  # at most so often of files that are missing
FILES_AT_ONCE = 100  # that may be stored at the same moment, on all nodes
THUMBNAIL_TYPE = "image/webp"

log = structlog.get_logger(__name__)


class Upload(Protocol):
    """A file on its way in, to be iterated once. `name` is what its sender calls it, known with the first chunk."""

    @property
    def name(self) -> str: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...


class Content(msgspec.Struct, frozen=True):
    """What can be read of a file: itself, or the small picture of it. `tag` differs whenever the bytes do. `inline`: there is
    no harm in showing it in place.
    """

    name: str
    media_type: str
    key: str
    size: int | None

    @property
    def tag(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def inline(self) -> bool:
        return self.media_type in INLINE


class Files:
    """Files are blobs, stored before, and deleted by a job after, the transaction that names them."""

    def __init__(self, database: Database, blobs: Blobs, settings: Settings) -> None:
        self._database = database
        self._blobs = blobs
        self._settings = settings
        self._missing = Seldom(COMPLAIN_SECONDS)

    async def check_place(self, user_id: int, chat_id: int, size: int) -> None:
        """See, before it comes, whether a file of about that size may. Raises as `upload`."""

        async def work(tx: Transaction) -> None:
            await load_chat(tx, user_id, chat_id, to=Right.READ)
            await self._check_storage(tx, user_id, size)

        await self._database.read(work)

    async def upload(self, user_id: int, chat_id: int, upload: Upload) -> File:
        """Store what comes, and have it belong to this user until it is in a message of that chat. On disk when this
        returns; if it raises instead, nothing of it is left.

        Raises `BadRequest`: `no_such_chat`, `storage_full`; and as `upload` and `Blobs.put` do.
        """
        key = new_key()
        recorded = _Recorded(upload)
        size = await self._blobs.put(key, recorded)
        try:
            new = await self._describe(chat_id, key, (upload.name, size), recorded.head)
            stored = await self._database.write(lambda tx: self._insert(tx, user_id, new))
        except Uncertain:
            raise  # it may be named: a job looks for blobs that are not
        except Problem:
            await self._blobs.delete(key)
            raise
        metrics.FILES_RECEIVED.inc()
        metrics.FILE_BYTES_RECEIVED.inc(size)
        return stored

    async def find_content(self, user_id: int, file_id: int, *, thumbnail: bool) -> Content:
        """What there is to be read. Raises `BadRequest` (`no_such_file`), also where there is no small picture, or none yet."""
        file = await self._database.read(lambda tx: load_file(tx, user_id, file_id))
        if not thumbnail:
            return Content(file.name, file.media_type, file.blob, file.size)
        if file.thumbnail is None:
            raise no_such_file()
        return Content(f"{file.name}.webp", THUMBNAIL_TYPE, file.thumbnail, None)

    async def read(self, content: Content, start: int, stop: int | None) -> Reading:
        """The bytes from `start` up to but without `stop`. Raises `BadRequest` (`no_such_file`) if it was deleted meanwhile."""
        reading = await self._blobs.open(content.key, start, stop)
        if reading is None:
            if times := self._missing.count():
                log.warning("file_missing", blob=content.key, times=times)  # unless it was deleted this very moment
            raise no_such_file()
        return reading

    async def _describe(self, chat_id: int, key: str, named: tuple[str, int], head: bytes) -> NewFile:
        name, size = named
        media_type = kind_of(head)

        async def read(start: int, stop: int) -> bytes:
            reading = await self._blobs.open(key, start, stop)
            if reading is None:
                return b""
            try:
                return b"".join([chunk async for chunk in reading])
            finally:
                await reading.close()

        measures = await measure(media_type, head, size, read)
        return NewFile(chat_id, tidy_file_name(name), size, media_type, measures, key)

    async def _insert(self, tx: Transaction, user_id: int, new: NewFile) -> File:
        await load_chat(tx, user_id, new.chat_id, to=Right.POST)
        await self._wait_for_room(tx, user_id)
        stored = await files.insert_file(tx, user_id, new)
        await self._check_storage(tx, user_id, 0)
        if new.media_type in PICTURES and new.size <= PICTURE_LIMIT:
            await ask(tx, MakeThumbnail(stored.id))
        return stored

    async def _wait_for_room(self, tx: Transaction, user_id: int) -> None:
        """Where there is hardly room for what may come at once, each file comes after the one before, and is counted with it."""
        limit = self._settings.storage_limit
        if limit and (await files.find_stored(tx, user_id))[1] > limit - FILES_AT_ONCE * self._settings.file_limit:
            await meta.lock_storage(tx)

    async def _check_storage(self, tx: Transaction, user_id: int, more: int) -> None:
        theirs, all_together = await files.find_stored(tx, user_id)
        limit, limit_of_all = self._settings.user_storage_limit, self._settings.storage_limit
        if limit and theirs + more > limit:
            raise _full(f"Your files may take {limit:,} bytes: there is no room for this one.")
        if limit_of_all and all_together + more > limit_of_all:
            raise _full("The server has no room for more files.")


class _Recorded:
    """Chunks that go through, of which the first bytes are remembered."""

    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = chunks
        self._head = bytearray()

    @property
    def head(self) -> bytes:
        return bytes(self._head)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            if len(self._head) < HEAD:
                self._head += chunk[: HEAD - len(self._head)]
            yield chunk


def _full(detail: str) -> BadRequest:
    metrics.FILES_REFUSED.inc()
    return BadRequest(Code.STORAGE_FULL, detail)
