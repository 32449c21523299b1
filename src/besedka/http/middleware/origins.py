"""Which web pages may call: our own, and the allowed origins (CORS); any other's writes are refused."""

from typing import Any

from falcon.asgi import Request, Response

from besedka.errors import Code, Forbidden
from besedka.wire.origins import is_own_origin

_SAFE = {"GET", "HEAD"}
_PREFLIGHT = "Access-Control-Request-Method"


class Origins:
    """Middleware: refuses cross-site writes by `Sec-Fetch-Site`, else `Origin`, and answers CORS for allowed origins.

    A resource whose GET changes something says so in its attribute `unsafe_get`; no link does that, nor one that somebody wrote
    into a message.
    """

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = frozenset(allowed)

    async def process_resource(
        self,
        request: Request,
        response: Response,  # noqa: ARG002 - falcon's signature
        resource: object,
        params: dict[str, Any],  # noqa: ARG002 - likewise
    ) -> None:
        safe = request.method == "OPTIONS" or (request.method in _SAFE and not getattr(resource, "unsafe_get", False))
        if not safe and not self._is_ours(request):
            raise Forbidden("A page of another site may not do this.", Code.CROSS_SITE)
        if not safe and request.method in _SAFE and _is_link(request):
            raise Forbidden("A link may not do this.", Code.CROSS_SITE)

    async def process_response(
        self,
        request: Request,
        response: Response,
        resource: object,  # noqa: ARG002 - falcon's signature
        succeeded: bool,  # noqa: ARG002, FBT001 - likewise
    ) -> None:
        if not self._allowed:
            return
        response.append_header("Vary", "Origin")
        origin = request.get_header("Origin")
        if origin in self._allowed:
            response.set_header("Access-Control-Allow-Origin", str(origin))
            response.set_header("Access-Control-Allow-Credentials", "true")
            if request.method == "OPTIONS" and request.get_header(_PREFLIGHT):
                _answer_preflight(response)

    def _is_ours(self, request: Request) -> bool:
        """Whether this comes from one of our pages, an allowed one, or no page at all."""
        origin = request.get_header("Origin")
        if origin in self._allowed:
            return True
        site = request.get_header("Sec-Fetch-Site")
        if site is not None:
            return site in {"same-origin", "none"}
        return origin is None or is_own_origin(origin, request.scheme, request.get_header("Host"))


def _is_link(request: Request) -> bool:
    """Whether a browser comes here because a link was followed, on whatever page. An address that is typed in comes from none."""
    is_navigation = request.get_header("Sec-Fetch-Mode") == "navigate"
    return is_navigation and request.get_header("Sec-Fetch-Site") != "none"


def _answer_preflight(response: Response) -> None:
    response.set_header("Access-Control-Allow-Methods", response.get_header("Allow") or "")
    response.set_header("Access-Control-Allow-Headers", "Content-Type")
    response.set_header("Access-Control-Max-Age", "600")
