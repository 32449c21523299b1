"""Pictures that nobody has to be asked for: an evening with a summerhouse, and faces."""

import io
import math

from PIL import Image, ImageDraw, ImageFilter

_SCALE = 2  # painted so much larger, for smooth edges
_FACES = {
    "ada": ("#2f6f4f", "#f3ead2"),
    "boris": ("#b5562f", "#fbe6c8"),
    "chiyo": ("#3f5f9a", "#f7dfe4"),
    "leila": ("#7a4a86", "#f2e2bd"),
    "nino": ("#c08a1e", "#fff3d6"),
}
WITH_FACE = tuple(_FACES)


def paint_evening(width: int = 1200, height: int = 560) -> bytes:
    """A summerhouse on a hill, lit from within, as a JPEG."""
    size = (width * _SCALE, height * _SCALE)
    image = _gradient(size, [(24, 32, 74), (112, 74, 128), (238, 142, 104), (255, 208, 140)])
    draw = ImageDraw.Draw(image)
    _paint_hills(draw, size)
    glow = Image.new("RGBA", size, (255, 214, 130, 0))
    x, y, unit = size[0] * 0.62, size[1] * 0.79, size[1] * 0.055
    ImageDraw.Draw(glow).ellipse((x - 6 * unit, y - 8 * unit, x + 6 * unit, y + 2 * unit), fill=(255, 214, 130, 150))
    image.paste(
        Image.alpha_composite(image.convert("RGBA"), glow.filter(ImageFilter.GaussianBlur(unit * 1.6))).convert("RGB")
    )
    _paint_summerhouse(ImageDraw.Draw(image), x, y, unit)
    return _write(image.resize((width, height), Image.Resampling.LANCZOS), "JPEG", quality=86)


def paint_face(who: str) -> bytes:
    """Head and shoulders, as a PNG."""
    ground, skin = _FACES[who]
    image = Image.new("RGB", (512, 512), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((86, 330, 426, 700), fill=_mixed(ground, "#000000", 0.35))
    draw.ellipse((150, 96, 362, 350), fill=_mixed(ground, "#000000", 0.55))
    draw.ellipse((172, 140, 340, 358), fill=skin)
    draw.pieslice((160, 96, 352, 320), 180, 360, fill=_mixed(ground, "#000000", 0.55))
    return _write(image.resize((256, 256), Image.Resampling.LANCZOS), "PNG")


def _gradient(size: tuple[int, int], colours: list[tuple[int, int, int]]) -> Image.Image:
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(colours)
    return column.resize(size, Image.Resampling.BICUBIC)


def _paint_hills(draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
    width, height = size
    for level, colour, waves in ((0.66, "#6b4f78", 2.1), (0.74, "#44476b", 1.4), (0.82, "#24352f", 0.9)):
        crest = [
            (x, height * (level + 0.035 * math.sin(waves * math.tau * x / width + level * 9)))
            for x in range(0, width + 20, 20)
        ]
        draw.polygon([*crest, (width, height), (0, height)], fill=colour)


def _paint_summerhouse(draw: ImageDraw.ImageDraw, x: float, y: float, unit: float) -> None:
    dark, light = "#2a2320", "#ffd98a"
    draw.rectangle((x - 3 * unit, y - 3.4 * unit, x + 3 * unit, y), fill=light)
    for place in (-3, -1.5, 0, 1.5, 3):
        draw.rectangle((x + place * unit - unit / 9, y - 3.5 * unit, x + place * unit + unit / 9, y), fill=dark)
    draw.rectangle((x - 3.2 * unit, y - 1.1 * unit, x + 3.2 * unit, y - 0.9 * unit), fill=dark)
    for step in range(13):
        place = x + (step - 6) * unit / 2
        draw.line((place, y - unit, place, y), fill=dark, width=max(1, int(unit / 14)))
    draw.polygon(
        [(x - 4.1 * unit, y - 3.3 * unit), (x, y - 6.2 * unit), (x + 4.1 * unit, y - 3.3 * unit)], fill="#3a2a2c"
    )
    draw.polygon(
        [(x - 4.1 * unit, y - 3.3 * unit), (x, y - 6.2 * unit), (x - 0.6 * unit, y - 3.3 * unit)], fill="#4d3536"
    )
    draw.line((x, y - 6.2 * unit, x, y - 7.1 * unit), fill=dark, width=max(2, int(unit / 8)))
    draw.rectangle((x - 3.6 * unit, y, x + 3.6 * unit, y + 0.35 * unit), fill=dark)


def _mixed(one: str, other: str, share: float) -> tuple[int, int, int]:
    mixed = [round(a * (1 - share) + b * share) for a, b in zip(_read(one), _read(other), strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _read(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _write(image: Image.Image, image_format: str, quality: int = 90) -> bytes:
    file = io.BytesIO()
    image.save(file, image_format, quality=quality)
    return file.getvalue()
