"""`/server/rooms`: which rooms there are."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import query_number
from besedka.http.context import Services, user_id_of
from besedka.wire.server_rooms import ListRooms


class ServerRooms:
    """`GET /server/rooms`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        asked = ListRooms(query_number(request, "after", 0))
        answer(response, await commands.LIST_ALL_ROOMS.run(self._database, user_id_of(request), asked))
