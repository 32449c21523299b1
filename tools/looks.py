"""Compares the screens of the browser client with how they looked last, as `looks/` keeps them.

uv run poe looks            # what differs stands in `differences/` then
uv run poe looks --accept   # what looks otherwise now is how it is to look
"""

import asyncio
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser

from besedka.logs import configure_logs
from tools.likeness import compare, read_picture
from tools.screens import LANGUAGES, Way, community_in, running_browser, take_specimen
from tools.screens import take as take_screens

KEPT = Path(__file__).with_name("looks")
DIFFERENCES = Path("differences")
_SPECIMEN = "specimen"
_OTHER_LETTERS = "Letters are drawn otherwise here than in the kept pictures, by other fonts or another Chromium: nothing is compared."
_QUALITY = 82  # of WebP: what it takes away is less than what is tolerated

# Each screen once at least, the conversation in every way, each way several times.
PLAN = {
    Way("en", "1280", "light"): (
        "sign-in",
        "chat",
        "person",
        "details",
        "profile",
        "people",
        "server",
        "server-invites",
        "server-rooms",
        "log",
        "unread",
        "level",
    ),
    Way("en", "1280", "dark"): ("chat", "direct", "message-menu", "jump", "appearance", "hovered", "mention"),
    Way("en", "390", "light"): ("invite", "chat", "lists", "search", "settings"),
    Way("en", "390", "dark"): (
        "chat",
        "new-room",
        "emoji",
        "server",
        "people",
        "server-invites",
        "server-rooms",
        "log",
    ),
    Way("ru", "1280", "light"): ("chat", "emoji", "search", "devices", "keys"),
    Way("ru", "1280", "dark"): ("sign-up", "chat", "details", "files"),
    Way("ru", "390", "light"): ("chat", "details", "profile", "members"),
    Way("ru", "390", "dark"): ("sign-in", "chat", "lists", "jump", "answer", "delete", "offline"),
}


async def main(*, accept: bool) -> int:
    """The exit code: 1 if something looks otherwise, unless that is accepted."""
    async with running_browser() as browser:
        specimen = read_picture(await take_specimen(browser))
        if accept:
            await _accept(browser, specimen)
            return 0
        if not _is_as_before(_SPECIMEN, specimen):
            print(_OTHER_LETTERS)  # noqa: T201 - that is what it is for
            return 0
        return await _compare(browser)


async def _accept(browser: Browser, specimen: Image.Image) -> None:
    taken = await take(browser, PLAN)
    taken[_SPECIMEN] = specimen
    for path in KEPT.glob("*.webp"):
        if path.stem not in taken:
            path.unlink()
    for name, picture in taken.items():
        if not _is_as_before(name, picture):
            _keep(name, picture)
            print(f"accepted: {name}")  # noqa: T201 - likewise


async def _compare(browser: Browser) -> int:
    """What looks otherwise is looked at once more: a busy machine may have been late."""
    different = {name for name, picture in (await take(browser, PLAN)).items() if not _is_as_before(name, picture)}
    if different:
        again = {way: tuple(each for each in names if f"{each}-{way.name}" in different) for way, names in PLAN.items()}
        different = {name for name, picture in (await take(browser, again)).items() if not _is_as_before(name, picture)}
    for name in sorted(different):
        print(f"looks otherwise: {name}")  # noqa: T201 - likewise
    return 1 if different else 0


async def take(browser: Browser, plan: dict[Way, tuple[str, ...]]) -> dict[str, Image.Image]:
    """What a plan names; a phone's in half of its pixels."""
    taken: dict[str, Image.Image] = {}
    for language in LANGUAGES:
        ways = {way: names for way, names in plan.items() if names and way.language == language}
        if not ways:
            continue
        async with community_in(language) as community:
            for way, names in ways.items():
                for name, data in (await take_screens(browser, community, way, names)).items():
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
    configure_logs("console", "error")
    shutil.rmtree(DIFFERENCES, ignore_errors=True)
    sys.exit(asyncio.run(main(accept="--accept" in sys.argv[1:])))
