"""What `poe looks` takes for the same, and what not."""

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from tools.likeness import compare

SIZE = (1280, 800)


def paint(ground: str = "#fffefb", *, button: str | None = "#2f6f4f", at: int = 0) -> Image.Image:
    """A page of text, and a button."""
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    for line in range(20):
        draw.text((300, 40 + 30 * line), "For Saturday we still need lanterns", "#23241f", ImageFont.load_default(15))
    if button:
        draw.rounded_rectangle((1180 + at, 740, 1214 + at, 774), 10, button)
    return image


@pytest.mark.parametrize(
    "now",
    [
        paint(),
        ImageChops.offset(paint(), 1, 0),
        ImageChops.offset(paint(), 0, -2),
        paint().filter(ImageFilter.GaussianBlur(0.4)),
        paint("#fdfcf8"),
    ],
    ids=["the same", "a pixel aside", "two pixels higher", "drawn softer", "another shade"],
)
def test_letters_may_be_drawn_otherwise(now: Image.Image) -> None:
    assert not compare(paint(), now).is_too_large


@pytest.mark.parametrize(
    "now",
    [paint(button=None), paint(button="#a93025"), paint(at=20), paint("#1e2022"), paint().crop((0, 0, 1280, 700))],
    ids=["without the button", "in another colour", "elsewhere", "in the dark", "smaller"],
)
def test_what_is_otherwise_is_seen(now: Image.Image) -> None:
    assert compare(paint(), now).is_too_large
    assert compare(now, paint()).is_too_large
