"""What is written down of each request: an id for the logs, a line, a measurement."""

import secrets
import time
from functools import cache

import structlog
from falcon.asgi import Request, Response
from prometheus_client import Histogram

from besedka.metrics import REQUEST_SECONDS

SLOW_SECONDS = 1.0
_SERVER_ERROR = 500
_CODE = "{code}"  # in a route: of an invite, or a link for a password

log = structlog.get_logger(__name__)


class Observation:
    """Middleware: gives each request an id, which the answer's `X-Request-Id` and every log line carry; counts and
    times it; logs it at debug, and at warning if it failed here or was slow.
    """

    def __init__(self) -> None:
        self._log = log.bind()  # once: a logger looked up for each request would cost more than all else here

    async def process_request(self, request: Request, response: Response) -> None:
        request_id = secrets.token_hex(8)  # random: counting would tell everyone how much is asked here
        request.context.id = request_id
        request.context.started = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response.set_header("X-Request-Id", request_id)

    async def process_response(
        self,
        request: Request,
        response: Response,
        resource: object,  # noqa: ARG002 - falcon's signature
        succeeded: bool,  # noqa: ARG002, FBT001 - likewise
    ) -> None:
        seconds = time.perf_counter() - request.context.started
        status = response.status_code
        _histogram(request.uri_template, request.method, status).observe(seconds)
        write = self._log.warning if status >= _SERVER_ERROR or seconds > SLOW_SECONDS else self._log.debug
        write(
            "request",
            method=request.method,
            path=told_path(request),
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def request_id_of(request: Request) -> str:
    """The id that the logs know the request by."""
    return str(request.context.id)


def told_path(request: Request) -> str:
    """The path as it may be written down: without a code, which lets in whoever reads it."""
    template = request.uri_template
    return template if template and _CODE in template else request.path


@cache
def _histogram(route: str | None, method: str, status: int) -> Histogram:
    """The one of its labels; looking those up costs more than counting."""
    return REQUEST_SECONDS.labels(route or "none", method, status)
