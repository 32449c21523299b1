"""Rooms and their channels (sections 3.2 to 3.4 of the original)."""

from besedka.access import load_room
from besedka.actions.chats import check_may_add_channel
from besedka.actions.checks import check_name, check_topic
from besedka.actions.invites import check_may_enter
from besedka.actions.units import reads, writes
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.database import Transaction
from besedka.jobs.channels import fill_channel
from besedka.model import ChatSummary, Role, Room
from besedka.rights import Right
from besedka.store import chats, members, rooms
from besedka.wire.rooms import CreateChannel, CreateRoom, ListChannels, RenameRoom


def check_room(asked: CreateRoom) -> str:
    """The name of a room. Raises `BadRequest`."""
    return check_name(asked.name)


def check_channel(asked: CreateChannel) -> CreateChannel:
    """With its name and topic as they are stored. Raises `BadRequest`."""
    name, topic = check_name(asked.name), check_topic(asked.topic)
    return CreateChannel(name=name, private=asked.private, topic=topic, room_id=asked.room_id)


@writes.checked(check_room)
async def create_room(tx: Transaction, actor_id: int, name: str) -> int:
    """A new room without channels, owned by its creator; its id. Raises `BadRequest` (`too_many_rooms`)."""
    await check_may_enter(tx, actor_id)
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
    tx.announce(RoomChanged(room.id, version, name=asked.name))
    return Room(room.id, asked.name, version, room.role)


@reads
async def list_channels(tx: Transaction, actor_id: int, asked: ListChannels) -> list[ChatSummary]:
    """The channels that a member may read. Raises `BadRequest` (`no_such_room`) for everyone else."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.LIST_CHANNELS)
    return await chats.list_channels(tx, room.id, actor_id)


@writes.checked(check_channel)
async def create_channel(tx: Transaction, actor_id: int, asked: CreateChannel) -> int:
    """A new channel, with all members of the room in it, the last of very many a little later, or a private one with its maker
    alone, of which nobody else is told; its chat id.

    Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`) for everyone else, (`too_many_channels`) where
    there are as many as there may be.
    """
    room_id = asked.room_id
    # This locks the room's row, so that who joins at this moment gets the channel here or by joining.
    room = await load_room(tx, actor_id, room_id, to=Right.CREATE_CHANNEL)
    await check_may_add_channel(tx, room_id, private=asked.private)
    chat_id = await chats.insert_channel(tx, room_id, asked.name, private=asked.private, topic=asked.topic)
    if asked.private:
        await members.insert_member(tx, chat_id, actor_id, Role.OWNER)
        tx.announce(ChatJoined(chat_id, (actor_id,)))
    else:
        tx.announce(RoomChanged(room_id, await rooms.raise_version(tx, room_id), name=room.name))
        await fill_channel(tx, room_id, chat_id, actor_id)
    return chat_id
