"""How large a film is and how long it lasts, where its container says so: boxes of MP4, elements of WebM."""

import struct
from collections.abc import Iterator
from typing import Any

from besedka.media import Read
from besedka.model import Measures

_BOXES = 64  # that are looked at
_MOVIE_LIMIT = 1024 * 1024  # bytes of what is said of the film that are looked at
_UNITY = 1 << 16  # one, as a number with sixteen bits behind the point

_SEGMENT, _INFO, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
_SCALE, _DURATION, _WIDTH, _HEIGHT = 0x2AD7B1, 0x4489, 0xB0, 0xBA
_PARENTS = {_SEGMENT, _INFO, _TRACKS, _TRACK, _VIDEO}
_USUAL_SCALE = 1_000_000  # nanoseconds
_ELEMENTS = 500  # that are looked at
_OPEN_ENDED = (1 << 56) - 1
_WIDEST_ID, _WIDEST_SIZE = 4, 8  # bytes


async def measure_mp4(head: bytes, size: int, read: Read) -> Measures:
    """Of a sound in an MP4 too."""
    place = 0
    for _ in range(_BOXES):
        start = head[place : place + 16] if place + 16 <= len(head) else await read(place, place + 16)
        if len(start) < 8:  # noqa: PLR2004 - a box's head
            break
        body, stop, name = _box(start, place, size)
        if name == b"moov":
            return _movie(await read(body, min(stop, body + _MOVIE_LIMIT)))
        place = stop
    return Measures()


def _box(start: bytes, place: int, end: int) -> tuple[int, int, bytes]:
    """Where a box's content begins and ends, and its name. Raises `ValueError` if it ends before it begins."""
    length, name = struct.unpack_from(">I4s", start)
    head = 8
    if length == 1:
        (length,) = struct.unpack_from(">Q", start, 8)
        head = 16
    stop = place + length if length else end
    if stop < place + head:
        raise ValueError
    return place + head, stop, name


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    for _ in range(_BOXES):
        if place + 8 > len(data):
            return
        body, stop, name = _box(data[place : place + 16], place, len(data))
        yield name, data[body:stop]
        place = stop


def _movie(data: bytes) -> Measures:
    duration: int | None = None
    size: tuple[int, int] | None = None
    for name, body in _boxes(data):
        if name == b"mvhd":
            scale, length = struct.unpack_from(">IQ", body, 20) if body[0] else struct.unpack_from(">II", body, 12)
            duration = length * 1000 // scale if scale and length else None
        elif name == b"trak" and size is None:
            size = next((_track_size(each) for kind, each in _boxes(body) if kind == b"tkhd"), None)
    width, height = size or (None, None)
    return Measures(width, height, duration)


def _track_size(body: bytes) -> tuple[int, int] | None:
    """None of a track that is not seen."""
    matrix = 52 if body[0] else 40
    first, second = struct.unpack_from(">ii", body, matrix)
    width, height = (value // _UNITY for value in struct.unpack_from(">II", body, matrix + 36))
    if not (width and height):
        return None
    return (height, width) if first == 0 and second else (width, height)


async def measure_webm(head: bytes, size: int, read: Read) -> Measures:  # noqa: ARG001 - as of the others
    found: dict[int, Any] = {_SCALE: _USUAL_SCALE}
    for name, value in _elements(head):
        if name in {_SCALE, _WIDTH, _HEIGHT}:
            found[name] = int.from_bytes(value, "big")
        elif name == _DURATION:
            (found[name],) = struct.unpack(">f" if len(value) == 4 else ">d", value)  # noqa: PLR2004 - bytes of a float
    duration = int(found[_DURATION] * found[_SCALE] / 1_000_000) if found.get(_DURATION) else None
    return Measures(found.get(_WIDTH), found.get(_HEIGHT), duration)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """All elements one after another, and those within the ones we know."""
    place = 0
    for _ in range(_ELEMENTS):
        if place >= len(data):
            return
        name, place = _number(data, place, _WIDEST_ID, marked=True)
        size, place = _number(data, place, _WIDEST_SIZE, marked=False)
        if name in _PARENTS:
            continue
        if size >= _OPEN_ENDED:
            return
        yield name, data[place : place + min(size, 8)]
        place += size


def _number(data: bytes, place: int, widest: int, *, marked: bool) -> tuple[int, int]:
    """A number of a length that its first bits say, and where it ends. Raises `ValueError` if it is too long."""
    width = 9 - data[place].bit_length()
    if width > widest:
        raise ValueError
    value = int.from_bytes(data[place : place + width], "big")
    mask = (1 << 7 * width) - 1
    if not marked:
        value = _OPEN_ENDED if value & mask == mask else value & mask
    return value, place + width
