"""What becomes of exceptions: every one ends as an `application/problem+json` answer."""

from typing import Any

import falcon
import structlog
from falcon.asgi import App, Request, Response

from besedka.errors import BadRequest, Code, InternalError, NoSuchRoute, Problem, TooManyRequests
from besedka.http.answers import answer_problem
from besedka.http.build import Build
from besedka.http.middleware.authentication import SessionGate
from besedka.http.middleware.observation import request_id_of, told_path

log = structlog.get_logger(__name__)


def add_failure_handlers(app: "App[Request, Response]", gate: SessionGate, build: Build) -> None:
    """Have `app` answer all that can go wrong. What is refused before the gate is counted by the gate all the same. Whoever
    follows an address in a browser that there is not sees a page.
    """

    def refuse(request: Request, response: Response, problem: Problem) -> None:
        try:
            gate.count_stranger(request)
        except TooManyRequests as over:
            problem = over
        answer_problem(response, problem)

    async def answer_no_route(request: Request, response: Response, error: Any, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
        refuse(request, response, NoSuchRoute())
        if response.status_code == NoSuchRoute.status:
            build.answer_lost(request, response)

    async def answer_malformed(request: Request, response: Response, error: falcon.HTTPError, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
        refuse(request, response, BadRequest(Code.BAD_HTTP, error.description or error.title or "This is not HTTP."))

    async def answer_refusal(request: Request, response: Response, error: Problem, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
        if error.status >= InternalError.status:
            log.warning("problem", code=error.code, cause=repr(error.__cause__))
        refuse(request, response, error)

    app.add_error_handler(Exception, _answer_defect)
    app.add_error_handler(falcon.HTTPError, answer_malformed)
    app.add_error_handler(falcon.HTTPRouteNotFound, answer_no_route)
    app.add_error_handler(Problem, answer_refusal)


async def _answer_defect(request: Request, response: Response, error: Exception, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
    log.error("defect", method=request.method, path=told_path(request), exc_info=error)
    answer_problem(response, InternalError(), request_id_of(request))
