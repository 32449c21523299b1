"""What connections are told of rooms."""

import asyncio
from collections.abc import Iterable, Mapping

import msgspec

from besedka.actions import snapshots
from besedka.bus import RoomChanged, RoomGone, RoomJoined, RoomLeft
from besedka.database import Database
from besedka.gateway import frames
from besedka.gateway.hub import Hub
from besedka.gateway.looks import Look, Looks
from besedka.gateway.partings import Partings
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import Life
from besedka.gateway.roster import Connection, Roster
from besedka.model import MemberChange, Role, Room
from besedka.wire.rooms import shape_room

ROOM = "room"  # as a thing that is looked at
LEFT_ROOM = "left room"  # what is remembered for a connection that is opening: whatever `hello` says, it is out
USERS_AT_ONCE = 100  # whose view of a room is read by one statement
TOLD_AT_ONCE = 200  # connections told in one round of the event loop


class Due:
    """A frame that is to be told to all who listen to a room, to each role its own, and the version that it leads to."""

    __slots__ = ("by_role", "version")

    def __init__(self, version: int, by_role: Mapping[Role, bytes]) -> None:
        self.version = version
        self.by_role = by_role


class RoomTeller:
    """What has changed is told at once, in pieces where many listen; a room is looked up, for each of them, only where that was
    not said, or is not the next change after what they know.
    """

    def __init__(self, database: Database, roster: Roster, hub: Hub, looks: Looks, partings: Partings) -> None:
        self._database = database
        self._roster = roster
        self._hub = hub
        self._looks = looks
        self._partings = partings
        self._due: dict[int, list[Due]] = {}  # by room
        self._tellers: dict[int, asyncio.Task[None]] = {}
        looks.teach(ROOM, self._look)

    def __len__(self) -> int:
        return len(self._tellers)

    def look_at(self, room_id: int, connections: Iterable[Connection]) -> None:
        """Have these connections know whether they are in this room, and how it is now."""
        self._looks.ask(ROOM, room_id, connections)

    def show(self, room_id: int) -> None:
        """Tell everyone who listens to a room how it is now."""
        self.look_at(room_id, self._hub.listeners_of_room(room_id))

    def tell_changed(self, changed: RoomChanged) -> None:
        """The room has changed, or so one hears."""
        self.look_at(changed.room_id, self._roster.opening())  # whose rooms are not known yet
        if changed.member is not None:
            self._note_member(changed.room_id, changed.member)
        frames_told = _frames(changed)
        if frames_told is None or not self._follows(changed):
            self.show(changed.room_id)
        else:
            self._tell(changed.room_id, Due(changed.version, frames_told))

    def tell_joined(self, joined: RoomJoined) -> None:
        """These users are in the room from now on."""
        self.look_at(joined.room_id, self._roster.of_all(joined.user_ids))

    def tell_left(self, left: RoomLeft) -> None:
        """At once: nothing of the room may reach them from now on."""
        for connection in self._roster.of_all(left.user_ids):
            self._looks.doubt(ROOM, left.room_id, connection)
            if connection.life is Life.OPENING:
                connection.defer(LEFT_ROOM, left.room_id)
            else:
                self._take(connection, left.room_id)

    def tell_gone(self, gone: RoomGone) -> None:
        """The room is no more."""
        self._looks.doubt_all(ROOM, gone.room_id)
        for connection in self._roster.opening():
            connection.defer(LEFT_ROOM, gone.room_id)
        listeners = self._hub.listeners_of_room
        self._partings.add(lambda: listeners(gone.room_id), lambda each: self._take(each, gone.room_id))

    def close(self) -> None:
        """Tell nobody anything more."""
        for task in self._tellers.values():
            task.cancel()

    def _note_member(self, room_id: int, change: MemberChange) -> None:
        connections = self._roster.of(change.user_id)
        if change.role is None:
            self.tell_left(RoomLeft(room_id, (change.user_id,)))  # what said so first may have been lost
        else:
            self._hub.set_role(connections, room_id, change.role)
        self.look_at(room_id, connections)  # who may be there again by now, or see it otherwise

    def _follows(self, changed: RoomChanged) -> bool:
        """Whether it is the next change after what everyone here has been told, or is just being told."""
        due = self._due.get(changed.room_id)
        known = due[-1].version if due else self._hub.find_room_version(changed.room_id)
        return known is not None and changed.version == known + 1

    def _tell(self, room_id: int, due: Due) -> None:
        self._due.setdefault(room_id, []).append(due)
        if room_id not in self._tellers:
            self._tellers[room_id] = asyncio.create_task(self._tell_due(room_id))

    async def _tell_due(self, room_id: int) -> None:
        """One task for each room, so that its frames come in order."""
        try:
            while due := self._due.get(room_id):
                count = len(due)
                told = await self._tell_all(
                    room_id, {role: b"".join(each.by_role[role] for each in due) for role in Role}
                )
                self._hub.note_room(room_id, due[count - 1].version, told)
                self.look_at(room_id, set(self._hub.listeners_of_room(room_id)) - told)  # who came meanwhile
                del due[:count]
        finally:
            self._due.pop(room_id, None)
            del self._tellers[room_id]

    async def _tell_all(self, room_id: int, by_role: Mapping[Role, bytes]) -> set[Connection]:
        told: set[Connection] = set()
        for some in in_pieces(list(self._hub.listeners_of_room(room_id)), TOLD_AT_ONCE):
            for connection in some:
                role = self._hub.role_in(connection, room_id)
                if role is not None:
                    connection.deliver(by_role[role])
                    told.add(connection)
            await asyncio.sleep(0)
        return told

    def _take(self, connection: Connection, room_id: int) -> None:
        if room_id in connection.rooms:
            self._hub.leave_room(connection, room_id)
            connection.deliver(frames.encode(frames.LeftRoomFrame(room_id)))

    async def _look(self, look: Look) -> None:
        rooms: dict[int, Room] = {}
        for users in in_pieces(list({each.user_id for each in look.connections}), USERS_AT_ONCE):
            rooms |= await snapshots.view_room.run(self._database, look.thing_id, users)
            await asyncio.sleep(0)
        for some in in_pieces(look.connections, TOLD_AT_ONCE):
            for connection in some:
                self._show(connection, look.thing_id, rooms.get(connection.user_id))
            await asyncio.sleep(0)
        if rooms:
            self._hub.note_room(look.thing_id, min(room.version for room in rooms.values()), look.connections)

    def _show(self, connection: Connection, room_id: int, room: Room | None) -> None:
        if room is None:
            self._take(connection, room_id)
            return
        after = self._hub.room_version(room_id) if room_id in connection.rooms else msgspec.UNSET
        self._hub.join_room(connection, room)
        connection.deliver(frames.encode(frames.RoomFrame(room_id, room.version, shape_room(room), after)))


def _frames(changed: RoomChanged) -> Mapping[Role, bytes] | None:
    """What those of each role are told of a change that says what has changed."""
    room_id, after, version, change = changed.room_id, changed.version - 1, changed.version, changed.member
    if change is not None:
        return dict.fromkeys(
            Role, frames.encode(frames.RoomMembersFrame(room_id, after, version, change.user_id, change.role))
        )
    if changed.name is None:
        return None
    shapes = {role: shape_room(Room(room_id, changed.name, version, role)) for role in Role}
    return {role: frames.encode(frames.RoomFrame(room_id, version, shape, after)) for role, shape in shapes.items()}
