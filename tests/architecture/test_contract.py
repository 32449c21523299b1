"""The contract and the program name the same things."""

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from falcon.inspect import inspect_compiled_router

from besedka.errors import Code
from besedka.gateway import frames
from besedka.http import app as http
from besedka.http.middleware.methods import Router
from besedka.http.resources.page import Asset, Page, RootFile
from besedka.server import open_server
from besedka.settings import Settings
from tests.support.contract import document, resolve
from tests.support.frames import document as frames_document

PAGE = {kind.__name__ for kind in (Asset, Page, RootFile)}
METHODS = {"get", "post", "put", "delete"}


async def routes(folder: Path) -> set[tuple[str, str]]:
    """Method and path of everything that the program answers."""
    async with open_server(Settings(port=0, data=folder)) as server:
        app: Any = server.config.app
        return {
            (method.method.lower(), route.path)
            for route in inspect_compiled_router(app._router)  # noqa: SLF001 - falcon shows it nowhere else
            if route.path == "/" or route.class_name not in PAGE  # the browser client is no part of the API
            for method in route.methods
            if method.method.lower() in METHODS and not method.internal
        }


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


async def test_every_route_is_in_the_contract_and_the_other_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "Router", Router)  # one of its own, which can be looked into
    assert await routes(tmp_path) == set(operations())


def test_the_codes_are_those_of_the_contract() -> None:
    assert set(document()["components"]["schemas"]["Code"]["enum"]) == {str(code) for code in Code}


def test_the_gateways_contract_knows_the_same_codes_ops_and_frames() -> None:
    schemas = frames_document()["components"]["schemas"]
    assert set(schemas["Code"]["enum"]) == {str(code) for code in Code}
    ops = {schema["properties"]["op"]["const"] for name, schema in schemas.items() if name.endswith("Op")}
    assert ops == {kind.__struct_config__.tag for kind in get_args(frames.AnyOp)}
    told = {schema["properties"]["t"]["const"] for name, schema in schemas.items() if name.endswith("Frame")}
    sent = {kind.__struct_config__.tag for kind in vars(frames).values() if is_frame(kind)}
    assert told == sent


def is_frame(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__struct_config__.tag_field == "t"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [operation["operationId"] for operation in operations().values()]
    assert len(names) == len(set(names))
    assert all(operation["summary"] for operation in operations().values())


@pytest.mark.parametrize("place", [f"{method} {path}" for method, path in operations()])
def test_every_parameter_of_a_path_is_declared(place: str) -> None:
    method, path = place.split(" ")
    shared = document()["paths"][path].get("parameters", [])
    own = operations()[method, path].get("parameters", [])
    declared = {resolve(each)["name"] for each in [*shared, *own] if resolve(each)["in"] == "path"}
    assert declared == set(re.findall(r"\{(\w+)\}", path))
