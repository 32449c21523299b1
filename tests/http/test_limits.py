"""Rate limits: for guessing passwords, for making accounts, for everything."""

import asyncio
import time

import pytest

from besedka import limits
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.server import Running, sqlite_only, with_settings

pytestmark = sqlite_only
limited = with_settings(rate_limits="on")


class Time:
    """What the limits take for the time: it passes when it is told to."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._began = time.monotonic()

    def __call__(self) -> float:
        return self._began + self.passed


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    monkeypatch.setattr(limits, "monotonic", moved)
    return moved


async def guess(visitor: Visitor, email: str, password: str = "not the one") -> int:
    return (await visitor.post("/login", {"email": email, "password": password})).status_code


@limited
async def test_five_failures_lock_an_account_for_half_an_hour(ada: Visitor, stranger: Visitor, later: Time) -> None:
    assert [await guess(stranger, email) for email in ["ada@example.org", "ADA@example.org"] * 3] == [400] * 5 + [429]
    refused = await stranger.post("/login", {"email": ada.email, "password": PASSWORD})
    assert problem(refused) == (429, "too_many_requests", None)
    assert 0 < int(refused.headers["Retry-After"]) <= 1800
    assert (await ada.get("/users")).status_code == 200
    later.passed = 1801
    assert await guess(stranger, ada.email, PASSWORD) == 200


@limited
async def test_guesses_at_once_are_no_more_guesses(ada: Visitor, stranger: Visitor) -> None:
    statuses = await asyncio.gather(*(guess(stranger, ada.email) for _ in range(15)))
    assert sorted(statuses) == [400] * 5 + [429] * 10


@limited
async def test_successes_do_not_count(ada: Visitor) -> None:
    assert [await guess(ada, ada.email, PASSWORD) for _ in range(8)] == [200] * 8


@limited
async def test_twenty_failures_lock_an_address(ada: Visitor, stranger: Visitor) -> None:
    statuses = [await guess(stranger, f"someone{number}@example.org") for number in range(21)]
    assert statuses == [400] * 20 + [429]
    assert await guess(stranger, ada.email, PASSWORD) == 429


@limited
async def test_wrong_old_passwords_count_too(ada: Visitor) -> None:
    body = {"old": "not the one", "new": "a hammock in June"}
    statuses = [(await ada.put(f"/users/{ada.id}/password", body)).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]


@limited
async def test_nobody_else_can_lock_the_change_of_a_password(ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    change = {"old": PASSWORD, "new": "a hammock in June"}
    for email in (f"user {ada.id}", str(ada.id), "user"):
        assert [await guess(stranger, email) for _ in range(6)] == [400] * 5 + [429]
    for _ in range(6):
        assert (await boris.put(f"/users/{ada.id}/password", change | {"old": "not the one"})).status_code == 403
    assert (await ada.put(f"/users/{ada.id}/password", change)).status_code == 200


@limited
async def test_twenty_accounts_an_hour_from_one_address(server: Running, later: Time) -> None:
    visitor = server.visitor()

    async def sign_up(number: int) -> int:
        body = {"email": f"someone{number}@example.org", "password": PASSWORD}
        return (await visitor.post("/users", body)).status_code

    assert [await sign_up(number) for number in range(21)] == [200] * 20 + [429]
    later.passed = 3601
    assert await sign_up(21) == 200


@limited
async def test_a_user_has_a_burst_of_two_hundred_on_all_their_sessions(
    ada: Visitor, boris: Visitor, stranger: Visitor, later: Time
) -> None:
    await stranger.sign_in(ada.email)
    statuses = [(await (ada, stranger)[turn % 2].get("/users")).status_code for turn in range(201)]
    assert statuses == [200] * 200 + [429]
    assert (await boris.get("/users")).status_code == 200
    refused = await ada.get("/users")
    assert 1 <= int(refused.headers["Retry-After"]) <= 4
    later.passed = 5
    assert (await ada.get("/users")).status_code == 200


async def guesses_from(server: Running, count: int) -> list[int]:
    visitor = server.visitor()
    return [
        (
            await visitor.post(
                "/login",
                {"email": f"someone{number}@example.org", "password": "x"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
        ).status_code
        for number in range(count)
    ]


@limited
async def test_anyone_can_say_where_they_come_from(server: Running) -> None:
    assert (await guesses_from(server, 21))[-1] == 429


@pytest.mark.parametrize("settings", [{"rate_limits": "on", "trusted_proxies": ("127.0.0.1",)}], indirect=True)
async def test_a_trusted_proxy_is_believed(server: Running) -> None:
    assert (await guesses_from(server, 21))[-1] == 400
