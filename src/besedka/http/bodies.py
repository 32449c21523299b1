"""Reading what a request holds: JSON bodies, ids and numbers, each refused with its own code."""

import re
from typing import TypeVar, overload

from falcon.asgi import Request

from besedka.errors import BadRequest, Code, TooLarge
from besedka.wire.decoding import ID_LIMIT, bad_id, decode

T = TypeVar("T")

JSON_LIMIT = 64 * 1024  # bytes

_NUMBER = re.compile(r"[0-9]{1,16}", re.ASCII)


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
    if not _NUMBER.fullmatch(text) or not 0 < int(text) < ID_LIMIT:
        raise bad_id(None)
    return int(text)


def query_id(request: Request, name: str) -> int | None:
    """An id from the query, None if it is not there. Raises `BadRequest` (`bad_id`), as `path_id`."""
    text = request.get_param(name)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text) or not 0 < int(text) < ID_LIMIT:
        raise bad_id(name)
    return int(text)


@overload
def query_number(request: Request, name: str, default: int) -> int: ...
@overload
def query_number(request: Request, name: str, default: None = None) -> int | None: ...
def query_number(request: Request, name: str, default: int | None = None) -> int | None:
    """A number from the query, `default` if it is not there. Raises `BadRequest` (`wrong_type`) for anything but an
    integer from 0 to 2^53 - 1.
    """
    text = request.get_param(name)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text) or int(text) >= ID_LIMIT:
        raise BadRequest(Code.WRONG_TYPE, f"`{name}` is an integer from 0 to 2^53 - 1.", field=name)
    return int(text)
