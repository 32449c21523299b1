"""Rate limits: one leaky bucket for everything that may be done so often and no oftener, at both doors."""

import math
import socket
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeAlias

import msgspec

from besedka.errors import BadRequest, Code, TooManyRequests

KEYS_MOST = 100_000  # of each limit
KEY_LENGTH = 256  # characters of a key that count
LOOKED_AT = 2  # old buckets for each new one, so that empty ones don't pile up
LOOKED_AT_WHEN_FULL = 8
_SLACK = 1e-6  # seconds: sums of floats are not exact
_MAPPED_IPV4 = bytes(10) + b"\xff\xff"
_NETWORK_BYTES = 8  # a /64: what one customer has at least

Key: TypeAlias = str | int


class Limit(msgspec.Struct, frozen=True):
    """`burst` at once, and no more in the long run than leak out of a full bucket in `seconds`. The name says what is
    counted; keys of limits with different names never meet.
    """

    name: str
    burst: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.burst} at once, {self.burst} in {self.seconds:g} seconds"


REQUESTS_OF_USER = Limit("requests of a user", 200, 4)
REQUESTS_OF_ADDRESS = Limit("requests of an address", 200, 4)
MALFORMED_OF_ADDRESS = Limit("malformed requests of an address", 50, 10)
FRAMES_OF_USER = Limit("frames of a user", 400, 4)
SEARCHES_OF_USER = Limit("searches of a user", 20, 10)
SIGN_UPS = Limit("sign-ups from an address", 20, 3600)
INVITES_LOOKED_AT = Limit("invites looked at from an address", 60, 60)
LINKS_LOOKED_AT = Limit("links for passwords looked at from an address", 30, 300)
FAILURES_OF_ACCOUNT = Limit("wrong passwords for an account", 5, 1800)
FAILURES_OF_CHANGE = Limit("wrong old passwords of a user", 5, 1800)
FAILURES_OF_ADDRESS = Limit("wrong passwords from an address", 20, 1800)


class Bucket:
    """Holds what was taken until it has leaked. Times are seconds of any steady clock."""

    __slots__ = ("_limit", "empty_at")

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self.empty_at = -math.inf  # when all will have leaked

    def take(self, now: float, amount: float = 1) -> float:
        """0.0 when there was room for `amount`, else the seconds until there will be; nothing is taken then.

        Needs an amount of at most the limit's burst.
        """
        limit = self._limit
        empty_at = max(self.empty_at, now) + amount * limit.seconds / limit.burst
        wait = empty_at - now - limit.seconds
        if wait > _SLACK:
            return wait
        self.empty_at = empty_at
        return 0.0

    def give_back(self, amount: float = 1) -> None:
        """Undo a `take`."""
        self.empty_at -= amount * self._limit.seconds / self._limit.burst


class Limits:
    """The buckets of a server, by limit and key. Nothing is ever refused when it is set to off.

    Each limit keeps at most 100,000 buckets. One that has leaked empty is forgotten: it says no more than none at all.
    When all are in use, of the eight longest not looked at the one goes that would be empty first. So a flood of new
    keys, of one event each, costs the counts of its own kind only, and of these the small before the large.
    """

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self._tables: dict[str, OrderedDict[Key, Bucket]] = {}

    def take(self, limit: Limit, key: Key, amount: float = 1) -> float:
        """0.0 when there was room, else the seconds until there will be. Needs an amount of at most the burst."""
        if not self.on:
            return 0.0
        now = monotonic()
        return self._bucket(limit, key, now).take(now, amount)

    def spend(self, limit: Limit, key: Key, amount: float = 1) -> None:
        """As `take`. Raises `TooManyRequests` where there is no room."""
        wait = self.take(limit, key, amount)
        if wait:
            raise TooManyRequests(math.ceil(wait))

    @contextmanager
    def attempt(self, limit: Limit, key: Key, address: str) -> Iterator[None]:
        """Guard one try of a password: `wrong_credentials` counts towards `limit`, and for the address.

        A try counts while it is under way, so that many at once get no more guesses than one after another; it is given
        back if it was no wrong guess. Raises `TooManyRequests`.
        """
        if not self.on:
            yield
            return
        now = monotonic()
        buckets = self._bucket(limit, key, now), self._bucket(FAILURES_OF_ADDRESS, address_key(address), now)
        _take_all(buckets, now)
        was_wrong = False
        try:
            yield
        except BadRequest as problem:
            was_wrong = problem.code is Code.WRONG_CREDENTIALS
            raise
        finally:
            if not was_wrong:
                _give_back(buckets)

    def _bucket(self, limit: Limit, key: Key, now: float) -> Bucket:
        table = self._tables.get(limit.name)
        if table is None:
            table = self._tables[limit.name] = OrderedDict()
        if isinstance(key, str):
            key = key[:KEY_LENGTH]
        bucket = table.get(key)
        if bucket is None:
            _make_room(table, now)
            bucket = table[key] = Bucket(limit)
        return bucket


def address_key(address: str) -> str:
    """What counts as one network address: of IPv6 the /64, which belongs to one customer; an IPv4 address written as
    IPv6 is an IPv4 address. What is no address counts as it is.
    """
    if ":" not in address:
        return address
    try:
        packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except (OSError, ValueError):  # ValueError: a NUL
        return address
    if packed.startswith(_MAPPED_IPV4):
        return socket.inet_ntoa(packed[len(_MAPPED_IPV4) :])
    return socket.inet_ntop(socket.AF_INET6, packed[:_NETWORK_BYTES].ljust(len(packed), b"\0")) + "/64"


def _make_room(table: OrderedDict[Key, Bucket], now: float) -> None:
    """Look at a few of the buckets that were not looked at for longest; the empty ones go, and one goes if all are in
    use and there is no room.
    """
    full = len(table) >= KEYS_MOST
    in_use = []
    for _ in range(min(len(table), LOOKED_AT_WHEN_FULL if full else LOOKED_AT)):
        key, bucket = table.popitem(last=False)
        if bucket.empty_at > now:
            in_use.append((bucket.empty_at, key, bucket))
    if len(table) + len(in_use) >= KEYS_MOST:
        in_use.remove(min(in_use, key=lambda each: each[0]))
    for _, key, bucket in in_use:
        table[key] = bucket


def _take_all(buckets: tuple[Bucket, ...], now: float) -> None:
    for number, bucket in enumerate(buckets):
        wait = bucket.take(now)
        if wait:
            _give_back(buckets[:number])
            raise TooManyRequests(math.ceil(wait))


def _give_back(buckets: tuple[Bucket, ...]) -> None:
    for bucket in buckets:
        bucket.give_back()
