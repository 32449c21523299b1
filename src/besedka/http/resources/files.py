"""`/chats/{id}/files` and `/files/{id}`: what people send besides words."""

from contextlib import ExitStack

from falcon.asgi import Request, Response

from besedka.actions.files import Content
from besedka.errors import BadRequest, Code, OutOfRange
from besedka.http import multipart, sending
from besedka.http.answers import answer
from besedka.http.bodies import path_id
from besedka.http.context import Services, session_of, user_id_of
from besedka.http.dispositions import disposition
from besedka.http.places import Places
from besedka.http.ranges import wanted_range
from besedka.wire.files import shape_file

# In a page of its own nothing is run, sent, or embedded; only the browser's own player or viewer may show what it is.
_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
)
_SIZE, _THUMBNAIL = "size", "thumbnail"


class ChatFiles:
    """`POST /chats/{id}/files`."""

    def __init__(self, services: Services) -> None:
        self._files = services.files
        self._uploads = services.file_uploads
        self._limit = services.settings.file_limit

    async def on_post(self, request: Request, response: Response, chat_id: str) -> None:
        wanted, user_id = path_id(chat_id), user_id_of(request)
        multipart.check_length(request, self._limit)
        await self._files.check_place(user_id, wanted, request.content_length or 0)
        with self._uploads.incoming(request, user_id, self._limit) as upload:
            stored = await self._files.upload(user_id, wanted, upload)
        answer(response, shape_file(stored))


class FileById:
    """`GET /files/{id}`."""

    def __init__(self, services: Services) -> None:
        self._files = services.files
        self._endings = services.endings
        self._downloads, self._rounds = Places("downloads"), sending.Rounds(sending.AT_ONCE)

    async def on_get(self, request: Request, response: Response, file_id: str) -> None:
        user_id = user_id_of(request)
        content = await self._files.find_content(user_id, path_id(file_id), thumbnail=_wants_thumbnail(request))
        if _is_known(request, content.tag):
            _describe(response, content)
            response.status = 304
            return
        await self._send(request, response, content)

    async def _send(self, request: Request, response: Response, content: Content) -> None:
        stretch = _stretch(request, response, content)
        start, stop = stretch or (0, content.size)
        with ExitStack() as held:
            session = session_of(request)  # not one that ended while the file was looked for
            held.enter_context(self._downloads.taken(session.user_id, sending.EACH, sending.ALL))
            held.enter_context(self._endings.cutting(session, sending.cut(request)))
            reading = await self._files.read(content, start, stop)
            stop = reading.size if stop is None else stop
            _describe(response, content)
            response.content_type = content.media_type
            response.content_length = stop - start
            if stretch is not None:
                response.status = 206
                response.set_header("Content-Range", f"bytes {start}-{stop - 1}/{reading.size}")
            if request.method == "HEAD":
                await reading.close()
            else:
                response.stream = sending.Sending(reading, sending.gone(request), held.pop_all(), self._rounds)  # type: ignore[assignment] # falcon takes any async iterable


def _wants_thumbnail(request: Request) -> bool:
    size = request.get_param(_SIZE)
    if size not in {None, _THUMBNAIL}:
        raise BadRequest(Code.WRONG_TYPE, f"`{_SIZE}` is `{_THUMBNAIL}`, or is left out.", field=_SIZE)
    return size is not None


def _is_known(request: Request, tag: str) -> bool:
    known = {str(each) for each in request.if_none_match or ()}
    return not known.isdisjoint({"*", tag})


def _stretch(request: Request, response: Response, content: Content) -> tuple[int, int] | None:
    """Of a small picture there are none."""
    if content.size is None:
        return None
    try:
        return wanted_range(request, content.tag, content.size)
    except OutOfRange as error:
        response.set_header("Content-Range", f"bytes */{error.size}")
        raise


def _describe(response: Response, content: Content) -> None:
    """Each use is authorised anew: a browser asks whether it may still show what it has."""
    response.set_header("ETag", f'"{content.tag}"')
    response.set_header("Cache-Control", "private, no-cache")
    response.set_header("Content-Security-Policy", _POLICY)
    if content.size is not None:
        response.set_header("Accept-Ranges", "bytes")
    response.set_header("Content-Disposition", disposition(content.name, inline=content.inline))
