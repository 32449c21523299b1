"""The gate: who asks is settled before anything else of a request."""

from typing import Any

import structlog
from falcon.asgi import Request, Response
from falcon.constants import COMBINED_METHODS

from besedka.actions.sessions import LIFETIME, renew_session, resume_session
from besedka.errors import NotSignedIn, Unavailable
from besedka.http.context import Services, address_of
from besedka.limits import REQUESTS_OF_ADDRESS, REQUESTS_OF_USER, address_key
from besedka.model import Session
from besedka.wire.sessions import COOKIE, find_token

EVERY_METHOD = frozenset(COMBINED_METHODS)

log = structlog.get_logger(__name__)


class SessionGate:
    """Middleware: puts the session into the request's context, and counts the request towards the limit of its session,
    or of its address without one. Raises `NotSignedIn`, `TooManyRequests`.

    A resource names the methods that need no session in its attribute `public`, and in `optional` those that do more with one;
    `OPTIONS` never needs one.
    """

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._limits = services.limits
        self._endings = services.endings

    async def process_resource(
        self,
        request: Request,
        response: Response,
        resource: object,
        params: dict[str, Any],  # noqa: ARG002 - falcon's signature
    ) -> None:
        if request.method in getattr(resource, "public", ()) or request.method == "OPTIONS":
            self.count_stranger(request)
        else:
            await self._admit(request, response, needed=request.method not in getattr(resource, "optional", ()))

    def count_stranger(self, request: Request) -> None:
        """Count a request for its address, unless it was counted before. Raises `TooManyRequests`."""
        if not request.context.get("counted"):
            request.context["counted"] = True
            self._limits.spend(REQUESTS_OF_ADDRESS, address_key(address_of(request)))

    async def _admit(self, request: Request, response: Response, *, needed: bool) -> None:
        session = await self._resume(request, response)
        if session is None:
            self.count_stranger(request)
            if needed:
                raise NotSignedIn
            return
        request.context["counted"] = True
        self._limits.spend(REQUESTS_OF_USER, session.user_id)  # of whom there may be fifty sessions
        request.context["session"], request.context["endings"] = session, self._endings

    async def _resume(self, request: Request, response: Response) -> Session | None:
        token = token_of(request)
        if token is None:
            return None
        session, due = await resume_session.run(self._database, token)
        if session is not None and due and await self._renew(session):
            set_session_cookie(request, response, token)
        return session

    async def _renew(self, session: Session) -> bool:
        """Whether it could be written down. If not, the session still has a month, and the next request tries again:
        a full disk does not keep anyone from reading.
        """
        try:
            await renew_session.run(self._database, session)
        except Unavailable as problem:
            log.warning("renewal_failed", cause=problem.detail)
            return False
        return True


def token_of(request: Request) -> str | None:
    """The session token that the request's cookie holds, whatever it may be worth."""
    return find_token(value.decode("latin-1") for name, value in request.scope["headers"] if name == b"cookie")


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
