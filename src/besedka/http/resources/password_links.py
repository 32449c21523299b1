"""`/server/people/{id}/password_link` and `/password_links`: how someone sets a new password who has forgotten theirs."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, user_id_of
from besedka.limits import LINKS_LOOKED_AT, address_key
from besedka.wire.password_links import CreatePasswordLink, NewPassword
from besedka.wire.shapes import Nothing


class PersonPasswordLink:
    """`POST /server/people/{id}/password_link`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_post(self, request: Request, response: Response, user_id: str) -> None:
        asked = CreatePasswordLink(path_id(user_id))
        answer(response, await commands.CREATE_PASSWORD_LINK.run(self._database, user_id_of(request), asked))


class PasswordLinkByCode:
    """`GET` and `POST /password_links/{code}`, which need no session. Codes can't be guessed; nobody shall try often."""

    public = frozenset({"GET", "HEAD", "POST"})

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._credentials = services.credentials
        self._limits = services.limits

    async def on_get(self, request: Request, response: Response, code: str) -> None:
        self._count(request)
        answer(response, await commands.PREVIEW_PASSWORD_LINK.run(self._database, None, code))

    async def on_post(self, request: Request, response: Response, code: str) -> None:
        self._count(request)
        new = await read_json(request, NewPassword)
        await self._credentials.set_password(code, new.password)
        answer(response, Nothing())

    def _count(self, request: Request) -> None:
        self._limits.spend(LINKS_LOOKED_AT, address_key(address_of(request)))
