"""Files on their way out, chunk by chunk."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

from falcon.asgi import Request

from besedka import metrics
from besedka.blobs import Reading

EACH, ALL = 100, 1000  # downloads under way of a user, and in all: each holds some 400 KiB


AT_ONCE = 2  # chunks that go out in one round of the event loop, of all downloads: the others let messages pass


class Rounds:
    """Lets so many pass in each round of the event loop, in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_due = False

    async def wait(self) -> None:
        """Until it is one's turn."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._schedule()
        await turn

    def _schedule(self) -> None:
        if self._waiting and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._let_pass)

    def _let_pass(self) -> None:
        self._is_due = False
        passed = 0
        while self._waiting and passed < self._at_once:
            turn = self._waiting.popleft()
            if not turn.done():  # or who waited was cancelled
                turn.set_result(None)
                passed += 1
        self._schedule()


class Sending:
    """What falcon streams. It ends early when the client has gone, to whom uvicorn would go on sending into the void."""

    def __init__(self, reading: Reading, is_gone: Callable[[], bool], held: ExitStack, rounds: Rounds) -> None:
        self._reading = reading
        self._rounds = rounds
        self._is_gone = is_gone
        self._held = held

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reading:
            await self._rounds.wait()
            if self._is_gone():
                return
            yield chunk
            metrics.FILE_BYTES_SENT.inc(len(chunk))

    async def close(self) -> None:
        """Let go of it all."""
        self._held.close()
        await self._reading.close()


def gone(request: Request) -> Callable[[], bool]:
    """What tells whether who made the request has gone."""
    told: Callable[[], bool] = request.scope.get("state", {}).get("is_gone", _never)
    return told


def cut(request: Request) -> Callable[[], None]:
    """What drops the connection while the request is being answered, also if the client does not read."""
    told: Callable[[], None] = request.scope.get("state", {}).get("cut", _nothing)
    return told


def _never() -> bool:
    return False


def _nothing() -> None:
    pass
