"""Shaping answers: records as JSON, problems as RFC 9457."""

import msgspec
from falcon.asgi import Response

from besedka.errors import Problem
from besedka.wire.shapes import shape_problem

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_encode = msgspec.json.Encoder().encode


def encode_body(body: msgspec.Struct | msgspec.Raw) -> bytes:
    """A record as JSON, with a newline at the end for whoever asks from a terminal."""
    return _encode(body) + b"\n"


def answer(response: Response, body: msgspec.Struct | msgspec.Raw) -> None:
    """Send a shape as JSON, status 200."""
    response.content_type = _JSON
    response.data = encode_body(body)


def answer_problem(response: Response, problem: Problem, request_id: str | None = None) -> None:
    """Send a refusal as `application/problem+json`."""
    if problem.retry_after is not None:
        response.set_header("Retry-After", str(problem.retry_after))
    response.status = problem.status
    response.content_type = _PROBLEM
    response.data = encode_body(shape_problem(problem, request_id))
