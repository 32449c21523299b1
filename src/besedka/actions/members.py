"""Who is in a chat, and how they come and go. In a public channel is who is in its room."""

from besedka.access import check_reachable, load_chat, load_chat_and_room, load_user
from besedka.actions.units import reads, writes
from besedka.bus import ChatChanged, ChatJoined, ChatLeft
from besedka.database import Transaction
from besedka.errors import BadRequest, Code, Forbidden
from besedka.jobs.chats import discard_chat
from besedka.jobs.groups import name_by_members
from besedka.model import ChatKind, MemberChange, Members, Membership, Role
from besedka.rights import Lock, Right, higher
from besedka.store import chats, members, rooms
from besedka.wire.members import AddMember, ListMembers, RemoveMember

PAGE = 100
GROUP_LIMIT = 200  # people


@reads
async def list_members(tx: Transaction, actor_id: int, asked: ListMembers) -> Members:
    """A hundred members of a chat by their ids. Raises `BadRequest` (`no_such_chat`)."""
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.READ)
    found = await members.list_members(tx, membership.chat_id, asked.after, PAGE + 1)
    return Members(found[:PAGE], more=len(found) > PAGE)


@writes
async def add_member(tx: Transaction, actor_id: int, asked: AddMember) -> None:
    """Have someone in a group, or someone of the room in its private channel; their unread count begins at zero. Who is there
    already stays.

    Raises `Forbidden` for who may not, and for chats that nobody is added to; `BadRequest` (`no_such_chat`, `no_such_user`,
    `too_many_members`).
    """
    membership = await load_chat_and_room(tx, actor_id, asked.chat_id, to=Right.ADD_MEMBER)
    await _check_newcomer(tx, membership, asked.user_id)
    if not await members.insert_member(tx, membership.chat_id, asked.user_id):
        return
    await check_reachable(tx, actor_id, [asked.user_id])
    if membership.kind is ChatKind.GROUP and await members.count_members(tx, membership.chat_id) > GROUP_LIMIT:
        raise too_many_members()
    tx.announce(ChatJoined(membership.chat_id, (asked.user_id,)))
    await _announce(tx, membership.chat_id, MemberChange(asked.user_id, Role.MEMBER))
    await name_by_members(tx, membership.chat_id)


@writes
async def remove_member(tx: Transaction, actor_id: int, asked: RemoveMember) -> None:
    """Take someone out of a group or a private channel; oneself: leave it.

    Raises `Forbidden` for who may not, nobody may remove who has a higher role, and for chats that nobody leaves;
    `BadRequest` (`no_such_chat`, `no_such_user`).
    """
    leaves = asked.user_id == actor_id
    right = Right.LEAVE if leaves else Right.REMOVE_MEMBER
    membership = await load_chat_and_room(tx, actor_id, asked.chat_id, to=right)
    other = await chats.find_membership(tx, membership.chat_id, asked.user_id, Lock.NOTHING)
    if other is None:
        raise no_such_member()
    if higher(membership.role, other.role) is not membership.role:
        raise Forbidden("Their role here is higher than yours.")
    await take_out(tx, membership.chat_id, asked.user_id)


async def take_out(tx: Transaction, chat_id: int, user_id: int) -> None:
    """Have someone be no member of a group or private channel any more, and everyone told. If it was theirs, it is from now on
    that of who has been there longest; if they were the last one, it is deleted.
    """
    role = await members.delete_member(tx, chat_id, user_id)
    if role is None:
        return
    tx.announce(ChatLeft(chat_id, (user_id,)))
    if not await members.is_any(tx, chat_id):
        await discard_chat(tx, chat_id)
        return
    await _announce(tx, chat_id, MemberChange(user_id, None))
    if role is Role.OWNER:
        await make_owner(tx, chat_id, await members.find_longest(tx, chat_id))
    await name_by_members(tx, chat_id)


async def make_owner(tx: Transaction, chat_id: int, user_id: int) -> None:
    """Have a member own a group or a private channel, and everyone in it told."""
    await members.update_role(tx, chat_id, user_id, Role.OWNER)
    await _announce(tx, chat_id, MemberChange(user_id, Role.OWNER))


async def make_all_plain(tx: Transaction, chat_id: int) -> None:
    """Have a private channel be nobody's, and everyone in it told."""
    for user_id in await members.update_all_plain(tx, chat_id):
        await _announce(tx, chat_id, MemberChange(user_id, Role.MEMBER))


def no_such_member() -> BadRequest:
    """Nobody of this id is there."""
    return BadRequest(Code.NO_SUCH_USER, "There is no such member.")


def too_many_members(field: str | None = None) -> BadRequest:
    """A group that is too large to be one."""
    return BadRequest(Code.TOO_MANY_MEMBERS, f"A group has {GROUP_LIMIT} members at most.", field=field)


async def _check_newcomer(tx: Transaction, membership: Membership, user_id: int) -> None:
    await load_user(tx, user_id)
    if membership.room_id is not None and await rooms.find_room(tx, membership.room_id, user_id) is None:
        raise BadRequest(Code.NO_SUCH_USER, "Nobody of this id is in the room.")


async def _announce(tx: Transaction, chat_id: int, change: MemberChange) -> None:
    tx.announce(ChatChanged(chat_id, await chats.raise_members_version(tx, chat_id), member=change))
