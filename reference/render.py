"""The contract in the forms that are made when Besedka is built: JSON for programs, and a page to read. Made then, so that
a server needs neither YAML nor a template engine.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

_METHODS = ("get", "post", "put", "delete")
_HERE = Path(__file__).parent
_PACKAGE = _HERE.parent / "src" / "besedka"
_MADE = _PACKAGE / "http" / "resources" / "made"
_markdown = MarkdownIt("js-default")  # which lets no HTML through


def write_reference() -> None:
    """Write `openapi.json` and `docs.html` into the source tree, for editable installs as for wheels."""
    document = yaml.safe_load((_PACKAGE / "openapi.yaml").read_text(encoding="utf-8"))
    _MADE.mkdir(exist_ok=True)
    _write(_MADE / "openapi.json", json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
    _write(_MADE / "docs.html", render_reference(document))


@dataclass(frozen=True)
class Operation:
    """One row of the API: a method of a path."""

    method: str
    path: str
    detail: dict[str, Any]


def render_reference(document: dict[str, Any]) -> str:
    """The whole page, style included. Needs a valid OpenAPI 3.1 document with operations tagged once each."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "markdown": _render_markdown,
        "json": lambda value: json.dumps(value, ensure_ascii=False, indent=2),
        "resolve": lambda node: _resolve(document, node),
        "kind": _kind,
    }
    template = environment.from_string((_HERE / "page.html").read_text(encoding="utf-8"))
    style = Markup((_HERE / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own
    return template.render(document=document, operations=_operations(document), style=style)


def _write(path: Path, text: str) -> None:
    """Leave a file alone that is right already: uv looks at times of change to see whether to build again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _render_markdown(text: str | None) -> Markup:
    return Markup(_markdown.render(text or ""))  # noqa: S704 - escaped by the renderer


def _operations(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of the document."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                detail = item[method]
                parameters = [*item.get("parameters", ()), *detail.get("parameters", ())]
                found[detail["tags"][0]].append(Operation(method.upper(), path, detail | {"parameters": parameters}))
    return found


def _resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` points to; anything else as it is."""
    if "$ref" not in node:
        return node
    found: Any = document
    for key in node["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    return _resolve(document, found)


def _kind(schema: dict[str, Any]) -> str:
    """The type of a schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for each in ("anyOf", "oneOf"):
        if each in schema:
            return " or ".join(_kind(choice) for choice in schema[each])
    kind = schema.get("type", "")
    if kind == "array":
        return f"array of {_kind(schema['items'])}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
