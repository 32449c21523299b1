"""The client stands alone: what it imports is what its distribution names, and the server needs nothing of that kind."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import besedka_client

ROOT = Path(__file__).parents[2]
ALLOWED = {"httpx", "msgspec", "websockets"}


def imported(folder: Path) -> Iterator[str]:
    """The packages that the modules below a folder import, the standard library's left out."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            yield from {name.partition(".")[0] for name in names} - sys.stdlib_module_names


def required(project: Path) -> set[str]:
    declared = tomllib.loads((project / "pyproject.toml").read_text())["project"]["dependencies"]
    return {requirement.partition(">")[0] for requirement in declared}


def test_the_client_needs_three_packages_and_names_them() -> None:
    assert set(imported(ROOT / "client" / "src")) - {"besedka_client"} == ALLOWED
    assert required(ROOT / "client") == ALLOWED


def test_the_server_needs_no_http_client() -> None:
    assert not {"httpx", "besedka_client"} & set(imported(ROOT / "src"))
    assert not {"httpx", "besedka-client"} & required(ROOT)


def test_the_licence_goes_along() -> None:
    assert (ROOT / "client" / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()


def test_what_is_exported_is_there() -> None:
    assert all(hasattr(besedka_client, name) for name in besedka_client.__all__)
