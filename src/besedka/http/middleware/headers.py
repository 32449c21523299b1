"""Headers that keep browsers from doing what nobody meant."""

from falcon.asgi import Request, Response

_DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Middleware: on every answer, unless the resource has set its own."""

    async def process_request(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.set_headers(_DEFAULTS)
