"""Structured logs: for people on a terminal, else one JSON object a line."""

import asyncio
import logging
import sys
import time

import structlog


def configure_logs(log_format: str, level: str) -> None:
    """Send all logs, the libraries' too, to standard error from `level` up: as `console`, as `json`, or with `auto` as
    `console` on a terminal and `json` elsewhere.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_ending(log_format)))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn.error").addFilter(_is_no_cut)
    # They tell of each start, stop and connection, which we say better or at debug; their warnings stay.
    for library in ("uvicorn", "websockets", "filelock"):
        logging.getLogger(library).setLevel(logging.WARNING)


def _ending(log_format: str) -> list[structlog.typing.Processor]:
    """How a line is written. Tracebacks go without local variables: those hold cookies and passwords."""
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log_format == "console" or (log_format == "auto" and sys.stderr.isatty()):
        console = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        return [remove, console]
    tracebacks = structlog.processors.ExceptionRenderer(
        structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    )
    return [remove, tracebacks, structlog.processors.JSONRenderer()]


def _is_no_cut(record: logging.LogRecord) -> bool:
    """Uvicorn calls it an exception in the application when a request is cut off because the server ends."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class Seldom:
    """For what may happen at any rate, and is logged at most every so many `seconds`. With `said` the first time has
    just been.
    """

    def __init__(self, seconds: float, *, said: bool = False) -> None:
        self._seconds = seconds
        self._due = time.monotonic() + seconds if said else 0.0
        self._times = 0

    def count(self) -> int:
        """It has happened. How often since it was last logged, if that is due again, else 0."""
        self._times += 1
        now = time.monotonic()
        if now < self._due:
            return 0
        times, self._times, self._due = self._times, 0, now + self._seconds
        return times
