"""The loaders: the only way an action gets at what belongs to someone. Each fetches and checks in one step, or raises.

What one may not know of looks exactly like what does not exist: `BadRequest`. What one knows of but may not do is
`Forbidden`.
"""

from besedka.database import Transaction
from besedka.errors import BadRequest, Code, Forbidden
from besedka.model import Membership, Message, Role, Room, User
from besedka.store import chats, messages, rooms, users


async def load_user(tx: Transaction, user_id: int, *, field: str | None = None) -> User:
    """Anyone's profile. `field` names the member of the request that held the id."""
    user = await users.find_user(tx, user_id)
    if user is None:
        raise BadRequest(Code.NO_SUCH_USER, "There is no such user.", field=field)
    return user


async def load_self(tx: Transaction, actor_id: int, user_id: int) -> User:
    """The user `user_id`, if that is who asks."""
    user = await load_user(tx, user_id)
    if user.id != actor_id:
        raise Forbidden("That is someone else's.")
    return user


async def load_room(tx: Transaction, actor_id: int, room_id: int) -> Room:
    """A room, with the role that the asking member has there."""
    room = await rooms.find_room(tx, room_id, actor_id)
    if room is None:
        raise BadRequest(Code.NO_SUCH_ROOM, "There is no such room.")
    return room


async def load_administered_room(tx: Transaction, actor_id: int, room_id: int) -> Room:
    """A room that the asking member may change: as its owner or an admin."""
    room = await load_room(tx, actor_id, room_id)
    if room.role is Role.MEMBER:
        raise Forbidden("Only the room's owner and admins may do that.")
    return room


async def load_chat(tx: Transaction, actor_id: int, chat_id: int) -> Membership:
    """A chat of any kind that the asking user is a member of."""
    membership = await chats.find_membership(tx, chat_id, actor_id)
    if membership is None:
        raise BadRequest(Code.NO_SUCH_CHAT, "There is no such chat.")
    return membership


async def load_message(tx: Transaction, actor_id: int, message_id: int) -> tuple[Message, Membership]:
    """A message, its tombstone included, in a chat that the asking user is a member of."""
    message = await messages.find_message(tx, message_id)
    membership = await chats.find_membership(tx, message.chat_id, actor_id) if message else None
    if message is None or membership is None:
        raise no_such_message()
    return message, membership


def no_such_message(field: str | None = None) -> BadRequest:
    """There is none, or none for this user."""
    return BadRequest(Code.NO_SUCH_MESSAGE, "There is no such message.", field=field)
