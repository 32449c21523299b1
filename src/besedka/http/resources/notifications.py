"""`/chats/{id}/notifications`: of what one wants to be told."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.notifications import NewLevel, SetNotifications


class Notifications:
    """`PUT /chats/{id}/notifications`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, chat_id: str) -> None:
        wanted = path_id(chat_id)
        asked = SetNotifications((await read_json(request, NewLevel)).level, chat_id=wanted)
        answer(response, await commands.SET_NOTIFICATIONS.run(self._database, user_id_of(request), asked))
