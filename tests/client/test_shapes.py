"""The client's records are the server's: each member that the server sends is known, with a type that can take it."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest

from besedka.gateway import frames
from besedka_client import records

IGNORED: set[str] = {"SyncOk.ref"}
"""What the client makes nothing of. It may only shrink."""

OTHERWISE: dict[str, type[msgspec.Struct]] = {"SyncOk": records.Changes}
"""Where the client's record is not the frame of the same kind: changes are asked for over HTTP."""

SENT = [
    kind
    for kind in vars(frames).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__struct_config__.tag_field == "t"
]
KNOWN = {kind.__struct_config__.tag: kind for kind in get_args(records.Frame)}


def misfits(sent: Any, taken: Any, place: str) -> Iterator[str]:
    """Why some of what may be sent can't be taken."""
    for choice in choices(sent):
        complaints = [list(_misfits(choice, option, place)) for option in choices(taken)]
        if all(complaints):
            yield from min(complaints, key=len)


def choices(of_type: Any) -> list[Any]:
    """The types that a value may have."""
    if get_origin(of_type) is Annotated:
        return [_encoded(of_type)]
    if get_origin(of_type) in {Union, UnionType}:
        return [each for choice in get_args(of_type) for each in choices(choice)]
    return [] if of_type is msgspec.UnsetType else [of_type]


def _encoded(of_type: Any) -> Any:
    """What an annotated type is, or says that it is on the wire."""
    inner, *notes = get_args(of_type)
    if inner is not msgspec.Raw:
        return inner
    (name,) = (note.extra_json_schema["$ref"].rpartition("/")[2] for note in notes)
    (record,) = (kind for kind in msgspec.Struct.__subclasses__() if kind.__name__ == name)
    return record


def _misfits(sent: Any, taken: Any, place: str) -> Iterator[str]:
    if _is_record(sent) and _is_record(taken):
        yield from _misfits_of_members(sent, taken)
    elif get_origin(sent) in {list, tuple} and get_origin(taken) in {list, tuple}:
        for item in get_args(sent)[:1]:  # none in one that is always empty
            yield from misfits(item, get_args(taken)[0], f"{place}[]")
    elif sent is not taken:
        yield f"{place}: {getattr(sent, '__name__', sent)} is no {getattr(taken, '__name__', taken)}"


def _misfits_of_members(sent: type[msgspec.Struct], taken: type[msgspec.Struct]) -> Iterator[str]:
    given, known = ({each.encode_name: each for each in msgspec.structs.fields(kind)} for kind in (sent, taken))
    for name, field in known.items():
        if field.required and (name not in given or _may_be_left_out(sent, given[name])):
            yield f"{sent.__name__}.{name}: may be left out"
    for name, field in given.items():
        place = f"{sent.__name__}.{name}"
        if name in known:
            yield from misfits(field.type, known[name].type, place)
        elif place not in IGNORED:
            yield f"{place}: unknown"


def _may_be_left_out(kind: type[msgspec.Struct], field: msgspec.structs.FieldInfo) -> bool:
    return not field.required and (kind.__struct_config__.omit_defaults or field.default is msgspec.UNSET)


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def compare(sent: type[msgspec.Struct], taken: type[msgspec.Struct]) -> list[str]:
    return list(misfits(sent, taken, sent.__name__))


@pytest.mark.parametrize("kind", SENT, ids=lambda kind: kind.__name__)
def test_each_frame_of_the_servers_fits(kind: type[msgspec.Struct]) -> None:
    assert compare(kind, OTHERWISE.get(kind.__name__) or KNOWN[kind.__struct_config__.tag]) == []


def test_what_is_ignored_is_sent() -> None:
    known = {f"{kind.__name__}.{field.encode_name}" for kind in SENT for field in msgspec.structs.fields(kind)}
    assert known >= IGNORED


def test_members_and_kinds_that_are_not_known_are_passed_over() -> None:
    left = msgspec.json.encode({"t": "left", "chat_id": 1, "why": {"of": "a later version"}})
    assert records.decode_frame(left) == records.LeftFrame(1)
    for text in ('{"t": "of a later version"}', '{"t": "left"}', "[]", "not JSON", b"\xff"):
        assert records.decode_frame(text) is None


class Inner(msgspec.Struct):
    """Of a server."""

    number: int | None
    word: str = ""


class Sent(msgspec.Struct):
    """Of a server."""

    rows: list[Inner]
    extra: bool = False


class Part(msgspec.Struct):
    """Of a client."""

    number: int
    word: int = 0


class Taken(msgspec.Struct):
    """Of a client."""

    rows: tuple[Part, ...]
    gone: str


def test_what_differs_is_noticed() -> None:
    assert compare(Sent, Taken) == [
        "Sent.gone: may be left out",
        "Inner.number: NoneType is no int",
        "Inner.word: str is no int",
        "Sent.extra: unknown",
    ]
