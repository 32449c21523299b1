"""What the documents point to is there: files, headings, and places in the code."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.markdown import ROOT, documents, prose

SOURCE = ROOT / "src" / "besedka"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PLACE = re.compile(r"`([\w/]+\.py):(\w+)`")
_QUOTED = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

each_document = pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    links = [link for link in _LINK.findall(prose(document.read_text())) if "://" not in link]
    assert not [link for link in links if not leads_somewhere(document, link)]


@each_document
def test_places_in_the_code_exist(document: Path) -> None:
    assert not [(file, name) for file, name in _PLACE.findall(document.read_text()) if not defines(SOURCE / file, name)]


@each_document
def test_quoted_code_is_our_own(document: Path) -> None:
    files = [*SOURCE.rglob("*.py"), *(ROOT / "client").rglob("*.py"), *(ROOT / "examples").glob("*.py")]
    ours = {line.strip() for file in files for line in file.read_text().splitlines()}
    quoted = [line for block in _QUOTED.findall(document.read_text()) for line in block.splitlines()]
    assert not [line for line in quoted if line.strip() not in ours]


def test_the_documents_are_found() -> None:
    assert {"README.md", "docs/tour.md", "docs/decisions/README.md"} <= {
        document.relative_to(ROOT).as_posix() for document in documents()
    }


def test_what_is_missing_is_noticed() -> None:
    assert leads_somewhere(ROOT / "docs" / "api.md", "operations.md#limits")
    assert not leads_somewhere(ROOT / "docs" / "api.md", "operations.md#no-such-heading")
    assert not leads_somewhere(ROOT / "docs" / "api.md", "nowhere.md")
    assert not defines(SOURCE / "access.py", "load_nothing")


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or anchor in anchors(target.read_text()))


def anchors(text: str) -> set[str]:
    """The anchors that a forge makes of headings."""
    headings = (heading.lower() for heading in _HEADING.findall(prose(text)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def defines(file: Path, name: str) -> bool:
    pattern = rf"^\s*(?:(?:async )?def|class) {name}\b|^{name}\b.* = "
    return file.is_file() and re.search(pattern, file.read_text(), re.MULTILINE) is not None
