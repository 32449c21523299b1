"""Reading what a request holds: JSON bodies and ids, each refused with its own code."""

import re
from typing import TypeVar

import msgspec
from falcon.asgi import Request

from besedka.errors import BadRequest, Code, TooLarge

T = TypeVar("T")

JSON_LIMIT = 64 * 1024  # bytes
ID_LIMIT = 2**53

_ID = re.compile(r"[0-9]{1,16}", re.ASCII)
_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_PLACE = re.compile(r" - at `\$\.(?P<field>[^`.\[]*)")


async def read_json(request: Request, record: type[T]) -> T:
    """The body as a `record`, read as JSON whatever its Content-Type says; unknown members are ignored.

    Raises `TooLarge` over 64 KiB, `BadRequest` with `bad_json`, `missing_field` or `wrong_type`.
    """
    if (request.content_length or 0) > JSON_LIMIT:
        raise TooLarge(JSON_LIMIT)
    body = await request.stream.read(JSON_LIMIT + 1)
    if len(body) > JSON_LIMIT:
        raise TooLarge(JSON_LIMIT)
    try:
        return msgspec.json.decode(body, type=record)
    except msgspec.ValidationError as error:
        raise _misfit(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(Code.BAD_JSON, f"The body is not JSON: {error}.") from error


def path_id(text: str) -> int:
    """An id from a path. Raises `BadRequest` (`bad_id`) for anything but a positive integer below 2^53."""
    if not _ID.fullmatch(text):
        raise _bad_id(None)
    return check_id(int(text), None)


def check_id(value: int, field: str | None) -> int:
    """An id of a body's member `field`. Raises as `path_id`."""
    if not 0 < value < ID_LIMIT:
        raise _bad_id(field)
    return value


def _misfit(message: str) -> BadRequest:
    """What msgspec says of a body that does not fit, in the API's codes."""
    missing = _MISSING.match(message)
    if missing:
        return BadRequest(Code.MISSING_FIELD, f"`{missing['field']}` is missing.", field=missing["field"])
    place = _PLACE.search(message)
    return BadRequest(Code.WRONG_TYPE, f"{message}.", field=place["field"] if place else None)


def _bad_id(field: str | None) -> BadRequest:
    return BadRequest(Code.BAD_ID, "An id is a positive integer below 2^53.", field=field)
