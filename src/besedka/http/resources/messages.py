"""`/chats/{id}/messages`, `/chats/{id}/changes` and `/messages`: posting, changing and reading messages."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions import messages
from besedka.actions.checks import check_message_text
from besedka.actions.messages import PAGE_DEFAULT, PAGE_LIMIT, Page, check_draft, check_limit
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number, read_json
from besedka.http.context import Services, user_id_of
from besedka.model import Draft
from besedka.wire.decoding import Id
from besedka.wire.shapes import MessageShape, shape_changes, shape_message


class NewMessage(msgspec.Struct, frozen=True):
    """What to post."""

    text: str
    nonce: str | None = None
    reply_to: Id | None = None


class NewText(msgspec.Struct, frozen=True):
    """What a message is to say instead."""

    text: str


class MessageList(msgspec.Struct, frozen=True):
    """A part of a chat's history."""

    messages: list[MessageShape]


class ChatMessages:
    """`GET` and `POST /chats/{id}/messages`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        wanted, actor_id = path_id(chat_id), user_id_of(request)
        page = Page(
            before=query_number(request, "before"),
            after=query_number(request, "after"),
            limit=check_limit(query_number(request, "limit", PAGE_DEFAULT)),
        )
        found = await self._database.read(lambda tx: messages.list_history(tx, actor_id, wanted, page))
        answer(response, MessageList([shape_message(message) for message in found]))

    async def on_post(self, request: Request, response: Response, chat_id: str) -> None:
        wanted, actor_id = path_id(chat_id), user_id_of(request)
        body = await read_json(request, NewMessage)
        draft = check_draft(Draft(wanted, body.text, body.nonce, body.reply_to))
        posted = await self._database.write(lambda tx: messages.post_message(tx, actor_id, draft), autocommit=True)
        answer(response, shape_message(posted))


class ChatChanges:
    """`GET /chats/{id}/changes`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, chat_id: str) -> None:
        wanted, actor_id = path_id(chat_id), user_id_of(request)
        since = query_number(request, "since", 0)
        limit = check_limit(query_number(request, "limit", PAGE_LIMIT))
        found = await self._database.read(lambda tx: messages.list_changes(tx, actor_id, wanted, since, limit))
        answer(response, shape_changes(found))


class MessageById:
    """`PUT` and `DELETE /messages/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, message_id: str) -> None:
        wanted, actor_id = path_id(message_id), user_id_of(request)
        text = check_message_text((await read_json(request, NewText)).text)
        edited = await self._database.write(lambda tx: messages.edit_message(tx, actor_id, wanted, text))
        answer(response, shape_message(edited))

    async def on_delete(self, request: Request, response: Response, message_id: str) -> None:
        wanted, actor_id = path_id(message_id), user_id_of(request)
        deleted = await self._database.write(lambda tx: messages.delete_message(tx, actor_id, wanted))
        answer(response, shape_message(deleted))


class Reactions:
    """`PUT` and `DELETE /messages/{id}/reactions/{emoji}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, message_id: str, emoji: str) -> None:
        wanted, actor_id = path_id(message_id), user_id_of(request)
        changed = await self._database.write(lambda tx: messages.react(tx, actor_id, wanted, emoji))
        answer(response, shape_message(changed))

    async def on_delete(self, request: Request, response: Response, message_id: str, emoji: str) -> None:
        wanted, actor_id = path_id(message_id), user_id_of(request)
        changed = await self._database.write(lambda tx: messages.unreact(tx, actor_id, wanted, emoji))
        answer(response, shape_message(changed))
