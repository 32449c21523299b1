"""Ops on their way: each waits for its answer, and is sent again after a reconnection if none has come."""

import asyncio
from typing import Any

import msgspec

from besedka_client.errors import Refused
from besedka_client.records import ErrorFrame, Ok


class Outbox:
    """Every op may be repeated: a send by its nonce, any other by its nature."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: dict[int, tuple[str, asyncio.Future[Ok]]] = {}

    def add(self, op: str, members: dict[str, Any]) -> tuple[str, "asyncio.Future[Ok]"]:
        """The frame to send, and what its answer will resolve. The future raises `Refused`."""
        self._count += 1
        ref = self._count
        text = msgspec.json.encode({"op": op, "ref": ref} | members).decode()
        future: asyncio.Future[Ok] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = (text, future)
        future.add_done_callback(lambda _: self._waiting.pop(ref, None))
        return text, future

    def list_unanswered(self) -> list[str]:
        """The frames that still wait for an answer, in their order."""
        return [text for text, _ in self._waiting.values()]

    def settle(self, answer: Ok | ErrorFrame) -> None:
        """An answer has come."""
        _, future = self._waiting.get(answer.ref or 0, ("", None))
        if future is None or future.done():
            return
        if isinstance(answer, Ok):
            future.set_result(answer)
        else:
            future.set_exception(Refused(answer.code, answer.detail, answer.field))

    def abandon(self, error: Exception) -> None:
        """No answer will come any more."""
        for _, future in list(self._waiting.values()):
            if not future.done():
                future.set_exception(error)
