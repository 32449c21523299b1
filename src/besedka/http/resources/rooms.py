"""`/rooms`: rooms and their channels (sections 3.2 to 3.4 of the original)."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.chats import NewName
from besedka.wire.rooms import CreateChannel, CreateRoom, DeleteRoom, ListChannels, NewChannel, RenameRoom


class Rooms:
    """`POST /rooms`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_post(self, request: Request, response: Response) -> None:
        asked = await read_json(request, CreateRoom)
        answer(response, await commands.CREATE_ROOM.run(self._database, user_id_of(request), asked))


class RoomById:
    """`GET /rooms/{id}` shows its channels, `POST` makes one; `PUT` renames the room, `DELETE` deletes it."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, room_id: str) -> None:
        asked = ListChannels(path_id(room_id))
        answer(response, await commands.LIST_CHANNELS.run(self._database, user_id_of(request), asked))

    async def on_put(self, request: Request, response: Response, room_id: str) -> None:
        wanted = path_id(room_id)
        asked = RenameRoom((await read_json(request, NewName)).name, room_id=wanted)
        answer(response, await commands.RENAME_ROOM.run(self._database, user_id_of(request), asked))

    async def on_post(self, request: Request, response: Response, room_id: str) -> None:
        wanted = path_id(room_id)
        new = await read_json(request, NewChannel)
        asked = CreateChannel(name=new.name, private=new.private, topic=new.topic, room_id=wanted)
        answer(response, await commands.CREATE_CHANNEL.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, room_id: str) -> None:
        asked = DeleteRoom(path_id(room_id))
        answer(response, await commands.DELETE_ROOM.run(self._database, user_id_of(request), asked))
