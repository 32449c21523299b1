"""What becomes of a picture: all that touches what a stranger sent. Runs in `decoding` alone."""

import io
from collections.abc import Callable
from typing import BinaryIO

from PIL import AvifImagePlugin, Image, ImageOps, ImageSequence

from besedka.images import SIDE, THUMBNAIL_SIDE

PIXEL_LIMIT = 50_000_000
_DECODED_PIXELS, _ENCODED_PIXELS = 100_000_000, 15_000_000  # of all frames of a picture that moves
_MOVING_LIMIT = 2 * 1024 * 1024  # bytes of a small picture that moves
_USUAL_DURATION = 100  # milliseconds of a frame that says none
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


def make_still(picture: Image.Image) -> bytes:
    """See `Images.make_thumbnail`."""
    if picture.width * picture.height > PIXEL_LIMIT:
        raise _TooManyPixelsError
    picture.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
    return encode(_fitted(picture))


def make_moving(picture: Image.Image) -> bytes:
    """Likewise, as it moves; of what does not, or is too much of it, a still one."""
    if picture.format != "GIF" or not 1 < getattr(picture, "n_frames", 1) <= _frames_at_most(picture.size):
        return make_still(picture)
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(int(frame.info.get("duration", _USUAL_DURATION)) or _USUAL_DURATION)
        frames.append(_fitted(frame.convert("RGBA")))
    target = io.BytesIO()
    frames[0].save(
        target, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=70, method=0
    )
    content = target.getvalue()
    return content if len(content) <= _MOVING_LIMIT else make_still(picture)


def _frames_at_most(size: tuple[int, int]) -> int:
    """By how much there is to decode of them, and to encode."""
    scale = min(1.0, THUMBNAIL_SIDE / max(size))
    pixels = size[0] * size[1]
    return int(min(_DECODED_PIXELS / pixels, _ENCODED_PIXELS / (pixels * scale * scale)))


def _fitted(picture: Image.Image) -> Image.Image:
    factor = max(1, max(picture.size) // (2 * THUMBNAIL_SIDE))
    size = max(1, picture.width // factor), max(1, picture.height // factor)
    fitted = _reduced_part(picture, (0, 0), size, factor)
    fitted.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    fitted.info = picture.info  # which says how to turn it
    turned = ImageOps.exif_transpose(fitted)
    turned.info = {}
    return turned


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
    factor = max(1, min(picture.size) // (2 * SIDE))
    side = min(picture.size) // factor
    left, top = (picture.width - side * factor) // 2, (picture.height - side * factor) // 2
    return _reduced_part(picture, (left, top), (side, side), factor)


def _reduced_part(picture: Image.Image, corner: tuple[int, int], size: tuple[int, int], factor: int) -> Image.Image:
    """What lies right and below of a corner, of this size once it is reduced."""
    picture.load()
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    (left, top), (width, height) = corner, size
    reduced = Image.new(mode, size)
    for row in range(0, height, _STRIP):
        bottom = min(row + _STRIP, height)
        strip = picture.crop((left, top + row * factor, left + width * factor, top + bottom * factor))
        reduced.paste(_in_eight_bits(strip).convert(mode).reduce(factor), (0, row))
    return reduced


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Pillow would cut off grey of sixteen bits at 255 instead of scaling it."""
    return picture.point(lambda value: value * (1 / 256)).convert("L") if picture.mode.startswith("I;16") else picture


class _TooManyPixelsError(Exception):
    pass


_TASKS: dict[str, Callable[[Image.Image], bytes]] = {"avatar": make_avatar, "still": make_still, "moving": make_moving}
