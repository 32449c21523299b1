"""Which methods an address knows: settled before it matters who asks."""

from functools import cache
from typing import Any

from falcon.asgi import Request, Response
from falcon.constants import COMBINED_METHODS
from falcon.routing import CompiledRouter

from besedka.errors import WrongMethod


class Methods:
    """Middleware: refuses methods that a resource does not know. Raises `WrongMethod`, with `Allow` set."""

    async def process_resource(
        self,
        request: Request,
        response: Response,
        resource: object,
        params: dict[str, Any],  # noqa: ARG002 - falcon's signature
    ) -> None:
        allowed = allowed_methods(resource)
        if request.method not in allowed:
            response.set_header("Allow", ", ".join(allowed))
            raise WrongMethod


class Router(CompiledRouter):
    """Answers `HEAD` by what answers `GET`, the body being left out further down, and `OPTIONS` by what is allowed."""

    def map_http_methods(self, resource: object, **options: Any) -> Any:  # noqa: ANN401 - falcon's signature
        methods: dict[str, Any] = dict(super().map_http_methods(resource, **options))
        if "GET" in methods:
            methods.setdefault("HEAD", methods["GET"])
        allow = ", ".join(allowed_methods(resource))

        async def answer_options(request: Request, response: Response, **_: str) -> None:  # noqa: ARG001 - falcon's signature
            response.status = 204
            response.set_header("Allow", allow)

        return {**methods, "OPTIONS": answer_options}


def allowed_methods(resource: object) -> tuple[str, ...]:
    """The methods that a resource knows, `HEAD` and `OPTIONS` among them."""
    kind: Any = type(resource)  # mypy takes classes for unhashable
    return _allowed_methods(kind)


@cache
def _allowed_methods(resource: Any) -> tuple[str, ...]:  # noqa: ANN401 - a class
    own = {method for method in COMBINED_METHODS if hasattr(resource, f"on_{method.lower()}")}
    return tuple(sorted({*own, "OPTIONS", *({"HEAD"} if "GET" in own else ())}))
