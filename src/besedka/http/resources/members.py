"""`/chats/{id}/members`: who is in a chat."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number
from besedka.http.context import Services, user_id_of
from besedka.wire.members import AddMember, ListMembers, RemoveMember


class ChatMembers:
    """`GET /chats/{id}/members`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        asked = ListMembers(path_id(chat_id), query_number(request, "after", 0))
        answer(response, await commands.LIST_MEMBERS.run(self._database, user_id_of(request), asked))


class ChatMemberById:
    """`PUT /chats/{id}/members/{user}` adds someone, `DELETE` removes them; oneself: leaves."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, chat_id: str, user_id: str) -> None:
        asked = AddMember(path_id(chat_id), path_id(user_id))
        answer(response, await commands.ADD_MEMBER.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, chat_id: str, user_id: str) -> None:
        asked = RemoveMember(path_id(chat_id), path_id(user_id))
        answer(response, await commands.REMOVE_MEMBER.run(self._database, user_id_of(request), asked))
