"""Shaping answers: records as JSON, problems as RFC 9457."""

from datetime import UTC, datetime
from http import HTTPStatus

import msgspec
from falcon.asgi import Response

from besedka.errors import Problem

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_encode = msgspec.json.Encoder().encode


class Nothing(msgspec.Struct, frozen=True):
    """`{}`: done, and nothing to say."""


class Id(msgspec.Struct, frozen=True):
    """What was made."""

    id: int


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error; `code` is the mnemonic code of the original."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    request_id: str | msgspec.UnsetType = msgspec.UNSET


def answer(response: Response, body: msgspec.Struct) -> None:
    """Send a record as JSON, status 200."""
    response.content_type = _JSON
    response.data = _encode(body)


def answer_problem(response: Response, problem: Problem, request_id: str | None = None) -> None:
    """Send a refusal as `application/problem+json`."""
    if problem.retry_after is not None:
        response.set_header("Retry-After", str(problem.retry_after))
    response.status = problem.status
    response.content_type = _PROBLEM
    response.data = _encode(
        ProblemBody(
            title=HTTPStatus(problem.status).phrase,
            status=problem.status,
            code=problem.code,
            detail=problem.detail,
            field=problem.field or msgspec.UNSET,
            request_id=request_id or msgspec.UNSET,
        )
    )


def rfc3339(milliseconds: int) -> str:
    """A time as the API writes it: RFC 3339, UTC, with milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
