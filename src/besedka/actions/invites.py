"""Invites, and coming into a room by them. A code is all that one needs: whoever has it may come in."""

import re
import secrets

from besedka.access import load_room
from besedka.actions.units import reads, writes
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.model import Invite, InvitePreview, MemberChange, Role
from besedka.rights import Right
from besedka.store import invites, members, room_members, rooms, server_invites
from besedka.wire.invites import CreateInvite, ListInvites, NewInvite, RevokeInvite

CODE_BYTES = 16  # 128 random bits
INVITES_LIMIT = 100  # of one room
ROOMS_LIMIT = 100  # that one user is in

LONGEST = 365 * 24 * 3600  # seconds until one expires
USES_LIMIT = 100_000

_CODE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def check_invite(asked: CreateInvite) -> CreateInvite:
    """Raises `BadRequest` (`wrong_type`) for numbers out of their ranges."""
    check_bounds(asked)
    return asked


def check_bounds(asked: NewInvite) -> None:
    """How long it lets people in, and how many. Raises `BadRequest` (`wrong_type`)."""
    _check_range("expires_in", asked.expires_in, LONGEST)
    _check_range("max_uses", 1 if asked.max_uses is None else asked.max_uses, USES_LIMIT)


@writes.checked(check_invite)
async def create_invite(tx: Transaction, actor_id: int, asked: CreateInvite) -> Invite:
    """A new invite. Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`, `too_many_invites`)."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.INVITE)
    await invites.delete_dead(tx, room.id)
    if await invites.count_invites(tx, room.id) >= INVITES_LIMIT:
        raise BadRequest(Code.TOO_MANY_INVITES, f"A room can have {INVITES_LIMIT} invites at most.")
    code, expires_at = secrets.token_urlsafe(CODE_BYTES), tx.now + asked.expires_in * 1000
    return await invites.insert_invite(tx, Invite(code, room.id, actor_id, tx.now, expires_at, asked.max_uses, uses=0))


@reads
async def list_invites(tx: Transaction, actor_id: int, asked: ListInvites) -> list[Invite]:
    """The room's invites that let someone in. Raises `Forbidden` for plain members, `BadRequest` (`no_such_room`)."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.LIST_INVITES)
    return await invites.list_invites(tx, room.id)


@writes
async def revoke_invite(tx: Transaction, actor_id: int, asked: RevokeInvite) -> None:
    """From now on it lets nobody in. Raises `Forbidden`, `BadRequest` (`no_such_room`, `no_such_invite`)."""
    room = await load_room(tx, actor_id, asked.room_id, to=Right.INVITE)
    if not _CODE.fullmatch(asked.code) or not await invites.delete_invite(tx, asked.code, room.id):
        raise no_such_invite()


def check_code(code: str) -> str:
    """What may be a code. Raises `BadRequest` (`no_such_invite`), as for one that is none."""
    if not _CODE.fullmatch(code):
        raise no_such_invite()
    return code


@reads.checked(check_code)
async def preview_invite(tx: Transaction, actor: None, code: str) -> InvitePreview:  # noqa: ARG001 - anyone may
    """What one would come into: a room, or the server alone. Raises `BadRequest` (`no_such_invite`), also for one that is expired or used up."""
    found = await invites.find_preview(tx, code)
    if found is not None:
        return InvitePreview(*found)
    if not await server_invites.is_alive(tx, code):
        raise no_such_invite()
    return InvitePreview()


@writes.checked(check_code)
async def use_invite(tx: Transaction, actor_id: int, code: str) -> int:
    """Come into the room, and all its public channels; its id. Whoever is in it already stays, and uses nothing up.

    Raises `BadRequest`: `no_such_invite`, also for one that is expired or used up, and `too_many_rooms`.
    """
    invite = await invites.find_invite(tx, code)
    # The lock has whoever makes a channel at this moment, or removes this user, do so before or after.
    if invite is None or not await rooms.lock_room(tx, invite.room_id):
        raise no_such_invite()
    if await room_members.find_role(tx, invite.room_id, actor_id) is None:
        if not await invites.update_uses(tx, code):
            raise no_such_invite()
        await _enter(tx, actor_id, invite.room_id)
    return invite.room_id


async def use_any_invite(tx: Transaction, user_id: int, code: str) -> None:
    """Have someone who just signed up come in by an invite: to a room, or to the server alone. Raises as `use_invite`."""
    if not await server_invites.update_uses(tx, code):
        await use_invite(tx, user_id, code)


async def check_may_enter(tx: Transaction, user_id: int) -> None:
    """Whether someone may be in another room. Raises `BadRequest` (`too_many_rooms`)."""
    if await rooms.count_rooms(tx, user_id) >= ROOMS_LIMIT:
        raise BadRequest(Code.TOO_MANY_ROOMS, f"One can be in {ROOMS_LIMIT} rooms at most.")


def no_such_invite(field: str | None = None) -> BadRequest:
    """There is none, or it lets nobody in any more."""
    return BadRequest(Code.NO_SUCH_INVITE, "There is no such invite, or not any more.", field=field)


def _check_range(field: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise BadRequest(Code.WRONG_TYPE, f"`{field}` is an integer from 1 to {most:,}.", field=field)


async def _enter(tx: Transaction, user_id: int, room_id: int) -> None:
    """Needs the room's lock."""
    await check_may_enter(tx, user_id)
    await rooms.insert_room_member(tx, room_id, user_id, Role.MEMBER)
    tx.announce(RoomJoined(room_id, (user_id,)))
    for chat_id in await members.insert_into_channels(tx, room_id, user_id):
        tx.announce(ChatJoined(chat_id, (user_id,)))
    version = await rooms.raise_version(tx, room_id)
    tx.announce(RoomChanged(room_id, version, MemberChange(user_id, Role.MEMBER)))
