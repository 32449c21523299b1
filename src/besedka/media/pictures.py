"""How large a picture is, from its first bytes: nothing is decoded."""

import struct
from collections.abc import Callable, Iterator

from besedka.model import Measures

_SIDEWAYS = 5  # orientations from here on are turned by a quarter
_ORIENTATION, _EXIF = 0x0112, b"Exif\0\0"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # of JPEG: those of its segments that say a size
_APP1, _SCAN = 0xE1, 0xDA
_SEGMENTS = 500  # that are looked at
_PROPERTIES = 16 * 1024  # bytes of an AVIF in which its properties are looked for

Size = tuple[int, int]


def measure_picture(media_type: str, head: bytes) -> Measures:
    """Its width and height as it is to be shown, if it says them."""
    width, height = _SIZES[media_type](head)
    return Measures(width, height) if width > 0 and height > 0 else Measures()


def _png(head: bytes) -> Size:
    return _two(">II", head, 16)


def _gif(head: bytes) -> Size:
    return _two("<HH", head, 6)


def _bmp(head: bytes) -> Size:
    width, height = _two("<ii", head, 18)
    return width, abs(height)


def _webp(head: bytes) -> Size:
    match head[12:16]:
        case b"VP8 ":
            width, height = _two("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return 0, 0


def _avif(head: bytes) -> Size:
    """The largest of what is in it: a thumbnail, or a tile, is smaller."""
    properties = head[:_PROPERTIES]
    sizes = [_two(">II", properties, place + 8) for place in _places(properties, b"ispe")]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    turn = properties.find(b"irot")
    return (height, width) if turn >= 0 and properties[turn + 4] & 1 else (width, height)


def _jpeg(head: bytes) -> Size:
    sideways = False
    for marker, start, stop in _segments(head):
        if marker == _APP1 and head[start : start + 6] == _EXIF:
            sideways = _is_sideways(head[start + 6 : stop])
        if marker in _FRAMES:
            height, width = _two(">HH", head, start + 1)
            return (height, width) if sideways else (width, height)
    return 0, 0


def _segments(head: bytes) -> Iterator[tuple[int, int, int]]:
    """The segments' markers, and where each begins and ends."""
    place = 2
    for _ in range(_SEGMENTS):
        if place + 4 > len(head) or head[place] != 0xFF or head[place + 1] == _SCAN:  # noqa: PLR2004 - no marker
            return
        if head[place + 1] == 0xFF:  # noqa: PLR2004 - padding
            place += 1
            continue
        length = int.from_bytes(head[place + 2 : place + 4], "big")
        yield head[place + 1], place + 4, place + 2 + length
        place += 2 + max(2, length)


def _is_sideways(exif: bytes) -> bool:
    order = "<" if exif[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(f"{order}I", exif, 4)
    (entries,) = struct.unpack_from(f"{order}H", exif, directory)
    for entry in range(entries):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, directory + 2 + 12 * entry)
        if tag == _ORIENTATION:
            return bool(value >= _SIDEWAYS)
    return False


def _places(data: bytes, name: bytes) -> Iterator[int]:
    place = data.find(name)
    while place >= 0:
        yield place
        place = data.find(name, place + 4)


def _two(layout: str, data: bytes, place: int) -> Size:
    first, second = struct.unpack_from(layout, data, place)
    return int(first), int(second)


_SIZES: dict[str, Callable[[bytes], Size]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/avif": _avif,
    "image/jpeg": _jpeg,
}
MEASURED = frozenset(_SIZES)
