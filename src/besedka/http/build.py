"""What was built of the browser client, as it lies in `besedka/web`: compressed already, sent as it is."""

import hashlib
import json
from functools import cached_property
from http import HTTPStatus
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from falcon.asgi import Request, Response

PAGE = "index.html"

# `besedka` is the one policy by which the page makes addresses of scripts of its own: of workers.
_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types besedka"
)
# What a page asks first of all where no service worker holds it (`sync/visit.ts`), and the words that it speaks (`i18n/words.ts`):
# so they are under way before the page's script is.
_ASKED_FIRST = "</server>; rel=preload; as=fetch; crossorigin"
_SPOKEN_FIRST = "</{}>; rel=modulepreload"
_MANIFEST = ".vite/manifest.json"
_WORDS = "src/i18n/{}.ts"
_LANGUAGES = ("en", "ru")  # the first for whoever prefers none of them
_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATED = "no-cache"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the best first
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


class _Kept(NamedTuple):
    data: bytes
    tag: str


class _Content:
    """Of a folder. Each file is read when it is first asked for, and kept: together they are less than a picture."""

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._kept: dict[str, _Kept] = {}

    @cached_property
    def all(self) -> frozenset[str]:
        return frozenset(_list(self._folder)) if self._folder.is_dir() else frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(name for name in self.all if not name.endswith(tuple(_ENCODINGS.values())))

    @cached_property
    def words(self) -> dict[str, str]:
        """The file of each language's first words."""
        manifest = json.loads(self.read(_MANIFEST).data)
        return {language: manifest[_WORDS.format(language)]["file"] for language in _LANGUAGES}

    def read(self, name: str) -> _Kept:
        if name not in self._kept:
            data = self._folder.joinpath(*name.split("/")).read_bytes()
            self._kept[name] = _Kept(data, hashlib.sha256(data).hexdigest()[:32])
        return self._kept[name]


class Build:
    """What was built into `folder`, by default that of the package. It does not change."""

    def __init__(self, folder: Traversable | None = None) -> None:
        self._content = _Content(folder or files("besedka").joinpath("web"))

    @property
    def names(self) -> frozenset[str]:
        """All files by their path below the folder, but for the compressed ones; none, if the client was not built."""
        return self._look().names

    @property
    def roots(self) -> list[str]:
        """Those that are found at the root under their own names."""
        return sorted(name for name in self.names if "/" not in name and name != PAGE)

    def answer(self, request: Request, response: Response, name: str) -> None:
        """Send one of `names`, as small as the browser can take it, or say that it has it already."""
        tag = self._send(request, response, name)
        response.etag = tag
        if name == PAGE:
            self._ask_ahead(request, response)
        if {"*", tag} & {str(each) for each in request.if_none_match or ()}:
            response.status = HTTPStatus.NOT_MODIFIED
            response.data = None

    def answer_lost(self, request: Request, response: Response) -> None:
        """Show whoever followed an address that there is not the page, which says so; leave the answer to anyone else."""
        if self.names and request.get_header("Sec-Fetch-Mode") == "navigate":
            self._send(request, response, PAGE)
            response.status = HTTPStatus.NOT_FOUND

    def _send(self, request: Request, response: Response, name: str) -> str:
        """The tag of what is sent."""
        content = self._look()
        encoding = _choose_encoding(request, name, content)
        kept = content.read(name + _ENCODINGS.get(encoding, ""))
        response.content_type = _KINDS.get("." + name.rpartition(".")[2], "application/octet-stream")
        response.set_header("Cache-Control", _FOREVER if name.startswith("assets/") else _REVALIDATED)
        response.set_header("Vary", "Accept-Encoding")
        if name.endswith((".html", ".js")):
            response.set_header("Content-Security-Policy", _POLICY)
        if encoding:
            response.set_header("Content-Encoding", encoding)
        response.data = kept.data
        return kept.tag

    def _ask_ahead(self, request: Request, response: Response) -> None:
        """For whoever opens the page: a service worker that fetches it keeps it for starts that do not ask."""
        response.append_header("Vary", "Sec-Fetch-Mode, Accept-Language")
        if request.get_header("Sec-Fetch-Mode") == "navigate":
            words = self._look().words[_choose_language(request.get_header("Accept-Language") or "")]
            response.append_header("Link", f"{_ASKED_FIRST}, {_SPOKEN_FIRST.format(words)}")

    def _look(self) -> _Content:
        return self._content


class ChangingBuild(Build):
    """One that is built again and again into `folder`: what is newest there is shown. `stamp` is written after each time."""

    def __init__(self, folder: Path, stamp: str) -> None:
        super().__init__(folder)
        self._folder = folder
        self._stamp = folder / stamp
        self._written = 0

    def _look(self) -> _Content:
        written = self._stamp.stat().st_mtime_ns
        if written != self._written:
            self._written = written
            self._content = _Content(self._folder)
        return self._content


def _choose_encoding(request: Request, name: str, content: _Content) -> str:
    accepted = _accepted(request.get_header("Accept-Encoding") or "")
    return next((each for each, suffix in _ENCODINGS.items() if each in accepted and name + suffix in content.all), "")


def _choose_language(header: str) -> str:
    """As the page does (`i18n/words.ts`), from what browsers send in the order in which it is liked (RFC 9110, 12.5.4)."""
    bases = (each.strip().lower().partition(";")[0].partition("-")[0] for each in header.split(","))
    return next((each for each in bases if each in _LANGUAGES), _LANGUAGES[0])


def _accepted(header: str) -> set[str]:
    """The codings that a client takes (RFC 9110, 12.5.3); how much it likes each does not matter, but for not at all."""
    offers = [each.replace(" ", "").lower().partition(";q=") for each in header.split(",")]
    return {coding for coding, _, weight in offers if weight.strip("0.") or not weight}


def _list(folder: Traversable, prefix: str = "") -> list[str]:
    """What begins with a dot is the build's own."""
    found: list[str] = []
    for each in folder.iterdir():
        if not each.name.startswith("."):
            found += _list(each, f"{prefix}{each.name}/") if each.is_dir() else [prefix + each.name]
    return found
