"""Invites to sign up: whoever has the code may make an account where registration is by invite."""

import secrets

from besedka.access import load_server
from besedka.actions.invites import CODE_BYTES, INVITES_LIMIT, check_bounds, check_code, no_such_invite
from besedka.actions.server_log import note
from besedka.actions.units import reads, writes
from besedka.administration import Deed, NewEntry, ServerInvite
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.rights import ServerRight
from besedka.store import server_invites
from besedka.wire.server_invites import CreateServerInvite, ListServerInvites, RevokeServerInvite


def check_invite(asked: CreateServerInvite) -> CreateServerInvite:
    """Raises `BadRequest` (`wrong_type`) for numbers out of their ranges."""
    check_bounds(asked)
    return asked


def check_revoked(asked: RevokeServerInvite) -> RevokeServerInvite:
    """Raises `BadRequest` (`no_such_invite`) for what can't be a code."""
    check_code(asked.code)
    return asked


@writes.checked(check_invite)
async def create_invite(tx: Transaction, actor_id: int, asked: CreateServerInvite) -> ServerInvite:
    """A new invite. Raises `Forbidden` for plain members, `BadRequest` (`too_many_invites`)."""
    await load_server(tx, actor_id, to=ServerRight.INVITE)
    await server_invites.delete_dead(tx)
    if await server_invites.count_invites(tx) >= INVITES_LIMIT:
        raise BadRequest(Code.TOO_MANY_INVITES, f"A server can have {INVITES_LIMIT} invites at most.")
    await note(tx, NewEntry(actor_id, Deed.INVITE_MADE))
    code, expires_at = secrets.token_urlsafe(CODE_BYTES), tx.now + asked.expires_in * 1000
    return await server_invites.insert_invite(
        tx, ServerInvite(code, actor_id, tx.now, expires_at, asked.max_uses, uses=0)
    )


@reads
async def list_invites(tx: Transaction, actor_id: int, asked: ListServerInvites) -> list[ServerInvite]:  # noqa: ARG001 - it says it all
    """Those that let someone sign up. Raises `Forbidden` for plain members."""
    await load_server(tx, actor_id, to=ServerRight.LIST_INVITES)
    return await server_invites.list_invites(tx)


@writes.checked(check_revoked)
async def revoke_invite(tx: Transaction, actor_id: int, asked: RevokeServerInvite) -> None:
    """From now on it lets nobody sign up. Raises `Forbidden`, `BadRequest` (`no_such_invite`)."""
    await load_server(tx, actor_id, to=ServerRight.INVITE)
    if not await server_invites.delete_invite(tx, asked.code):
        raise no_such_invite()
    await note(tx, NewEntry(actor_id, Deed.INVITE_REVOKED))
