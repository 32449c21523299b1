"""`/chats/{id}/changes`: catching up with one chat."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number
from besedka.http.context import Services, user_id_of
from besedka.wire.changes import ListChanges

PAGE_DEFAULT = 200


class ChatChanges:
    """`GET /chats/{id}/changes`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        asked = ListChanges(
            path_id(chat_id),
            since=query_number(request, "since", 0),
            limit=query_number(request, "limit", PAGE_DEFAULT),
        )
        answer(response, await commands.LIST_CHANGES.run(self._database, user_id_of(request), asked))
