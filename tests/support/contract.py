"""Holds answers against `openapi.yaml`."""

import re
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

import httpx
import yaml
from jsonschema_rs import Draft202012Validator
from msgspec import json

_URI = "urn:besedka:openapi"
_PROBLEM = "application/problem+json"


@cache
def document() -> dict[str, Any]:
    """The contract, as it is served."""
    loaded: dict[str, Any] = yaml.load(files("besedka").joinpath("openapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return loaded


def resolve(node: Any) -> Any:
    """What a `$ref` points to; anything else as it is."""
    while isinstance(node, dict) and "$ref" in node:
        found: Any = document()
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key.replace("~1", "/")]
        node = found
    return node


async def check_response(response: httpx.Response) -> None:
    """Assert that the contract knows this answer: its status, its headers, its media type and every member."""
    await response.aread()
    path = find_path(response.request.url.path)
    method = response.request.method.lower()
    operation = document()["paths"].get(path, {}).get("get" if method == "head" else method)
    if operation is None or (response.status_code == HTTPStatus.BAD_REQUEST and _is_bad_http(response)):
        check_problem(response)
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented is not None, f"{method} {path}: {response.status_code} is not documented: {response.text}"
    _check_documented(response, resolve(documented))


def _is_bad_http(response: httpx.Response) -> bool:
    """The refusal that may come from anywhere."""
    return bool(response.content) and response.json()["code"] == "bad_http"


def check_problem(response: httpx.Response) -> None:
    """Assert that this is a problem like all others, or the answer to a preflight."""
    if response.request.method == "OPTIONS" and response.is_success:
        return
    assert response.headers["Content-Type"] == _PROBLEM, response.text
    if response.request.method != "HEAD":
        check_schema({"$ref": "#/components/schemas/Problem"}, response.json())


@cache
def find_path(path: str) -> str:
    """The template that a path belongs to; the path itself if there is none."""
    plain = path.rstrip("/") or "/"
    templates = sorted(document()["paths"], key=lambda template: template.count("{"))
    return next((each for each in templates if _pattern(each).fullmatch(plain)), path)


def check_schema(schema: dict[str, Any], value: object) -> None:
    """Assert that a value fits a schema of the contract."""
    errors = [error.message for error in _validator(json.encode(schema)).iter_errors(value)]
    assert not errors, f"{value}: {errors}"


def _check_documented(response: httpx.Response, documented: dict[str, Any]) -> None:
    for name, header in documented.get("headers", {}).items():
        detail = resolve(header)
        if detail.get("required"):
            assert name in response.headers, f"{name} is missing in {response.headers}"
        if name in response.headers and "pattern" in detail.get("schema", {}):
            assert re.search(detail["schema"]["pattern"], response.headers[name]), response.headers[name]
    content = documented.get("content", {})
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if not content:
        assert not response.content
        return
    if "*/*" in content:
        return
    assert media_type in content, f"{media_type} is not documented"
    if media_type.endswith("json") and response.request.method != "HEAD":
        check_schema(content[media_type]["schema"], response.json())


@cache
def _validator(schema: bytes) -> Draft202012Validator:
    whole = {"$id": _URI, **document(), **json.decode(schema)}
    return Draft202012Validator(whole, validate_formats=True)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(template)))
