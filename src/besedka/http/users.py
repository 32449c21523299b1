"""`/users`: accounts and profiles (sections 2.1 and 2.4 of the original)."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions.users import Registration, check_profile, edit_profile, find_people, view_profile
from besedka.errors import BadRequest, Code
from besedka.http.answers import Nothing, answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, session_of, user_id_of
from besedka.http.limits import SIGN_UPS, RateLimits
from besedka.model import Profile, User


class OwnUser(msgspec.Struct, frozen=True):
    """A user as they see themselves: section 0.1 of the original, without the password."""

    id: int
    email: str
    username: str
    name: str
    status: str


class OtherUser(msgspec.Struct, frozen=True):
    """A user as others see them."""

    id: int
    username: str
    name: str
    status: str


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


class Users:
    """`POST /users` and `/sign_up`, `GET /users`."""

    public = ("POST",)

    def __init__(self, services: Services, limits: RateLimits) -> None:
        self._database = services.database
        self._credentials = services.credentials
        self._limits = limits
        self._open = services.settings.registration == "open"

    async def on_get(self, request: Request, response: Response) -> None:
        part = request.get_param("query")
        if part is None:
            user_id = user_id_of(request)
            answer(response, own(await self._database.read(lambda tx: view_profile(tx, user_id))))
        else:
            found = await self._database.read(lambda tx: find_people(tx, part))
            answer(response, People([other(user) for user in found]))
