"""`/users/{id}/chats` and `/chats` (sections 3.1 and 3.5 of the original), one chat, and one's read markers."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.chats import ChatEdit, DeleteChat, EditChat, ListChats, Marker, MarkRead, NewChat, ViewChat


class UserChats:
    """`GET /users/{id}/chats`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        asked = ListChats(path_id(user_id))
        answer(response, await commands.LIST_CHATS.run(self._database, user_id_of(request), asked))


class Chats:
    """`POST /chats`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_post(self, request: Request, response: Response) -> None:
        asked = await read_json(request, NewChat)
        answer(response, await commands.OPEN_CHAT.run(self._database, user_id_of(request), asked))


class ChatById:
    """`GET`, `PUT` and `DELETE /chats/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        asked = ViewChat(path_id(chat_id))
        answer(response, await commands.VIEW_CHAT.run(self._database, user_id_of(request), asked))

    async def on_put(self, request: Request, response: Response, chat_id: str) -> None:
        wanted = path_id(chat_id)
        edit = await read_json(request, ChatEdit)
        asked = EditChat(name=edit.name, topic=edit.topic, private=edit.private, chat_id=wanted)
        answer(response, await commands.EDIT_CHAT.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, chat_id: str) -> None:
        asked = DeleteChat(path_id(chat_id))
        answer(response, await commands.DELETE_CHAT.run(self._database, user_id_of(request), asked))


class ReadMarker:
    """`PUT /chats/{id}/read`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, chat_id: str) -> None:
        wanted = path_id(chat_id)
        body = await read_json(request, Marker)
        asked = MarkRead(body.seq, body.unread_from, chat_id=wanted)
        answer(response, await commands.MARK_READ.run(self._database, user_id_of(request), asked))
