"""Reading the documents as the tests of them need it."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A fenced block of a document."""

    language: str
    text: str


def read(name: str) -> str:
    """A document by its path from the root of the project."""
    return (ROOT / name).read_text()


def documents() -> list[Path]:
    """All documents of the project, not those of its tools' folders."""
    folders = [each for each in ROOT.iterdir() if each.is_dir() and not each.name.startswith(".")]
    found = [*ROOT.glob("*.md"), *(file for folder in folders for file in folder.rglob("*.md"))]
    return sorted(file for file in found if "node_modules" not in file.parts)


def blocks(text: str) -> list[Block]:
    return [Block(*found) for found in _FENCE.findall(text)]


def prose(text: str) -> str:
    """The text without its fenced blocks."""
    return _FENCE.sub("", text)


def between(text: str, mark: str) -> str:
    """What stands between the comments `<!-- mark: … -->` and `<!-- end of mark -->`."""
    found = re.search(rf"<!-- {mark}:.*?-->(.*?)<!-- end of {mark} -->", text, re.DOTALL)
    assert found, f"no part is marked {mark!r}"
    return found[1]


def table_below(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, its own head left out, without code marks."""
    lines = iter(text.partition(f"\n{heading}\n")[2].splitlines())
    table = []
    for line in lines:
        if line.startswith("|"):
            table.append([cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")])
        elif table:
            break
    assert len(table) > 2, f"no table below {heading!r}"
    return table[2:]
