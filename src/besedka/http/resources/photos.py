"""`/photos`: profile pictures (sections 2.5 and 2.6 of the original)."""

from falcon import mediatypes
from falcon.asgi import Request, Response
from falcon.errors import InvalidMediaRange, InvalidMediaType

from besedka import commands
from besedka.http import multipart
from besedka.http.answers import answer
from besedka.http.bodies import path_id
from besedka.http.context import Services, user_id_of
from besedka.images import MEDIA_TYPE
from besedka.wire.shapes import Made
from besedka.wire.users import RemovePhoto

FILE_LIMIT = 10 * 1024 * 1024  # bytes
FIELD = "file"
_FORM = "-form"  # at the end of an ETag: the same picture in other bytes


class Photos:
    """`POST` and `DELETE /photos`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._photos = services.photos
        self._uploads = services.uploads

    async def on_post(self, request: Request, response: Response) -> None:
        user_id = user_id_of(request)
        async with self._uploads.received_file(request, user_id, FILE_LIMIT) as file:
            await self._photos.replace(user_id, file)
        answer(response, Made(user_id))

    async def on_delete(self, request: Request, response: Response) -> None:
        answer(response, await commands.REMOVE_PHOTO.run(self._database, user_id_of(request), RemovePhoto()))


class PhotoById:
    """`GET /photos/{id}`, where the id is the user's."""

    def __init__(self, services: Services) -> None:
        self._photos = services.photos

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        suffix = "" if _wants_picture(request) else _FORM
        known = {str(each) for each in request.if_none_match or ()}
        photo = await self._photos.load(path_id(user_id), lambda tag: not known.isdisjoint({"*", tag + suffix}))
        response.set_header("ETag", f'"{photo.tag}{suffix}"')
        response.set_header("Cache-Control", "private, no-cache")
        response.append_header("Vary", "Accept, Sec-Fetch-Mode")
        if photo.content is None:
            response.status = 304
        elif suffix:
            boundary = f"besedka-{photo.tag}"
            response.content_type = f"{multipart.MEDIA_TYPE}; boundary={boundary}"
            response.data = multipart.form_of(FIELD, MEDIA_TYPE, photo.content, boundary)
        else:
            response.content_type = MEDIA_TYPE
            response.data = photo.content


def _wants_picture(request: Request) -> bool:
    """Whether to send the bare picture, and not the form that the original asks for.

    An `<img>` prefers pictures. A browser's address bar asks for pages. A script in a browser, which `Sec-Fetch-Mode` gives
    away, takes anything, and could not read the form; unless it names forms, and so knows what it does.
    """
    picture, form = _quality(MEDIA_TYPE, request.accept), _quality(multipart.MEDIA_TYPE, request.accept)
    if picture != form:
        return picture > form
    if multipart.MEDIA_TYPE in request.accept.lower():
        return False
    return "text/html" in request.accept or (picture > 0 and request.get_header("Sec-Fetch-Mode") is not None)


def _quality(media_type: str, accept: str) -> float:
    """How gladly a media type is taken, from 0 to 1; what can't be understood asks for nothing."""
    try:
        return mediatypes.quality(media_type, accept)
    except (InvalidMediaRange, InvalidMediaType):
        return 0.0
