"""`multipart/form-data` (RFC 7578) in both directions."""

from collections.abc import AsyncIterator

import falcon
from falcon.asgi import Request
from falcon.asgi.multipart import BodyPart, MultipartForm
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseError

from besedka.blobs import gather
from besedka.errors import BadRequest, Code, TooLarge

MEDIA_TYPE = "multipart/form-data"
FRAME_LIMIT = 64 * 1024  # bytes of boundaries, part headers and other fields around the file
_handler = MultipartFormHandler()


def check_length(request: Request, limit: int) -> None:
    """Raises `TooLarge` for a form that says itself that it holds more than a file of `limit` bytes."""
    if (request.content_length or 0) > limit + FRAME_LIMIT:
        raise TooLarge(limit)


class FormFile:
    """The one file of an uploaded form, as it comes, to be iterated once. Whoever takes it in knows at the end only that it is
    whole. `name` is what its sender calls it, known with the first chunk.

    Iterating raises `TooLarge` for a file over `limit` bytes, `BadRequest` (`bad_multipart`) for a body that is no such form.
    """

    def __init__(self, request: Request, limit: int) -> None:
        self.name = ""
        self._request = request
        self._limit = limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in gather(self._chunks(await _open_form(self._request, self._limit))):
                yield chunk
        except (MultipartParseError, falcon.HTTPInvalidHeader, UnicodeError) as error:
            raise _bad_multipart("The body is not a complete multipart/form-data form.") from error

    async def _chunks(self, form: MultipartForm) -> AsyncIterator[bytes]:
        found = False
        async for part in form:
            if part.filename is None and part.name != "file":
                continue
            if found:
                raise _bad_multipart("Send one file only.")
            found = True
            self.name = part.filename or ""
            async for chunk in _content(part, self._limit):
                yield chunk
        if not found:
            raise _bad_multipart("There is no file in the form.")


def form_of(field: str, media_type: str, content: bytes, boundary: str) -> bytes:
    """A form of one file. The boundary must not occur in the content."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{field}"\r\n'
    return f"{head}Content-Type: {media_type}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()


async def _open_form(request: Request, limit: int) -> MultipartForm:
    content_type = request.content_type or ""
    if content_type.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise _bad_multipart("Send the file as multipart/form-data.")
    body = _bounded(request, limit + FRAME_LIMIT, limit)
    form: MultipartForm = await _handler.deserialize_async(body, content_type, None)  # type: ignore[arg-type] # falcon's reader takes any async iterable
    return form


async def _content(part: BodyPart, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in part.stream:
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        yield chunk


async def _bounded(request: Request, bound: int, limit: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream:
        size += len(chunk)
        if size > bound:
            raise TooLarge(limit)
        yield chunk


def _bad_multipart(detail: str) -> BadRequest:
    return BadRequest(Code.BAD_MULTIPART, detail)
