"""A second build of the browser client: the same one under other names, as if something in it had changed."""

import re
import shutil
from pathlib import Path

import besedka

_INSTALLED = Path(besedka.__file__).parent
_TEXTS = {".css", ".html", ".js", ".json"}
_COMPRESSED = {".br", ".gz"}


def make_second_build(folder: Path) -> str:
    """Besedka with another build of its client, below an empty folder; what `PYTHONPATH` has to be for it."""
    package = folder / "besedka"
    package.mkdir(parents=True)
    for each in _INSTALLED.iterdir():
        if each.name != "web":
            (package / each.name).symlink_to(each)
    ignored = shutil.ignore_patterns(*(f"*{suffix}" for suffix in _COMPRESSED))
    shutil.copytree(_INSTALLED / "web", package / "web", ignore=ignored)
    _rename_parts(package / "web")
    return str(folder)


def _rename_parts(web: Path) -> None:
    """A part's name says what is in it, and the version what parts there are."""
    renamed = {part.name: f"second-{part.name}" for part in (web / "assets").iterdir()}
    longest_first = sorted(renamed, key=len, reverse=True)
    names = re.compile("|".join(re.escape(name) for name in longest_first))
    for file in web.rglob("*"):
        if file.suffix in _TEXTS:
            file.write_text(names.sub(lambda found: renamed[found[0]], file.read_text()))
    for name, new in renamed.items():
        (web / "assets" / name).rename(web / "assets" / new)
    worker = web / "sw.js"
    worker.write_text(re.sub(r"(version\W+)([0-9a-f]{16})", r"\1second-build-000", worker.read_text()))
