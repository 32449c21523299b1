"""What the server's administrators ask of rooms, and how those are shown to them."""

import msgspec

from besedka.administration import ListedRoom, RoomsPage
from besedka.model import User
from besedka.wire.decoding import Position
from besedka.wire.times import rfc3339
from besedka.wire.users import OtherUser, other_user


class ListRooms(msgspec.Struct, frozen=True):
    """All rooms whose ids come after that one."""

    after: Position = 0


class ListedRoomShape(msgspec.Struct, frozen=True):
    """A room as it is seen from outside."""

    room_id: int
    room_name: str
    member_count: int
    owner: OtherUser | None
    created_at: str


class ListedRooms(msgspec.Struct, frozen=True):
    """A part of all rooms, by their ids. `more`: there are others after them."""

    rooms: list[ListedRoomShape]
    more: bool


def shape_rooms_page(page: RoomsPage) -> ListedRooms:
    return ListedRooms([_shape_room(room, page.owners) for room in page.rooms], page.more)


def _shape_room(room: ListedRoom, owners: dict[int, User]) -> ListedRoomShape:
    owner = owners.get(room.owner_id or 0)
    shown = other_user(owner) if owner else None
    return ListedRoomShape(room.id, room.name, room.members, shown, rfc3339(room.created_at))
