"""What becomes of exceptions: every one ends as an `application/problem+json` answer."""

from typing import Any

import falcon
import structlog
from falcon.asgi import App, Request, Response

from besedka.errors import BadRequest, Code, InternalError, NoSuchRoute, Problem, WrongMethod
from besedka.http.answers import answer_problem
from besedka.http.middleware.authentication import SessionGate
from besedka.http.middleware.observation import request_id_of

log = structlog.get_logger(__name__)


def add_failure_handlers(app: "App[Request, Response]", gate: SessionGate) -> None:
    """Have `app` answer all that can go wrong. Addresses that name nothing are told so to signed-in users only."""

    async def answer_no_route(request: Request, response: Response, error: Any, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
        try:
            await gate.admit(request, response)
        except Problem as problem:
            answer_problem(response, problem)
        else:
            answer_problem(response, NoSuchRoute())

    app.add_error_handler(Exception, _answer_defect)
    app.add_error_handler(falcon.HTTPError, _answer_malformed)
    app.add_error_handler(falcon.HTTPMethodNotAllowed, _answer_wrong_method)
    app.add_error_handler(falcon.HTTPRouteNotFound, answer_no_route)
    app.add_error_handler(Problem, _answer_problem)


async def _answer_problem(request: Request, response: Response, error: Problem, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
    if error.status >= InternalError.status:
        log.warning("problem", code=error.code, cause=repr(error.__cause__))
    answer_problem(response, error)


async def _answer_wrong_method(
    request: Request,  # noqa: ARG001 - falcon's signature
    response: Response,
    error: falcon.HTTPMethodNotAllowed,
    params: Any,  # noqa: ANN401, ARG001 - likewise
) -> None:
    response.set_headers(error.headers or {})
    answer_problem(response, WrongMethod())


async def _answer_malformed(request: Request, response: Response, error: falcon.HTTPError, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
    answer_problem(response, BadRequest(Code.BAD_HTTP, error.description or error.title or "This is not HTTP."))


async def _answer_defect(request: Request, response: Response, error: Exception, params: Any) -> None:  # noqa: ANN401, ARG001 - falcon's signature
    log.error("defect", method=request.method, path=request.path, exc_info=error)
    answer_problem(response, InternalError(), request_id_of(request))
