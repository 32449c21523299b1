"""The contract, as programs and people read it."""

import base64
import hashlib
import re
from importlib.resources import files

import yaml

from tests.support.cast import Visitor
from tests.support.contract import document
from tests.support.server import sqlite_only

pytestmark = sqlite_only


async def test_the_contract_is_served_as_it_was_written(stranger: Visitor) -> None:
    response = await stranger.get("/openapi.yaml")
    assert response.content == files("besedka").joinpath("openapi.yaml").read_bytes()
    assert yaml.safe_load(response.text) == document()
    assert (await stranger.get("/openapi.json")).json() == document()


async def test_the_page_shows_every_operation_and_needs_nothing_from_elsewhere(stranger: Visitor) -> None:
    response = await stranger.get("/docs")
    page = response.text
    for path, methods in document()["paths"].items():
        assert path in page
        for operation in methods.values():
            if isinstance(operation, dict):
                assert operation["operationId"] in page
    assert not re.findall(r"<(?:script|img|link|iframe)\b", page)
    assert not re.findall(r"url\(|@import", page)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]
