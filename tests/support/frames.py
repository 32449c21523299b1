"""Holds the gateway's frames against `asyncapi.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files("besedka").joinpath("asyncapi.yaml").read_bytes())
    return loaded


def check_frame(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame, once it is asserted that the contract knows it, every member of it."""
    errors = [error.message for error in _validator(frame["t"]).iter_errors(frame)]
    assert not errors, f"{frame}: {errors}"
    return frame


@cache
def _validator(kind: str) -> Draft202012Validator:
    name = f"{kind.title().replace('_', '')}Frame"
    assert name in document()["components"]["schemas"], f"the contract knows no frame {kind!r}"
    whole = {"$id": "urn:besedka:asyncapi", **document(), "$ref": f"#/components/schemas/{name}"}
    return Draft202012Validator(whole, validate_formats=True)
