"""What the README says that the first command installs."""

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.markdown import read

MIB = 1024 * 1024


def needed_by(name: str) -> dict[str, Distribution]:
    """All that a distribution needs without its extras, by name, on a machine like this one."""
    found: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        for line in distribution(waiting.pop()).requires or ():
            requirement = Requirement(line)
            needed = canonicalize_name(requirement.name)
            if needed not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                found[needed] = distribution(needed)
                waiting.append(needed)
    return found


def size_of(installed: Distribution) -> int:
    """In bytes, as installed, before Python compiles anything."""
    files = [Path(str(file.locate())) for file in installed.files or () if file.suffix != ".pyc"]
    return sum(file.stat().st_size for file in files if file.exists())


@pytest.mark.parametrize(
    ("document", "pattern"), [("README.md", r"(\d+) packages, (\d+) MB"), ("README.ru.md", r"(\d+) пакетов, (\d+) МБ")]
)
def test_what_the_first_command_installs(document: str, pattern: str) -> None:
    shown = re.search(pattern, read(document))
    assert shown
    needed = needed_by("besedka")
    assert len(needed) == int(shown[1]), sorted(needed)
    assert sum(map(size_of, needed.values())) / MIB == pytest.approx(int(shown[2]), rel=0.15)
