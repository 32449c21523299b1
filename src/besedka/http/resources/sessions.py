"""`/login`, `/logout` and the list of one's sessions (sections 2.2 and 2.3 of the original)."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.actions.credentials import account_key
from besedka.http.answers import answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, device_of, session_of, user_id_of
from besedka.http.middleware.authentication import EVERY_METHOD, clear_session_cookie, set_session_cookie, token_of
from besedka.limits import FAILURES_OF_ACCOUNT
from besedka.wire.sessions import EndSession, ListSessions, SignIn, SignOut
from besedka.wire.users import own_user


class Login:
    """`POST /login`."""

    public = EVERY_METHOD

    def __init__(self, services: Services) -> None:
        self._credentials = services.credentials
        self._limits = services.limits

    async def on_post(self, request: Request, response: Response) -> None:
        body = await read_json(request, SignIn)
        with self._limits.attempt(FAILURES_OF_ACCOUNT, account_key(body.email), address_of(request)):
            user, token = await self._credentials.sign_in(
                body.email, body.password, device_of(request), token_of(request)
            )
        set_session_cookie(request, response, token)
        answer(response, own_user(user))


class Logout:
    """`GET /logout`; `POST`, which the first client of the API sends; `DELETE`, which its next revision says."""

    unsafe_get = True

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response) -> None:
        done = await commands.SIGN_OUT.run(self._database, session_of(request), SignOut())
        clear_session_cookie(response)
        answer(response, done)

    on_post = on_get
    on_delete = on_get


class Sessions:
    """`GET /users/{id}/sessions`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        asked = ListSessions(path_id(user_id))
        answer(response, await commands.LIST_SESSIONS.run(self._database, session_of(request), asked))


class SessionById:
    """`DELETE /users/{id}/sessions/{session}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_delete(self, request: Request, response: Response, user_id: str, session_id: str) -> None:
        asked = EndSession(path_id(user_id), path_id(session_id))
        answer(response, await commands.END_SESSION.run(self._database, user_id_of(request), asked))
