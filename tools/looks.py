"""Compares the screens of the browser client with how they looked last, as `looks/` keeps them.

uv run poe looks            # what differs stands in `differences/` then
uv run poe looks --accept   # what looks otherwise now is how it is to look
"""

import asyncio
import shutil
import sys
from pathlib import Path

from PIL import Image

from tools.likeness import compare, read_picture
from tools.screens import LANGUAGES, Way, community_in, running_browser, take

KEPT = Path(__file__).with_name("looks")
DIFFERENCES = Path("differences")
_QUALITY = 82  # of WebP: what it takes away is less than what is tolerated

# Each screen once at least, the conversation in every way, each way several times.
PLAN = {
    Way("en", "1280", "light"): ("sign-in", "chat", "person", "details", "profile", "people"),
    Way("en", "1280", "dark"): ("chat", "direct", "message-menu", "jump", "appearance"),
    Way("en", "390", "light"): ("invite", "chat", "lists", "search"),
    Way("en", "390", "dark"): ("chat", "new-room", "emoji"),
    Way("ru", "1280", "light"): ("chat", "emoji", "search", "devices"),
    Way("ru", "1280", "dark"): ("sign-up", "chat", "details"),
    Way("ru", "390", "light"): ("chat", "details", "profile"),
    Way("ru", "390", "dark"): ("sign-in", "chat", "lists", "jump"),
}


async def main(*, accept: bool) -> int:
    """The exit code: 1 if something looks otherwise, unless that is accepted."""
    taken = await take_all()
    different = sorted(name for name, picture in taken.items() if not _is_as_before(name, picture))
    gone = sorted(path for path in KEPT.glob("*.webp") if path.stem not in taken)
    if accept:
        for name in different:
            _keep(name, taken[name])
        for path in gone:
            path.unlink()
    for name in different:
        print(f"{'accepted' if accept else 'looks otherwise'}: {name}")  # noqa: T201 - that is what it is for
    return 0 if accept or not different else 1


async def take_all() -> dict[str, Image.Image]:
    """What `PLAN` names; a phone's in half of its pixels."""
    taken: dict[str, Image.Image] = {}
    async with running_browser() as browser:
        for language in LANGUAGES:
            async with community_in(language) as community:
                for way, names in PLAN.items():
                    if way.language != language:
                        continue
                    for name, data in (await take(browser, community, way, names)).items():
                        taken[f"{name}-{way.name}"] = _scaled(read_picture(data), way)
    return taken


def _scaled(picture: Image.Image, way: Way) -> Image.Image:
    return picture.reduce(picture.width // int(way.size))


def _is_as_before(name: str, now: Image.Image) -> bool:
    """If not, a picture of the difference is left behind."""
    path = KEPT / f"{name}.webp"
    if not path.exists():
        return False
    difference = compare(Image.open(path).convert("RGB"), now)
    if difference.is_too_large:
        DIFFERENCES.mkdir(exist_ok=True)
        difference.picture.save(DIFFERENCES / f"{name}.png")
    return not difference.is_too_large


def _keep(name: str, picture: Image.Image) -> None:
    KEPT.mkdir(exist_ok=True)
    picture.save(KEPT / f"{name}.webp", quality=_QUALITY, method=6)


if __name__ == "__main__":
    shutil.rmtree(DIFFERENCES, ignore_errors=True)
    sys.exit(asyncio.run(main(accept="--accept" in sys.argv[1:])))
