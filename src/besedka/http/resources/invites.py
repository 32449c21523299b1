"""`/rooms/{id}/invites` and `/invites/{code}`: how people come into a room."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, user_id_of
from besedka.limits import INVITES_LOOKED_AT, address_key
from besedka.wire.invites import CreateInvite, ListInvites, NewInvite, RevokeInvite


class RoomInvites:
    """`GET` and `POST /rooms/{id}/invites`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, room_id: str) -> None:
        asked = ListInvites(path_id(room_id))
        answer(response, await commands.LIST_INVITES.run(self._database, user_id_of(request), asked))

    async def on_post(self, request: Request, response: Response, room_id: str) -> None:
        wanted = path_id(room_id)
        new = await read_json(request, NewInvite)
        asked = CreateInvite(expires_in=new.expires_in, max_uses=new.max_uses, room_id=wanted)
        answer(response, await commands.CREATE_INVITE.run(self._database, user_id_of(request), asked))


class RoomInviteByCode:
    """`DELETE /rooms/{id}/invites/{code}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_delete(self, request: Request, response: Response, room_id: str, code: str) -> None:
        asked = RevokeInvite(path_id(room_id), code)
        answer(response, await commands.REVOKE_INVITE.run(self._database, user_id_of(request), asked))


class InviteByCode:
    """`GET /invites/{code}`, which needs no session, and `POST`. Codes can't be guessed; nobody shall try often."""

    public = frozenset({"GET", "HEAD"})

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._limits = services.limits

    async def on_get(self, request: Request, response: Response, code: str) -> None:
        self._count(request)
        answer(response, await commands.PREVIEW_INVITE.run(self._database, None, code))

    async def on_post(self, request: Request, response: Response, code: str) -> None:
        self._count(request)
        answer(response, await commands.USE_INVITE.run(self._database, user_id_of(request), code))

    def _count(self, request: Request) -> None:
        self._limits.spend(INVITES_LOOKED_AT, address_key(address_of(request)))
