"""`/users`: accounts and profiles (sections 2.1 and 2.4 of the original)."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions.users import Registration, edit_profile, find_people, view_profile
from besedka.errors import BadRequest, Code, Forbidden
from besedka.http.answers import Nothing, answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, session_of, user_id_of
from besedka.http.middleware.authentication import EVERY_METHOD
from besedka.limits import FAILURES_OF_CHANGE, SIGN_UPS, address_key
from besedka.model import Profile
from besedka.wire.shapes import OtherUser, other_user, own_user


class People(msgspec.Struct, frozen=True):
    """What a search for people finds."""

    users: list[OtherUser]


class WholeUser(msgspec.Struct, frozen=True):
    """The whole user that an edit must send; one missing member is an error."""

    id: int
    email: str
    username: str
    name: str
    status: str


class PasswordChange(msgspec.Struct, frozen=True):
    """The old password proves who asks."""

    old: str
    new: str


class SignUp:
    """`POST /sign_up`: the name by which section 2.3 of the original calls `POST /users`."""

    public = EVERY_METHOD

    def __init__(self, services: Services) -> None:
        self._credentials = services.credentials
        self._limits = services.limits
        self._open = services.settings.registration == "open"

    async def on_post(self, request: Request, response: Response) -> None:
        if not self._open:
            raise Forbidden("This server takes no new accounts.", Code.REGISTRATION_CLOSED)
        registration = await read_json(request, Registration)
        self._limits.spend(SIGN_UPS, address_key(address_of(request)))
        answer(response, own_user(await self._credentials.sign_up(registration)))


class Users(SignUp):
    """`POST /users`, `GET /users`."""

    public = frozenset({"POST"})

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        part = request.get_param("query")
        if part is None:
            user_id = user_id_of(request)
            answer(response, own_user(await self._database.read(lambda tx: view_profile(tx, user_id))))
        else:
            found = await self._database.read(lambda tx: find_people(tx, part))
            answer(response, People([other_user(user) for user in found]))


class UserById:
    """`GET`, `PUT /users/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        user = await self._database.read(lambda tx: view_profile(tx, wanted))
        answer(response, own_user(user) if user.id == user_id_of(request) else other_user(user))

    async def on_put(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        body = await read_json(request, WholeUser)
        if body.id != wanted:
            raise BadRequest(Code.ID_MISMATCH, "`id` is not the user of the path.", field="id")
        profile = Profile(body.email, body.username, body.name, body.status)
        actor_id = user_id_of(request)
        answer(response, own_user(await self._database.write(lambda tx: edit_profile(tx, actor_id, wanted, profile))))


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
