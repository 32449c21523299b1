"""Which rooms are small enough for everyone to be told who of the others is there."""

from collections.abc import Iterable

from besedka import metrics
from besedka.actions import snapshots
from besedka.bus import Announcement, RoomChanged, RoomJoined, RoomLeft
from besedka.database import Database
from besedka.gateway.pieces import in_pieces

ROOMS_AT_ONCE = 10  # counted by one statement, each up to the limit
KEPT_SECONDS = 60.0  # what was counted, if nobody says that it has changed


class RoomSizes:
    """What was counted is kept for a while, or until somebody comes or goes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, tuple[bool, float]] = {}  # whether it is small, and when it was counted
        self._now = 0.0
        self._changes = 0

    def hear(self, announcement: Announcement) -> None:
        """Members have come or gone."""
        if isinstance(announcement, RoomChanged | RoomJoined | RoomLeft):
            self._known.pop(announcement.room_id, None)
            self._changes += 1

    def expire(self, now: float) -> None:
        """Forget what is old; to be called every few seconds, with the time of any steady clock."""
        self._now = now
        for room_id in [each for each, (_, when) in self._known.items() if now - when > KEPT_SECONDS]:
            del self._known[room_id]

    async def small(self, room_ids: Iterable[int]) -> list[int]:
        """Those of these rooms that are small enough. Raises what the database raises."""
        asked = list(room_ids)
        small = {each for each in asked if each in self._known and self._known[each][0]}
        for some in in_pieces([each for each in asked if each not in self._known], ROOMS_AT_ONCE):
            small |= await self._count(some)
        return [each for each in asked if each in small]

    async def _count(self, room_ids: list[int]) -> set[int]:
        metrics.PRESENCE_LOOKUPS.inc()
        changes = self._changes
        small = set(await snapshots.list_small_rooms.run(self._database, room_ids))
        if changes == self._changes:  # else it may be of before that
            self._known |= {room_id: (room_id in small, self._now) for room_id in room_ids}
        return small
