"""The browser client: the page, for every address that it knows, and its parts."""

from falcon.asgi import Request, Response

from besedka.errors import NoSuchRoute
from besedka.http.build import PAGE, Build
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


class Page:
    """The page itself: which view it shows it reads from the address."""

    public = EVERY_METHOD

    def __init__(self, build: Build) -> None:
        self._build = build

    async def on_get(self, request: Request, response: Response, **parts: str) -> None:  # noqa: ARG002 - the page's own
        self._build.answer(request, response, PAGE)


class Asset:
    """What the page loads, by a name that changes with what is in it."""

    public = EVERY_METHOD

    def __init__(self, build: Build) -> None:
        self._build = build

    async def on_get(self, request: Request, response: Response, name: str) -> None:
        path = f"assets/{name}"
        if path not in self._build.names:
            raise NoSuchRoute
        self._build.answer(request, response, path)


class RootFile:
    """A file that is found at the root under a name that stays."""

    public = EVERY_METHOD

    def __init__(self, build: Build, name: str) -> None:
        self._build = build
        self._name = name

    async def on_get(self, request: Request, response: Response) -> None:
        self._build.answer(request, response, self._name)
