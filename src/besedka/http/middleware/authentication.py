"""The gate: who asks is settled before anything else of a request."""

from typing import Any

from falcon.asgi import Request, Response
from falcon.constants import COMBINED_METHODS

from besedka.actions.sessions import LIFETIME, renew_session, resume_session
from besedka.database import Database
from besedka.errors import NotSignedIn
from besedka.http.context import address_of
from besedka.http.limits import REQUESTS, RateLimits
from besedka.model import Session
from besedka.wire.sessions import COOKIE

EVERY_METHOD = frozenset(COMBINED_METHODS)


class SessionGate:
    """Middleware: puts the session into the request's context, and counts the request towards the limit of its session,
    or of its address without one. Raises `NotSignedIn`, `TooManyRequests`.

    A resource names the methods that need no session in its attribute `public`.
    """

    def __init__(self, database: Database, limits: RateLimits) -> None:
        self._database = database
        self._limits = limits

    async def process_resource(
        self,
        request: Request,
        response: Response,
        resource: object,
        params: dict[str, Any],  # noqa: ARG002 - falcon's signature
    ) -> None:
        if request.method in getattr(resource, "public", ()) or request.method == "OPTIONS":
            self._limits.spend(REQUESTS, address_of(request))
        else:
            await self.admit(request, response)

    async def admit(self, request: Request, response: Response) -> None:
        """Let a signed-in user pass, their session renewed if it is time."""
        session = await self._resume(request, response)
        if session is None:
            self._limits.spend(REQUESTS, address_of(request))
            raise NotSignedIn
        self._limits.spend(REQUESTS, f"session {session.id}")
        request.context["session"] = session

    async def _resume(self, request: Request, response: Response) -> Session | None:
        token = token_of(request)
        if token is None:
            return None
        session, due = await self._database.read(lambda tx: resume_session(tx, token), autocommit=True)
        if session is not None and due:
            renewed = session
            await self._database.write(lambda tx: renew_session(tx, renewed))
            set_session_cookie(request, response, token)
        return session


def token_of(request: Request) -> str | None:
    """The session token that the request's cookie holds, whatever it may be worth."""
    return request.cookies.get(COOKIE) or None


def set_session_cookie(request: Request, response: Response, token: str) -> None:
    """Hand the token to the browser, for thirty days from now."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME // 1000,
        path="/",
        secure=request.scheme == "https",
        http_only=True,
        same_site="Lax",
    )


def clear_session_cookie(response: Response) -> None:
    """Have the browser forget the token."""
    response.unset_cookie(COOKIE, path="/", same_site="Lax")
