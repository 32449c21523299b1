"""What becomes of a picture: all that touches what a stranger sent. Runs in `decoding` alone."""

import io
from collections.abc import Callable
from typing import BinaryIO

from PIL import AvifImagePlugin, Image, ImageOps

from besedka.images import SIDE

PIXEL_LIMIT = 50_000_000
_STRIP = 64  # rows of the reduced picture that are made at a time

# Formats that Pillow decodes in memory-safe bounds without outside programs; no vector format, no PDF, no EPS.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def attempt(task: str, source: BinaryIO) -> tuple[bool, bytes]:
    """True and what a task made of a picture, or false and why it made nothing, for its sender to read."""
    try:
        with Image.open(source, formats=FORMATS) as picture:
            return True, _TASKS[task](picture)
    except (_TooManyPixelsError, Image.DecompressionBombError):
        return False, b"A picture may have at most 50 megapixels."
    except MemoryError:
        return False, b"This picture takes too much memory to decode."
    except Exception:  # noqa: BLE001 - whatever a broken picture makes of a parser
        return False, b"This is not a picture that can be read."


def make_avatar(picture: Image.Image) -> bytes:
    """See `Images.make_avatar`."""
    if picture.width * picture.height > PIXEL_LIMIT:
        raise _TooManyPixelsError
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # JPEG decodes straight to a smaller size
    return encode(_square(picture))


def encode(picture: Image.Image) -> bytes:
    """As WebP, without anything but the pixels."""
    picture.info.clear()  # else the colour profile would be written along
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=85)
    return target.getvalue()


def _square(picture: Image.Image) -> Image.Image:
    reduced = _reduced(picture)
    reduced.info = picture.info  # which says how to turn it
    return ImageOps.exif_transpose(ImageOps.fit(reduced, (SIDE, SIDE)))


def _reduced(picture: Image.Image) -> Image.Image:
    """The square in the middle, of `2 * SIDE` pixels or a little more if there are as many. Made in strips: a whole copy of a
    large picture, which converting or resizing would make, does not fit into the memory that we allow ourselves.
    """
    picture.load()
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    factor = max(1, min(picture.size) // (2 * SIDE))
    side = min(picture.size) // factor
    left, top = (picture.width - side * factor) // 2, (picture.height - side * factor) // 2
    reduced = Image.new(mode, (side, side))
    for row in range(0, side, _STRIP):
        bottom = min(row + _STRIP, side)
        strip = picture.crop((left, top + row * factor, left + side * factor, top + bottom * factor))
        reduced.paste(_in_eight_bits(strip).convert(mode).reduce(factor), (0, row))
    return reduced


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Pillow would cut off grey of sixteen bits at 255 instead of scaling it."""
    return picture.point(lambda value: value * (1 / 256)).convert("L") if picture.mode.startswith("I;16") else picture


class _TooManyPixelsError(Exception):
    pass


_TASKS: dict[str, Callable[[Image.Image], bytes]] = {"avatar": make_avatar}
