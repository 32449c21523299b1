"""What someone is told, frame by frame."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.support.cast import Visitor
from tests.support.raw import RawSocket, op
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides
FLEETING = {"typing", "presence"}


class Hearing:
    """One connection of someone's, after its `hello`."""

    def __init__(self, socket: RawSocket, hello: dict[str, Any]) -> None:
        self._socket = socket
        self.hello = hello

    @property
    def chat_ids(self) -> list[int]:
        """The chats of its `hello`."""
        return [each["chat_id"] for each in self.hello["chats"]]

    def say(self, **members: object) -> None:
        """Send an op."""
        self._socket.send(op(**members))

    async def hear(self, count: int) -> list[dict[str, Any]]:
        """The next frames, so many."""
        async with asyncio.timeout(PATIENCE):
            return [await self._next() for _ in range(count)]

    async def hear_until(self, kind: str) -> list[dict[str, Any]]:
        """The next frames up to one of this kind."""
        frames = await self.hear(1)
        while frames[-1]["t"] != kind:
            frames += await self.hear(1)
        return frames

    async def hear_nothing(self) -> None:
        """Assert that nothing more was told. What is told later is told after the answer."""
        self._socket.send(op(op="ping"))
        assert await self.hear(1) == [{"t": "pong"}]

    async def rest(self) -> list[dict[str, Any]]:
        """All that was told by now and not heard yet."""
        self._socket.send(op(op="ping"))
        return (await self.hear_until("pong"))[:-1]

    def close(self) -> None:
        self._socket.close()

    async def _next(self) -> dict[str, Any]:
        while (frame := await self._socket.receive())["t"] in FLEETING:
            pass
        return frame


@asynccontextmanager
async def hearing(*places: tuple[Running, Visitor]) -> AsyncIterator[Sequence[Hearing]]:
    """These people, each connected to a server."""
    heard = []
    for server, visitor in places:
        socket = await RawSocket.connect(server.port, f"session_id={visitor.cookie}")
        async with asyncio.timeout(PATIENCE):
            heard.append(Hearing(socket, await socket.receive()))
    try:
        yield heard
    finally:
        for each in heard:
            each.close()
