"""One chat as the connections of this node hear it: every version once, in order, without gaps."""

import asyncio
from bisect import insort
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeAlias, TypeVar

import structlog

from besedka import metrics
from besedka.bus import ChatChanged
from besedka.errors import Problem
from besedka.gateway.frames import encode_chat, encode_member, encode_message
from besedka.model import ChatDescription, MemberChange, Message, Missed

RETRY_SECONDS = 1.0
PATIENCE = 0.01  # seconds for what comes in another order than it happened, as from two nodes it may
WAITING_LIMIT = 256  # changes that wait for what lies before them; beyond that all of it is read

ReadMissed: TypeAlias = Callable[[int, int], Awaitable[Missed]]

log = structlog.get_logger(__name__)


class Listener(Protocol):
    """What a feed needs of a connection."""

    def deliver(self, data: bytes) -> None:
        """Send these frames of the chat."""


L = TypeVar("L", bound=Listener)


class Stretch:
    """A frame, and which versions it covers: those after `after` up to `version`."""

    __slots__ = ("after", "data", "version")

    def __init__(self, after: int, version: int, data: bytes) -> None:
        self.after = after
        self.version = version
        self.data = data


class Feed(Generic[L]):
    """Tells what follows version `version`, which is as far as its listeners know the chat. What comes too late is
    dropped; what comes too early waits a moment for what lies between, which is then read by `missed`.

    A listener that knows less or more than the others (it was welcomed with an older or a newer snapshot) is told just
    what it lacks. As long as there is no first listener, the feed only remembers how far it has heard the chat to be.
    """

    __slots__ = (
        "_apart",
        "_due",
        "_filling",
        "_heard",
        "_missed",
        "_waiting",
        "chat_id",
        "expected",
        "listeners",
        "version",
    )

    def __init__(self, chat_id: int, missed: ReadMissed) -> None:
        self.chat_id = chat_id
        self.expected = 0  # how many are about to listen; the hub counts them
        self.listeners: dict[L, None] = {}
        self.version: int | None = None
        self._heard = 0  # the highest version that the chat is said to have
        self._apart: dict[L, int] = {}  # what those know who know less or more than `version`
        self._missed = missed
        self._due: list[Stretch] = []
        self._waiting: dict[int, ChatChanged] = {}  # by version
        self._filling: asyncio.Task[None] | None = None

    @property
    def is_filling(self) -> bool:
        """Whether something is being read."""
        return self._filling is not None

    def admit(self, listener: L, version: int) -> None:
        """From now on this one listens, who knows the chat up to `version`."""
        self._flush()  # what is due is not the newcomer's
        self.listeners[listener] = None
        if self.version is None:
            self.version = version
        elif version != self.version:
            self._apart[listener] = version
        self.hear(version)

    def dismiss(self, listener: L) -> None:
        """The listener hears no more."""
        self.listeners.pop(listener, None)
        self._apart.pop(listener, None)

    def receive(self, change: ChatChanged) -> None:
        """The chat has changed, or so one hears."""
        if self.version is not None and change.version > self.version and change.told is not None:
            if len(self._waiting) < WAITING_LIMIT:
                self._waiting[change.version] = change
            self._tell_waiting()
        self.hear(change.version)

    def hear(self, version: int) -> None:
        """The chat is said to be at `version`: what is missing up to there is read, if the database confirms it."""
        self._heard = max(self._heard, version)
        if self._lacks_something() and self._filling is None:
            self._filling = asyncio.create_task(self._fill())

    def correct(self, version: int) -> None:
        """The database is at `version`. If that is less than what was told, somebody has made up the rest."""
        if self.version is not None and version < self.version:
            log.warning("version_made_up", chat_id=self.chat_id, told=self.version, stored=version)
            self._flush()
            self.version = self._heard = version
            self._waiting.clear()
        else:
            self.hear(version)

    def close(self) -> None:
        """Nobody listens any more."""
        if self._filling is not None:
            self._filling.cancel()

    def _tell_waiting(self) -> None:
        """Tell what follows without a gap."""
        while self.version is not None and (change := self._waiting.pop(self.version + 1, None)) is not None:
            self._push(self.version, change.version, _encode_told(change, self.version))

    def _push(self, after: int, version: int, data: bytes) -> None:
        self.version = version
        if not self._due:
            asyncio.get_running_loop().call_soon(self._flush)
        self._due.append(Stretch(after, version, data))

    def _flush(self) -> None:
        """Send all that became due in this round as one write to each."""
        if not self._due:
            return
        due, self._due = self._due, []
        data = due[0].data if len(due) == 1 else b"".join([stretch.data for stretch in due])
        metrics.DELIVERIES.inc(len(due) * len(self.listeners))
        if self._apart:
            self._tell_each(due, due[0].after)
            return
        for listener in tuple(self.listeners):
            listener.deliver(data)

    def _tell_each(self, stretches: list[Stretch], usual: int) -> None:
        """Tell everyone what follows on what they know, which is `usual` of those who are not apart."""
        parts: dict[int, tuple[bytes, int]] = {}
        for listener in tuple(self.listeners):
            known = self._apart.get(listener, usual)
            if known not in parts:
                parts[known] = _part(stretches, known)
            data, reached = parts[known]
            if data:
                listener.deliver(data)
            if listener in self.listeners:  # else it was too slow for that
                self._set_known(listener, reached)

    def _set_known(self, listener: L, version: int) -> None:
        if version == self.version:
            self._apart.pop(listener, None)
        else:
            self._apart[listener] = version

    def _lacks_something(self) -> bool:
        return self.version is not None and self._oldest() < max(self.version, self._heard)

    def _oldest(self) -> int:
        """What the one knows who knows least."""
        assert self.version is not None
        return min(self.version, *self._apart.values()) if self._apart else self.version

    async def _fill(self) -> None:
        """Read what was missed, until nobody lacks anything."""
        try:
            await asyncio.sleep(PATIENCE)
            while self._lacks_something():
                since, wanted = self._oldest(), self._heard
                try:
                    missed = await self._missed(self.chat_id, since)
                except Exception as error:  # noqa: BLE001 - whatever it is, the chat must not fall silent for it
                    _log_failure(self.chat_id, error)
                    await asyncio.sleep(RETRY_SECONDS)
                else:
                    metrics.FILLS.inc()
                    self._take_in(since, missed, wanted)
        finally:
            self._filling = None

    def _take_in(self, since: int, missed: Missed, wanted: int) -> None:
        """Tell everyone what they lack of what was read."""
        assert self.version is not None
        self._flush()
        stretches = _stretches(since, missed)
        before = self.version
        if stretches:
            self.version = max(before, stretches[-1].version)
            self._tell_each(stretches, before)
        else:
            self._apart = {each: known for each, known in self._apart.items() if known != since}  # nothing to tell them
        if not missed.more and self._heard == wanted > self.version:
            metrics.VERSIONS_UNCONFIRMED.inc()
            self._heard = self.version  # the database does not know of it: it is not to be believed
        self._waiting = {version: change for version, change in self._waiting.items() if version > self.version}
        self._tell_waiting()


def _part(stretches: list[Stretch], known: int) -> tuple[bytes, int]:
    """What of this follows on version `known`, and how far that leads."""
    found: list[bytes] = []
    for stretch in stretches:
        if stretch.after <= known < stretch.version:
            found.append(stretch.data)
            known = stretch.version
    return b"".join(found), known


def _stretches(since: int, missed: Missed) -> list[Stretch]:
    """The frames that cover all from `since` to what was read: one for each row, however often it changed; the last of
    them covers what left no row of its own.
    """
    if missed.version <= since:
        return []
    rows: list[Message | ChatDescription] = list(missed.messages)
    if missed.chat is not None:
        insort(rows, missed.chat, key=lambda row: row.version)
    found: list[Stretch] = []
    after = since
    for row in rows:
        version = missed.version if row is rows[-1] else row.version
        found.append(Stretch(after, version, _encode(row, after, version)))
        after = version
    return found


def _encode(row: Message | ChatDescription, after: int, version: int) -> bytes:
    if isinstance(row, Message):
        return encode_message(row, after, version)
    return encode_chat(row, after, version)


def _encode_told(change: ChatChanged, after: int) -> bytes:
    told = change.told
    assert told is not None
    if isinstance(told, MemberChange):
        return encode_member(change.chat_id, told, after, change.version)
    return _encode(told, after, change.version)


def _log_failure(chat_id: int, error: Exception) -> None:
    metrics.FILLS_FAILED.inc()
    if isinstance(error, Problem):
        log.warning("fill_failed", chat_id=chat_id, code=error.code)
    else:
        log.error("fill_failed", chat_id=chat_id, exc_info=error)
