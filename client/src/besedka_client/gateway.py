"""A gateway that outlives its sockets."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

from besedka_client.backoff import NORMAL, Backoff
from besedka_client.connection import Connection, State
from besedka_client.events import Event
from besedka_client.records import Message, Ok
from besedka_client.replica import Replica

OPEN_SECONDS = 20.0  # for the handshake
CLOSE_SECONDS = 5.0  # for the other side's goodbye
FRAME_MOST = 16 * 1024 * 1024  # bytes of a frame of the server's: a `hello` of some fifty thousand chats
_CLOSED = "The gateway is closed."


class Gateway:
    """Keeps `replica` up to date: connects, resumes from where it was, asks for what it missed, and sends again what was
    not acknowledged. Made by `Client.connect`, and used as a context; iterating yields `Event`s until it is closed.

    The iterator and every call raise `SignedOut` once the session has ended, and `Closed` or `Refused` if the server
    wants this client no more. Calls raise `OutboxFull` while a thousand wait for their answers. Of events some ten
    thousand wait to be read; what happens beyond that is asked for once they have been.
    """

    def __init__(self, url: str, cookie: str, *, history: bool = False, events: bool = True) -> None:
        self.replica = Replica(history=history, events=events)
        self._url = url
        self._headers = {"Cookie": cookie}
        self._state = State(self.replica)
        self._backoff = Backoff()
        self._connection: Connection | None = None
        self._error: Exception | None = None
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        self._running.add_done_callback(self._finish)
        try:
            await self._wait_for(self._state.complete.wait(), self._state.inbox.wait_until_full())
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._state.inbox.get()) is not None:
            yield event
        if self._error is not None:
            raise self._error

    @property
    def connections(self) -> int:
        """How many have been made so far."""
        return self._state.connections

    async def close(self) -> None:
        """Hang up for good."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def wait_until_complete(self) -> None:
        """Until nothing is missing in the replica that the server has told of. It takes that events are read."""
        await self._wait_for(self._state.complete.wait())

    def focus(self, chat_id: int | None) -> None:
        """What the user looks at: this chat is caught up with before all others."""
        self._state.focus = chat_id

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

    async def mark_unread(self, chat_id: int, seq: int) -> None:
        """Move one's read marker back, to just before that message."""
        await self._ask("read", {"chat_id": chat_id, "unread_from": seq})

    async def type(self, chat_id: int) -> None:
        """Say that one is writing. Lost if there is no connection at the moment."""
        if self._connection is not None:
            await self._connection.write_if_possible({"op": "typing", "chat_id": chat_id})

    async def _ask_for_message(self, op: str, members: dict[str, Any]) -> Message:
        answer = await self._ask(op, members)
        assert answer.message is not None
        return answer.message

    async def _ask(self, op: str, members: dict[str, Any]) -> Ok:
        if self._running is None or self._running.done():
            raise self._error or ConnectionError(_CLOSED)
        return await self._state.outbox.add(op, members)

    async def _wait_for(self, *conditions: Any) -> None:  # noqa: ANN401 - coroutines
        """Until one of them, or the end."""
        assert self._running is not None
        waiting = [asyncio.create_task(each) for each in conditions]
        try:
            await asyncio.wait([*waiting, self._running], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        if self._running.done():
            raise self._error or ConnectionError(_CLOSED)

    async def _run(self) -> None:
        while True:  # noqa: ASYNC110 - it waits for its turn, not for a condition
            await asyncio.sleep(await self._connect())

    async def _connect(self) -> float:
        """One connection, from its beginning to its end; seconds until the next one."""
        try:
            async with connect(
                self._url,
                additional_headers=self._headers,
                max_size=FRAME_MOST,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                compression=None,
                proxy=None,
            ) as socket:
                began = time.monotonic()
                self._connection = connection = Connection(socket, self._state)
                await connection.run()
            code, reason = connection.closed_with
            if connection.left_out and code == NORMAL:
                return 0.0
            return self._backoff.close(code, reason, time.monotonic() - began)
        except InvalidStatus as error:
            return self._backoff.refuse(error)
        except (OSError, InvalidHandshake, TimeoutError, EOFError):
            return self._backoff.fail()
        finally:
            self._connection = None

    def _finish(self, running: "asyncio.Task[None]") -> None:
        if not running.cancelled() and isinstance(error := running.exception(), Exception):
            self._error = error
        self._state.outbox.abandon(self._error or ConnectionError(_CLOSED))
        self._state.inbox.close()
