"""Compares what this node has told with what is in the database, and has the rest told."""

import asyncio
from collections.abc import Iterable

from besedka.actions import snapshots
from besedka.database import Database
from besedka.gateway.hub import Hub
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection, Roster
from besedka.gateway.teller import Teller
from besedka.model import Standing

AT_ONCE = 100  # rows or users compared by one statement
OVERLAP = 60_000  # milliseconds by which clocks of nodes may differ, and transactions last


class Comparison:
    """What announcements may have failed to say here: who is in what, how far chats and rooms are, whose profile says
    something else.
    """

    def __init__(self, database: Database, roster: Roster, hub: Hub, teller: Teller) -> None:
        self._database = database
        self._roster = roster
        self._hub = hub
        self._teller = teller
        self._own_changed_at: dict[int, int] = {}  # when something of each user's own was last seen to have changed
        self._changed_at: dict[int, int] = {}  # whose change of profile is told, and when it was
        self._looked_at: int | None = None  # since when changes of profiles are to be looked for

    async def compare(self) -> None:
        """All of it: first who may hear anything at all, then what."""
        await self._look_at_users()
        await self._look_at_chats()
        await self._look_at_rooms()
        await self._look_at_profiles()

    async def _look_at_users(self) -> None:
        here = self._roster.users()
        for gone in self._own_changed_at.keys() - set(here):
            del self._own_changed_at[gone]
        for some in in_pieces(here, AT_ONCE):
            standings = await snapshots.list_standings.run(self._database, some)
            for user_id, standing in standings.items():
                await self._compare_user(user_id, standing)
            await asyncio.sleep(0)

    async def _compare_user(self, user_id: int, standing: Standing) -> None:
        for connection in self._roster.of(user_id):
            if connection.life is Life.OPEN and not _agrees(connection, standing):
                await self._mend_memberships(connection)
            if connection.life is Life.OPEN and connection.blocks.version != standing.blocks_version:
                self._teller.look_at_blocks(user_id, [connection])
        before = self._own_changed_at.get(user_id)
        self._own_changed_at[user_id] = standing.own_changed_at
        if standing.own_changed_at > (before or 0):
            # Of someone who was not looked at before, what changed last: it may be after they were greeted.
            since = (before or standing.own_changed_at) - OVERLAP
            for chat_id in await snapshots.list_own_changed_since.run(self._database, user_id, since):
                self._teller.look_at_chat(chat_id, self._roster.of(user_id))

    async def _mend_memberships(self, connection: Connection) -> None:
        user_id = connection.user_id
        chat_ids, room_ids = await snapshots.list_memberships.run(self._database, user_id)
        for chat_id in connection.chats.symmetric_difference(chat_ids):
            self._teller.look_at_chat(chat_id, [connection])
        for room_id in connection.rooms.symmetric_difference(room_ids):
            self._teller.rooms.look_at(room_id, [connection])

    async def _look_at_chats(self) -> None:
        for some in in_pieces(self._hub.chat_ids(), AT_ONCE):
            told = {chat_id: self._hub.chat_version(chat_id) for chat_id in some}
            stored = dict(await snapshots.list_chat_versions.run(self._database, some))
            for chat_id, version in stored.items():
                self._hub.confirm_chat(chat_id, version, told[chat_id])
            for gone in told.keys() - stored.keys():
                self._teller.look_at_chat(gone, self._hub.listeners_of([gone]))
            await asyncio.sleep(0)

    async def _look_at_rooms(self) -> None:
        for some in in_pieces(list(self._hub.room_versions().items()), AT_ONCE):
            told = dict(some)
            stored = dict(await snapshots.list_room_versions.run(self._database, list(told)))
            for room_id, version in told.items():
                if room_id not in stored or version < stored[room_id]:
                    self._teller.rooms.show(room_id)
            await asyncio.sleep(0)

    async def _look_at_profiles(self) -> None:
        """Whose changed since the last time is told once more, if this node has not found it before."""
        found: dict[int, int] = {}
        since = self._looked_at
        while (page := await snapshots.list_changed_users.run(self._database, since)).users:
            found |= dict(page.users)
            if not page.more:
                break
            since = page.users[-1][1]
        self._looked_at = page.now - OVERLAP
        told, self._changed_at = self._changed_at, found
        for user_id, changed_at in found.items():
            if told.get(user_id) != changed_at:
                self._teller.show_user(user_id)


def _agrees(connection: Connection, standing: Standing) -> bool:
    """Whether a connection listens to what its user is a member of."""
    return _sums(connection.chats) == standing.chats and _sums(connection.rooms) == standing.rooms


def _sums(ids: Iterable[int]) -> tuple[int, int, int]:
    """As `store/members.py` sums them."""
    found = list(ids)
    return len(found), sum(found), sum((each % 9973) ** 2 for each in found)
