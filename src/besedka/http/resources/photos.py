"""`/photos`: profile pictures (sections 2.5 and 2.6 of the original)."""

from falcon.asgi import Request, Response

from besedka.actions.photos import PhotoVersion
from besedka.http import multipart
from besedka.http.answers import answer
from besedka.http.bodies import path_id
from besedka.http.context import Services, user_id_of
from besedka.images import MEDIA_TYPE
from besedka.wire.shapes import Made

FILE_LIMIT = 10 * 1024 * 1024  # bytes
FIELD = "file"


class Photos:
    """`POST /photos`."""

    def __init__(self, services: Services) -> None:
        self._photos = services.photos

    async def on_post(self, request: Request, response: Response) -> None:
        user_id = user_id_of(request)
        async with multipart.received_file(request, FILE_LIMIT) as file:
            await self._photos.replace(user_id, file)
        answer(response, Made(user_id))


class PhotoById:
    """`GET /photos/{id}`, where the id is the user's."""

    def __init__(self, services: Services) -> None:
        self._photos = services.photos

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        version = await self._photos.find(path_id(user_id))
        bare = _prefers_picture(request)
        etag = f'"{version.tag}{"" if bare else "-form"}"'
        response.set_header("ETag", etag)
        response.set_header("Cache-Control", "private, no-cache")
        response.append_header("Vary", "Accept")
        if request.if_none_match and any(each in {"*", etag.strip('"')} for each in request.if_none_match):
            response.status = 304
        else:
            await self._send(response, version, bare=bare)

    async def _send(self, response: Response, version: PhotoVersion, *, bare: bool) -> None:
        picture = await self._photos.load(version)
        if bare:
            response.content_type = MEDIA_TYPE
            response.data = picture
        else:
            boundary = f"besedka-{version.tag}"
            response.content_type = f"{multipart.MEDIA_TYPE}; boundary={boundary}"
            response.data = multipart.form_of(FIELD, MEDIA_TYPE, picture, boundary)


def _prefers_picture(request: Request) -> bool:
    """An `<img>` asks for pictures, a browser's address bar for pages first; the clients of the original for neither."""
    if "text/html" in request.accept:
        return True
    return request.client_prefers((multipart.MEDIA_TYPE, MEDIA_TYPE)) == MEDIA_TYPE
