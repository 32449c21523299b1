"""Takes pictures of every screen of the browser client: light and dark, on a desktop and a phone, in each language.

uv run poe screenshots FOLDER
"""

import asyncio
import itertools
import sys
from pathlib import Path

from tools.screens import COLOURS, LANGUAGES, SIZES, Way, community_in, running_browser, take


async def main(folder: Path) -> None:
    """All of them; a fresh server for each language."""
    async with running_browser() as browser:
        for language in LANGUAGES:
            async with community_in(language) as community:
                for size, colours in itertools.product(SIZES, COLOURS):
                    way = Way(language, size, colours)
                    for name, picture in (await take(browser, community, way)).items():
                        (folder / f"{name}-{way.name}.png").write_bytes(picture)


if __name__ == "__main__":
    into = Path(sys.argv[1])
    into.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(into))
