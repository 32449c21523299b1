"""`/openapi.yaml`, `/openapi.json`, `/asyncapi.yaml` and `/docs`: the contract, for programs and for people."""

import asyncio
from functools import cached_property
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec
from falcon.asgi import Request, Response

from besedka.http.middleware.authentication import EVERY_METHOD

if TYPE_CHECKING:
    from besedka.http.resources.reference import Page


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
    def page(self) -> "Page":
        """The document as a page to read."""
        from besedka.http.resources.reference import render_reference  # noqa: PLC0415 - memory that few servers need

        return render_reference(self._document)

    @cached_property
    def _document(self) -> dict[str, Any]:
        import yaml  # noqa: PLC0415 - likewise

        document: dict[str, Any] = yaml.load(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        return document


class Home:
    """`GET /`: whoever opens the printed address in a browser finds something to read."""

    public = EVERY_METHOD

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.status = HTTPStatus.SEE_OTHER
        response.location = "/docs"


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


class AsyncApiYaml:
    """`GET /asyncapi.yaml`: the gateway's frames."""

    public = EVERY_METHOD

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        response.content_type = "application/yaml"
        response.data = files("besedka").joinpath("asyncapi.yaml").read_bytes()


class Docs:
    """`GET /docs`: needs no script and nothing from elsewhere."""

    public = EVERY_METHOD

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def on_get(self, request: Request, response: Response) -> None:  # noqa: ARG002 - falcon's signature
        page = await asyncio.to_thread(lambda: self._contract.page)
        response.content_type = "text/html; charset=utf-8"
        response.set_header("Content-Security-Policy", page.policy)
        response.data = page.html
