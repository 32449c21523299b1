"""The contract as a page to read: `openapi.yaml` through the template `reference.html`."""

import base64
import hashlib
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup

_METHODS = ("get", "post", "put", "delete")
_STYLE = files(__package__).joinpath("reference.css").read_text()
_markdown = MarkdownIt("js-default")  # which lets no HTML through


class Page(msgspec.Struct, frozen=True):
    """A page, and the Content-Security-Policy that lets just its own style through."""

    html: bytes
    policy: str


class Operation(msgspec.Struct, frozen=True):
    """One row of the API: a method of a path."""

    method: str
    path: str
    detail: dict[str, Any]


def render_reference(document: dict[str, Any]) -> Page:
    """The whole page, style included. Needs a valid OpenAPI 3.1 document with operations tagged once each."""
    environment = Environment(autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "markdown": _render_markdown,
        "json": lambda value: msgspec.json.format(msgspec.json.encode(value), indent=2).decode(),
        "resolve": lambda node: _resolve(document, node),
        "kind": _kind,
    }
    template = environment.from_string(files(__package__).joinpath("reference.html").read_text())
    html = template.render(document=document, operations=_operations(document), style=Markup(_STYLE))  # noqa: S704 - our own
    style_hash = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return Page(html.encode(), f"default-src 'none'; style-src 'sha256-{style_hash}'; frame-ancestors 'none'")


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
