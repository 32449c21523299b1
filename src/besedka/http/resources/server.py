"""`/server`: what the server says of itself, its picture, its log."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import query_id, read_json
from besedka.http.context import Services, find_user_id, user_id_of
from besedka.http.resources.photos import FILE_LIMIT
from besedka.images import MEDIA_TYPE
from besedka.rights import ServerRight
from besedka.wire.server import RemoveServerPicture, ServerEdit
from besedka.wire.server_log import ReadLog
from besedka.wire.shapes import Nothing


class Server:
    """`GET` and `PUT /server`. Anyone may see what a page before sign-in needs; administrators see more."""

    optional = frozenset({"GET", "HEAD"})

    def __init__(self, services: Services) -> None:
        self._affairs = services.affairs

    async def on_get(self, request: Request, response: Response) -> None:
        answer(response, await self._affairs.view(find_user_id(request)))

    async def on_put(self, request: Request, response: Response) -> None:
        asked = await read_json(request, ServerEdit)
        answer(response, await self._affairs.change(user_id_of(request), asked))


class ServerPicture:
    """`GET /server/picture`, which anyone may see, `POST` and `DELETE`."""

    public = frozenset({"GET", "HEAD"})

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._affairs = services.affairs
        self._pictures = services.server_pictures
        self._uploads = services.uploads

    async def on_get(self, request: Request, response: Response) -> None:
        known = {str(each) for each in request.if_none_match or ()}
        photo = await self._pictures.load(lambda tag: not known.isdisjoint({"*", tag}))
        response.set_header("ETag", f'"{photo.tag}"')
        response.set_header("Cache-Control", "private, no-cache")
        if photo.content is None:
            response.status = 304
        else:
            response.content_type = MEDIA_TYPE
            response.data = photo.content

    async def on_post(self, request: Request, response: Response) -> None:
        user_id = user_id_of(request)
        await self._affairs.check_may(user_id, ServerRight.CHANGE_SERVER)  # before anything is read
        async with self._uploads.received_file(request, user_id, FILE_LIMIT) as file:
            await self._pictures.replace(user_id, file)
        answer(response, Nothing())

    async def on_delete(self, request: Request, response: Response) -> None:
        command = commands.REMOVE_SERVER_PICTURE
        answer(response, await command.run(self._database, user_id_of(request), RemoveServerPicture()))


class ServerLog:
    """`GET /server/log`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        asked = ReadLog(query_id(request, "before"))
        answer(response, await commands.READ_LOG.run(self._database, user_id_of(request), asked))
