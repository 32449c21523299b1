"""What SQLite spells otherwise. The SQL of `store` is written for PostgreSQL, in the subset that both understand."""

import re
from functools import cache

_PARAMETER = re.compile(r"\$(\d+)")
_LOCKING = re.compile(r"\bfor no key update of \w+(, \w+)*( skip locked)?")
_PLACE = re.compile(r"\bstrpos\(")
_IDENTITY = re.compile(r"bigint generated always as identity primary key")


@cache
def for_sqlite(statement: str) -> str:
    """A statement with SQLite's `?1` for `$1`, and without the locking of rows, which a single writer has no need of,
    and with its name for where a text is in another.
    Statements are constants of the program: the cache holds each once.
    """
    return _PLACE.sub("instr(", _LOCKING.sub("", _PARAMETER.sub(r"?\1", statement)))


def schema_for_sqlite(script: str) -> str:
    """A schema file with SQLite's identity columns, which like PostgreSQL's never give an id out twice."""
    return _IDENTITY.sub("integer primary key autoincrement", script)
