"""`/login`, `/logout` and the list of one's sessions (sections 2.2 and 2.3 of the original)."""

import msgspec
from falcon.asgi import Request, Response

from besedka.actions.credentials import account_key
from besedka.actions.sessions import end_session, end_session_elsewhere, list_sessions
from besedka.http.answers import Nothing, answer
from besedka.http.bodies import path_id, read_json
from besedka.http.context import Services, address_of, device_of, session_of
from besedka.http.middleware.authentication import EVERY_METHOD, clear_session_cookie, set_session_cookie, token_of
from besedka.limits import FAILURES_OF_ACCOUNT
from besedka.model import Session
from besedka.wire.shapes import own_user, rfc3339


class SignIn(msgspec.Struct, frozen=True):
    """Who they say they are."""

    email: str
    password: str


class SessionShown(msgspec.Struct, frozen=True):
    """One place where one is signed in."""

    id: int
    created_at: str
    last_used_at: str
    expires_at: str
    user_agent: str
    address: str
    current: bool


class SessionList(msgspec.Struct, frozen=True):
    """All places where one is signed in."""

    sessions: list[SessionShown]


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
        session = session_of(request)
        await self._database.write(lambda tx: end_session(tx, session))
        clear_session_cookie(response)
        answer(response, Nothing())

    on_post = on_get
    on_delete = on_get


class Sessions:
    """`GET /users/{id}/sessions`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        current = session_of(request)
        found = await self._database.read(lambda tx: list_sessions(tx, current.user_id, wanted))
        answer(response, SessionList([_shown(session, current) for session in found]))


class SessionById:
    """`DELETE /users/{id}/sessions/{session}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_delete(self, request: Request, response: Response, user_id: str, session_id: str) -> None:
        wanted, ended = path_id(user_id), path_id(session_id)
        actor_id = session_of(request).user_id
        await self._database.write(lambda tx: end_session_elsewhere(tx, actor_id, wanted, ended))
        answer(response, Nothing())


def _shown(session: Session, current: Session) -> SessionShown:
    return SessionShown(
        id=session.id,
        created_at=rfc3339(session.created_at),
        last_used_at=rfc3339(session.renewed_at),
        expires_at=rfc3339(session.expires_at),
        user_agent=session.user_agent,
        address=session.address,
        current=session.id == current.id,
    )
