"""What becomes of an uploaded picture."""

import io
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from besedka.errors import BadRequest, Code

SIDE = 512  # pixels
PIXEL_LIMIT = 50_000_000

# Formats that Pillow decodes in memory-safe bounds without outside programs; no vector format, no PDF, no EPS.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
Image.init()  # else formats that Pillow has not met yet are a `KeyError`


def make_avatar(source: BinaryIO) -> bytes:
    """See `Images.make_avatar`."""
    try:
        with Image.open(source, formats=_FORMATS) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise BadRequest(Code.BAD_IMAGE, f"A picture may have at most {PIXEL_LIMIT // 10**6} megapixels.")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # JPEG decodes straight to a smaller size
            return encode(_square(picture))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadRequest(Code.BAD_IMAGE, "This is not a picture that can be read.") from error


def encode(picture: Image.Image) -> bytes:
    """As WebP, without anything but the pixels."""
    picture.info.clear()  # else the colour profile would be written along
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=85)
    return target.getvalue()


def _square(picture: Image.Image) -> Image.Image:
    colours = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return ImageOps.exif_transpose(ImageOps.fit(colours, (SIDE, SIDE)))
