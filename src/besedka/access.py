"""The loaders: the only way an action gets at what belongs to someone. Each fetches and checks in one step, or raises.

What one may not know of looks exactly like what does not exist: `BadRequest`. What one knows of but may not do is
`Forbidden`. Who may do what is in `rights`.
"""

from besedka.administration import ServerFacts
from besedka.database import Transaction
from besedka.errors import BadRequest, Code, Forbidden
from besedka.model import ChatState, File, Membership, Message, Role, Room, User
from besedka.rights import (
    HELD_BY_BLOCK,
    SERVER_READS,
    TO_MEMBERS,
    TO_OTHERS,
    Place,
    Right,
    ServerRight,
    allows,
    allows_of_server,
    lock_of,
    place_of,
)
from besedka.store import blocks, chats, files, messages, people, rooms, server, users

_NOT_IN_THIS_ROLE = "Your role here does not allow that."
_NOT_FOR_THE_SERVER = "What you are for this server does not allow that."
_ANOTHERS = "That is someone else's message."
_HELD_BY_BLOCK = "This chat takes nothing from you."


async def load_user(tx: Transaction, user_id: int, *, field: str | None = None) -> User:
    """Anyone's profile. `field` names the member of the request that held the id."""
    user = await users.find_user(tx, user_id)
    if user is None:
        raise no_such_user(field)
    return user


async def load_seen_user(tx: Transaction, user_id: int, viewer_id: int) -> tuple[User, Role]:
    """Anyone's profile, and what is for the server who looks at it: plain members may not see all of it."""
    found = await users.find_seen_user(tx, user_id, viewer_id)
    if found is None:
        raise no_such_user()
    return found


async def check_reachable(tx: Transaction, actor_id: int, user_ids: list[int], *, field: str | None = None) -> None:
    """That these users, at most `IDS_AT_ONCE`, let the actor address them: who has blocked the actor is to them as who is not
    there.
    """
    if await blocks.has_blocker(tx, actor_id, user_ids):
        raise no_such_user(field)


async def load_self(tx: Transaction, actor_id: int, user_id: int) -> User:
    """The user `user_id`, if that is who asks."""
    user = await load_user(tx, user_id)
    if user.id != actor_id:
        raise Forbidden("That is someone else's.")
    return user


async def load_server(tx: Transaction, actor_id: int, *, to: ServerRight) -> ServerFacts:
    """The server, for someone who may do this to it. If that changes something, it is locked: what two do at once is done one
    after the other.
    """
    facts = await (server.find_server(tx) if to in SERVER_READS else server.lock_server(tx))
    await check_server_right(tx, actor_id, to)
    return facts


async def check_server_right(tx: Transaction, actor_id: int, right: ServerRight) -> None:
    """That someone may do this to the server, at this moment. Raises `Forbidden`."""
    standing = await people.find_standing(tx, actor_id)
    if standing is None or standing.deactivated or not allows_of_server(right, standing.role):
        raise Forbidden(_NOT_FOR_THE_SERVER)


async def load_person(tx: Transaction, actor_id: int, user_id: int, *, to: ServerRight) -> User:
    """Someone to whom the actor may do this as one of the server's administrators; what is locked is what `load_server` locks."""
    await load_server(tx, actor_id, to=to)
    person = await load_user(tx, user_id)
    if to in TO_MEMBERS and person.server_role != Role.MEMBER:
        await check_server_right(tx, actor_id, ServerRight.MANAGE_ADMIN)
    return person


async def load_room(tx: Transaction, actor_id: int, room_id: int, *, to: Right) -> Room:
    """A room whose member may do this there. If that changes something, the room and the membership are locked."""
    room = await rooms.find_room(tx, room_id, actor_id, lock_of(to))
    if room is None:
        raise BadRequest(Code.NO_SUCH_ROOM, "There is no such room.")
    _check_role(to, Place.ROOM, room.role)
    return room


async def load_chat(tx: Transaction, actor_id: int, chat_id: int, *, to: Right) -> Membership:
    """That the asking user is a member of the chat, and may do this there. If that changes something, the membership is
    locked: before it the chat, if that changes too.
    """
    membership = await _find_membership(tx, actor_id, chat_id, to)
    if membership is None:
        raise BadRequest(Code.NO_SUCH_CHAT, "There is no such chat.")
    return membership


async def load_chat_and_room(tx: Transaction, actor_id: int, chat_id: int, *, to: Right) -> Membership:
    """As `load_chat`; of a channel the room is locked before all else, so that nobody comes into it or leaves it meanwhile."""
    seen = await load_chat(tx, actor_id, chat_id, to=Right.READ)
    if seen.room_id is not None:
        await rooms.lock_room(tx, seen.room_id)
    return await load_chat(tx, actor_id, chat_id, to=to)


async def load_chat_states(tx: Transaction, actor_id: int, chat_ids: list[int]) -> dict[int, ChatState]:
    """Those of these chats, at most `IDS_AT_ONCE`, that the asking user may read: which are those one is in, as the table
    of rights has it.
    """
    return {state.id: state for state in await chats.list_some_chat_states(tx, actor_id, chat_ids)}


async def load_message(tx: Transaction, actor_id: int, message_id: int, *, to: Right) -> Message:
    """A message, its tombstone included, to which the asking user may do this; as `load_chat` for its chat."""
    message = await messages.find_message(tx, message_id)
    if message is None:
        raise no_such_message()
    wanted = to if message.author_id == actor_id else TO_OTHERS.get(to, to)
    membership = await _find_membership(tx, actor_id, message.chat_id, wanted or to, refusal=_ANOTHERS)
    if membership is None:
        raise no_such_message()
    if wanted is None:
        raise Forbidden(_ANOTHERS)
    return message


async def load_file(tx: Transaction, actor_id: int, file_id: int) -> File:
    """A file that the asking user may have: of a chat they are in, and either in a message or uploaded by themselves."""
    file = await files.find_file(tx, file_id)
    if file is None or (file.message_id is None and file.uploader_id != actor_id):
        raise no_such_file()
    if await _find_membership(tx, actor_id, file.chat_id, Right.READ) is None:
        raise no_such_file()
    return file


def no_such_file(field: str | None = None) -> BadRequest:
    """There is none, or none for this user."""
    return BadRequest(Code.NO_SUCH_FILE, "There is no such file.", field=field)


def no_such_user(field: str | None = None) -> BadRequest:
    """There is none, or none that wants to hear from this user."""
    return BadRequest(Code.NO_SUCH_USER, "There is no such user.", field=field)


def no_such_message(field: str | None = None) -> BadRequest:
    """There is none, or none for this user."""
    return BadRequest(Code.NO_SUCH_MESSAGE, "There is no such message.", field=field)


async def _find_membership(
    tx: Transaction, actor_id: int, chat_id: int, to: Right, refusal: str = _NOT_IN_THIS_ROLE
) -> Membership | None:
    membership = await chats.find_membership(tx, chat_id, actor_id, lock_of(to))
    if membership is not None:
        _check_role(to, place_of(membership.kind, private=membership.private), membership.role, refusal)
        if membership.blocked and to in HELD_BY_BLOCK:
            raise Forbidden(_HELD_BY_BLOCK)
    return membership


def _check_role(to: Right, place: Place, role: Role, refusal: str = _NOT_IN_THIS_ROLE) -> None:
    if not allows(to, place, role):
        raise Forbidden(refusal)
