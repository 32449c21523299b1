"""What holds for every request: the common rules of the contract."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.contract import document
from tests.support.server import sqlite_only

pytestmark = sqlite_only

SECURITY = ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy", "X-Request-Id", "Cache-Control")
NO_IDS = ["0", "-1", "1.5", "1e3", "x", "9007199254740992", "9" * 400, "١", "%00", "+1", " 1", "0x1"]


def private_operations() -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and operation.get("security") is None
    ]


def fill(path: str, value: str = "1") -> str:
    parts = path.split("/")
    return "/".join(value if part.endswith("_id}") else "x" if part.startswith("{") else part for part in parts)


@pytest.mark.parametrize(("method", "path"), private_operations())
async def test_who_is_not_signed_in_learns_nothing_else(stranger: Visitor, method: str, path: str) -> None:
    for value, content in (("1", b"{}"), ("x", b"{{{"), ("9" * 30, b"\xff" * 70_000)):
        response = await stranger.request(method, fill(path, value), content=None if method == "GET" else content)
        assert problem(response) == (401, "not_signed_in", None)


async def test_most_operations_are_private(engine: str) -> None:
    assert len(private_operations()) > 20


async def test_addresses_that_name_nothing(ada: Visitor, stranger: Visitor) -> None:
    for path in ("/nothing", "/users/1/nothing", "/rooms/1/2/3", "/Users", "/%00", "/é"):
        for who in (ada, stranger):
            assert problem(await who.get(path)) == (404, "no_such_route", None)


async def test_a_wrong_method_is_told_the_right_ones(ada: Visitor) -> None:
    response = await ada.request("PATCH", "/users")
    assert problem(response) == (405, "wrong_method", None)
    assert sorted(response.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS", "POST"]
    assert problem(await ada.delete("/rooms"))[:2] == (405, "wrong_method")


async def test_a_trailing_slash_never_matters(ada: Visitor) -> None:
    for path in ("/users", f"/users/{ada.id}", f"/users/{ada.id}/chats", "/health", "/openapi.json"):
        assert (await ada.get(path + "/")).content == (await ada.get(path)).content


async def test_head_is_get_without_the_body(ada: Visitor) -> None:
    paths = [
        "/users",
        f"/users/{ada.id}/chats",
        "/photos/1",
        "/health",
        "/docs",
        "/openapi.yaml",
        "/rooms/99",
        "/nothing",
    ]
    for path in paths:
        got, head = await ada.get(path), await ada.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["Content-Type"].partition(";")[0] == got.headers["Content-Type"].partition(";")[0]
        assert head.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("value", NO_IDS)
async def test_no_id_of_a_path_is_one(ada: Visitor, value: str) -> None:
    for method, path in private_operations():
        if "_id}" in path and path != "/photos":
            response = await ada.request(method, fill(path, value), json={"text": "x", "name": "x", "seq": 1})
            assert response.status_code == 400, f"{method} {path}: {response.text}"


async def test_the_largest_id_is_one(ada: Visitor) -> None:
    assert problem(await ada.get(f"/users/{2**53 - 1}")) == (400, "no_such_user", None)


@pytest.mark.parametrize("value", [0, -1, 2**53, 10**400, 1.5, "1", None, True, [], {}])
async def test_no_id_of_a_body_is_one(ada: Visitor, value: Any) -> None:
    status, code, _ = problem(await ada.post("/chats", json.dumps({"user_id": value}).encode()))
    assert (status, code in {"bad_id", "wrong_type"}) == (400, True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"name"',
        b"{'name': 'x'}",
        b'{"name": NaN}',
        b'{"name": "x"} trailing',
        b'{"name": "\xff"}',
        b'{"name": "x", "nobody": "\xff"}',
        b'{"name": "x", "nobody": {"\xff": ["\xc0\x80"]}}',
        b'{"name": "x", "nobody": "\xf4\x90\x80\x80"}',
        b'{"name": "x"} \xff',
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": "\\ud800"}',
        b'\xef\xbb\xbf{"name": "x"}',
        '{"name": "x"}'.encode("utf-16"),
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b"\0",
    ],
)
async def test_what_is_no_json_object_is_refused(ada: Visitor, body: bytes) -> None:
    status, code, _ = problem(await ada.post("/rooms", body))
    assert (status, code in {"bad_json", "wrong_type", "bad_text"}) == (400, True)
    assert await ada.rooms() == []


@pytest.mark.parametrize("text", ["a\0b", "\0"])
async def test_nul_fits_nowhere(ada: Visitor, boris: Visitor, text: str) -> None:
    chat_id = await ada.chat_with(boris)
    for path, field in (("/rooms", "name"), (f"/chats/{chat_id}/messages", "text")):
        assert problem(await ada.post(path, {field: text})) == (400, "bad_text", field)
    for field in ("name", "status", "username", "email"):
        assert (await ada.edit(**{field: text})).status_code == 400
    assert problem(await ada.get("/users", params={"query": text}))[0] == 400
    assert (await ada.post("/login", {"email": text, "password": text})).status_code == 400


async def test_what_is_not_known_is_ignored(ada: Visitor) -> None:
    body = {"name": "x", "nothing": {"deep": [1, 2]}, "id": "no id", "name ": 5}
    assert (await ada.post("/rooms", body)).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "nonsense", ""])
async def test_a_body_is_json_whatever_it_is_called(ada: Visitor, content_type: str) -> None:
    response = await ada.post("/rooms", b'{"name": "x"}', headers={"Content-Type": content_type})
    assert response.status_code == 200


def named(size: int) -> bytes:
    """A body of so many bytes."""
    return b'{"name": "x", "filler": "' + b"f" * (size - 27) + b'"}'


async def in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10_000):
        yield body[start : start + 10_000]


async def test_sixty_four_kibibytes_are_the_limit(ada: Visitor) -> None:
    size = 64 * 1024
    assert len(named(size)) == size
    assert (await ada.post("/rooms", named(size))).status_code == 200
    assert problem(await ada.post("/rooms", named(size + 1))) == (413, "too_large", None)
    assert (await ada.client.post("/rooms", content=in_chunks(named(size)))).status_code == 200
    assert problem(await ada.client.post("/rooms", content=in_chunks(named(size + 1)))) == (413, "too_large", None)
    assert problem(await ada.client.post("/rooms", content=in_chunks(named(1_000_000)))) == (413, "too_large", None)
    assert len(await ada.rooms()) == 2


async def test_every_answer_carries_its_headers(ada: Visitor, stranger: Visitor) -> None:
    answers = [
        await ada.get("/users"),
        await ada.get("/users/x"),
        await stranger.get("/users"),
        await ada.get("/nothing"),
        await ada.request("PATCH", "/users"),
        await stranger.get("/docs"),
        await stranger.post("/login", {"email": ada.email, "password": PASSWORD}),
        await stranger.get("/openapi.json"),
    ]
    for answer in answers:
        assert [name for name in SECURITY if name not in answer.headers] == []
        assert "Server" not in answer.headers
        assert answer.content.endswith(b"\n") or "json" not in answer.headers["Content-Type"]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
