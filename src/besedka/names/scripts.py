"""Which scripts a name is written in: a name of two could be mistaken for one of one (UTS #39)."""

import unicodedata
from array import array
from bisect import bisect_right
from functools import cache, reduce
from importlib.resources import files
from operator import and_, or_

import msgspec

# What UTS #39 allows together at the level "highly restrictive" (§5.2), beside any single script.
_TOGETHER = ("Latn Hani Hira Kana", "Latn Hani Bopo", "Latn Hani Hang")
_ANY_SCRIPT = -1  # all bits


class _Table(msgspec.Struct, frozen=True):
    """From `starts[n]` on, characters are of the scripts whose bits `scripts[n]` has."""

    starts: "array[int]"
    scripts: list[int]
    together: tuple[int, ...]


def is_highly_restrictive(name: str) -> bool:
    """Whether all of a name is of one script, or of scripts that are written together: Latin with Japanese, with Han and
    Bopomofo, or with Korean. What is only encoded otherwise counts as what it stands for (NFKC).
    """
    if name.isascii():
        return True
    table = _table()
    used = [_scripts(table, character) for character in unicodedata.normalize("NFKC", name)]
    return bool(reduce(and_, used, _ANY_SCRIPT)) or any(
        all(each & allowed for each in used) for allowed in table.together
    )


def _scripts(table: _Table, character: str) -> int:
    return table.scripts[bisect_right(table.starts, ord(character)) - 1]


@cache
def _table() -> _Table:
    """Read when the first name that is not ASCII comes along, and held for ever: 50 KiB."""
    bits: dict[str, int] = {}
    sets = {"*": _ANY_SCRIPT, "-": 0}
    starts, scripts = array("I"), []
    for line in _lines():
        start, _, names = line.partition(" ")
        if names not in sets:
            sets[names] = _as_bits(names, bits)
        starts.append(int(start, 16))
        scripts.append(sets[names])
    return _Table(starts, scripts, tuple(_as_bits(names, bits) for names in _TOGETHER))


def _as_bits(names: str, bits: dict[str, int]) -> int:
    return reduce(or_, (bits.setdefault(name, 1 << len(bits)) for name in names.split()))


def _lines() -> list[str]:
    text = files("besedka.names").joinpath("scripts.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
