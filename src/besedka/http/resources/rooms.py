"""`/rooms`: rooms and their channels (sections 3.2 to 3.4 of the original)."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions.checks import check_name
from besedka.actions.rooms import create_channel, create_room, list_channels
from besedka.http.answers import Made, answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, user_id_of
from besedka.http.resources.chats import ChatLine, chat_line


class Named(msgspec.Struct, frozen=True):
    """What a new room or channel is called."""

    name: str


class Channels(msgspec.Struct, frozen=True):
    """What the original wraps in `body`."""

    channels: list[ChatLine]


class ChannelsBody(msgspec.Struct, frozen=True):
    """The answer of section 3.2."""

    body: Channels


class Rooms:
    """`POST /rooms`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_post(self, request: Request, response: Response) -> None:
        name = check_name((await read_json(request, Named)).name)
        actor_id = user_id_of(request)
        answer(response, Made(await self._database.write(lambda tx: create_room(tx, actor_id, name))))


class RoomById:
    """`GET /rooms/{id}` shows its channels, `POST` makes one."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, room_id: str) -> None:
        wanted, actor_id = path_id(room_id), user_id_of(request)
        found = await self._database.read(lambda tx: list_channels(tx, actor_id, wanted))
        answer(response, ChannelsBody(Channels([chat_line(channel) for channel in found])))

    async def on_post(self, request: Request, response: Response, room_id: str) -> None:
        wanted, actor_id = path_id(room_id), user_id_of(request)
        name = check_name((await read_json(request, Named)).name)
        answer(response, Made(await self._database.write(lambda tx: create_channel(tx, actor_id, wanted, name))))
