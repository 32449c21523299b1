"""`/users`: accounts and profiles (sections 2.1 and 2.4 of the original)."""

from functools import partial

import msgspec
from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, session_of, user_id_of
from besedka.http.middleware.authentication import EVERY_METHOD
from besedka.limits import FAILURES_OF_CHANGE, SIGN_UPS, address_key
from besedka.wire.shapes import Nothing
from besedka.wire.users import EditProfile, FindPeople, PasswordChange, Registration, ViewProfile, WholeUser, own_user


class SignUp:
    """`POST /sign_up`: the name by which section 2.3 of the original calls `POST /users`."""

    public = EVERY_METHOD

    def __init__(self, services: Services) -> None:
        self._credentials = services.credentials
        self._limits = services.limits
        self._affairs = services.affairs

    async def on_post(self, request: Request, response: Response) -> None:
        registration = await read_json(request, Registration)
        self._affairs.check_admitted(await self._affairs.facts(), registration)
        self._limits.spend(SIGN_UPS, address_key(address_of(request)))
        admits = partial(self._affairs.check_admitted, registration=registration)
        answer(response, own_user(await self._credentials.sign_up(registration, admits)))


class Users(SignUp):
    """`POST /users`, `GET /users`."""

    public = frozenset({"POST"})

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        part, actor_id = request.get_param("query"), user_id_of(request)
        if part is None:
            answer(response, await commands.VIEW_PROFILE.run(self._database, actor_id, ViewProfile(actor_id)))
        else:
            answer(response, await commands.FIND_PEOPLE.run(self._database, actor_id, FindPeople(part)))


class UserById:
    """`GET`, `PUT /users/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        asked = ViewProfile(path_id(user_id))
        answer(response, await commands.VIEW_PROFILE.run(self._database, user_id_of(request), asked))

    async def on_put(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        body = await read_json(request, WholeUser)
        asked = EditProfile(**msgspec.structs.asdict(body), user_id=wanted)
        answer(response, await commands.EDIT_PROFILE.run(self._database, user_id_of(request), asked))


class Password:
    """`PUT /users/{id}/password`."""

    def __init__(self, services: Services) -> None:
        self._credentials = services.credentials
        self._limits = services.limits

    async def on_put(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        body = await read_json(request, PasswordChange)
        session = session_of(request)
        with self._limits.attempt(FAILURES_OF_CHANGE, session.user_id, address_of(request)):
            await self._credentials.change_password(session, wanted, body.old, body.new)
        answer(response, Nothing())
