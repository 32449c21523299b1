"""When to come back after a connection that failed, and whether to."""

import json
import math
import random

from websockets.exceptions import InvalidStatus

from besedka_client.errors import Closed, Refused, SignedOut

WAIT_FIRST, WAIT_MOST = 0.1, 30.0  # seconds, of which a random part is waited
LASTED_SECONDS = 30.0  # a connection that held so long has nothing to do with those before it
LATER_SECONDS = 5.0  # at least, when the server asks to come later
ANNOUNCED_MOST = 60.0  # seconds that a server may ask to stay away

NORMAL = 1000
GOING_AWAY = 1001
TOO_LARGE = 1009
SESSION_ENDED = 4401
TOO_SLOW = 4408
_FOR_GOOD = range(4400, 4420)
_LATER = range(4420, 5000)
_UNAUTHORIZED, _TOO_MANY, _CLIENT_ERRORS = 401, 429, range(400, 500)


class Backoff:
    """Waits twice as long after each failure, at a random moment of that, until a connection has lasted."""

    def __init__(self) -> None:
        self._attempts = 0

    def fail(self) -> float:
        """No connection came about: seconds to wait."""
        most = min(WAIT_MOST, WAIT_FIRST * 2 ** min(self._attempts, 20))
        self._attempts += 1
        return random.uniform(0, most)  # noqa: S311 - to spread

    def refuse(self, refusal: InvalidStatus) -> float:
        """The server refused the handshake. Raises `SignedOut`, and `Refused` if there is no use in coming back."""
        status = refusal.response.status_code
        if status == _UNAUTHORIZED:
            raise SignedOut("There is no session: sign in first.") from refusal
        if status in _CLIENT_ERRORS and status != _TOO_MANY:
            raise Refused("handshake", f"The server answered {status}.", status=status) from refusal
        return max(self.fail(), _seconds(refusal.response.headers.get("Retry-After")))

    def close(self, code: int | None, reason: str, lasted: float) -> float:
        """A connection ended after so many seconds. Raises `SignedOut` and `Closed`."""
        if code == SESSION_ENDED:
            raise SignedOut("The session has ended.")
        if code == TOO_LARGE or (code in _FOR_GOOD and code != TOO_SLOW):
            raise Closed(code or 0, reason)
        if lasted >= LASTED_SECONDS:
            self._attempts = 0
        wait = self.fail()
        if code == GOING_AWAY:
            return _announced(reason, wait)
        return LATER_SECONDS + wait if code in _LATER else wait


def _announced(reason: str, otherwise: float) -> float:
    """What the server says about when to come back."""
    try:
        return _seconds(json.loads(reason)["reconnect_after_ms"] / 1000)
    except (ValueError, KeyError, TypeError):
        return otherwise


def _seconds(value: str | float | None) -> float:
    """A number that someone else has named, within bounds."""
    try:
        number = float(value or 0)
    except ValueError:
        return 0.0
    return min(max(number, 0.0), ANNOUNCED_MOST) if math.isfinite(number) else 0.0
