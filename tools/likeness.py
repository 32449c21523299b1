"""Whether two pictures of a screen show the same, though letters are drawn by another version of a browser or a font."""

import io
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

_REACH = 2  # pixels: so near a place is looked for
_SHADES = 64  # of 255, that a place may be lighter or darker, in any of the three colours
SHARE = 0.0004  # of all places may differ: of a desktop as many as are in a quarter of a button

Pick = Callable[[Image.Image, Image.Image], Image.Image]


class Difference(NamedTuple):
    """The share of places that are not where they were, and a picture of them beside both."""

    share: float
    picture: Image.Image

    @property
    def is_too_large(self) -> bool:
        return self.share > SHARE


def compare(before: Image.Image, now: Image.Image) -> Difference:
    """Each place of one is looked for in the other, nearby."""
    if before.size != now.size:
        return Difference(1.0, _beside(before, now, Image.new("L", now.size, 255)))
    lacking = ImageChops.lighter(_lacking(before, now), _lacking(now, before))
    share = lacking.histogram()[255] / (lacking.width * lacking.height)
    return Difference(share, _beside(before, now, lacking))


def read_picture(data: bytes) -> Image.Image:
    """In its pixels of the style sheet: a phone's are several."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def _lacking(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where a place of `one` is nowhere near in `other`."""
    darkest, lightest = _nearby(other, ImageChops.darker), _nearby(other, ImageChops.lighter)
    excess = ImageChops.lighter(ImageChops.subtract(one, lightest), ImageChops.subtract(darkest, one))
    red, green, blue = excess.point(lambda value: 255 if value > _SHADES else 0).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _nearby(image: Image.Image, pick: Pick) -> Image.Image:
    """At each place what `pick` picks of all within reach: along the rows, then along the columns. That is what Pillow's filters
    for the least and the greatest do in ten times as long.
    """
    for across, down in ((1, 0), (0, 1)):
        picked = image.copy()
        for distance in range(1, _REACH + 1):
            _pick_at(picked, image, (distance * across, distance * down), pick)
            _pick_at(picked, image, (-distance * across, -distance * down), pick)
        image = picked
    return image


def _pick_at(picked: Image.Image, image: Image.Image, away: tuple[int, int], pick: Pick) -> None:
    """Of `picked` and of what is so far away in `image`, where there is something."""
    (right, down), (width, height) = away, image.size
    part = image.crop((max(right, 0), max(down, 0), width + min(right, 0), height + min(down, 0)))
    left, top = max(-right, 0), max(-down, 0)
    picked.paste(pick(picked.crop((left, top, left + part.width, top + part.height)), part), (left, top))


def _beside(before: Image.Image, now: Image.Image, lacking: Image.Image) -> Image.Image:
    """Before, now, and now once more with what differs in red on a pale ground."""
    pale = Image.blend(now, Image.new("RGB", now.size, "white"), 0.75)
    pale.paste("red", mask=lacking.filter(ImageFilter.MaxFilter(3)))
    sheet = Image.new("RGB", (before.width + 2 * now.width + 16, max(before.height, now.height)), "grey")
    for left, each in ((0, before), (before.width + 8, now), (before.width + now.width + 16, pale)):
        sheet.paste(each, (left, 0))
    return sheet
