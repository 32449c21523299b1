"""The line to NATS, which comes back: whatever ends it, it is made anew, with all that was subscribed to.

nats-py can connect again by itself, but gives up for good when the server refuses it once, or answers what it does not
expect. So each of its clients is used for one connection only.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error, SlowConsumerError, StaleConnectionError, UnexpectedEOF

from besedka import metrics
from besedka.errors import StartupError
from besedka.logs import Seldom

CONNECT_SECONDS, FLUSH_SECONDS = 5.0, 2
RECONNECT_SECONDS = 1.0  # give or take a half, so that the nodes of a cluster don't all come at once
WATCH_SECONDS = 1.0  # nats-py does not always say that a connection has ended
PING_SECONDS, PINGS_UNANSWERED = 10, 2  # then a silent NATS is taken for gone
STILL_LOST_SECONDS = 300.0  # between two lines of the log that say the same
LOST_SECONDS = FAILED_SECONDS = 60.0  # likewise

_ENDS = (OSError, StaleConnectionError, UnexpectedEOF)  # told by `lost`, with its reason

log = structlog.get_logger(__name__)


class Address:
    """Where NATS is, and who we are there: `nats://` or `tls://`, then `user:password@` or `token@`, if any. Nothing
    that is said of it, or of what goes wrong there, shows them.

    Raises `ValueError`.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"nats", "tls"} or not parts.hostname or not _has_port(parts):
            raise ValueError("not an address like nats://host:4222 or tls://user:password@host")
        self.encrypted = parts.scheme == "tls"
        self.server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self.user = unquote(parts.username or "")
        self.password = None if parts.password is None else unquote(parts.password)


class Link:
    """Messages of the subjects subscribed to are handed to `heard`. `lost` is called when NATS is out of reach, `back`
    when something may have been missed and can be had again.
    """

    def __init__(
        self, heard: Callable[[Msg], Awaitable[None]], lost: Callable[[], None], back: Callable[[], None]
    ) -> None:
        self._heard, self._lost, self._back = heard, lost, back
        self._address: Address | None = None
        self._line = _Line(Client())
        self._wanted: set[str] = set()
        self._settler: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()
        self._why = ""
        self._keeper: asyncio.Task[None] | None = None
        self._failed_seldom, self._lost_seldom = Seldom(FAILED_SECONDS), Seldom(LOST_SECONDS)

    @property
    def connected(self) -> bool:
        return self._keeper is not None and self._line.client.is_connected

    @property
    def max_payload(self) -> int:
        """Bytes that the server takes at once."""
        return self._line.client.max_payload

    async def open(self, url: str) -> None:
        """Connect, and stay connected until `close`. Raises `StartupError` if NATS can't be reached now."""
        try:
            self._address = Address(url)
            await self._connect(self._address)
        except Exception as error:
            raise StartupError(f"NATS can't be reached: {self._reason(error)}") from error
        self._keeper = asyncio.create_task(self._keep(self._address))
        metrics.BUS_CONNECTED.set(1)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Raises an `Error` of nats-py or an `OSError` if it can't be sent."""
        await self._line.client.publish(subject, payload)

    async def subscribe(self, *subjects: str) -> None:
        """Hear of these from the return on, or, if NATS is out of reach, as soon as it is back. Waits only a moment."""
        self._wanted.update(subjects)
        await self._try_to_settle()

    async def unsubscribe(self, *subjects: str) -> None:
        """Hear of these no longer."""
        self._wanted.difference_update(subjects)
        await self._try_to_settle()

    async def flush(self) -> None:
        """Until the server has taken in all that was sent. Raises an `Error` of nats-py."""
        await self._line.flush()

    async def close(self) -> None:
        await _end({task for task in (self._keeper, self._settler) if task is not None})
        await _discard(self._line.client)
        metrics.BUS_CONNECTED.set(0)
        metrics.BUS_SUBSCRIPTIONS.set(0)

    async def _keep(self, address: Address) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_SECONDS):
                    await self._ended.wait()
            self._ended.clear()
            if not self._line.client.is_connected:
                await self._come_back(address)
            elif not self._settled and await self._try_to_settle():
                self._back()

    async def _come_back(self, address: Address) -> None:
        metrics.BUS_CONNECTED.set(0)
        if times := self._lost_seldom.count():
            log.warning("nats_lost", error=self._why or "hung up", times=times)
        self._lost()
        await _discard(self._line.client)
        if self._settler is not None:
            self._settler.cancel()
        since, still_lost = time.monotonic(), Seldom(STILL_LOST_SECONDS, said=True)
        while True:
            await asyncio.sleep(RECONNECT_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - spreads the load
            try:
                await self._connect(address)
                break
            except Exception as error:  # noqa: BLE001 - whatever it was, the next time it may go well
                if attempts := still_lost.count():
                    times = 1
                    log.warning("nats_still_lost", error=self._reason(error), attempts=attempts)
        metrics.BUS_CONNECTED.set(1)
        if times:  # and its loss was said
            log.info("nats_back", seconds=round(time.monotonic() - since, 1))
        self._back()

    async def _connect(self, address: Address) -> None:
        """Replaces the client by one that is connected and subscribed, or raises whatever kept it from that."""
        self._why = ""
        line = _Line(client := Client())
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect(address.server, **self._options(client, address))
                _check_encryption(client, address)
                while not line.has(self._wanted):
                    await line.settle(self._wanted, self._heard)
        except BaseException:
            await _discard(client)
            raise
        self._line = line

    def _options(self, client: Client, address: Address) -> dict[str, Any]:
        def secret() -> str:
            _check_encryption(client, address)  # before it is said, not after
            return address.user if address.password is None else address.password

        async def fail(error: Exception) -> None:
            self._fail(error, connecting=client is not self._line.client)

        async def end() -> None:
            self._ended.set()

        return {
            "no_echo": True,
            "allow_reconnect": False,
            "max_reconnect_attempts": 1,
            "reconnect_time_wait": 0,
            "flush_timeout": FLUSH_SECONDS,
            "ping_interval": PING_SECONDS,
            "max_outstanding_pings": PINGS_UNANSWERED,
            "error_cb": fail,
            "closed_cb": end,
            **_credentials(address, secret),
        }

    def _fail(self, error: Exception, *, connecting: bool) -> None:
        self._why = _text_of(error)
        if connecting or isinstance(error, _ENDS):
            return  # said already by who finds it
        if times := self._failed_seldom.count():
            log.warning("nats_failed", error=self._why, times=times)
        if isinstance(error, SlowConsumerError):
            self._back()

    def _reason(self, error: Exception) -> str:
        return self._why or _text_of(error)

    @property
    def _settled(self) -> bool:
        return self._line.has(self._wanted)

    async def _try_to_settle(self) -> bool:
        """Whether NATS knows by now what we want to hear. If not, the keeper tries again.

        The work is a task of its own: nobody who is cancelled while waiting for it takes it from the others, and nats-py
        does not survive a flush that is cancelled.
        """
        for _ in range(2):  # what was under way may have begun without ours
            if not self.connected or self._settled:
                break
            if self._settler is None or self._settler.done():
                self._settler = asyncio.create_task(self._settle(self._line))
            await asyncio.wait([self._settler], timeout=FLUSH_SECONDS)
        return self._settled

    async def _settle(self, line: "_Line") -> None:
        with suppress(Exception):  # whatever it was: the line is cut, and the keeper makes another
            await line.settle(self._wanted, self._heard)


class _Line:
    """One connection, and what is subscribed to over it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._subscriptions: dict[str, Subscription] = {}
        self._known = True  # to the server

    def has(self, wanted: set[str]) -> bool:
        """Whether the server knows that these are wanted, and nothing else."""
        return self._known and self._subscriptions.keys() == wanted

    async def settle(self, wanted: set[str], heard: Callable[[Msg], Awaitable[None]]) -> None:
        """Let it know. A line on which that fails is cut: what it knows is not known. Raises whatever nats-py raises."""
        self._known = False
        try:
            for subject in wanted - self._subscriptions.keys():
                self._subscriptions[subject] = await self.client.subscribe(subject, cb=heard)
            for subject in self._subscriptions.keys() - wanted:
                await self._subscriptions.pop(subject).unsubscribe()
            await self.flush()
        except BaseException:
            await _discard(self.client)
            raise
        self._known = True
        metrics.BUS_SUBSCRIPTIONS.set(len(self._subscriptions))

    async def flush(self) -> None:
        """Until the server has taken in all that was sent. nats-py writes a flush's ping at once, ahead of commands that
        wait for its flusher: only the second one comes after them. Not to be cancelled unless the line is cut next: the
        late answer would end nats-py's reading. Raises an `Error` of nats-py.
        """
        await self.client.flush(FLUSH_SECONDS)
        await self.client.flush(FLUSH_SECONDS)


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _credentials(address: Address, secret: Callable[[], str]) -> dict[str, Any]:
    if address.password is not None:
        return {"user": address.user, "password": secret}
    return {"token": secret} if address.user else {}


def _check_encryption(client: Client, address: Address) -> None:
    """nats-py speaks without TLS to a server that does not ask for it, whatever the address says. Raises `Error`."""
    if address.encrypted and not client._server_info.get("tls_required"):  # noqa: SLF001 - nothing public tells
        raise Error("the server speaks no TLS, and the address says tls://")


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel them until they have ended: what waits for something that comes in that very moment, as nats-py does by
    `asyncio.wait_for`, takes it, and goes on.
    """
    while tasks:
        for task in tasks:
            task.cancel()
        _, tasks = await asyncio.wait(tasks, timeout=FLUSH_SECONDS)


async def _discard(client: Client) -> None:
    """Let go of it, its socket and its tasks, even if the other side reads nothing any more."""
    writer = getattr(client._transport, "_io_writer", None)  # noqa: SLF001 - its own way of closing waits for the peer
    if writer is not None:
        writer.transport.abort()
    try:
        with suppress(Exception):
            async with asyncio.timeout(FLUSH_SECONDS):
                await client.close()
    finally:
        _stop_hearing(client)


def _stop_hearing(client: Client) -> None:
    """Closing that fails or is cancelled half-way leaves nats-py's tasks of subscriptions waiting for ever, and another
    call of it does nothing: it takes itself for closed.
    """
    for subscription in client._subs.values():  # noqa: SLF001 - nothing public ends them then
        subscription._stop_processing()  # noqa: SLF001 - likewise


def _text_of(error: Exception) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return "no answer"
    return str(error).removeprefix("nats: ").strip("'") or type(error).__name__
