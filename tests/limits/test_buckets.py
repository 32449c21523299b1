"""The leaky bucket, and what keeps the buckets few."""

from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besedka import limits
from besedka.errors import BadRequest, Code, TooManyRequests
from besedka.limits import FAILURES_OF_ACCOUNT, FAILURES_OF_ADDRESS, Bucket, Limit, Limits, address_key

LIMIT = Limit("tests", 5, 10)
OTHER = Limit("other tests", 5, 10)


class Time:
    """A steady clock."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    clock = Time()
    monkeypatch.setattr(limits, "monotonic", clock)
    return clock


def kept(counted: Limits, limit: Limit) -> dict[limits.Key, Bucket]:
    return dict(counted._tables[limit.name])  # noqa: SLF001 - what is kept is not seen from outside


def test_a_burst_then_what_leaks() -> None:
    bucket = Bucket(LIMIT)
    assert [bucket.take(0) for _ in range(5)] == [0] * 5
    assert bucket.take(0) == pytest.approx(2)
    assert bucket.take(1.5) == pytest.approx(0.5)
    assert bucket.take(2) == 0
    assert bucket.take(2, 3) == pytest.approx(6)
    assert bucket.take(8, 3) == 0
    bucket.give_back(2)
    assert bucket.take(8, 2) == 0
    assert bucket.take(1000, 5) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 5)), max_size=200), st.floats(0, 1e7))
def test_no_stretch_of_time_lets_more_through(steps: list[tuple[float, int]], now: float) -> None:
    """Whatever the order of asking: in any stretch no more than a burst and what leaks in it; who waits as long as they
    are told is let through.
    """
    bucket, taken = Bucket(LIMIT), []
    for pause, amount in steps:
        now += pause
        wait = bucket.take(now, amount)
        if wait:
            now += wait
            assert bucket.take(now, amount) == 0
        taken.append((now, amount))
    for first, (began, _) in enumerate(taken):
        total = 0
        for ended, amount in taken[first:]:
            total += amount
            assert total <= LIMIT.burst + (ended - began) * LIMIT.burst / LIMIT.seconds + 1e-3


def test_kinds_never_meet(time: Time) -> None:
    counted = Limits(on=True)
    for _ in range(5):
        counted.spend(LIMIT, "ada")
    with pytest.raises(TooManyRequests) as refused:
        counted.spend(LIMIT, "ada")
    assert refused.value.retry_after == 2
    counted.spend(OTHER, "ada")
    counted.spend(LIMIT, "boris")
    time.now += 2
    counted.spend(LIMIT, "ada")


def test_off_refuses_nothing_and_keeps_nothing() -> None:
    counted = Limits(on=False)
    for _ in range(100):
        counted.spend(LIMIT, "ada")
        with pytest.raises(BadRequest), counted.attempt(LIMIT, "ada", "192.0.2.1"):
            raise BadRequest(Code.WRONG_CREDENTIALS, "wrong")
    assert not counted._tables  # noqa: SLF001


def guess(counted: Limits, account: str, address: str, error: Exception | None = None) -> None:
    with counted.attempt(FAILURES_OF_ACCOUNT, account, address):
        if error is not None:
            raise error


def test_only_wrong_guesses_count(time: Time) -> None:
    counted = Limits(on=True)
    wrong = BadRequest(Code.WRONG_CREDENTIALS, "wrong")
    for error in [BadRequest(Code.BAD_EMAIL, "bad"), KeyError("a defect")] * 10:
        guess(counted, "ada", "192.0.2.1")
        with pytest.raises(type(error)):
            guess(counted, "ada", "192.0.2.1", error)
    for _ in range(5):
        with pytest.raises(BadRequest):
            guess(counted, "ada", "192.0.2.1", wrong)
    for _ in range(100):  # refused for the account: not counted for the address
        with pytest.raises(TooManyRequests):
            guess(counted, "ada", "192.0.2.1")
    for number in range(15):
        with pytest.raises(BadRequest):
            guess(counted, f"someone {number}", "192.0.2.1", wrong)
    for _ in range(100):  # refused for the address: not counted for the account
        with pytest.raises(TooManyRequests):
            guess(counted, "boris", "192.0.2.1")
    guess(counted, "boris", "192.0.2.2")


def test_empty_buckets_are_forgotten(time: Time) -> None:
    counted = Limits(on=True)
    for number in range(10_000):
        counted.spend(LIMIT, number)
        time.now += 0.1  # each leaks empty within two seconds: twenty at a time are in use
    assert len(kept(counted, LIMIT)) < 100


def test_keys_are_bounded_and_the_fullest_stay(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEYS_MOST", 500)
    counted = Limits(on=True)
    for number in range(20):
        assert counted.take(LIMIT, f"under attack {number}", 5) == 0
    for number in range(20_000):
        counted.spend(LIMIT, number)
        assert len(kept(counted, LIMIT)) <= 500
    for number in range(20):
        assert counted.take(LIMIT, f"under attack {number}")


def test_a_flood_of_one_kind_costs_no_other(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEYS_MOST", 50)
    counted = Limits(on=True)
    counted.spend(OTHER, "ada", 5)
    for number in range(1000):
        counted.spend(LIMIT, number, 5)
    assert counted.take(OTHER, "ada")


def test_a_new_key_never_costs_a_long_walk(time: Time) -> None:
    """A hundred thousand keys that are all in use, and as many new ones."""
    counted = Limits(on=True)
    counted.spend(LIMIT, 0)
    began = thread_time()
    for number in range(limits.KEYS_MOST):
        counted.spend(LIMIT, number)
    filling = thread_time() - began
    longest = 0.0
    began = thread_time()
    for number in range(limits.KEYS_MOST):
        before = thread_time()
        counted.spend(LIMIT, -number)
        longest = max(longest, thread_time() - before)
    assert thread_time() - began < 20 * filling
    assert longest < 0.5  # a walk over all would be as long each time
    assert len(kept(counted, LIMIT)) == limits.KEYS_MOST


def test_long_keys_are_cut() -> None:
    counted = Limits(on=True)
    counted.spend(LIMIT, "x" * 1_000_000)
    assert [len(str(key)) for key in kept(counted, LIMIT)] == [limits.KEY_LENGTH]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no:address", "no:address"),
        ("::\0", "::\0"),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, key: str) -> None:
    assert address_key(address) == key


def test_many_addresses_of_one_network_are_one(time: Time) -> None:
    counted = Limits(on=True)
    wrong = BadRequest(Code.WRONG_CREDENTIALS, "wrong")
    for number in range(FAILURES_OF_ADDRESS.burst):
        with pytest.raises(BadRequest):
            guess(counted, f"someone {number}", f"2001:db8::{number:x}", wrong)
    with pytest.raises(TooManyRequests):
        guess(counted, "ada", "2001:db8::ffff")
    guess(counted, "ada", "2001:db8:0:1::1")
