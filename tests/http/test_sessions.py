"""Signing in and out: sections 2.2 and 2.3 of the original, and the sessions of a user."""

import hashlib
import time

import pytest

from besedka.bus import SessionsEnded
from besedka.database import Transaction
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.clock import Clock
from tests.support.server import Running

ADA = {"email": "ada@example.org", "password": PASSWORD}
MONTH = 30 * 24 * 3600  # seconds


async def test_signing_in_answers_with_the_user_and_a_cookie(ada: Visitor, stranger: Visitor) -> None:
    response = await stranger.post("/login", ADA)
    assert response.json() == ada.user
    cookie = response.headers["Set-Cookie"]
    token, *attributes = cookie.removeprefix("session_id=").split("; ")
    assert sorted(attributes) == sorted(["HttpOnly", f"Max-Age={MONTH}", "Path=/", "SameSite=Lax"])
    assert len(token) >= 43  # 256 bits in base64
    assert (await stranger.get("/users")).json() == ada.user


@pytest.mark.parametrize("settings", [{"trusted_proxies": ("127.0.0.1",)}], indirect=True)
async def test_behind_tls_the_cookie_is_for_tls_only(ada: Visitor) -> None:
    response = await ada.post("/login", ADA, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in response.headers["Set-Cookie"].split("; ")


async def test_the_address_is_known_in_any_case(ada: Visitor, stranger: Visitor) -> None:
    await stranger.sign_in("ADA@Example.ORG")
    assert stranger.id == ada.id


async def test_the_database_knows_the_token_by_its_hash_only(ada: Visitor, server: Running) -> None:
    async def work(tx: Transaction) -> list[bytes]:
        return [bytes(row[0]) for row in await tx.fetch("select token_hash from session")]

    assert await server.database.read(work) == [hashlib.sha256(ada.cookie.encode()).digest()]


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ada@example.org", "password": PASSWORD + "!"},
        {"email": "ada@example.org", "password": ""},
        {"email": "nobody@example.org", "password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"email": "ada@example.org", "password": "p" * 5000},
    ],
)
async def test_a_wrong_pair_is_refused_without_saying_what_was_wrong(
    ada: Visitor, stranger: Visitor, body: dict[str, str]
) -> None:
    response = await stranger.post("/login", body)
    assert problem(response) == (400, "wrong_credentials", None)
    assert response.json()["detail"] == "Wrong email or password."
    assert "Set-Cookie" not in response.headers
    assert ada.user


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_signing_out_ends_the_session(ada: Visitor, server: Running, method: str) -> None:
    token, session = ada.cookie, (await ada.get(f"/users/{ada.id}/sessions")).json()["sessions"][0]
    server.bus.announced.clear()
    response = await ada.request(method, "/logout")
    assert response.json() == {}
    assert "session_id" not in ada.client.cookies
    assert server.bus.announced == [SessionsEnded(ada.id, (session["id"],))]
    again = await ada.get("/users", headers={"Cookie": f"session_id={token}"})
    assert problem(again) == (401, "not_signed_in", None)
    await ada.sign_in(ada.email)
    assert (await ada.get("/users")).status_code == 200


async def test_signing_out_here_leaves_one_signed_in_there(ada: Visitor, stranger: Visitor) -> None:
    await stranger.sign_in(ada.email)
    await ada.get("/logout")
    assert (await stranger.get("/users")).status_code == 200


async def test_signing_in_again_replaces_the_session_of_this_device(ada: Visitor) -> None:
    first = ada.cookie
    await ada.sign_in(ada.email)
    assert ada.cookie != first
    assert len((await ada.get(f"/users/{ada.id}/sessions")).json()["sessions"]) == 1


async def test_a_session_is_renewed_once_a_day_while_used(ada: Visitor, clock: Clock) -> None:
    clock.advance(days=0.99)
    assert "Set-Cookie" not in (await ada.get("/users")).headers
    clock.advance(days=0.02)
    assert f"Max-Age={MONTH}" in (await ada.get("/users")).headers["Set-Cookie"]
    assert "Set-Cookie" not in (await ada.get("/users")).headers
    for _ in range(5):
        clock.advance(days=29)
        assert (await ada.get("/users")).status_code == 200


async def test_a_session_ends_after_thirty_days_without_use(ada: Visitor, clock: Clock) -> None:
    clock.advance(seconds=MONTH - 1)
    other = {"Cookie": f"session_id={ada.cookie}"}
    assert (await ada.get("/users", headers=other)).status_code == 200
    clock.advance(seconds=MONTH)
    assert (await ada.get("/users", headers=other)).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", '"', "a; session_id=b"])
async def test_a_token_that_never_was_lets_nobody_in(stranger: Visitor, token: str) -> None:
    headers = {"Cookie": f"session_id={token}".encode()}
    assert (await stranger.get("/users", headers=headers)).status_code == 401  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ['"' + "\\" * 30_000 + '"', '"' + "\\1" * 15_000 + '"', "a;" * 15_000, "=" * 30_000])
async def test_no_cookie_is_slow_to_read(ada: Visitor, value: str) -> None:
    """The standard library took seconds for the first of these, on the event loop."""
    start = time.thread_time()
    response = await ada.get("/users", headers={"Cookie": f"session_id={value}"})
    assert (response.status_code, time.thread_time() - start < 1) == (401, True)


async def test_the_cookie_is_found_among_others(ada: Visitor, stranger: Visitor) -> None:
    others = [("Cookie", "a=b; session=x"), ("Cookie", f'c="d"; session_id="{ada.cookie}" ; e')]
    assert (await stranger.get("/users", headers=others)).status_code == 200


async def test_where_one_is_signed_in(ada: Visitor, stranger: Visitor, boris: Visitor, clock: Clock) -> None:
    clock.advance(seconds=60)
    await stranger.post("/login", ADA, headers={"User-Agent": "Besuch/1.0"})
    here, first = (await stranger.get(f"/users/{ada.id}/sessions")).json()["sessions"]
    assert (here["user_agent"], here["address"], here["current"]) == ("Besuch/1.0", "127.0.0.1", True)
    assert (here["created_at"], here["expires_at"]) == ("2023-11-14T22:14:20.000Z", "2023-12-14T22:14:20.000Z")
    assert first["current"] is False
    assert (await boris.get(f"/users/{ada.id}/sessions")).status_code == 403


async def test_signing_out_elsewhere(ada: Visitor, stranger: Visitor, boris: Visitor) -> None:
    await stranger.sign_in(ada.email)
    elsewhere = next(
        each["id"] for each in (await ada.get(f"/users/{ada.id}/sessions")).json()["sessions"] if not each["current"]
    )
    assert (await boris.delete(f"/users/{ada.id}/sessions/{elsewhere}")).status_code == 403
    assert problem(await boris.delete(f"/users/{boris.id}/sessions/{elsewhere}")) == (400, "no_such_session", None)
    assert (await ada.delete(f"/users/{ada.id}/sessions/{elsewhere}")).json() == {}
    assert (await stranger.get("/users")).status_code == 401
    assert problem(await ada.delete(f"/users/{ada.id}/sessions/{elsewhere}")) == (400, "no_such_session", None)


async def test_a_new_password_signs_out_everywhere_else(ada: Visitor, stranger: Visitor, server: Running) -> None:
    await stranger.sign_in(ada.email)
    server.bus.announced.clear()
    change = {"old": PASSWORD, "new": "a hammock in June"}
    assert (await ada.put(f"/users/{ada.id}/password", change)).json() == {}
    assert [type(each) for each in server.bus.announced] == [SessionsEnded]
    assert (await ada.get("/users")).status_code == 200
    assert (await stranger.get("/users")).status_code == 401
    assert problem(await stranger.post("/login", ADA)) == (400, "wrong_credentials", None)
    await stranger.sign_in(ada.email, "a hammock in June")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"old": "wrong", "new": "a hammock in June"}, "wrong_credentials", "old"),
        ({"old": PASSWORD, "new": "short"}, "weak_password", "new"),
        ({"old": PASSWORD, "new": "ada@example.org"}, "weak_password", "new"),
        ({"old": PASSWORD, "new": "p" * 1025}, "too_long", "new"),
        ({"old": PASSWORD}, "missing_field", "new"),
        ({"new": "a hammock in June"}, "missing_field", "old"),
    ],
)
async def test_a_password_that_will_not_do(ada: Visitor, change: dict[str, str], code: str, field: str) -> None:
    assert problem(await ada.put(f"/users/{ada.id}/password", change)) == (400, code, field)
    assert (await ada.post("/login", ADA)).status_code == 200


async def test_nobody_changes_anothers_password(ada: Visitor, boris: Visitor) -> None:
    change = {"old": PASSWORD, "new": "a hammock in June"}
    assert (await boris.put(f"/users/{ada.id}/password", change)).status_code == 403
    assert (await ada.post("/login", ADA)).status_code == 200
