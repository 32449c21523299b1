"""The order of checks, the same on every address: route, method, site, session, and only then what was sent."""

from itertools import product

import pytest

from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.contract import document
from tests.support.server import sqlite_only

pytestmark = sqlite_only

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "SOURCE"]
WRITING = ["POST", "PUT", "PATCH"]  # which alone have something to send
SITES = [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example.org"}]
EARLY = {"no_such_route", "wrong_method", "cross_site", "not_signed_in"}
CHANGING_GET = "/logout"


def allowed(path: str) -> list[str]:
    """What `Allow` says of an address."""
    known = {method.upper() for method in document()["paths"][path] if method.upper() in METHODS}
    return sorted(known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set()))


def is_public(path: str, method: str) -> bool:
    operation = document()["paths"][path]["get" if method == "HEAD" else method.lower()]
    return operation.get("security") is not None


def expected(path: str, method: str, *, signed_in: bool, foreign: bool) -> str | None:
    """The refusal that comes before the request is read; `None` where none does."""
    if method not in allowed(path):
        return "wrong_method"
    if foreign and (method not in {"GET", "HEAD", "OPTIONS"} or (path == CHANGING_GET and method != "OPTIONS")):
        return "cross_site"
    if method != "OPTIONS" and not signed_in and not is_public(path, method):
        return "not_signed_in"
    return None


@pytest.mark.parametrize(("size", "methods"), [(2, METHODS), (70_000, WRITING)], ids=["little", "much"])
async def test_every_address_with_every_method_and_everyone(ada: Visitor, size: int, methods: list[str]) -> None:
    cookie = {"Cookie": f"session_id={ada.cookie}"}
    ada.client.event_hooks = {}  # the contract is held elsewhere; there are a thousand answers here
    ada.client.cookies.clear()
    for template, method, session, site in product(document()["paths"], methods, [cookie, {}], SITES):
        path = template.replace("{", "9").replace("}", "9").replace("_id", "")
        wanted = expected(template, method, signed_in=bool(session), foreign=bool(site))
        if template == CHANGING_GET and session and wanted is None and method != "OPTIONS":
            continue  # which would end the session; tested with the sessions
        content = b"{" + b"x" * (size - 1) if method in WRITING else None
        response = await ada.request(method, path, headers={**session, **site}, content=content)
        place = f"{method} {path} {session} {site}: {response.status_code} {response.text[:200]}"
        if method == "OPTIONS":
            assert (response.status_code, response.content) == (204, b""), place
        if method == "OPTIONS" or wanted == "wrong_method":
            assert sorted(response.headers["Allow"].split(", ")) == allowed(template), place
        if method == "HEAD":
            early = {"wrong_method": 405, "cross_site": 403, "not_signed_in": 401}
            assert wanted is None or response.status_code == early[wanted], place
        elif wanted is not None:
            assert problem(response)[1] == wanted, place
        elif "problem" in response.headers.get("Content-Type", ""):
            assert problem(response)[1] not in EARLY, place
            assert response.status_code in {400, 403, 413}, place


async def test_no_route_comes_before_all_else(ada: Visitor, stranger: Visitor) -> None:
    for who, site, method in product((ada, stranger), SITES, METHODS):
        response = await who.request(method, "/nothing", headers=site)
        assert response.status_code == 404
        if method != "HEAD":
            assert problem(response) == (404, "no_such_route", None)


async def test_a_page_of_another_site_renews_no_session(ada: Visitor, clock: Clock) -> None:
    clock.advance(days=3)
    refused = await ada.post("/rooms", {"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert problem(refused) == (403, "cross_site", None)
    assert "Set-Cookie" not in refused.headers
    assert "Set-Cookie" in (await ada.get("/users")).headers
