"""The bus of a cluster: core NATS, which delivers at most once.

What is of one chat goes by one of 1,024 subjects, so that a node that follows a hundred thousand chats has no more
subscriptions than that; what is of chats that nobody here follows is dropped on arrival.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from nats.aio.msg import Msg
from nats.errors import Error

from besedka import metrics
from besedka.bus import Announcement, ChatChanged, ChatGone, JobAsked, ReadMoved, Subscriber, Typing
from besedka.bus.link import Link
from besedka.bus.payloads import decode, encode
from besedka.bus.subscribers import Subscribers
from besedka.logs import Seldom

BUCKETS = 1024
QUEUE_LIMIT = 50_000  # payloads that may wait to be sent
QUEUE_BYTES = 32 * 1024 * 1024  # and how much they may hold
PAYLOAD_LIMIT = 512 * 1024  # bytes; NATS takes a mebibyte unless it is told otherwise
SAID_SECONDS = 60.0  # between two lines of the log that say the same

log = structlog.get_logger(__name__)


class NatsBus:
    """See `besedka.bus.Bus`. Local subscribers are told in place; a node never hears itself from outside.

    While NATS is out of reach nothing is sent, and what is announced meanwhile is dropped: every node that comes back
    tells its `on_gap` subscribers.
    """

    lossy = True

    def __init__(self) -> None:
        self._prefix = ""
        self._link = Link(self._receive, self._forget_outgoing, self._tell_gap)
        self._subscribers = Subscribers()
        self._gap_subscribers: list[Callable[[], None]] = []
        self._followed: Counter[int] = Counter()
        self._buckets: Counter[int] = Counter()
        self._outgoing: deque[tuple[str, bytes]] = deque()
        self._outgoing_bytes = 0
        self._due = asyncio.Event()
        self._closing = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._dropped_seldom, self._nonsense_seldom = Seldom(SAID_SECONDS), Seldom(SAID_SECONDS)

    @property
    def reachable(self) -> bool:
        """See `Bus.reachable`."""
        return self._link.connected

    async def connect(self, url: str, cluster: str) -> None:
        """Connect to `url` (`nats://…` or `tls://…`, with a user and password or a token, if any). Nodes hear each other
        that give the same name for their `cluster`.

        Raises `StartupError` if NATS can't be reached.
        """
        self._prefix = f"besedka.{cluster}"
        await self._link.subscribe(f"{self._prefix}.all")
        await self._link.open(url)
        self._start(self._send())

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """See `Bus.publish`."""
        for announcement in announcements:
            self._subscribers.tell(announcement)
        outgoing = [each for each in announcements if not isinstance(each, JobAsked)]
        if not self._link.connected:
            metrics.BUS_DROPPED.labels("unreachable").inc(len(outgoing))
            return
        limit = min(PAYLOAD_LIMIT, self._link.max_payload)
        for announcement in outgoing:
            self._enqueue(announcement, limit)
        self._due.set()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        return self._subscribers.add(subscriber)

    async def follow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.follow`. While NATS is out of reach it returns after a moment; what is missed then is a gap."""
        wanted = list(chat_ids)
        self._followed.update(wanted)
        self._buckets.update(chat_id % BUCKETS for chat_id in wanted)
        if wanted:
            await self._link.subscribe(*map(self._subject_of, wanted))

    def unfollow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.unfollow`."""
        left = set()
        for chat_id in chat_ids:
            _release(self._followed, chat_id)
            _release(self._buckets, chat_id % BUCKETS)
            left.add(chat_id % BUCKETS)
        if unwanted := left - self._buckets.keys():
            self._start(self._unsubscribe(unwanted))

    def on_gap(self, subscriber: Callable[[], None]) -> None:
        """See `Bus.on_gap`."""
        self._gap_subscribers.append(subscriber)

    async def close(self) -> None:
        """See `Bus.close`."""
        self._closing = True
        if self._link.connected:
            with suppress(Error, OSError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._send_waiting()
                await self._link.flush()
        for task in self._tasks:
            task.cancel()
        await self._link.close()

    def _enqueue(self, announcement: Announcement, limit: int) -> None:
        payloads = encode(announcement, limit)
        size = sum(map(len, payloads))
        if not payloads:
            self._drop("too_large", announcement)
        elif len(self._outgoing) + len(payloads) > QUEUE_LIMIT or self._outgoing_bytes + size > QUEUE_BYTES:
            self._drop("queue_full", announcement)
        else:
            subject = self._subject_for(announcement)
            self._outgoing.extend((subject, payload) for payload in payloads)
            self._outgoing_bytes += size
            metrics.BUS_QUEUE.set(len(self._outgoing))

    async def _send(self) -> None:
        while not self._closing:
            await self._due.wait()
            self._due.clear()
            await self._send_waiting()

    async def _send_waiting(self) -> None:
        while self._outgoing:
            subject, payload = self._outgoing.popleft()
            self._outgoing_bytes -= len(payload)
            try:
                await self._link.publish(subject, payload)
            except Exception:  # noqa: BLE001 - out of reach, as a rule: a gap, as for all that is announced meanwhile
                metrics.BUS_DROPPED.labels("unreachable").inc()
            else:
                metrics.BUS_PUBLISHED.inc()
            metrics.BUS_QUEUE.set(len(self._outgoing))

    async def _receive(self, message: Msg) -> None:
        announcement = decode(message.data)
        if announcement is None:
            metrics.BUS_REFUSED.inc()
            if times := self._nonsense_seldom.count():
                log.warning("not_an_announcement", subject=message.subject[:200], times=times)
            return
        metrics.BUS_RECEIVED.inc()
        chat_id = _chat_of(announcement)
        if chat_id is None or chat_id in self._followed:
            self._subscribers.tell(announcement)

    def _drop(self, reason: str, announcement: Announcement) -> None:
        metrics.BUS_DROPPED.labels(reason).inc()
        if times := self._dropped_seldom.count():
            log.warning("announcement_dropped", reason=reason, kind=type(announcement).__name__, times=times)

    def _forget_outgoing(self) -> None:
        metrics.BUS_DROPPED.labels("unreachable").inc(len(self._outgoing))
        self._outgoing.clear()
        self._outgoing_bytes = 0
        metrics.BUS_QUEUE.set(0)

    def _tell_gap(self) -> None:
        for subscriber in self._gap_subscribers:
            try:
                subscriber()
            except Exception:
                log.exception("gap_subscriber_failed")

    async def _unsubscribe(self, buckets: set[int]) -> None:
        """Unless somebody has followed one of their chats since."""
        await self._link.unsubscribe(*map(self._subject_of, buckets - self._buckets.keys()))

    def _subject_for(self, announcement: Announcement) -> str:
        chat_id = _chat_of(announcement)
        return f"{self._prefix}.all" if chat_id is None else self._subject_of(chat_id)

    def _subject_of(self, chat_id: int) -> str:
        return f"{self._prefix}.chats.{chat_id % BUCKETS}"

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _chat_of(announcement: Announcement) -> int | None:
    """The chat whose followers alone have to hear it."""
    return announcement.chat_id if isinstance(announcement, ChatChanged | ChatGone | ReadMoved | Typing) else None


def _release(counts: Counter[int], key: int) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
