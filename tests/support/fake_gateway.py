"""A gateway on a real socket that misbehaves on command, over the child's server of `model_server`."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from besedka_client.records import Frame
from tests.support.model_server import ME, ModelServer

Op: TypeAlias = dict[str, Any]
Hook: TypeAlias = Callable[[ServerConnection, Op], Awaitable[bool]]


class FakeGateway:
    """`asked` are the ops it got, of all connections. `hook` comes first: if it returns true, nothing more is done."""

    def __init__(self, model: ModelServer) -> None:
        self.model = model
        self.asked: list[Op] = []
        self.connections = 0
        self.hook: Hook = _do_nothing
        self.greeting: Callable[[ServerConnection], Awaitable[bool]] = _greet
        self.sockets: set[ServerConnection] = set()
        self.url = ""

    async def serve(self, socket: ServerConnection) -> None:
        """One connection's life."""
        self.connections += 1
        if not await self.greeting(socket):
            return
        self.sockets.add(socket)
        try:
            await socket.send(encode(self.model.hello()))
            async for text in socket:
                await self._answer(socket, json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            self.sockets.discard(socket)

    async def tell(self, frame: Frame | None) -> None:
        """Send a frame to all."""
        assert frame is not None
        for socket in list(self.sockets):
            await socket.send(encode(frame))

    async def cut(self) -> None:
        """Break all connections, without a goodbye."""
        for socket in list(self.sockets):
            socket.transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        """Close all connections properly."""
        for socket in list(self.sockets):
            await socket.close(code, reason)

    def resumes(self) -> list[Op]:
        """The portions that were asked for."""
        return [op for op in self.asked if op["op"] == "resume"]

    async def _answer(self, socket: ServerConnection, op: Op) -> None:
        self.asked.append(op)
        if await self.hook(socket, op):
            return
        if op["op"] == "resume":
            asked = [(each["chat_id"], each["since"]) for each in op["chats"]]
            answers = self.model.resume(asked, op["limit"])
            await self.say(socket, {"t": "ok", "ref": op["ref"], "chats": answers})
        elif op["op"] == "send":
            frame = self.model.chats[op["chat_id"]].post(ME, op["text"])
            await self.say(socket, {"t": "ok", "ref": op["ref"], "message": frame.message})
            await self.tell(frame)

    async def say(self, socket: ServerConnection, frame: dict[str, Any]) -> None:
        await socket.send(msgspec.json.encode(frame), text=True)


def encode(frame: Frame) -> str:
    return msgspec.json.encode(frame).decode()


@asynccontextmanager
async def fake_gateway(model: ModelServer) -> AsyncIterator[FakeGateway]:
    fake = FakeGateway(model)
    async with serve(fake.serve, "127.0.0.1", 0, compression=None) as server:
        fake.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/gateway"
        yield fake
        await fake.cut()


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.002)


async def _do_nothing(socket: ServerConnection, op: Op) -> bool:
    return False


async def _greet(socket: ServerConnection) -> bool:
    return True
