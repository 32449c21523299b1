"""What is asked of invites to sign up, and how they are shown."""

import msgspec

from besedka.administration import ServerInvite
from besedka.wire.invites import InviteList, InviteShape, NewInvite
from besedka.wire.times import rfc3339


class CreateServerInvite(NewInvite, frozen=True):
    """Make an invite to sign up."""


class ListServerInvites(msgspec.Struct, frozen=True):
    """The invites to sign up."""


class RevokeServerInvite(msgspec.Struct, frozen=True):
    """Have an invite let nobody sign up any more."""

    code: str


def shape_server_invite(invite: ServerInvite) -> InviteShape:
    return InviteShape(
        code=invite.code,
        created_by=invite.created_by,
        created_at=rfc3339(invite.created_at),
        expires_at=rfc3339(invite.expires_at),
        max_uses=invite.max_uses,
        uses=invite.uses,
    )


def shape_server_invites(invites: list[ServerInvite]) -> InviteList:
    return InviteList([shape_server_invite(invite) for invite in invites])
