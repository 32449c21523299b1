"""The browser client's files, as `web/` builds them: the page, for every address that it knows, and its parts."""

import hashlib
from functools import cached_property
from http import HTTPStatus
from importlib.resources import files
from importlib.resources.abc import Traversable

from falcon.asgi import Request, Response

from besedka.errors import NoSuchRoute
from besedka.http.middleware.authentication import EVERY_METHOD

# The addresses of the page; `web/src/app/routes.ts` reads them.
ADDRESSES = (
    "/c/{chat}",
    "/c/{chat}/{seq}",
    "/r/{room}",
    "/join/{code}",
    "/sign-in",
    "/sign-up",
    "/sign-up/{code}",
    "/password/{code}",
    "/settings",
    "/settings/{section}",
    "/server-settings",
    "/server-settings/{section}",
)

# `besedka` is the one policy by which the page makes addresses of scripts of its own: of workers.
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types besedka"
)

_FOREVER = "public, max-age=31536000, immutable"
_SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class Build:
    """What was built. Each file is read when first asked for, and kept: together they are less than a picture."""

    def __init__(self) -> None:
        self._folder = files("besedka").joinpath("web")
        self._kept: dict[str, bytes] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """All files by their path below the folder; none, if the client was not built."""
        return frozenset(_list(self._folder)) if self._folder.is_dir() else frozenset()

    @property
    def roots(self) -> list[str]:
        """Those that are found at the root under their own names."""
        return [
            name
            for name in self.names
            if "/" not in name and name != "index.html" and not name.endswith((".br", ".gz"))
        ]

    def read(self, name: str) -> bytes:
        """One of `names`."""
        if name not in self._kept:
            self._kept[name] = self._folder.joinpath(*name.split("/")).read_bytes()
        return self._kept[name]


def is_page_built() -> bool:
    """Whether there is a browser client to serve."""
    return bool(Build().names)


class Page:
    """The page itself: which view it shows it reads from the address. Revalidated each time it is opened."""

    public = EVERY_METHOD

    def __init__(self, build: Build) -> None:
        self._build = build

    async def on_get(self, request: Request, response: Response, **parts: str) -> None:  # noqa: ARG002 - the page's own
        if "index.html" not in self._build.names:
            raise NoSuchRoute
        response.set_header("Content-Security-Policy", POLICY)
        response.set_header("Cache-Control", "no-cache")
        _answer(request, response, self._build, "index.html")


class Parts:
    """What the page loads. Names below `/assets` change with what is in them, and are kept for ever."""

    public = EVERY_METHOD

    def __init__(self, build: Build) -> None:
        self._build = build

    async def on_get(self, request: Request, response: Response, name: str) -> None:
        path = f"assets/{name}"
        if path not in self._build.names:
            raise NoSuchRoute
        response.set_header("Cache-Control", _FOREVER)
        _answer(request, response, self._build, path)


class Part:
    """A file that is found at the root under a name that stays."""

    public = EVERY_METHOD

    def __init__(self, build: Build, name: str) -> None:
        self._build = build
        self._name = name

    async def on_get(self, request: Request, response: Response) -> None:
        response.set_header("Cache-Control", "no-cache")
        if self._name == "sw.js":
            response.set_header("Content-Security-Policy", POLICY)
        _answer(request, response, self._build, self._name)


def _answer(request: Request, response: Response, build: Build, name: str) -> None:
    """Send a file as small as the browser can take it: it was compressed when it was built."""
    encoding = _choose_encoding(request, build, name)
    data = build.read(name + _SUFFIXES[encoding])
    response.content_type = _KINDS.get("." + name.rpartition(".")[2], "application/octet-stream")
    response.set_header("Vary", "Accept-Encoding")
    if encoding:
        response.set_header("Content-Encoding", encoding)
    response.etag = hashlib.sha256(data).hexdigest()[:32]
    if {"*", response.etag} & {str(each) for each in request.if_none_match or ()}:
        response.status = HTTPStatus.NOT_MODIFIED
    else:
        response.data = data


def _choose_encoding(request: Request, build: Build, name: str) -> str:
    accepted = {each.partition(";")[0].strip() for each in (request.get_header("Accept-Encoding") or "").split(",")}
    for encoding in ("br", "gzip"):
        if encoding in accepted and name + _SUFFIXES[encoding] in build.names:
            return encoding
    return ""


def _list(folder: Traversable, prefix: str = "") -> list[str]:
    found: list[str] = []
    for each in folder.iterdir():
        found += _list(each, f"{prefix}{each.name}/") if each.is_dir() else [prefix + each.name]
    return found
