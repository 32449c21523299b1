"""The size budgets: what does not fit is listed in `size_exceptions.txt`, which may only shrink."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
EXCEPTIONS = Path(__file__).with_name("size_exceptions.txt")

FILE_MEDIAN, FILE_MOST = 150, 500  # lines
FUNCTION_MEDIAN, FUNCTION_NINTH_DECILE, FUNCTION_MOST = 10, 40, 80  # lines
PARAMETERS_MOST = 5


class Function(NamedTuple):
    """A function of the program."""

    name: str
    lines: int
    parameters: int


def sources() -> dict[str, str]:
    files = sorted(file for source in ("src", "client/src") for file in (ROOT / source).rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): file.read_text() for file in files}


def functions() -> Iterator[Function]:
    for name, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Function(f"{name}:{node.name}", lines, _parameters(node.args))


def _parameters(arguments: ast.arguments) -> int:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([each for each in named if each.arg not in {"self", "cls"}])


def too_large() -> set[str]:
    files = {name for name, text in sources().items() if text.count("\n") > FILE_MOST}
    found = {each.name for each in functions() if each.lines > FUNCTION_MOST or each.parameters > PARAMETERS_MOST}
    return files | found


def test_files_are_small() -> None:
    assert median(text.count("\n") for text in sources().values()) <= FILE_MEDIAN


def test_functions_are_small() -> None:
    lines = [each.lines for each in functions()]
    assert median(lines) <= FUNCTION_MEDIAN
    assert quantiles(lines, n=10)[-1] <= FUNCTION_NINTH_DECILE


def test_nothing_is_too_large_but_what_is_listed() -> None:
    listed = set(EXCEPTIONS.read_text().split())
    assert too_large() == listed, "split what is new; strike from the list what no longer needs to be there"
