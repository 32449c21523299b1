"""Places of every kind, with people of every role in them, put there through the store."""

from besedka.database import Transaction
from besedka.model import Role
from besedka.rights import Place
from besedka.store import chats, members, rooms

ROLES = {
    Place.ROOM: (Role.OWNER, Role.ADMIN, Role.MEMBER),
    Place.PUBLIC_CHANNEL: (Role.OWNER, Role.ADMIN, Role.MEMBER),
    Place.PRIVATE_CHANNEL: (Role.OWNER, Role.ADMIN, Role.MEMBER),
    Place.GROUP: (Role.OWNER, Role.MEMBER),
    Place.DIRECT: (Role.MEMBER,),
}
CELLS = [(place, role) for place, roles in ROLES.items() for role in roles]


async def insert_place(tx: Transaction, place: Place, who: dict[int, Role]) -> int:
    """A place with these users in these roles; the id of the room or chat."""
    if place is Place.DIRECT:
        return await _fill(tx, await chats.insert_direct_chat(tx, min(who), max(who)), who)
    if place is Place.GROUP:
        return await _fill(tx, await chats.insert_group_chat(tx, "picnic"), who)
    room_id, _ = await rooms.insert_room(tx, "garden")
    for user_id, role in who.items():
        await rooms.insert_room_member(tx, room_id, user_id, role)
    if place is Place.ROOM:
        return room_id
    chat_id = await chats.insert_channel(tx, room_id, "roses", private=place is Place.PRIVATE_CHANNEL)
    return await _fill(tx, chat_id, dict.fromkeys(who, Role.MEMBER))


async def _fill(tx: Transaction, chat_id: int, who: dict[int, Role]) -> int:
    for user_id, role in who.items():
        await members.insert_member(tx, chat_id, user_id, role)
    return chat_id
