"""Writes `src/besedka/names/scripts.txt`: which scripts each character is used in, by the Unicode Character Database
as fontTools carries it.

    uv run python -m tools.scripts_table
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from fontTools import unicodedata
from fontTools.unicodedata import Scripts

PATH = Path(__file__).parents[1] / "src" / "besedka" / "names" / "scripts.txt"
_ANY = {"Zyyy", "Zinh"}  # common to all scripts; or taken over from the character before
_UNKNOWN = {"Zzzz"}
_HEAD = """\
# Which scripts each character is used in (the property Script_Extensions): from each code point on, up to the next one
# named. `*`: any script. `-`: none that this table knows. Made by `tools/scripts_table.py` from
# {source} and its ScriptExtensions.
# Unicode Character Database, © 1991-2026 Unicode, Inc. See UNICODE-LICENSE.txt beside this file.
"""


def make_table() -> str:
    """The whole file."""
    return _HEAD.format(source=_source()) + "".join(f"{start:x} {scripts}\n" for start, scripts in _runs())


def _runs() -> Iterator[tuple[int, str]]:
    """Where each stretch of characters of the same scripts begins."""
    for scripts, run in groupby(range(0x110000), key=_scripts):
        yield next(iter(run)), scripts


def _scripts(code: int) -> str:
    scripts: set[str] = unicodedata.script_extension(chr(code))
    if scripts & _ANY:
        return "*"
    return "-" if scripts == _UNKNOWN else " ".join(sorted(scripts))


def _source() -> str:
    lines = Path(Scripts.__file__).read_text("utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# Scripts-"))


if __name__ == "__main__":
    PATH.write_text(make_table(), "utf-8")
