"""What is wrong when a database can't serve: for who asked, and for the log."""

import structlog

from besedka.errors import Unavailable
from besedka.logs import Seldom

SAID_SECONDS = 30.0  # between two lines of the log that give the same reason

FULL = "The database's disk is full. Nothing was changed."
READ_ONLY = "The database is read-only. Nothing was changed."
BUSY = "The database is busy. Try again."
UNREACHABLE = "The database can't be reached. Try again."
SLOW = "The database did not answer in time. Try again."
BROKEN = "The database's disk fails: reading or writing ends with an error."

log = structlog.get_logger(__name__)


class Reasons:
    """The reasons of one engine: which of its errors mean what, the first that fits. All of them are out-of-service."""

    def __init__(self, *table: tuple[type[Exception], str]) -> None:
        self._table = table
        self._said: dict[str, Seldom] = {}
        self.errors = tuple(kind for kind, _ in table)

    def name(self, error: BaseException | None) -> str | None:
        """What the error means in words, if it is one of these."""
        return next((reason for kind, reason in self._table if isinstance(error, kind)), None)

    def explain(self, error: BaseException) -> Unavailable:
        """What to raise or answer in place of the error, which is its cause; logged, if that is due."""
        reason = self.name(error)
        problem = Unavailable(reason) if reason else Unavailable()
        problem.__cause__ = error
        times = self._said.setdefault(problem.detail, Seldom(SAID_SECONDS)).count()
        if times:
            log.error("database_out_of_service", reason=problem.detail, cause=repr(error), times=times)
        return problem
