"""What is asked of invites, and how they are shown."""

import msgspec

from besedka.model import Invite, InvitePreview
from besedka.wire.decoding import Id
from besedka.wire.times import rfc3339

DAY = 24 * 3600  # seconds


class NewInvite(msgspec.Struct, frozen=True):
    """What an invite is to be: for how many seconds it lets people in, and how many; without a number, any."""

    expires_in: int = 7 * DAY
    max_uses: int | None = None


class CreateInvite(NewInvite, frozen=True, kw_only=True):
    """Make an invite to a room."""

    room_id: Id


class ListInvites(msgspec.Struct, frozen=True):
    """The invites to a room."""

    room_id: Id


class RevokeInvite(msgspec.Struct, frozen=True):
    """Have an invite let nobody in any more."""

    room_id: Id
    code: str


class InviteShape(msgspec.Struct, frozen=True):
    """An invite as those see it who may invite."""

    code: str
    created_by: int
    created_at: str
    expires_at: str
    max_uses: int | None
    uses: int


class InviteList(msgspec.Struct, frozen=True):
    """The invites to a room that let someone in."""

    invites: list[InviteShape]


class PreviewShape(msgspec.Struct, frozen=True):
    """What an invite says to whoever has it, before they come in. Both are null of an invite to the server, and to no room."""

    room_name: str | None
    member_count: int | None


def shape_invite(invite: Invite) -> InviteShape:
    return InviteShape(
        invite.code,
        invite.created_by,
        rfc3339(invite.created_at),
        rfc3339(invite.expires_at),
        invite.max_uses,
        invite.uses,
    )


def shape_invites(invites: list[Invite]) -> InviteList:
    return InviteList([shape_invite(invite) for invite in invites])


def shape_preview(preview: InvitePreview) -> PreviewShape:
    return PreviewShape(preview.room_name, preview.member_count)
