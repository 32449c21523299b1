"""`/chats/{id}/messages` and `/messages`: posting, changing and reading messages."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.messages import (
    DeleteMessage,
    EditMessage,
    ListHistory,
    NewMessage,
    NewText,
    PostMessage,
    ToggleReaction,
    ViewMessage,
)

PAGE_DEFAULT = 50


class ChatMessages:
    """`GET` and `POST /chats/{id}/messages`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        asked = ListHistory(
            path_id(chat_id),
            before=query_number(request, "before"),
            after=query_number(request, "after"),
            around=query_number(request, "around"),
            limit=query_number(request, "limit", PAGE_DEFAULT),
        )
        answer(response, await commands.LIST_HISTORY.run(self._database, user_id_of(request), asked))

    async def on_post(self, request: Request, response: Response, chat_id: str) -> None:
        wanted = path_id(chat_id)
        body = await read_json(request, NewMessage)
        asked = PostMessage(body.text, body.nonce, body.reply_to, body.file_ids, chat_id=wanted)
        answer(response, await commands.POST_MESSAGE.run(self._database, user_id_of(request), asked))


class MessageById:
    """`GET`, `PUT` and `DELETE /messages/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, message_id: str) -> None:
        asked = ViewMessage(path_id(message_id))
        answer(response, await commands.VIEW_MESSAGE.run(self._database, user_id_of(request), asked))

    async def on_put(self, request: Request, response: Response, message_id: str) -> None:
        wanted = path_id(message_id)
        asked = EditMessage((await read_json(request, NewText)).text, message_id=wanted)
        answer(response, await commands.EDIT_MESSAGE.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, message_id: str) -> None:
        asked = DeleteMessage(path_id(message_id))
        answer(response, await commands.DELETE_MESSAGE.run(self._database, user_id_of(request), asked))


class Reactions:
    """`PUT` and `DELETE /messages/{id}/reactions/{emoji}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, message_id: str, emoji: str) -> None:
        asked = ToggleReaction(path_id(message_id), emoji)
        answer(response, await commands.REACT.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, message_id: str, emoji: str) -> None:
        asked = ToggleReaction(path_id(message_id), emoji)
        answer(response, await commands.UNREACT.run(self._database, user_id_of(request), asked))
