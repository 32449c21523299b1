"""`/server/invites`: how people come to sign up where registration is by invite."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.server_invites import CreateServerInvite, ListServerInvites, RevokeServerInvite


class ServerInvites:
    """`GET` and `POST /server/invites`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        asked = ListServerInvites()
        answer(response, await commands.LIST_SERVER_INVITES.run(self._database, user_id_of(request), asked))

    async def on_post(self, request: Request, response: Response) -> None:
        asked = await read_json(request, CreateServerInvite)
        answer(response, await commands.CREATE_SERVER_INVITE.run(self._database, user_id_of(request), asked))


class ServerInviteByCode:
    """`DELETE /server/invites/{code}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_delete(self, request: Request, response: Response, code: str) -> None:
        asked = RevokeServerInvite(code)
        answer(response, await commands.REVOKE_SERVER_INVITE.run(self._database, user_id_of(request), asked))
