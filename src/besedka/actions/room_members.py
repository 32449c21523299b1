"""Who is in a room, in which role, and how they leave."""

from besedka.access import load_room
from besedka.actions.checks import NAME_LIMIT, check_text
from besedka.actions.members import take_out
from besedka.actions.units import Pieces, writes
from besedka.bus import ChatGone, ChatLeft, RoomChanged, RoomGone, RoomLeft
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code
from besedka.jobs.rooms import discard_room
from besedka.model import Member, MemberChange, Members, Role
from besedka.rights import Place, Right, allows
from besedka.store import chats, invites, room_members, rooms
from besedka.wire.members import ListRoomMembers, RemoveRoomMember, SetRoomRole
from besedka.wire.rooms import DeleteRoom

PAGE = 100
SEARCH_SECONDS = 5.0


@Pieces
async def list_members(database: Database, actor_id: int, asked: ListRoomMembers) -> Members:
    """A hundred members of a room by their ids. Raises `BadRequest` (`no_such_room`) for outsiders."""
    part = check_text(asked.query or "", NAME_LIMIT, "query").strip()

    async def work(tx: Transaction) -> Members:
        room = await load_room(tx, actor_id, asked.room_id, to=Right.LIST_MEMBERS)
        if part:
            return _page(await room_members.list_members_named(tx, room.id, asked.after, PAGE + 1, part))
        return _page(await room_members.list_members(tx, room.id, asked.after, PAGE + 1))

    # By name it may look at everyone who is there, which is too long for the loop.
    return await (database.scan(work, seconds=SEARCH_SECONDS) if part else database.read(work))


@writes
async def set_role(tx: Transaction, actor_id: int, asked: SetRoomRole) -> None:
    """Make a member of the room an owner, an admin or a plain member.

    Raises `Forbidden` for who does not own the room, `BadRequest` (`no_such_room`, `no_such_user`; `last_owner` where nobody
    would own it any more).
    """
    room = await load_room(tx, actor_id, asked.room_id, to=Right.SET_ROLE)
    before, role = await _find_role(tx, room.id, asked.user_id), Role(asked.role)
    if before is role:
        return
    if before is Role.OWNER:
        await _check_other_owners(tx, room.id, asked.user_id)
    await room_members.update_role(tx, room.id, asked.user_id, role)
    if not allows(Right.INVITE, Place.ROOM, role):
        await invites.delete_of_creator(tx, room.id, asked.user_id)
    await _announce(tx, room.id, MemberChange(asked.user_id, role))


@writes
async def remove_member(tx: Transaction, actor_id: int, asked: RemoveRoomMember) -> None:
    """Take someone out of the room and all its channels; oneself: leave. With the last one the room goes.

    Raises `Forbidden` for who may not, `BadRequest` (`no_such_room`, `no_such_user`; `last_owner` for an owner who has to
    hand the room over first).
    """
    leaves = asked.user_id == actor_id
    room = await load_room(tx, actor_id, asked.room_id, to=Right.LEAVE if leaves else Right.REMOVE_MEMBER)
    role = await _find_role(tx, room.id, asked.user_id)
    if not leaves and role is not Role.MEMBER:
        await load_room(tx, actor_id, room.id, to=Right.REMOVE_ADMIN)
    if not await room_members.has_others(tx, room.id, asked.user_id):
        await _discard(tx, room.id)
        return
    if role is Role.OWNER:
        await _check_other_owners(tx, room.id, asked.user_id)
    await _remove(tx, room.id, asked.user_id)


@writes
async def delete_room(tx: Transaction, actor_id: int, asked: DeleteRoom) -> None:
    """The room and its channels are no more, for anyone. Raises `Forbidden`, `BadRequest` (`no_such_room`)."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.DELETE_PLACE)
    await _discard(tx, room.id)


async def _remove(tx: Transaction, room_id: int, user_id: int) -> None:
    for chat_id in await room_members.list_private_channels(tx, room_id, user_id):
        await take_out(tx, chat_id, user_id)
    await room_members.delete_member(tx, room_id, user_id)
    await invites.delete_of_creator(tx, room_id, user_id)  # by which they could come back
    for chat_id in await room_members.delete_channel_memberships(tx, room_id, user_id):
        tx.announce(ChatLeft(chat_id, (user_id,)))
    tx.announce(RoomLeft(room_id, (user_id,)))
    await _announce(tx, room_id, MemberChange(user_id, None))


async def _discard(tx: Transaction, room_id: int) -> None:
    for chat_id in await chats.list_channel_ids(tx, room_id):
        tx.announce(ChatGone(chat_id))
    tx.announce(RoomGone(room_id))
    await discard_room(tx, room_id)


async def _announce(tx: Transaction, room_id: int, change: MemberChange) -> None:
    tx.announce(RoomChanged(room_id, await rooms.raise_version(tx, room_id), change))


async def _find_role(tx: Transaction, room_id: int, user_id: int) -> Role:
    role = await room_members.find_role(tx, room_id, user_id)
    if role is None:
        raise BadRequest(Code.NO_SUCH_USER, "There is no such member.")
    return role


async def _check_other_owners(tx: Transaction, room_id: int, user_id: int) -> None:
    if not await room_members.has_other_owners(tx, room_id, user_id):
        raise BadRequest(Code.LAST_OWNER, "A room has an owner: make someone else one first.")


def _page(found: list[Member]) -> Members:
    return Members(found[:PAGE], more=len(found) > PAGE)
