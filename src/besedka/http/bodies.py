"""Reading what a request holds: JSON bodies and ids, each refused with its own code."""

import re
from typing import TypeVar

from falcon.asgi import Request

from besedka.errors import TooLarge
from besedka.wire.decoding import ID_LIMIT, bad_id, decode

T = TypeVar("T")

JSON_LIMIT = 64 * 1024  # bytes

_ID = re.compile(r"[0-9]{1,16}", re.ASCII)


async def read_json(request: Request, record: type[T]) -> T:
    """The body as a `record`, read as JSON whatever its Content-Type says; unknown members are ignored.

    Raises `TooLarge` over 64 KiB, `BadRequest` as `decode`.
    """
    if (request.content_length or 0) > JSON_LIMIT:
        raise TooLarge(JSON_LIMIT)
    body = await request.stream.read(JSON_LIMIT + 1)
    if len(body) > JSON_LIMIT:
        raise TooLarge(JSON_LIMIT)
    return decode(body, record)


def path_id(text: str) -> int:
    """An id from a path. Raises `BadRequest` (`bad_id`) for anything but a positive integer below 2^53."""
    if not _ID.fullmatch(text) or not 0 < int(text) < ID_LIMIT:
        raise bad_id(None)
    return int(text)
