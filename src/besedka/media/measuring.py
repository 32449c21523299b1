"""How large and how long what is in a file is."""

import math
import struct

from besedka.media import Read
from besedka.media.films import measure_mp4, measure_webm
from besedka.media.pictures import MEASURED, measure_picture
from besedka.media.sounds import MEASURES as OF_SOUNDS
from besedka.model import Measures

_LARGEST_SIDE = 1 << 20  # pixels
_LONGEST = 1 << 40  # milliseconds
_FILMS = {"audio/mp4": measure_mp4, "video/mp4": measure_mp4, "audio/webm": measure_webm, "video/webm": measure_webm}
_BY_KIND = {**OF_SOUNDS, **_FILMS}


async def measure(media_type: str, head: bytes, size: int, read: Read) -> Measures:
    """What a file of this kind, of `size` bytes and with this beginning, says of itself; whatever it says wrongly is not
    there. `read` gets at the rest of it: of which never more than a mebibyte is read, and a few places.
    """
    try:
        if media_type in MEASURED:
            return _sensible(measure_picture(media_type, head))
        if media_type in _BY_KIND:
            return _sensible(await _BY_KIND[media_type](head, size, read))
    except (struct.error, IndexError, KeyError, ValueError, OverflowError):  # it is broken, or made to look so
        return Measures()
    return Measures()


def _sensible(said: Measures) -> Measures:
    width, height, duration = said.width or 0, said.height or 0, said.duration
    sized = 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE
    lasts = duration is not None and math.isfinite(duration) and 0 <= duration <= _LONGEST
    return Measures(width if sized else None, height if sized else None, duration if lasts else None)
