"""`/health` and `/metrics`, for those who run the server."""

import ipaddress
import re
import secrets

from falcon.asgi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from besedka import __version__
from besedka.errors import Forbidden
from besedka.http.answers import answer
from besedka.http.context import Services, address_of
from besedka.http.middleware.authentication import EVERY_METHOD
from besedka.wire.health import HealthShape

_PORT = re.compile(r":[0-9]*\Z", re.ASCII)


class Health:
    """`GET /health`: 200 when the database answers and takes writes, and whether the bus is reachable."""

    public = EVERY_METHOD

    def __init__(self, services: Services) -> None:
        self._affairs = services.affairs

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        await self._affairs.check_health()
        answer(response, HealthShape("ok", __version__, self._affairs.bus_state))


class Metrics:
    """`GET /metrics`: Prometheus text, for this machine itself or with the metrics token."""

    public = EVERY_METHOD

    def __init__(self, services: Services) -> None:
        self._token = services.settings.metrics_token

    async def on_get(self, request: Request, response: Response) -> None:
        if not (_is_local(request) or self._has_token(request)):
            raise Forbidden("Metrics are for this machine only, or with the metrics token.")
        response.content_type = CONTENT_TYPE_LATEST
        response.data = generate_latest()

    def _has_token(self, request: Request) -> bool:
        scheme, _, token = (request.auth or "").partition(" ")
        return (
            bool(self._token)
            and scheme.lower() == "bearer"
            and secrets.compare_digest(token.encode(), self._token.encode())
        )


def _is_local(request: Request) -> bool:
    """Asked from this machine and by its own name: not through a proxy on it, which would speak for anyone, and not by
    a page that had its name point here.
    """
    if any(request.get_header(name) for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")):
        return False
    return _is_loopback(address_of(request)) and _is_own_name(request.get_header("Host") or "")


def _is_own_name(host: str) -> bool:
    name = _PORT.sub("", host)
    return name == "localhost" or _is_loopback(name)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
