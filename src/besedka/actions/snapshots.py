"""What a client has to know to begin, and what the hub has to know of those that listen."""

from besedka.access import load_user
from besedka.actions.sessions import find_session
from besedka.database import Transaction
from besedka.errors import NotSignedIn
from besedka.model import ChatState, Message, Room, Snapshot, Standing, User
from besedka.store import chats, members, messages, meta, rooms, sessions

ACQUAINTANCES_LIMIT = 500


async def take_snapshot(tx: Transaction, token: str) -> Snapshot:
    """The whole state of the user whose session has this token. Raises `NotSignedIn` if it has ended."""
    session = await find_session(tx, token)
    if session is None:
        raise NotSignedIn
    return Snapshot(
        user=await load_user(tx, session.user_id),
        epoch=await meta.find_epoch(tx),
        rooms=await rooms.list_rooms(tx, session.user_id),
        chats=await chats.list_chat_states(tx, session.user_id),
    )


async def list_chat_ids(tx: Transaction, user_id: int) -> list[int]:
    """Every chat that a user is a member of."""
    return await members.list_chat_ids(tx, user_id)


async def view_chat(tx: Transaction, user_id: int, chat_id: int) -> ChatState | None:
    """A chat as its member sees it; None for anyone else."""
    return await chats.find_chat_state(tx, user_id, chat_id)


async def view_room(tx: Transaction, user_id: int, room_id: int) -> Room | None:
    """A room as its member sees it; None for anyone else."""
    return await rooms.find_room(tx, room_id, user_id)


async def view_acquaintances(tx: Transaction, user_id: int) -> tuple[User, list[int]]:
    """A user, and the chats in which others meet them."""
    return await load_user(tx, user_id), await members.list_chat_ids(tx, user_id)


async def list_missed(tx: Transaction, chat_id: int, since: int, limit: int) -> list[Message]:
    """What changed in a chat after a version: for a hub whose listeners are members, so that none is asked about."""
    return await messages.list_changed(tx, chat_id, since, limit)


async def list_versions(tx: Transaction, chat_ids: list[int]) -> list[tuple[int, int]]:
    """The ids and versions of chats, as many at once as `chats.VERSIONS_AT_ONCE`."""
    return await chats.list_versions(tx, chat_ids)


async def list_joined(tx: Transaction, since: int) -> list[tuple[int, int]]:
    """Who became a member of which chat since that time."""
    return await members.list_joined(tx, since)


async def list_acquaintance_ids(tx: Transaction, user_id: int) -> list[int]:
    """Who may know whether this user is there: those who share a direct or group chat, 500 at most."""
    return await members.list_acquaintance_ids(tx, user_id, ACQUAINTANCES_LIMIT)


async def take_standing(tx: Transaction, user_id: int) -> Standing:
    """What a node that may have missed announcements compares its connections of this user with."""
    return Standing(
        session_ids={session.id for session in await sessions.list_sessions(tx, user_id)},
        read_markers=dict(await members.list_read_markers(tx, user_id)),
        rooms=await rooms.list_rooms(tx, user_id),
    )


async def find_epoch(tx: Transaction) -> str:
    """Which history this is; it names the cluster, too."""
    return await meta.find_epoch(tx)
