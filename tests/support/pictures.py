"""Pictures of every format taken in: sound, hard, and broken."""

import io
import random
from collections.abc import Iterator
from typing import Any

from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
RED, BLUE = (200, 30, 30), (30, 30, 200)
_SOS, _EOI = b"\xff\xda", b"\xff\xd9"
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF)


def picture(image_format: str = "PNG", size: tuple[int, int] = (64, 64), mode: str = "RGB", **options: Any) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    file = io.BytesIO()
    image.convert(mode).save(file, image_format, **options)
    return file.getvalue()


def picture_of_many_scans(scans: int = 700) -> bytes:
    """A progressive JPEG of 40 megapixels whose last scan is there so many times, each to be decoded over all of it: in
    less than 300 kilobytes, work for a quarter of a minute.
    """
    file = io.BytesIO()
    Image.new("RGB", (8000, 5000), RED).save(file, "JPEG", progressive=True, quality=10)
    source = file.getvalue()
    last = source.rindex(_SOS)
    return source[:last] + source[last : -len(_EOI)] * scans + _EOI


def mutants(image_format: str, count: int, seed: int = 0) -> Iterator[bytes]:
    """Broken pictures of a format, the same ones every time: cut, with bytes changed, doubled and left out."""
    chance = random.Random(f"{image_format}-{seed}")
    sound = [
        picture(image_format),
        picture(image_format, (33, 21), "P" if image_format in {"GIF", "PNG", "BMP", "TIFF"} else "RGB"),
        _animated(image_format),
    ]
    for _ in range(count):
        content = bytearray(chance.choice(sound))
        for _ in range(chance.randint(1, 4)):
            _mutate(content, chance)
        yield bytes(content)


def _mutate(content: bytearray, chance: random.Random) -> None:
    place = min(chance.choice([chance.randrange(64), chance.randrange(len(content) + 1)]), len(content))
    length = chance.randint(1, 32)
    match chance.randrange(6):
        case 0:
            del content[max(place, 16) :]
        case 1:
            del content[place : place + length]
        case 2:
            content[place:place] = content[place : place + length]
        case 3:
            content[place : place + length] = chance.randbytes(length)
        case 4:
            content[place : place + chance.choice([1, 2, 4])] = bytes([chance.choice(_NUMBERS)]) * 4
        case _:
            if place < len(content):
                content[place] ^= 1 << chance.randrange(8)


def _animated(image_format: str) -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, BLUE)]
    more = (
        {"save_all": True, "append_images": frames[1:]}
        if image_format in {"GIF", "WEBP", "PNG", "TIFF", "AVIF"}
        else {}
    )
    frames[0].save(file, image_format, **more)
    return file.getvalue()
