"""What a client has to know to begin, and what the hub has to know of those that listen."""

import msgspec

from besedka.access import load_user
from besedka.actions.messages import PAGE_SIZE
from besedka.actions.sessions import find_session
from besedka.actions.units import Pieces, reads, reads_once, scans
from besedka.database import Database, Transaction
from besedka.errors import NotSignedIn
from besedka.model import Bounds, ChangedUsers, ChatState, Missed, Room, Snapshot, Standing, User
from besedka.store import blocks, chats, members, messages, meta, rooms, users
from besedka.wire.messages import fit

PRESENCE_LIMIT = 500  # members of a room who see of one another whether they are there
MISSED_LIMIT = 500  # rows read at a time
CHANGED_USERS_LIMIT = 1000
LATELY = 70_000  # milliseconds: what a node that has just begun may have missed


@Pieces
async def take_snapshot(database: Database, token: str, chat_count: int) -> Snapshot:
    """The whole state, of one moment, of the user whose session has this token, and who has about so many chats: many do
    not keep the event loop. Raises `NotSignedIn` if the session has ended.
    """
    unit = _take_snapshot_beside if chat_count > chats.PORTION else _take_snapshot_here
    return await unit.run(database, token)


async def _take_snapshot(tx: Transaction, token: str) -> Snapshot:
    session = await find_session(tx, token)
    if session is None:
        raise NotSignedIn
    return Snapshot(
        user=await load_user(tx, session.user_id),
        epoch=await meta.find_epoch(tx),
        rooms=await rooms.list_rooms(tx, session.user_id),
        chats=await _list_chat_states(tx, session.user_id),
        blocks=await blocks.find_blocks(tx, session.user_id),
    )


_take_snapshot_here, _take_snapshot_beside = reads(_take_snapshot), scans(_take_snapshot)


async def _list_chat_states(tx: Transaction, user_id: int) -> list[ChatState]:
    found: list[ChatState] = []
    while True:
        some = await chats.list_chat_states(tx, user_id, found[-1].id if found else 0)
        found += some
        if len(some) < chats.PORTION:
            return found


@reads_once
async def list_chat_ids(tx: Transaction, user_id: int) -> list[int]:
    """Every chat that a user is a member of."""
    return await members.list_chat_ids(tx, user_id)


@reads_once
async def view_chat(tx: Transaction, chat_id: int, user_ids: list[int]) -> dict[int, ChatState]:
    """A chat as each of these users sees it who is a member, by their ids, of at most a hundred."""
    return await chats.list_views(tx, chat_id, user_ids)


@reads_once
async def view_room(tx: Transaction, room_id: int, user_ids: list[int]) -> dict[int, Room]:
    """A room as each of these users sees it who is a member, by their ids, of at most a hundred."""
    return await rooms.list_views(tx, room_id, user_ids)


@reads
async def view_acquaintances(tx: Transaction, user_id: int) -> tuple[User, list[int]]:
    """A user, and the chats in which others meet them."""
    return await load_user(tx, user_id), await members.list_chat_ids(tx, user_id)


@reads
async def list_missed(tx: Transaction, chat_id: int, since: int) -> Missed:
    """What happened in a chat after a version, 256 KiB of it at most: for a feed whose listeners are members, so that
    none is asked about. What is no chat, or no more, has missed nothing.
    """
    found = await chats.find_description(tx, chat_id)
    if found is None:
        return Missed([], None, 0, more=False)
    version, chat = found
    page = fit(await messages.list_changed(tx, chat_id, since, Bounds(MISSED_LIMIT, PAGE_SIZE)), PAGE_SIZE)
    reached = page.messages[-1].version if page.more else version
    is_told = since < chat.version <= reached or not page.messages
    return Missed(page.messages, chat if is_told else None, reached, page.more, chat.members_version)


@reads_once
async def list_chat_versions(tx: Transaction, chat_ids: list[int]) -> list[tuple[int, int]]:
    """The ids and versions of chats, at most a hundred at once, without those that are no more."""
    return await chats.list_versions(tx, chat_ids)


@reads_once
async def list_room_versions(tx: Transaction, room_ids: list[int]) -> list[tuple[int, int]]:
    """The ids and versions of rooms, at most a hundred at once, without those that are no more."""
    return await rooms.list_versions(tx, room_ids)


@reads_once
async def list_small_rooms(tx: Transaction, room_ids: list[int]) -> list[int]:
    """Those of these rooms, at most a hundred, whose members may know of one another whether they are there."""
    return await rooms.list_small_ids(tx, room_ids, PRESENCE_LIMIT)


@reads
async def list_standings(tx: Transaction, user_ids: list[int]) -> dict[int, Standing]:
    """What users are members of, in sums, at most a hundred at once: for a node that may have missed announcements."""
    versions = await blocks.list_versions(tx, user_ids)
    standings = await members.list_standings(tx, user_ids)
    return {
        user_id: msgspec.structs.replace(standing, blocks_version=versions.get(user_id, 0))
        for user_id, standing in standings.items()
    }


@reads
async def list_memberships(tx: Transaction, user_id: int) -> tuple[list[int], list[int]]:
    """Every chat and every room of a user."""
    return await members.list_chat_ids(tx, user_id), await members.list_room_ids(tx, user_id)


@reads_once
async def list_own_changed_since(tx: Transaction, user_id: int, since: int) -> list[int]:
    """The chats in which something that is a user's own has changed after that time."""
    return await members.list_own_changed_since(tx, user_id, since)


@reads_once
async def list_changed_users(tx: Transaction, since: int | None) -> ChangedUsers:
    """Whose profile changed at or after that time, or within the last minute: the first thousand."""
    begin = tx.now - LATELY if since is None else since
    found = await users.list_changed_since(tx, begin, CHANGED_USERS_LIMIT)
    more = len(found) == CHANGED_USERS_LIMIT and found[-1][1] > begin
    return ChangedUsers(found, tx.now, more)


@reads_once
async def find_epoch(tx: Transaction) -> str:
    """Which history this is; it names the cluster, too."""
    return await meta.find_epoch(tx)
