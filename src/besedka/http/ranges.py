"""`Range` and `If-Range` (RFC 9110 §14, §13.1.5): which stretch of a file is asked for."""

import re

from falcon.asgi import Request

from besedka.errors import OutOfRange

_ONE = re.compile(r"bytes=[ \t]*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


def wanted_range(request: Request, tag: str, size: int) -> tuple[int, int] | None:
    """From where to where, without the latter; None for all: if no stretch is asked for, or several, or something that can't
    be understood, or one of bytes that are no longer these. Raises `OutOfRange` if it begins beyond the end.
    """
    match = _ONE.fullmatch(request.get_header("Range") or "")
    condition = request.get_header("If-Range")
    if match is None or (condition is not None and condition.strip() != f'"{tag}"'):
        return None
    first, last = match["first"], match["last"]
    if not first:
        return _from_the_end(last, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise OutOfRange(size)
    return int(first), min(int(last) + 1, size) if last else size


def _from_the_end(length: str, size: int) -> tuple[int, int] | None:
    if not length:
        return None
    if not int(length) or not size:
        raise OutOfRange(size)
    return max(0, size - int(length)), size
