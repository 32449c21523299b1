"""What drives one socket: frames that come go to the replica, ops that wait are sent, what was missed is asked for."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from besedka_client.backoff import TOO_LARGE
from besedka_client.inbox import Inbox
from besedka_client.outbox import Outbox
from besedka_client.pace import Pace
from besedka_client.records import ErrorFrame, Frame, Hello, Ok, Resumed, decode_frame
from besedka_client.replica import Portion, Replica

HELLO_SECONDS = 20.0  # for the first frame
ANSWER_SECONDS = 60.0  # for the answer to `resume`
PORTION_ROWS = 1000  # messages at a time
_RESUME = "resume"  # the one `ref` that is no number of the outbox's


class State(msgspec.Struct):
    """What outlives a socket. `complete`: nothing is missing; `focus`: the chat to ask about first; `connections`: how
    many there were.
    """

    replica: Replica
    inbox: Inbox = msgspec.field(default_factory=Inbox)
    outbox: Outbox = msgspec.field(default_factory=Outbox)
    pace: Pace = msgspec.field(default_factory=Pace)
    complete: asyncio.Event = msgspec.field(default_factory=asyncio.Event)
    focus: int | None = None
    connections: int = 0


class Connection:
    """One socket's life. Frames that would fill the inbox beyond its bound are not applied: answers still are, and once
    there is room again the connection ends, for another one to get what was left out.
    """

    def __init__(self, socket: ClientConnection, state: State) -> None:
        self.is_open = False  # there was a `hello`
        self.left_out = False  # frames that are to be got by another connection, at once
        self.socket = socket
        self._state = state
        self._due = asyncio.Event()  # a chat is behind
        self._answer: asyncio.Future[Ok | ErrorFrame] | None = None

    async def run(self) -> None:
        """Until the socket is closed, or is of no use."""
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                await self._be_welcomed()
            async with asyncio.TaskGroup() as tasks:
                for work in (self._send, self._catch_up, self._end_when_read):
                    tasks.create_task(work())
                await self._receive()
        except* (ConnectionClosed, TimeoutError):
            pass
        finally:
            self._state.complete.clear()

    @property
    def closed_with(self) -> tuple[int | None, str]:
        """The code and reason that it was closed with: by the server, or here for a frame that was too large."""
        sent, received = self.socket.protocol.close_sent, self.socket.protocol.close_rcvd
        if sent is not None and sent.code == TOO_LARGE:
            return sent.code, f"a frame of the server's was larger than {self.socket.protocol.max_message_size} bytes"
        return (received.code, received.reason) if received else (None, "")

    async def write_if_possible(self, op: dict[str, object]) -> None:
        """Send what may be lost."""
        if self.is_open and self._state.pace.has_room():
            with suppress(ConnectionClosed):
                await self._write(op)

    async def _be_welcomed(self) -> None:
        while not self.is_open:
            frame = decode_frame(await self.socket.recv(decode=False))
            if isinstance(frame, Hello):
                self._apply(frame)
                self._state.outbox.begin_anew()
                self._state.connections += 1
                self.is_open = True

    async def _receive(self) -> None:
        while True:
            frame = decode_frame(await self.socket.recv(decode=False))
            if isinstance(frame, Ok | ErrorFrame):
                self._settle(frame)
            elif frame is not None:
                self._apply(frame)

    def _settle(self, answer: Ok | ErrorFrame) -> None:
        if answer.ref != _RESUME:
            self._state.outbox.settle(answer)
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    def _apply(self, frame: Frame) -> None:
        if self._state.inbox.is_full:
            self.left_out = True
            self._state.complete.clear()
            return
        self._state.inbox.put(self._state.replica.receive(frame))
        if self._state.replica.is_behind(getattr(frame, "chat_id", None)):
            self._state.complete.clear()
            self._due.set()

    async def _send(self) -> None:
        while True:
            frame = await self._state.outbox.next()
            await self._state.pace.wait()
            await self.socket.send(frame, text=True)

    async def _write(self, op: dict[str, object]) -> None:
        await self.socket.send(msgspec.json.encode(op), text=True)

    async def _end_when_read(self) -> None:
        """Once there is room for what was left out, another connection is to get it."""
        while self._state.inbox.is_full or not self.left_out:
            await self._state.inbox.wait_until_full()
            await self._state.inbox.wait_for_room()
        await self.socket.close()

    async def _catch_up(self) -> None:
        """Ask portion by portion, one at a time, until nothing is missing; and again when something is."""
        while True:
            self._due.clear()
            await self._state.inbox.wait_for_room()
            portion = self._state.replica.choose_portion(self._state.focus)
            if portion:
                self._state.inbox.put(self._state.replica.catch_up(portion, await self._ask(portion)))
                continue
            if not self.left_out:
                self._state.complete.set()
            await self._due.wait()

    async def _ask(self, portion: Portion) -> Sequence[Resumed]:
        """What the server says. Raises `TimeoutError` if it says nothing, or nothing new: another one may."""
        chats = [{"chat_id": chat_id, "since": chat.ask()} for chat_id, chat in portion.items()]
        self._answer = asyncio.get_running_loop().create_future()
        await self._state.pace.wait()
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._write({"op": "resume", "ref": _RESUME, "chats": chats, "limit": PORTION_ROWS})
            answer = await self._answer
        answers = answer.chats if isinstance(answer, Ok) and answer.chats else ()
        if not any(each.messages or each.left or not each.more for each in answers):
            raise TimeoutError
        return answers
