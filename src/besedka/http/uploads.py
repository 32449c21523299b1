"""Files on their way in: a bounded number of them, each streamed to a temporary file, never held whole."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

from falcon.asgi import Request

from besedka.errors import BadRequest, Code, unwritable
from besedka.http import multipart
from besedka.http.endings import check_goes_on
from besedka.http.places import Places

T = TypeVar("T")

EACH, ALL = 3, 60  # uploads under way, from their first byte to their answer
SECONDS = 300  # in which a picture has to be here
FILE_SECONDS = 3600  # in which a file has to be here, which may be large


class _InTime:
    """A file that has to be here within some seconds, and before its sender's session ends."""

    def __init__(self, request: Request, file: multipart.FormFile, seconds: float) -> None:
        self._request = request
        self._file = file
        self._seconds = seconds

    @property
    def name(self) -> str:
        """What its sender calls it."""
        return self._file.name

    async def __aiter__(self) -> AsyncIterator[bytes]:
        deadline = asyncio.get_running_loop().time() + self._seconds
        chunks = aiter(self._file)
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                check_goes_on(self._request)
                return
            except TimeoutError as error:
                raise BadRequest(
                    Code.BAD_MULTIPART, f"The file took longer than {self._seconds} seconds to arrive."
                ) from error
            check_goes_on(self._request)
            yield chunk


class Uploads:
    """Takes files in; nobody's uploads take up all places, and all together not the disk."""

    def __init__(self, seconds: float | None = None) -> None:
        """`seconds`: in which a file has to be here."""
        self._seconds = seconds
        self._places = Places("uploads")

    @asynccontextmanager
    async def received_file(self, request: Request, user_id: int, limit: int) -> AsyncIterator[BinaryIO]:
        """The one file of the form that this user sends, on disk and at its beginning, for as long as the context lasts.

        Raises `TooManyRequests` and `Unavailable` for one upload too many, before anything is read; `TooLarge` for a file
        over `limit` bytes; `BadRequest` (`bad_multipart`) for a body that is no such form, or takes too long;
        `Unavailable`, whose detail says why, if the disk takes no more.
        """
        multipart.check_length(request, limit)
        with self.incoming(request, user_id, limit) as upload:
            file = await _on_disk(TemporaryFile)
            try:
                await _receive(upload, file)
                yield file
            finally:
                with suppress(OSError):  # what is still buffered may have no room: the file is closed all the same
                    file.close()

    @contextmanager
    def incoming(self, request: Request, user_id: int, limit: int) -> Iterator[_InTime]:
        """The one file of the form that this user sends, as it comes, counted for as long as the context lasts. Raises as
        `received_file`, but for what the disk has to say.
        """
        with self._places.taken(user_id, EACH, ALL):
            seconds = SECONDS if self._seconds is None else self._seconds
            yield _InTime(request, multipart.FormFile(request, limit), seconds)


async def _receive(upload: _InTime, file: BinaryIO) -> None:
    async for chunk in upload:
        await _on_disk(lambda chunk=chunk: file.write(chunk))  # type: ignore[misc] # bound at once
    await _on_disk(lambda: file.seek(0))


async def _on_disk(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        raise unwritable(error) from error
