"""Pictures: made small and harmless, or drawn, in a bounded worker off the event loop."""

import asyncio
import colorsys
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

import font_roboto
from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from besedka.errors import BadRequest, Code, Unavailable

T = TypeVar("T")

SIDE = 512  # pixels
PIXEL_LIMIT = 50_000_000
WAITING_LIMIT = 50  # pictures
MEDIA_TYPE = "image/webp"

# Formats that Pillow decodes in memory-safe bounds without outside programs; no vector format, no PDF, no EPS.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "MPO", "AVIF")
_FONT = Path(font_roboto.__file__).with_name("files") / "Roboto-Medium.ttf"
_GOLDEN_ANGLE = 0.618033988749895  # neighbouring ids get hues far apart


class Images:
    """One picture at a time: what decoding needs of memory and processor is bounded whatever is sent.

    The methods raise `errors.Unavailable` when too many wait already.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="image")
        self._waiting = 0

    async def make_avatar(self, source: BinaryIO) -> bytes:
        """A square WebP of 512 pixels: upright, cropped around the centre, without metadata.

        Raises `BadRequest` (`bad_image`) for what is no picture, or one over 50 megapixels.
        """
        return await self._run(lambda: _make_avatar(source))

    async def draw_initials(self, user_id: int, name: str) -> bytes:
        """The picture of someone who has none: initials on a colour of the id, as WebP."""
        return await self._run(lambda: _draw_initials(user_id, initials(name)))

    def close(self) -> None:
        """End the worker; the picture in hand is finished first."""
        self._pool.shutdown(cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_LIMIT:
            raise Unavailable("Too many pictures are being worked on at once. Try again.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals; empty if there are none we can draw."""
    words = [word for word in name.replace("_", " ").replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


def _make_avatar(source: BinaryIO) -> bytes:
    try:
        with Image.open(source, formats=_FORMATS) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise BadRequest(Code.BAD_IMAGE, f"A picture may have at most {PIXEL_LIMIT // 10**6} megapixels.")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # JPEG decodes straight to a smaller size
            return _encode(_square(picture))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadRequest(Code.BAD_IMAGE, "This is not a picture that can be read.") from error


def _square(picture: Image.Image) -> Image.Image:
    colours = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return ImageOps.exif_transpose(ImageOps.fit(colours, (SIDE, SIDE)))


def _encode(picture: Image.Image) -> bytes:
    picture.info.clear()  # else the colour profile would be written along
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=85)
    return target.getvalue()


@lru_cache(maxsize=256)
def _draw_initials(user_id: int, letters: str) -> bytes:
    picture = Image.new("RGB", (SIDE, SIDE), _colour(user_id))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(_FONT), SIDE * 2 // 5)
    if letters and all(_has_glyph(font, letter) for letter in letters):
        draw.text((SIDE / 2, SIDE / 2), letters, fill="white", font=font, anchor="mm")
    else:
        _draw_silhouette(draw)
    return _encode(picture)


def _colour(user_id: int) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(user_id * _GOLDEN_ANGLE % 1, 0.42, 0.5)
    return round(red * 255), round(green * 255), round(blue * 255)


def _has_glyph(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """Roboto draws Latin, Greek and Cyrillic; for anything else it draws the box of a missing character."""
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def _draw_silhouette(draw: ImageDraw.ImageDraw) -> None:
    """For scripts that the font lacks: a head and shoulders."""
    centre, head = SIDE // 2, SIDE // 6
    draw.circle((centre, SIDE * 3 // 8), head, fill="white")
    draw.ellipse((centre - 2 * head, SIDE * 5 // 8, centre + 2 * head, SIDE * 9 // 8), fill="white")
