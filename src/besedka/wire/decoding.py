"""Reading JSON into records, each misfit refused with its own code."""

import re
from typing import Annotated, TypeAlias, TypeVar

import msgspec

from besedka.errors import BadRequest, Code

T = TypeVar("T")

ID_LIMIT = 2**53

Id: TypeAlias = Annotated[int, msgspec.Meta(ge=1, lt=ID_LIMIT)]
Position: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=ID_LIMIT)]

_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_PLACE = re.compile(r" - at `\$\.(?P<field>[^`.\[]*)")
_LENGTH = re.compile(r"Expected `(array|object|str)` of length (?P<bound>[<>])= (?P<length>\d+)")
_OUT_OF_RANGE = re.compile(r"Expected `int` [<>]=? ")


def decode(body: bytes, record: type[T]) -> T:
    """The body as a `record`; unknown members are ignored.

    Raises `BadRequest`: `bad_json`, `missing_field`, `bad_id` for a number out of an id's range, `wrong_type`.
    """
    text = check_utf8(body)
    try:
        return msgspec.json.decode(text, type=record)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(Code.BAD_JSON, f"The body is not JSON: {error}.") from error


def check_utf8(data: bytes) -> str:
    """The text of a JSON document (RFC 8259 §8.1), members that nobody reads included: a decoder into records skips
    those unread. Raises `BadRequest` (`bad_json`).
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(Code.BAD_JSON, f"The body is not UTF-8: {error.reason} at byte {error.start}.") from error


def misfit(error: msgspec.ValidationError) -> BadRequest:
    """What msgspec says of a record that does not fit, in the API's codes."""
    message = str(error)
    missing = _MISSING.match(message)
    if missing:
        return BadRequest(Code.MISSING_FIELD, f"`{missing['field']}` is missing.", field=missing["field"])
    place = _PLACE.search(message)
    field = place["field"] if place else None
    length = _LENGTH.match(message)
    if length:
        return _bad_length(length, field)
    return bad_id(field) if _OUT_OF_RANGE.match(message) else BadRequest(Code.WRONG_TYPE, f"{message}.", field=field)


def _bad_length(length: re.Match[str], field: str | None) -> BadRequest:
    if length["bound"] == "<":
        return BadRequest(Code.TOO_LONG, f"At most {int(length['length']):,}.", field=field)
    return BadRequest(Code.TOO_SHORT, f"At least {int(length['length']):,}.", field=field)


def bad_id(field: str | None) -> BadRequest:
    """A number that no id can be."""
    return BadRequest(Code.BAD_ID, "An id is a positive integer below 2^53.", field=field)
