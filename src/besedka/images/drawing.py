"""The picture of someone who has none."""

import colorsys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from besedka.images import SIDE
from besedka.images.scaling import encode

_FONT = Path(__file__).with_name("fonts") / "Roboto-Medium.ttf"
_GOLDEN_ANGLE = 0.618033988749895  # neighbouring ids get hues far apart


def draw_initials(user_id: int, letters: str) -> bytes:
    """See `Images.draw_initials`."""
    picture = Image.new("RGB", (SIDE, SIDE), _colour(user_id))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(_FONT), SIDE * 2 // 5)
    if letters and all(_has_glyph(font, letter) for letter in letters):
        draw.text((SIDE / 2, SIDE / 2), letters, fill="white", font=font, anchor="mm")
    else:
        _draw_silhouette(draw)
    return encode(picture)


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
