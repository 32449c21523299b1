"""Who is connected."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Protocol

from besedka import metrics
from besedka.gateway.protocol import CloseCode, Life
from besedka.model import Blocks, Session

SOCKETS_LIMIT = 50  # of one user; the oldest goes
TYPING_SECONDS = 1.0  # between two words of one user's writing in one chat that are passed on
TYPING_CHATS = 100  # of one user, whose last word is remembered


class Connection(Protocol):
    """What the parts of the gateway need of a connection whose user is known. Each field has one writer: `chats` and
    `rooms` the hub, `peers` the circle, `session` and `renewed_for` the keeper of sessions, `blocks` who tells of them, the others
    the connection.
    """

    number: int  # by which the logs know it
    user_id: int
    session: Session
    renewed_for: float  # what `acted` was when the session was last renewed, or found renewed
    chats: set[int]
    rooms: set[int]
    peers: dict[int, int]  # the other ones, by their direct chats
    blocks: Blocks  # as they were last told

    @property
    def life(self) -> Life:
        """Opening, open, leaving or gone."""

    @property
    def acted(self) -> float:
        """When the user last did something here, in the event loop's time."""

    def deliver(self, data: bytes) -> None:
        """Send frames. Needs to be open."""

    def whisper(self, data: bytes) -> None:
        """Send frames that may be lost: they are, if the connection is slow or not open."""

    def defer(self, kind: str, thing: int) -> None:
        """Remember, while it is opening, what has to be looked at once it is open."""

    def tick(self, now: float) -> None:
        """Let time pass."""

    def end(self, code: CloseCode, reason: str) -> None:
        """Say why, and hang up. It leaves the roster with this."""


class _Place:
    """What is known of a user who is here."""

    __slots__ = ("connections", "typed")

    def __init__(self) -> None:
        self.connections: dict[Connection, None] = {}  # the oldest first
        self.typed: dict[int, float] = {}  # when, by chat


class Roster:
    """The connections of this node by their user, from the moment the user is known until the last word is said."""

    def __init__(self) -> None:
        self._places: dict[int, _Place] = {}
        self._opening: dict[Connection, None] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Connection]:
        for place in tuple(self._places.values()):
            yield from tuple(place.connections)

    def add(self, connection: Connection) -> None:
        """It is here. A user's oldest connection gives way to one too many."""
        place = self._places.setdefault(connection.user_id, _Place())
        place.connections[connection] = None
        self._opening[connection] = None
        self._count += 1
        metrics.CONNECTIONS.set(self._count)
        if len(place.connections) > SOCKETS_LIMIT:
            next(iter(place.connections)).end(CloseCode.TOO_MANY_CONNECTIONS, "too many connections of one user")

    def greeted(self, connection: Connection) -> None:
        """It is open."""
        self._opening.pop(connection, None)

    def remove(self, connection: Connection) -> None:
        """It is here no longer, if it was."""
        self._opening.pop(connection, None)
        place = self._places.get(connection.user_id)
        if place is None or connection not in place.connections:
            return
        del place.connections[connection]
        self._count -= 1
        metrics.CONNECTIONS.set(self._count)
        if not place.connections:
            del self._places[connection.user_id]

    def opening(self) -> list[Connection]:
        """Those that have not been greeted yet."""
        return list(self._opening)

    def users(self) -> list[int]:
        """Whoever is here."""
        return list(self._places)

    def of(self, user_id: int) -> tuple[Connection, ...]:
        """One user's connections, the oldest first."""
        place = self._places.get(user_id)
        return tuple(place.connections) if place else ()

    def of_all(self, user_ids: Iterable[int]) -> list[Connection]:
        """The connections of these users."""
        return [connection for user_id in user_ids for connection in self.of(user_id)]

    def may_type(self, user_id: int, chat_id: int) -> bool:
        """Whether it is worth telling that this user is writing: once a second in each chat."""
        now = asyncio.get_running_loop().time()
        typed = self._places[user_id].typed
        if now - typed.get(chat_id, -TYPING_SECONDS) < TYPING_SECONDS:
            return False
        typed.pop(chat_id, None)
        typed[chat_id] = now
        if len(typed) > TYPING_CHATS:
            del typed[next(iter(typed))]
        return True
