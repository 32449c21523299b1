"""`/gateway` for whoever comes without a WebSocket upgrade; those with one never get here."""

from falcon.asgi import Request, Response

from besedka.errors import BadRequest, Code


class Gateway:
    """`GET /gateway`."""

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        raise BadRequest(Code.BAD_HTTP, "This address speaks WebSocket: connect with an upgrade (RFC 6455).")
