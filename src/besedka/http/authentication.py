"""The gate: who asks is settled before anything else of a request."""

from typing import Any

from falcon.asgi import Request, Response

from besedka.actions.sessions import LIFETIME, needs_renewal, renew_session, resume_session
from besedka.database import Database
from besedka.errors import NotSignedIn
from besedka.model import Session

COOKIE = "session_id"


class SessionGate:
    """Middleware: puts the session into the request's context, or raises `NotSignedIn`.

    A resource names the methods that need none in its attribute `public`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def process_resource(
        self,
        request: Request,
        response: Response,
        resource: object,
        params: dict[str, Any],  # noqa: ARG002 - falcon's signature
    ) -> None:
        if request.method in getattr(resource, "public", ()) or request.method == "OPTIONS":
            return
        await self.admit(request, response)

    async def admit(self, request: Request, response: Response) -> None:
        """Let a signed-in user pass, their session renewed if it is time. Raises `NotSignedIn` for anyone else."""
        session = await self.find_session(request)
        if session is None:
            raise NotSignedIn
        request.context["session"] = session
        if needs_renewal(session, self._database.now()):
            await self._database.write(lambda tx: renew_session(tx, session))
            set_session_cookie(request, response, request.cookies[COOKIE])

    async def find_session(self, request: Request) -> Session | None:
        """The session of the request's cookie, if it has a live one."""
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        try:
            return await self._database.read(lambda tx: resume_session(tx, token))
        except NotSignedIn:
            return None


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
