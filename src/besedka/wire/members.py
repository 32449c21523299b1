"""What is asked of members, and how they are shown."""

from typing import Literal, TypeAlias

import msgspec

from besedka.model import Member, Members, Role
from besedka.wire.decoding import Id, Position
from besedka.wire.times import rfc3339

AnyRole: TypeAlias = Literal["owner", "admin", "member"]


class ListMembers(msgspec.Struct, frozen=True):
    """Who is in a chat: those whose ids come after that one."""

    chat_id: Id
    after: Position = 0


class AddMember(msgspec.Struct, frozen=True):
    """Have someone in a chat."""

    chat_id: Id
    user_id: Id


class RemoveMember(msgspec.Struct, frozen=True):
    """Take someone out of a chat; oneself: leave it."""

    chat_id: Id
    user_id: Id


class ListRoomMembers(msgspec.Struct, frozen=True):
    """Who is in a room: those whose ids come after that one, and with this in their username or name."""

    room_id: Id
    after: Position = 0
    query: str | None = None


class NewRole(msgspec.Struct, frozen=True):
    """What someone is to be."""

    role: AnyRole


class SetRoomRole(NewRole, frozen=True, kw_only=True):
    """Give a member of a room another role."""

    room_id: Id
    user_id: Id


class RemoveRoomMember(msgspec.Struct, frozen=True):
    """Take someone out of a room; oneself: leave it."""

    room_id: Id
    user_id: Id


class MemberShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """Someone who is in a room or chat. `deactivated` is said of who is let in no more; `room_role` of who is more than a plain
    member of the room of a private channel.
    """

    user_id: int
    username: str
    name: str
    role: str
    joined_at: str
    deactivated: bool = False
    room_role: str | msgspec.UnsetType = msgspec.UNSET


class MemberList(msgspec.Struct, frozen=True):
    """A part of the members, by their ids. `more`: there are others after them."""

    members: list[MemberShape]
    more: bool


def shape_member(member: Member) -> MemberShape:
    joined_at = rfc3339(member.joined_at)
    room_role = msgspec.UNSET if member.room_role is Role.MEMBER else member.room_role.value
    return MemberShape(
        member.user_id, member.username, member.name, member.role, joined_at, member.deactivated, room_role
    )


def shape_members(page: Members) -> MemberList:
    return MemberList([shape_member(member) for member in page.members], page.more)
