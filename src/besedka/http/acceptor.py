"""Taking in connections a few at a time, so that a crowd at the door does not keep those inside waiting."""

import asyncio
import socket
from collections.abc import Callable

import structlog

AT_ONCE = 32  # in one round of the event loop
PAUSE_SECONDS = 1.0  # when the system can't give any more

log = structlog.get_logger(__name__)


class Acceptor:
    """What uvicorn takes for an `asyncio.Server`. Needs a socket that listens and does not block."""

    def __init__(self, bound: socket.socket, make_connection: Callable[[], asyncio.Protocol]) -> None:
        self._socket = bound
        self._make_connection = make_connection
        self._loop = asyncio.get_running_loop()
        self._connecting: set[asyncio.Task[object]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._listen()

    def close(self) -> None:
        """Take in no more."""
        self._loop.remove_reader(self._socket)
        if self._pause is not None:
            self._pause.cancel()

    async def wait_closed(self) -> None:
        """Nothing: who has been taken in is others' concern."""

    def _listen(self) -> None:
        self._loop.add_reader(self._socket, self._accept_some)

    def _accept_some(self) -> None:
        for _ in range(AT_ONCE):
            try:
                accepted, _ = self._socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # too many open files, of ours or of the system's
                log.error("accept_failed", error=str(error))  # noqa: TRY400 - there is nothing to trace
                self._loop.remove_reader(self._socket)
                self._pause = self._loop.call_later(PAUSE_SECONDS, self._listen)
                return
            accepted.setblocking(False)
            self._connect(accepted)

    def _connect(self, accepted: socket.socket) -> None:
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._make_connection, accepted))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)
