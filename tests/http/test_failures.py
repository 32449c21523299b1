"""What is not the client's fault: a defect, and a database that does not answer."""

import apsw
import pytest

from besedka.store import sessions, users
from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.server import sqlite_only

pytestmark = sqlite_only


async def test_a_defect_is_logged_and_says_nothing_of_the_inside(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object) -> None:
        raise KeyError("a secret")

    monkeypatch.setattr(users, "find_seen_user", broken)
    ada.client.event_hooks = {}  # the contract promises no defects
    response = await ada.get("/users")
    assert problem(response) == (500, "internal_error", None)
    assert "secret" not in response.text
    assert response.json()["request_id"] == response.headers["X-Request-Id"]
    printed = capsys.readouterr().out
    assert "a secret" in printed
    assert response.json()["request_id"] in printed
    monkeypatch.undo()
    assert (await ada.get("/users")).status_code == 200


async def test_a_database_out_of_service_is_worth_another_try(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(users, "update_profile", broken)
    response = await ada.edit(name="Ada")
    assert problem(response) == (503, "unavailable", None)
    assert int(response.headers["Retry-After"]) >= 1
    monkeypatch.undo()
    assert (await ada.edit(name="Ada")).status_code == 200


async def test_a_full_disk_keeps_nobody_from_reading_whose_session_is_due_for_renewal(
    ada: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: object) -> None:
        raise apsw.FullError("database or disk is full")

    clock.advance(days=2)
    monkeypatch.setattr(sessions, "update_expiry", broken)
    response = await ada.get("/users")
    assert (response.status_code, "Set-Cookie" in response.headers) == (200, False)
    assert "renewal_failed" in capsys.readouterr().out
    monkeypatch.undo()
    assert "Set-Cookie" in (await ada.get("/users")).headers
