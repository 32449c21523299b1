"""Rooms and their channels (sections 3.2 to 3.4 of the original)."""

from besedka.access import load_room
from besedka.actions.checks import check_name
from besedka.actions.units import reads, writes
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.model import ChatSummary, Role, Room
from besedka.rights import Right
from besedka.store import chats, members, rooms
from besedka.wire.rooms import CreateChannel, CreateRoom, ListChannels, RenameRoom

ROOMS_LIMIT = 100  # that one user is in
CHANNELS_LIMIT = 500  # of one room: who is in it has them all in every list


def check_room(asked: CreateRoom) -> str:
    """The name of a room. Raises `BadRequest`."""
    return check_name(asked.name)


def check_channel(asked: CreateChannel) -> CreateChannel:
    """With its name as it is stored. Raises `BadRequest`."""
    return CreateChannel(name=check_name(asked.name), room_id=asked.room_id)


@writes.checked(check_room)
async def create_room(tx: Transaction, actor_id: int, name: str) -> int:
    """A new room without channels, owned by its creator; its id. Raises `BadRequest` (`too_many_rooms`)."""
    if await rooms.count_rooms(tx, actor_id) >= ROOMS_LIMIT:
        raise BadRequest(Code.TOO_MANY_ROOMS, f"One can be in {ROOMS_LIMIT} rooms at most.")
    room_id, _ = await rooms.insert_room(tx, name)
    await rooms.insert_room_member(tx, room_id, actor_id, Role.OWNER)
    tx.announce(RoomJoined(room_id, (actor_id,)))
    return room_id


def check_new_name(asked: RenameRoom) -> RenameRoom:
    """With the name as it is stored. Raises `BadRequest`."""
    return RenameRoom(name=check_name(asked.name), room_id=asked.room_id)


@writes.checked(check_new_name)
async def rename_room(tx: Transaction, actor_id: int, asked: RenameRoom) -> Room:
    """The room with its new name. Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`) for outsiders."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.RENAME)
    if room.name == asked.name:
        return room
    version = await rooms.update_name(tx, room.id, asked.name)
    tx.announce(RoomChanged(room.id, version))
    return Room(room.id, asked.name, version, room.role)


@reads
async def list_channels(tx: Transaction, actor_id: int, asked: ListChannels) -> list[ChatSummary]:
    """The channels that a member may read. Raises `BadRequest` (`no_such_room`) for everyone else."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.LIST_CHANNELS)
    return await chats.list_channels(tx, room.id, actor_id)


@writes.checked(check_channel)
async def create_channel(tx: Transaction, actor_id: int, asked: CreateChannel) -> int:
    """A new public channel, with all members of the room in it; its chat id.

    Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`) for everyone else, (`too_many_channels`) where there
    are as many as there may be.
    """
    room_id = asked.room_id
    # This locks the room's row, so that who joins at this moment gets the channel here or by joining.
    await load_room(tx, actor_id, room_id, to=Right.CREATE_CHANNEL)
    if await chats.count_channels(tx, room_id) >= CHANNELS_LIMIT:
        raise BadRequest(Code.TOO_MANY_CHANNELS, f"A room can have {CHANNELS_LIMIT} channels at most.")
    version = await rooms.raise_version(tx, room_id)
    chat_id = await chats.insert_channel(tx, room_id, asked.name)
    joined = await members.insert_room_members(tx, chat_id, room_id)
    tx.announce(RoomChanged(room_id, version))
    tx.announce(ChatJoined(chat_id, joined))
    return chat_id
