"""Finds what the bus has lost: whatever a client was not told of, it is told within a sweep."""

import asyncio

import structlog

from besedka.actions import snapshots
from besedka.bus import ChatChanged
from besedka.errors import Problem
from besedka.gateway.hub import Connection, Hub
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import CloseCode
from besedka.model import Standing

SWEEP_SECONDS = 5.0
CHATS_AT_ONCE = 100
USERS_AT_ONCE = 200  # compared in each sweep, in turn; after a gap everyone is
OVERLAP_SECONDS = 60.0  # by which clocks of nodes may differ, and transactions last

log = structlog.get_logger(__name__)


class Sweep:
    """Compares what the hub has told with what is in the database, every few seconds, and has it tell the rest."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._markers: dict[int, dict[int, int]] = {}
        self._rooms: dict[int, int] = {}
        self._turn = 0  # the last user compared
        self._gap = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        hub.bus.on_gap(self._gap.set)

    def close(self) -> None:
        """Sweep no more."""
        self._task.cancel()

    async def sweep(self, *, everyone: bool = False) -> None:
        """One sweep: all chats that are listened to, who joined lately, and some users, or all."""
        for some in in_pieces(list(self._hub.channels), CHATS_AT_ONCE):
            await self._look_at_chats(some)
        await self._look_who_joined()
        for user_id in self._next_users(everyone=everyone):
            await self._look_at_user(user_id)

    async def _run(self) -> None:
        while True:
            everyone = await self._wait()
            try:
                await self.sweep(everyone=everyone)
            except Problem as problem:
                log.warning("sweep_failed", code=problem.code)
            except Exception:
                log.exception("sweep_failed")

    async def _wait(self) -> bool:
        """Until it is time, or at once after a gap; whether there was one."""
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._gap.wait()
        except TimeoutError:
            return False
        self._gap.clear()
        return True

    async def _look_at_chats(self, chat_ids: list[int]) -> None:
        versions = await self._hub.database.read(lambda tx: snapshots.list_versions(tx, chat_ids), autocommit=True)
        for chat_id, version in versions:
            channel = self._hub.channels.get(chat_id)
            if channel is not None and channel.version is not None and channel.version < version:
                channel.receive(ChatChanged(chat_id, version))

    async def _look_who_joined(self) -> None:
        span = int((SWEEP_SECONDS + OVERLAP_SECONDS) * 1000)
        joined = await self._hub.database.read(lambda tx: snapshots.list_joined(tx, tx.now - span), autocommit=True)
        for chat_id, user_id in joined:
            for connection in self._connections(user_id):
                await self._hub.show_chat(connection, chat_id)

    def _next_users(self, *, everyone: bool) -> list[int]:
        users = sorted(self._hub.connections)
        for gone in [user_id for user_id in self._markers if user_id not in self._hub.connections]:
            del self._markers[gone]
        if everyone or len(users) <= USERS_AT_ONCE:
            return users
        chosen = ([each for each in users if each > self._turn] + users)[:USERS_AT_ONCE]
        self._turn = chosen[-1]
        return chosen

    async def _look_at_user(self, user_id: int) -> None:
        standing = await self._hub.database.read(lambda tx: snapshots.take_standing(tx, user_id))
        for connection in self._connections(user_id):
            if connection.session_id not in standing.session_ids:
                connection.end(CloseCode.SESSION_ENDED, "the session has ended")
        for connection in self._connections(user_id):
            await self._mend_chats(connection, standing)
            await self._mend_rooms(connection, standing)
        await self._mend_markers(user_id, standing.read_markers)

    async def _mend_chats(self, connection: Connection, standing: Standing) -> None:
        for chat_id in connection.chats - standing.read_markers.keys():
            await self._hub.check_chat(connection, chat_id)
        for chat_id in standing.read_markers.keys() - connection.chats:
            await self._hub.show_chat(connection, chat_id)

    async def _mend_rooms(self, connection: Connection, standing: Standing) -> None:
        for room in standing.rooms:
            if room.id not in connection.rooms:
                self._hub.join_room(connection, room.id)
                await self._hub.show_room(connection, room.id)
            elif self._rooms.get(room.id, room.version) < room.version:
                await self._hub.show_room(connection, room.id)
        self._rooms |= {room.id: room.version for room in standing.rooms}

    async def _mend_markers(self, user_id: int, markers: dict[int, int]) -> None:
        before = self._markers.get(user_id, markers)
        self._markers[user_id] = markers
        for chat_id, marker in markers.items():
            if marker > before.get(chat_id, marker):
                await self._hub.show_marker(user_id, chat_id)

    def _connections(self, user_id: int) -> tuple[Connection, ...]:
        return tuple(self._hub.connections.get(user_id, ()))
