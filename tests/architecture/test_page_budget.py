"""What the browser client may weigh, as it is built: gzip, as a server without Brotli sends it."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_BUILT = Path(__file__).parents[2] / "src" / "besedka" / "web"
_FIRST_SCRIPTS = 70_000  # bytes; the build fails as well: `web/tools/budget.ts`
_FIRST_WITH_WORDS = 71_000  # in whichever language has more
_STYLES = 12_000
_PAGE = 4_000  # the icons are drawn in it
_PART = 45_000
_REQUESTS = 6
_LANGUAGES = ("en", "ru")
_ALWAYS = ("index.html", "src/domain/lexing.ts")

pytestmark = pytest.mark.skipif(not (_BUILT / "index.html").exists(), reason="the browser client is not built")


@cache
def manifest() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads((_BUILT / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def weigh(files: set[str]) -> dict[str, int]:
    return {file: len(gzip.compress((_BUILT / file).read_bytes(), 9)) for file in sorted(files)}


def first(language: str) -> set[str]:
    """What loads until a chat is shown in this language: the page's scripts, styles and words, and what reads markup."""
    return _all_of(*_ALWAYS, f"src/i18n/{language}.ts")


def _all_of(*keys: str) -> set[str]:
    return {file for key in keys for file in _files_of(key)}


def _files_of(key: str) -> Iterator[str]:
    part = manifest()[key]
    yield part["file"]
    yield from part.get("css", [])
    for other in part.get("imports", []):
        yield from _files_of(other)


def check(weights: dict[str, int], most: int, advice: str) -> None:
    assert sum(weights.values()) <= most, f"{sum(weights.values())} of {most} bytes. {advice}. {weights}"


def test_the_first_scripts_are_light() -> None:
    scripts = {file for file in _all_of(*_ALWAYS) if file.endswith(".js")}
    check(weigh(scripts), _FIRST_SCRIPTS, "Load by `later` what is not seen at once")


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_first_scripts_are_light_with_their_words(language: str) -> None:
    scripts = {file for file in first(language) if file.endswith(".js")}
    check(weigh(scripts), _FIRST_WITH_WORDS, "Words that are not seen at once come with the rest")


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_first_styles_are_light(language: str) -> None:
    styles = {file for file in first(language) if file.endswith(".css")}
    check(weigh(styles), _STYLES, "Import a style where its view is, and load that by `later`")


def test_the_page_itself_is_light() -> None:
    check(weigh({"index.html"}), _PAGE, "An icon is a path or two")


@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_first_load_asks_for_few_files(language: str) -> None:
    files = first(language) | {"index.html"}
    assert len(files) <= _REQUESTS, f"{len(files)} of {_REQUESTS} requests: {sorted(files)}"


def test_each_part_that_comes_later_is_light() -> None:
    parts = {file.relative_to(_BUILT).as_posix() for file in (_BUILT / "assets").iterdir() if file.suffix == ".js"}
    too_heavy = {file: weight for file, weight in weigh(parts - first("en") - first("ru")).items() if weight > _PART}
    assert not too_heavy, f"more than {_PART} bytes: {too_heavy}"
