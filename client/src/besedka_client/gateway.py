"""A gateway connection that outlives its sockets."""

import asyncio
import json
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from besedka_client.errors import Refused, SignedOut
from besedka_client.events import Event
from besedka_client.outbox import Outbox
from besedka_client.records import Changes, ChatFrame, ErrorFrame, Hello, Message, MessageFrame, Ok, decode_frame
from besedka_client.replica import Replica

SESSION_ENDED = 4401
GOING_AWAY = 1001
WAIT_FIRST, WAIT_MOST = 0.1, 10.0  # seconds between attempts to connect
OPEN_SECONDS = 20.0
SYNC_LIMIT = 200  # messages at a time
_UNAUTHORIZED, _FORBIDDEN, _SERVER_ERROR = 401, 403, 500


class Gateway:
    """Keeps `replica` up to date: connects, resumes from where it was, syncs what it missed, and sends again what was
    not acknowledged. Made by `Client.connect`, and used as a context; iterating yields `Event`s until it is closed.

    The iterator and every call raise `SignedOut` once the session has ended. Events wait in memory until they are read.
    """

    def __init__(self, url: str, cookie: str, *, history: bool = False) -> None:
        self.replica = Replica(history=history)
        self.connections = 0  # made so far
        self._url = url
        self._headers = {"Cookie": cookie}
        self._outbox = Outbox()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._socket: ClientConnection | None = None
        self._syncing: dict[int, asyncio.Task[None]] = {}
        self._complete = asyncio.Event()
        self._error: Exception | None = None
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        self._running.add_done_callback(self._finish)
        await self.wait_until_complete()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._events.get()) is not None:
            yield event
        if self._error is not None:
            raise self._error

    async def close(self) -> None:
        """Hang up for good."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def wait_until_complete(self) -> None:
        """Until the replica holds everything that the server had when it last connected."""
        assert self._running is not None
        waiting = asyncio.create_task(self._complete.wait())
        await asyncio.wait([waiting, self._running], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._error is not None:
            raise self._error

    async def send(self, chat_id: int, text: str, *, reply_to: int | None = None, nonce: str | None = None) -> Message:
        """Post a message, exactly once: it is on the server's disk when this returns. Raises `Refused`."""
        members = {"chat_id": chat_id, "text": text, "nonce": nonce or str(uuid.uuid4())}
        return await self._ask_for_message("send", members | ({"reply_to": reply_to} if reply_to else {}))

    async def edit(self, message_id: int, text: str) -> Message:
        """Give one's own message another text."""
        return await self._ask_for_message("edit", {"message_id": message_id, "text": text})

    async def delete(self, message_id: int) -> Message:
        """Delete a message; its tombstone."""
        return await self._ask_for_message("delete", {"message_id": message_id})

    async def react(self, message_id: int, emoji: str) -> Message:
        """React to a message."""
        return await self._ask_for_message("react", {"message_id": message_id, "emoji": emoji})

    async def unreact(self, message_id: int, emoji: str) -> Message:
        """Take a reaction back."""
        return await self._ask_for_message("unreact", {"message_id": message_id, "emoji": emoji})

    async def read(self, chat_id: int, seq: int) -> None:
        """Move one's read marker."""
        await self._ask("read", {"chat_id": chat_id, "seq": seq})

    async def type(self, chat_id: int) -> None:
        """Say that one is writing. Lost if there is no connection at the moment."""
        await self._write(json.dumps({"op": "typing", "chat_id": chat_id}))

    async def _ask_for_message(self, op: str, members: dict[str, Any]) -> Message:
        answer = await self._ask(op, members)
        assert answer.message is not None
        return answer.message

    async def _ask(self, op: str, members: dict[str, Any]) -> Ok:
        if self._running is None or self._running.done():
            raise self._error or SignedOut("The gateway is closed.")
        text, future = self._outbox.add(op, members)
        await self._write(text)
        return await future

    async def _write(self, text: str) -> None:
        if self._socket is not None and self.replica.user is not None:
            with suppress(ConnectionClosed):  # then it is sent again on the next connection
                await self._socket.send(text)

    async def _run(self) -> None:
        attempt = 0
        while True:
            wait = random.uniform(0, min(WAIT_MOST, WAIT_FIRST * 2**attempt))  # noqa: S311 - to spread
            try:
                async with connect(
                    self._url, additional_headers=self._headers, max_size=None, open_timeout=OPEN_SECONDS, proxy=None
                ) as socket:
                    await self._converse(socket)
            except InvalidStatus as error:
                _check_worth_retrying(error)
            except (OSError, InvalidHandshake, TimeoutError, EOFError):
                pass
            except ConnectionClosed as closed:
                attempt = 0
                wait = _how_long(closed, wait)
            attempt += 1
            await asyncio.sleep(wait)

    async def _converse(self, socket: ClientConnection) -> None:
        """Until the socket is closed, which raises `ConnectionClosed`."""
        try:
            while True:
                await self._receive(socket, await socket.recv())
        finally:
            self._socket = None
            self._complete.clear()
            for task in self._syncing.values():
                task.cancel()
            self._syncing.clear()

    async def _receive(self, socket: ClientConnection, text: str | bytes) -> None:
        frame = decode_frame(text)
        if isinstance(frame, Ok | ErrorFrame):
            self._outbox.settle(frame)
        elif frame is not None:
            self._tell(self.replica.receive(frame))
            if isinstance(frame, Hello):
                await self._resume(socket)
            elif isinstance(frame, MessageFrame | ChatFrame):
                self._sync_if_behind(frame.chat_id)

    async def _resume(self, socket: ClientConnection) -> None:
        self.connections += 1
        self._socket = socket
        for text in self._outbox.list_unanswered():
            await socket.send(text)
        for chat_id in self.replica.chats:
            self._sync_if_behind(chat_id)
        if not self._syncing:
            self._complete.set()

    def _sync_if_behind(self, chat_id: int) -> None:
        chat = self.replica.chats.get(chat_id)
        if chat is not None and chat.is_behind and chat_id not in self._syncing:
            self._syncing[chat_id] = asyncio.create_task(self._sync(chat_id))

    async def _sync(self, chat_id: int) -> None:
        try:
            while (chat := self.replica.chats.get(chat_id)) is not None and chat.is_behind:
                members = {"chat_id": chat_id, "since": chat.version, "limit": SYNC_LIMIT}
                answer = await self._ask("sync", members)
                changes = Changes(answer.messages or [], answer.version, answer.more, answer.chat)
                self._tell(self.replica.catch_up(chat_id, changes))
        except Refused:
            self.replica.chats.pop(chat_id, None)  # it is ours no longer
        finally:
            if self._syncing.get(chat_id) is asyncio.current_task():
                del self._syncing[chat_id]
                if not self._syncing:
                    self._complete.set()

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self._events.put_nowait(event)

    def _finish(self, running: "asyncio.Task[None]") -> None:
        if not running.cancelled() and isinstance(error := running.exception(), Exception):
            self._error = error
        self._outbox.abandon(self._error or ConnectionError("The gateway was closed."))
        self._events.put_nowait(None)


def _check_worth_retrying(error: InvalidStatus) -> None:
    status = error.response.status_code
    if status == _UNAUTHORIZED:
        raise SignedOut("There is no session: sign in first.") from error
    if _UNAUTHORIZED < status < _SERVER_ERROR:
        raise Refused("handshake", f"The server answered {status}.", status=status) from error


def _how_long(closed: ConnectionClosed, otherwise: float) -> float:
    """Seconds to stay away. Raises `SignedOut`."""
    if closed.rcvd is None:
        return otherwise
    if closed.rcvd.code == SESSION_ENDED:
        raise SignedOut("The session has ended.") from closed
    if closed.rcvd.code == GOING_AWAY:
        try:
            return float(json.loads(closed.rcvd.reason)["reconnect_after_ms"]) / 1000
        except (ValueError, KeyError, TypeError):
            return otherwise
    return otherwise
