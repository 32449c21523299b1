"""Pages of other sites: what they may not do, and what allowed ones may."""

import pytest

from tests.support.cast import Visitor, problem
from tests.support.server import Running, sqlite_only, with_settings

pytestmark = sqlite_only
FRIEND = "https://chat.example.org"
REFUSED = (403, "cross_site", None)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "nonsense"}, False),
        ({"Origin": "http://{host}"}, True),
        ({"Origin": FRIEND}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://{host}"}, False),
        ({"Origin": "HTTP://{host}"}, True),
        ({"Origin": "http://127.0.0.1"}, False),
        ({"Origin": "http://127.0.0.1.example.org:{port}"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://{host}"}, False),
    ],
)
async def test_who_may_write(ada: Visitor, server: Running, headers: dict[str, str], allowed: bool) -> None:
    host = f"127.0.0.1:{server.port}"
    sent = {name: value.replace("{host}", host).replace("{port}", str(server.port)) for name, value in headers.items()}
    response = await ada.post("/rooms", {"name": "x"}, headers=sent)
    assert (response.status_code == 200) is allowed
    assert len(await ada.rooms()) == allowed
    if not allowed:
        assert problem(response) == REFUSED
        assert problem(await ada.get("/logout", headers=sent)) == REFUSED
    assert (await ada.get("/users", headers=sent)).status_code == 200


@pytest.mark.parametrize(("site", "mode", "allowed"), [
    ("same-origin", "navigate", False),  # such as one in a message
    ("none", "navigate", True),  # typed in
    ("same-origin", "cors", True),
])  # fmt: skip
async def test_no_link_signs_anyone_out(ada: Visitor, site: str, mode: str, allowed: bool) -> None:
    answer = await ada.get("/logout", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode})
    assert answer.status_code == (200 if allowed else 403)
    assert (await ada.get("/users")).status_code == (401 if allowed else 200)


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::1", "http://x]", "http://localhost:abc", "http://localhost:99999", "http://[x]"]
)
async def test_an_origin_that_nobody_understands(ada: Visitor, origin: str) -> None:
    for response in (
        await ada.post("/rooms", {"name": "x"}, headers={"Origin": origin}),
        await ada.get("/logout", headers={"Origin": origin}),
    ):
        assert problem(response) == (400, "bad_http", None)
    assert (await ada.get("/users", headers={"Origin": origin})).status_code == 200
    assert await ada.rooms() == []


@with_settings(trusted_proxies=("127.0.0.1",))
async def test_the_scheme_counts_as_the_proxy_says(ada: Visitor) -> None:
    asked = {"Host": "chat.example.org", "X-Forwarded-Proto": "https"}
    assert (await ada.post("/rooms", {"name": "x"}, headers=asked | {"Origin": FRIEND})).status_code == 200
    for origin in ("http://chat.example.org", "http://chat.example.org:443", "https://chat.example.org:80"):
        assert problem(await ada.post("/rooms", {"name": "x"}, headers=asked | {"Origin": origin})) == REFUSED
    named = asked | {"Host": "CHAT.example.org:443", "Origin": FRIEND}
    assert (await ada.post("/rooms", {"name": "x"}, headers=named)).status_code == 200


async def test_signing_in_and_up_are_writes_too(stranger: Visitor) -> None:
    for path in ("/users", "/sign_up", "/login"):
        assert problem(await stranger.post(path, {}, headers={"Sec-Fetch-Site": "cross-site"})) == REFUSED


async def test_other_pages_may_not_read_the_answers(ada: Visitor) -> None:
    response = await ada.get("/users", headers={"Origin": FRIEND})
    assert not [name for name in response.headers if name.startswith("access-control")]


@with_settings(allowed_origins=(FRIEND,))
async def test_an_allowed_page_may_do_what_ours_may(ada: Visitor) -> None:
    headers = {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    for response in (
        await ada.post("/rooms", {"name": "x"}, headers=headers),
        await ada.get("/nothing", headers=headers),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == FRIEND
        assert response.headers["Access-Control-Allow-Credentials"] == "true"
        assert "Origin" in response.headers["Vary"]
    other = await ada.get("/users", headers={"Origin": "https://other.example.org"})
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Origin" in other.headers["Vary"]


@with_settings(allowed_origins=(FRIEND,))
async def test_a_preflight_is_answered_without_a_session(stranger: Visitor) -> None:
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    response = await stranger.request("OPTIONS", "/users/1", headers=asked)
    assert response.status_code == 204
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"
    refused = await stranger.request("OPTIONS", "/users/1", headers=asked | {"Origin": "https://other.example.org"})
    assert "Access-Control-Allow-Methods" not in refused.headers
