"""Files on their way out, chunk by chunk."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager

from falcon.asgi import Request

from besedka import metrics
from besedka.blobs import Reading
from besedka.errors import TooManyRequests, Unavailable

EACH, ALL = 100, 1000  # downloads under way of a user, and in all: each holds some 400 KiB


class Downloads:
    """Counts what is under way."""

    def __init__(self) -> None:
        self._under_way: Counter[int] = Counter()

    @contextmanager
    def counted(self, user_id: int) -> Iterator[None]:
        """Count one, for as long as the context lasts. Raises `TooManyRequests` or `Unavailable` for one too many."""
        if self._under_way[user_id] >= EACH:
            raise TooManyRequests(1)
        if self._under_way.total() >= ALL:
            raise Unavailable("Too many downloads are under way. Try again.")
        self._under_way[user_id] += 1
        try:
            yield
        finally:
            self._under_way[user_id] -= 1
            if not self._under_way[user_id]:
                del self._under_way[user_id]


class Sending:
    """What falcon streams. It ends early when the client has gone, to whom uvicorn would go on sending into the void."""

    def __init__(self, reading: Reading, is_gone: Callable[[], bool], held: ExitStack) -> None:
        self._reading = reading
        self._is_gone = is_gone
        self._held = held

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reading:
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


def _never() -> bool:
    return False
