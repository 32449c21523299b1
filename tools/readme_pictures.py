"""Takes the pictures that the READMEs show: sharp, and of few bytes, into `docs/images`.

uv run python -m tools.readme_pictures
"""

import asyncio
from pathlib import Path

from besedka.logs import configure_logs
from tools.likeness import read_picture
from tools.screens import Way, community_in, running_browser, take

_INTO = Path(__file__).parents[1] / "docs" / "images"
_SHOWN = {
    "chat-light": ("details", Way("en", "1280", "light")),
    "chat-dark": ("details", Way("en", "1280", "dark")),
    "search": ("search", Way("en", "1280", "light")),
    "phone": ("chat", Way("en", "390", "light")),
    "emoji": ("emoji", Way("en", "390", "dark")),
}
_SCALES = {"1280": 1.5, "390": 2.0}
_QUALITY = 72  # of WebP: letters stay clean


async def main() -> None:
    """All of one community."""
    async with running_browser() as browser, community_in("en") as community:
        for name, (screen, way) in _SHOWN.items():
            taken = await take(browser, community, way, (screen,), _SCALES[way.size])
            read_picture(taken[screen]).save(_INTO / f"{name}.webp", quality=_QUALITY, method=6)


if __name__ == "__main__":
    configure_logs("console", "error")
    asyncio.run(main())
