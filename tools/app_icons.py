"""Draws the icon that a phone shows once Besedka is on its home screen, of the sign of the house: `web/public/icon-*.png`.

uv run python -m tools.app_icons
"""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

_PUBLIC = Path(__file__).parents[1] / "web" / "public"
_SIZES = (180, 512)  # pixels: iOS, everybody else
_GROUND, _LEAF = "#f6f4ef", "#2f6f4f"
_PART = 58  # percent: systems cut circles and squircles out of it, of which the inner 80 % are sure to be seen


def main() -> None:
    """Both sizes, on an opaque ground."""
    drawn = re.sub(r"<style>.*?</style>", "", (_PUBLIC / "favicon.svg").read_text(encoding="utf-8"))
    looks = f"body {{margin: 0; display: grid; place-items: center; height: 100vh; background: {_GROUND}}}"
    looks += f"svg {{width: {_PART}%; stroke: {_LEAF}}}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size in _SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>{looks}</style>{drawn}")
            page.screenshot(path=_PUBLIC / f"icon-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
