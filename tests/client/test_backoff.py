"""When the client comes back."""

import json

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from besedka_client import Closed, Refused, SignedOut
from besedka_client.backoff import ANNOUNCED_MOST, LATER_SECONDS, WAIT_FIRST, WAIT_MOST, Backoff


@pytest.fixture(autouse=True)
def longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance has it wait as long as it may."""
    monkeypatch.setattr("random.uniform", lambda _, most: most)


def test_it_grows_up_to_a_bound() -> None:
    backoff = Backoff()
    waits = [backoff.fail() for _ in range(2000)]
    assert waits[:4] == [WAIT_FIRST, 2 * WAIT_FIRST, 4 * WAIT_FIRST, 8 * WAIT_FIRST]
    assert waits[-1] == WAIT_MOST


def test_it_is_forgotten_only_once_a_connection_has_lasted() -> None:
    backoff = Backoff()
    assert [backoff.close(None, "", 1.0) for _ in range(3)] == [WAIT_FIRST, 2 * WAIT_FIRST, 4 * WAIT_FIRST]
    assert backoff.close(None, "", 31.0) == WAIT_FIRST


def test_all_of_it_is_left_to_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda least, _: least)
    assert Backoff().fail() == 0


@pytest.mark.parametrize(
    ("reason", "wait"),
    [
        (json.dumps({"reconnect_after_ms": 2310}), 2.31),
        (json.dumps({"reconnect_after_ms": 10**12}), ANNOUNCED_MOST),
        (json.dumps({"reconnect_after_ms": -1}), 0),
        ('{"reconnect_after_ms": NaN}', 0),
        (json.dumps({"reconnect_after_ms": "soon"}), WAIT_FIRST),
        (json.dumps([]), WAIT_FIRST),
        ("", WAIT_FIRST),
    ],
)
def test_a_server_that_goes_says_when_to_come_back(reason: str, wait: float) -> None:
    assert Backoff().close(1001, reason, 1.0) == wait


@pytest.mark.parametrize("code", [4420, 4429, 4430, 4999])
def test_later_is_not_at_once(code: int) -> None:
    assert Backoff().close(code, "", 100.0) >= LATER_SECONDS


@pytest.mark.parametrize("code", [*range(4400, 4420), 1009])
def test_for_good(code: int) -> None:
    if code == 4408:
        assert Backoff().close(code, "", 1.0) == WAIT_FIRST
        return
    with pytest.raises(SignedOut if code == 4401 else Closed):
        Backoff().close(code, "", 1.0)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_handshake_that_is_refused(status: int) -> None:
    with pytest.raises(Refused) as refused:
        Backoff().refuse(refusal(status))
    assert refused.value.status == status


def test_a_handshake_without_a_session() -> None:
    with pytest.raises(SignedOut):
        Backoff().refuse(refusal(401))


@pytest.mark.parametrize(
    ("status", "after", "wait"), [(429, "7", 7), (503, "1000000", ANNOUNCED_MOST), (502, None, 0.1)]
)
def test_a_handshake_that_may_succeed_later(status: int, after: str | None, wait: float) -> None:
    assert Backoff().refuse(refusal(status, after)) == wait


def refusal(status: int, after: str | None = None) -> InvalidStatus:
    return InvalidStatus(Response(status, "", Headers({"Retry-After": after} if after else {})))
