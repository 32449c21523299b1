"""The bus of a cluster: core NATS, which delivers at most once.

What is of one chat goes by one of 1,024 subjects, so that a node that follows a hundred thousand chats has no more
subscriptions than that; what is of chats that nobody here follows is dropped on arrival.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error, SlowConsumerError

from besedka.bus import Announcement, ChatChanged, Listener, ReadMoved, Typing
from besedka.bus.listeners import Listeners
from besedka.errors import StartupError

BUCKETS = 1024
QUEUE_LIMIT = 50_000  # announcements that may wait to be sent
PAYLOAD_LIMIT = 512 * 1024  # bytes; NATS takes a mebibyte
CONNECT_SECONDS, FLUSH_SECONDS = 5.0, 2.0
RECONNECT_SECONDS = 1

T = TypeVar("T")

log = structlog.get_logger(__name__)
_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[Announcement] = msgspec.msgpack.Decoder(Announcement)


class NatsBus:
    """See `besedka.bus.Bus`. Local listeners are told in place; a node never hears itself from outside.

    While NATS is out of reach nothing is sent, and what is announced meanwhile is dropped: every node that comes back
    tells its `on_gap` listeners.
    """

    lossy = True

    def __init__(self) -> None:
        self._prefix = ""
        self._client = Client()
        self._listeners = Listeners()
        self._gap_listeners: list[Callable[[], None]] = []
        self._followed: Counter[int] = Counter()
        self._buckets: Counter[int] = Counter()
        self._subscriptions: dict[int, asyncio.Task[Subscription]] = {}
        self._outgoing: deque[Announcement] = deque()
        self._due = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def connect(self, url: str, cluster: str) -> None:
        """Connect to `url` (`nats://…`). Nodes hear each other that give the same name for their `cluster`.

        Raises `StartupError` if NATS can't be reached.
        """
        self._prefix = f"besedka.{cluster}"
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._connect(url)
        except (OSError, Error, TimeoutError, ValueError) as error:
            await self._client.close()
            raise StartupError(f"NATS can't be reached: {str(error) or 'no answer'}") from error
        self._start(self._send())

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """See `Bus.publish`."""
        for announcement in announcements:
            self._listeners.tell(announcement)
        if self._client.is_connected and len(self._outgoing) < QUEUE_LIMIT:
            self._outgoing.extend(announcements)
            self._due.set()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        return self._listeners.add(listener)

    async def follow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.follow`. While NATS is out of reach it returns after a moment; what is missed then is a gap."""
        wanted = list(chat_ids)
        self._followed.update(wanted)
        self._buckets.update(chat_id % BUCKETS for chat_id in wanted)
        needed = {chat_id % BUCKETS for chat_id in wanted}
        for bucket in needed - self._subscriptions.keys():
            self._subscriptions[bucket] = self._start(self._subscribe(bucket))
        if needed:
            await asyncio.gather(*(self._subscriptions[bucket] for bucket in needed), return_exceptions=True)

    def unfollow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.unfollow`."""
        for chat_id in chat_ids:
            _release(self._followed, chat_id)
            _release(self._buckets, chat_id % BUCKETS)
            if chat_id % BUCKETS not in self._buckets:
                subscription = self._subscriptions.pop(chat_id % BUCKETS, None)
                if subscription is not None:
                    self._start(_unsubscribe(subscription))

    def on_gap(self, listener: Callable[[], None]) -> None:
        """See `Bus.on_gap`."""
        self._gap_listeners.append(listener)

    async def close(self) -> None:
        """See `Bus.close`."""
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                while self._outgoing and self._client.is_connected:
                    await self._send_one(self._outgoing.popleft())
                await self._flush()
        for task in self._tasks:
            task.cancel()
        await self._client.close()

    async def _connect(self, url: str) -> None:
        await self._client.connect(
            url,
            no_echo=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_SECONDS,
            reconnected_cb=self._reconnected,
            disconnected_cb=self._disconnected,
            error_cb=self._failed,
        )
        await self._client.subscribe(f"{self._prefix}.all", cb=self._receive)
        await self._flush()

    async def _subscribe(self, bucket: int) -> Subscription:
        subscription = await self._client.subscribe(f"{self._prefix}.chats.{bucket}", cb=self._receive)
        with suppress(Error, TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await self._flush()
        return subscription

    async def _flush(self) -> None:
        """Until the server has taken in all that was sent. nats-py writes a flush's ping at once, ahead of commands that
        wait for its flusher: only the second one comes after them.
        """
        await self._client.flush()
        await self._client.flush()

    async def _send(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            while self._outgoing:
                announcement = self._outgoing.popleft()
                with suppress(Error):  # out of reach: a gap, as for all that was announced meanwhile
                    await self._send_one(announcement)

    async def _send_one(self, announcement: Announcement) -> None:
        payload = _encode(announcement)
        if len(payload) > PAYLOAD_LIMIT and isinstance(announcement, ChatChanged):
            payload = _encode(ChatChanged(announcement.chat_id, announcement.version))
        chat_id = _chat_of(announcement)
        subject = f"{self._prefix}.all" if chat_id is None else f"{self._prefix}.chats.{chat_id % BUCKETS}"
        await self._client.publish(subject, payload)

    async def _receive(self, message: Msg) -> None:
        try:
            announcement = _decoder.decode(message.data)
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("not_an_announcement", subject=message.subject)
            return
        chat_id = _chat_of(announcement)
        if chat_id is None or chat_id in self._followed:
            self._listeners.tell(announcement)

    async def _disconnected(self) -> None:
        self._outgoing.clear()
        log.warning("nats_lost")

    async def _reconnected(self) -> None:
        log.info("nats_back")
        self._tell_gap()

    async def _failed(self, error: Exception) -> None:
        log.warning("nats_failed", error=str(error) or type(error).__name__)
        if isinstance(error, SlowConsumerError):
            self._tell_gap()

    def _tell_gap(self) -> None:
        for listener in self._gap_listeners:
            listener()

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _chat_of(announcement: Announcement) -> int | None:
    """The chat whose followers alone have to hear it."""
    return announcement.chat_id if isinstance(announcement, ChatChanged | ReadMoved | Typing) else None


def _release(counts: Counter[int], key: int) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]


async def _unsubscribe(subscription: "asyncio.Task[Subscription]") -> None:
    with suppress(Error):
        await (await subscription).unsubscribe()
