"""`/openapi.yaml`, `/openapi.json`, `/asyncapi.yaml` and `/docs`: the contract, for programs and for people.
`reference/render.py` makes the JSON and the page from the YAML when Besedka is built.
"""

import base64
import hashlib
from functools import cached_property
from http import HTTPStatus
from importlib.resources import files

from falcon.asgi import Request, Response

from besedka.http.middleware.authentication import EVERY_METHOD


class Contract:
    """`openapi.yaml` and what was made of it, each read when first asked for."""

    @cached_property
    def text(self) -> bytes:
        """The document as it was written."""
        return files("besedka").joinpath("openapi.yaml").read_bytes()

    @cached_property
    def json(self) -> bytes:
        """The document as JSON."""
        return _made("openapi.json")

    @cached_property
    def page(self) -> bytes:
        """The document as a page to read."""
        return _made("docs.html")

    @cached_property
    def page_policy(self) -> str:
        """The Content-Security-Policy that lets just the page's own style through."""
        style = self.page.partition(b"<style>")[2].partition(b"</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
        return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def _made(name: str) -> bytes:
    return files("besedka").joinpath("http", "resources", "made", name).read_bytes()


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
        response.data = self._contract.json


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
        response.content_type = "text/html; charset=utf-8"
        response.set_header("Content-Security-Policy", self._contract.page_policy)
        response.data = self._contract.page
