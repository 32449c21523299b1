"""The shapes that belong to no one noun."""

from http import HTTPStatus

import msgspec

from besedka.errors import Problem

NO_TYPE = "about:blank"  # the code says what kind of problem it is


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error; `code` is the mnemonic code of the original."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    request_id: str | msgspec.UnsetType = msgspec.UNSET


class Nothing(msgspec.Struct, frozen=True):
    """`{}`: done, and nothing to say."""


class Made(msgspec.Struct, frozen=True):
    """What was made."""

    id: int


def shape_problem(problem: Problem, request_id: str | None = None) -> ProblemBody:
    return ProblemBody(
        type=NO_TYPE,
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        field=problem.field or msgspec.UNSET,
        request_id=request_id or msgspec.UNSET,
    )


def shape_made(made_id: int) -> Made:
    return Made(made_id)


def shape_nothing(_: object) -> Nothing:
    return Nothing()
