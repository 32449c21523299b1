"""The browser client's files, as the server sends them. What they do is tested in `tests/browser`."""

import gzip
import re
from pathlib import Path

import pytest

from besedka.http.build import Build
from besedka.http.resources.page import ADDRESSES
from tests.support.cast import Visitor, problem
from tests.support.server import sqlite_only

pytestmark = [
    sqlite_only,
    pytest.mark.skipif(not Build().names, reason="the browser client is not built"),
]

ROUTES = Path(__file__).parents[2] / "web" / "src" / "app" / "routes.ts"
VISIT = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}


@pytest.fixture
def browser(stranger: Visitor) -> Visitor:
    """Who asks for more than the contract of programs tells of."""
    stranger.client.event_hooks = {}
    return stranger


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where npm could not be reached when Besedka was built."""
    monkeypatch.setattr(Build, "names", frozenset())


@pytest.mark.parametrize("path", ["/", ""])
async def test_without_a_browser_client_the_front_door_leads_to_the_page(
    unbuilt: None, stranger: Visitor, path: str
) -> None:
    response = await stranger.get(path)
    assert (response.status_code, response.headers["Location"]) == (303, "/docs")


@pytest.mark.parametrize("path", ["/", ""])
async def test_the_front_door_is_the_browser_client(stranger: Visitor, path: str) -> None:
    response = await stranger.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def script_of(page: str) -> str:
    found = re.search(r'src="(/assets/[^"]+\.js)"', page)
    assert found is not None
    return found[1]


async def test_who_follows_an_address_that_there_is_not_sees_a_page(browser: Visitor) -> None:
    lost = await browser.get("/nowhere", headers=VISIT)
    assert (lost.status_code, lost.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert lost.text == (await browser.get("/")).text
    assert "ETag" not in lost.headers
    assert problem(await browser.get("/nowhere")) == (404, "no_such_route", None)


async def test_parts_are_kept_for_ever_and_the_page_is_asked_for_again(browser: Visitor) -> None:
    page = await browser.get("/")
    part = await browser.get(script_of(page.text))
    assert (page.headers["Cache-Control"], page.headers["Vary"]) == (
        "no-cache",
        "Accept-Encoding, Sec-Fetch-Mode, Accept-Language",
    )
    assert "immutable" in part.headers["Cache-Control"]
    again = await browser.get("/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_whoever_opens_the_page_asks_ahead_and_a_service_worker_does_not(browser: Visitor) -> None:
    for path in ("/", "/c/1"):
        assert (await browser.get(path, headers=VISIT)).headers["Link"].startswith("</server>; rel=preload; as=fetch")
        assert "Link" not in (await browser.get(path, headers={"Sec-Fetch-Mode": "cors"})).headers


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, RU;q=0.7, en;q=0.5", "ru"),
        ("en-GB,ru;q=0.9", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
async def test_the_words_that_a_visit_will_speak_are_asked_for_ahead(
    browser: Visitor, preferred: str, language: str
) -> None:
    link = (await browser.get("/", headers={**VISIT, "Accept-Language": preferred})).headers["Link"]
    words = re.search(r"<(/assets/(\w+)-[^>]+\.js)>; rel=modulepreload", link)
    assert words is not None
    assert words[2] == language
    assert (await browser.get(words[1])).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("br;q=0.0", None)],
)
async def test_they_are_as_small_as_the_browser_can_take_them(
    browser: Visitor, accepted: str, encoding: str | None
) -> None:
    path = script_of((await browser.get("/")).text)
    async with browser.client.stream("GET", path, headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers.get("Content-Encoding") == encoding
    plain = (await browser.get(path, headers={"Accept-Encoding": "identity"})).content
    if encoding == "gzip":
        assert gzip.decompress(raw) == plain
    assert len(raw) <= len(plain)


@pytest.mark.parametrize(
    "path", ["/.built-from", "/.vite/manifest.json", "/assets/nothing.js", "/assets/..%2findex.html"]
)
async def test_what_is_no_part_of_the_page_is_not_sent(browser: Visitor, path: str) -> None:
    assert problem(await browser.get(path)) == (404, "no_such_route", None)


async def test_who_installs_it_finds_its_icons(browser: Visitor) -> None:
    page = (await browser.get("/")).text
    named = {icon["src"]: icon["type"] for icon in (await browser.get("/manifest.webmanifest")).json()["icons"]}
    linked = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert linked is not None
    for path, kind in {**named, linked[1]: "image/png"}.items():
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)


def test_the_server_has_the_addresses_that_the_page_reads(engine: str) -> None:
    table = ROUTES.read_text(encoding="utf-8").partition("READERS")[2].partition("};")[0]
    read = set(re.findall(r'^ {2}"?([\w-]+)"?: \(', table, re.MULTILINE))
    assert read == {address.split("/")[1] for address in ADDRESSES}
