"""`/users/{id}/chats` and `/chats` (sections 3.1 and 3.5 of the original), and one's read markers."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions.chats import list_rooms_and_chats, mark_read, open_direct_chat
from besedka.http.answers import Made, Nothing, answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, user_id_of
from besedka.model import ChatSummary, Room
from besedka.wire.decoding import Id, Position


class ChatLine(msgspec.Struct, frozen=True):
    """A chat in a list, in the original's spelling."""

    chat_id: int
    name: str = msgspec.field(name="Name")
    unread: int = msgspec.field(name="NewMsgCount")


class RoomLine(msgspec.Struct, frozen=True):
    """A room in a list."""

    room_id: int
    room_name: str


class RoomsAndChats(msgspec.Struct, frozen=True):
    """What the original wraps in `body`."""

    rooms: list[RoomLine]
    chats: list[ChatLine]


class RoomsAndChatsBody(msgspec.Struct, frozen=True):
    """The answer of section 3.1."""

    body: RoomsAndChats


class DirectChat(msgspec.Struct, frozen=True):
    """With whom."""

    user_id: Id


class Marker(msgspec.Struct, frozen=True):
    """Up to which message one has read."""

    seq: Position


class UserChats:
    """`GET /users/{id}/chats`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        wanted, actor_id = path_id(user_id), user_id_of(request)
        rooms, chats = await self._database.read(lambda tx: list_rooms_and_chats(tx, actor_id, wanted))
        shown = RoomsAndChats([_room_line(room) for room in rooms], [chat_line(chat) for chat in chats])
        answer(response, RoomsAndChatsBody(shown))


class Chats:
    """`POST /chats`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_post(self, request: Request, response: Response) -> None:
        body = await read_json(request, DirectChat)
        actor_id = user_id_of(request)
        answer(response, Made(await self._database.write(lambda tx: open_direct_chat(tx, actor_id, body.user_id))))


class ReadMarker:
    """`PUT /chats/{id}/read`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, chat_id: str) -> None:
        wanted, actor_id = path_id(chat_id), user_id_of(request)
        marker = await read_json(request, Marker)
        await self._database.write(lambda tx: mark_read(tx, actor_id, wanted, marker.seq))
        answer(response, Nothing())


def chat_line(chat: ChatSummary) -> ChatLine:
    """One line of a list of chats or channels."""
    return ChatLine(chat.id, chat.name, chat.unread)


def _room_line(room: Room) -> RoomLine:
    return RoomLine(room.id, room.name)
