"""`/rooms/{id}/members`: who is in a room."""

from contextlib import nullcontext

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.members import ListRoomMembers, NewRole, RemoveRoomMember, SetRoomRole


class RoomMembers:
    """`GET /rooms/{id}/members`. By name it is a search: it may look at everyone in the room."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._searches = services.searches

    async def on_get(self, request: Request, response: Response, room_id: str) -> None:
        asked = ListRoomMembers(path_id(room_id), query_number(request, "after", 0), request.get_param("query"))
        actor_id = user_id_of(request)
        async with self._searches.take(actor_id) if asked.query else nullcontext():
            answer(response, await commands.LIST_ROOM_MEMBERS.run(self._database, actor_id, asked))


class RoomMemberById:
    """`PUT` and `DELETE /rooms/{id}/members/{user}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, room_id: str, user_id: str) -> None:
        where, who = path_id(room_id), path_id(user_id)
        asked = SetRoomRole((await read_json(request, NewRole)).role, room_id=where, user_id=who)
        answer(response, await commands.SET_ROOM_ROLE.run(self._database, user_id_of(request), asked))

    async def on_delete(self, request: Request, response: Response, room_id: str, user_id: str) -> None:
        asked = RemoveRoomMember(path_id(room_id), path_id(user_id))
        answer(response, await commands.REMOVE_ROOM_MEMBER.run(self._database, user_id_of(request), asked))
