"""Rooms and their channels (sections 3.2 to 3.4 of the original)."""

from besedka.access import load_administered_room, load_room
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.database import Transaction
from besedka.model import ChatSummary, Role
from besedka.store import chats, members, rooms


async def create_room(tx: Transaction, actor_id: int, name: str) -> int:
    """A new room without channels, owned by its creator; its id. Needs a checked name."""
    room_id, _ = await rooms.insert_room(tx, name)
    await rooms.insert_room_member(tx, room_id, actor_id, Role.OWNER)
    tx.announce(RoomJoined(room_id, (actor_id,)))
    return room_id


async def list_channels(tx: Transaction, actor_id: int, room_id: int) -> list[ChatSummary]:
    """The channels that a member may read. Raises `BadRequest` (`no_such_room`) for everyone else."""
    await load_room(tx, actor_id, room_id)
    return await chats.list_channels(tx, room_id, actor_id)


async def create_channel(tx: Transaction, actor_id: int, room_id: int, name: str) -> int:
    """A new public channel, with all members of the room in it; its chat id. Needs a checked name.

    Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`) for everyone else.
    """
    await load_administered_room(tx, actor_id, room_id)
    # First of all: it locks the room's row, so that who joins at this moment gets the channel here or by joining.
    version = await rooms.raise_version(tx, room_id)
    chat_id = await chats.insert_channel(tx, room_id, name)
    joined = await members.insert_room_members(tx, chat_id, room_id)
    tx.announce(RoomChanged(room_id, version))
    tx.announce(ChatJoined(chat_id, joined))
    return chat_id
