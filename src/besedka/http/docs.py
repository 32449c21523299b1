"""`/openapi.yaml`, `/openapi.json` and `/docs`: the contract, for programs and for people."""

import asyncio
from functools import cached_property
from importlib.resources import files
from typing import Any

import msgspec
import yaml
from falcon.asgi import Request, Response

from besedka.http.authentication import EVERY_METHOD
from besedka.http.reference import STYLE_HASH, render_reference


class Contract:
    """`openapi.yaml`, read when first asked for, and in a thread: parsing takes a while."""

    @cached_property
    def text(self) -> bytes:
        """The document as it was written."""
        return files("besedka").joinpath("openapi.yaml").read_bytes()

    @cached_property
    def json(self) -> bytes:
        """The document as JSON."""
        return msgspec.json.encode(self._document)

    @cached_property
    def page(self) -> bytes:
        """The document as a page to read."""
        return render_reference(self._document).encode()

    @cached_property
    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = yaml.load(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        return document


class OpenApiYaml:
    """`GET /openapi.yaml`."""

    public = EVERY_METHOD

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.content_type = "application/yaml"
        response.data = self._contract.text


class OpenApiJson:
    """`GET /openapi.json`."""

    public = EVERY_METHOD

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.content_type = "application/json"
        response.data = await asyncio.to_thread(lambda: self._contract.json)


class Docs:
    """`GET /docs`: needs no script and nothing from elsewhere."""

    public = EVERY_METHOD

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.content_type = "text/html; charset=utf-8"
        response.set_header(
            "Content-Security-Policy", f"default-src 'none'; style-src '{STYLE_HASH}'; frame-ancestors 'none'"
        )
        response.data = await asyncio.to_thread(lambda: self._contract.page)
