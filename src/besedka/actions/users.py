"""Accounts and profiles (sections 2.1 and 2.4 of the original)."""

import secrets
from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from besedka.access import load_seen_user, load_self
from besedka.actions.checks import (
    NAME_LIMIT,
    STATUS_LIMIT,
    USERNAME_LIMIT,
    check_display_name,
    check_email,
    check_text,
    check_username,
    username_from_email,
)
from besedka.actions.server_log import note
from besedka.actions.units import reads_once, writes
from besedka.administration import Deed, NewEntry
from besedka.bus import ServerChanged, UserChanged
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.jobs import ask
from besedka.jobs.groups import RenameGroups
from besedka.model import Profile, Role, SeenUser, User
from besedka.rights import ServerRight, allows_of_server
from besedka.store import people, server, users
from besedka.wire.users import EditProfile, FindPeople, Registration, ViewProfile

FOUND_LIMIT = 20
LEAPS = 20  # random numbers tried for a derived username; two of them meet once in 100 million


def check_registration(registration: Registration) -> Profile:
    """The profile of a new account; its username may still turn out to be taken."""
    email = check_email(registration.email)
    wanted = registration.username
    return Profile(
        email=email,
        username=check_username(wanted) if wanted else username_from_email(email),
        name=check_display_name(registration.name or ""),
        status=check_text(registration.status or "", STATUS_LIMIT, "status"),
    )


def check_edit(asked: EditProfile) -> EditProfile:
    """The profile of the user that it says. Raises `BadRequest` (`id_mismatch`)."""
    if asked.id != asked.user_id:
        raise BadRequest(Code.ID_MISMATCH, "`id` is not the user of the path.", field="id")
    return asked


def check_profile(asked: EditProfile, before: User) -> Profile:
    """A whole profile as its owner wants it to be. What stays as it was stays, whatever the rules for new names say."""
    return Profile(
        email=asked.email if asked.email == before.email else check_email(asked.email),
        username=asked.username if asked.username == before.username else check_username(asked.username),
        name=check_display_name(asked.name),
        status=check_text(asked.status, STATUS_LIMIT, "status"),
    )


def check_search(asked: FindPeople) -> str:
    """What is looked for; it may be empty. Raises `BadRequest`."""
    return check_text(asked.query, NAME_LIMIT, "query").strip()


async def sign_up(
    tx: Transaction, profile: Profile, password_hash: str, suits: Callable[[str], bool] | None = None
) -> User:
    """A new account. With `suits` the username was derived: if it is taken, it gets a number, one with which it suits.

    Raises `BadRequest`: `email_taken`, `username_taken`.
    """
    for username in [profile.username] if suits is None else _numbered(profile.username, suits):
        await _check_email_free(tx, profile.email)
        if await users.find_owner_of_username(tx, username) is None:
            user = await users.insert_user(tx, msgspec.structs.replace(profile, username=username), password_hash)
            if user is not None:
                return await _own_if_first(tx, user)
            # On another node someone took the address or the username since we looked: looking again tells which.
    await _check_email_free(tx, profile.email)
    raise _username_taken()


@writes.checked(check_edit)
async def edit_profile(tx: Transaction, actor_id: int, asked: EditProfile) -> User:
    """Replace one's whole profile. Raises `Forbidden` for another's, `BadRequest` for what does not pass or is taken."""
    before = await load_self(tx, actor_id, asked.user_id)
    checked = check_profile(asked, before)
    if checked.email != before.email:
        await _check_email_free(tx, checked.email, before.id)
    if checked.username != before.username and await users.find_owner_of_username(tx, checked.username) not in {
        None,
        before.id,
    }:
        raise _username_taken()
    # Who takes one of them on another node meanwhile breaks a constraint, and this unit runs again, up to the looks above.
    user = await users.update_profile(tx, before.id, checked)
    if user != before:
        tx.announce(UserChanged(user.id))
    if user.display_name != before.display_name:
        await ask(tx, RenameGroups(user.id))
    return user


@reads_once
async def view_profile(tx: Transaction, actor_id: int, asked: ViewProfile) -> SeenUser:
    """Anyone's profile; only its owner, and the server's administrators, see all of it."""
    user, role = await load_seen_user(tx, asked.user_id, actor_id)
    return SeenUser(user, own=user.id == actor_id, whole=allows_of_server(ServerRight.LIST_PEOPLE, role))


@reads_once.checked(check_search)
async def find_people(tx: Transaction, actor_id: int, part: str) -> list[User]:  # noqa: ARG001 - anyone may
    """At most twenty people by part of their username or name, in any script and case."""
    return await users.list_people(tx, part, FOUND_LIMIT) if part else []


async def _own_if_first(tx: Transaction, user: User) -> User:
    """Whoever has the first account owns the server: of two at once the one who is here first."""
    if not await server.update_owned(tx):
        return user
    await people.update_role(tx, user.id, Role.OWNER)
    await note(tx, NewEntry(user.id, Deed.OWNED, user.id))
    tx.announce(ServerChanged())
    return msgspec.structs.replace(user, server_role=Role.OWNER)


async def _check_email_free(tx: Transaction, email: str, for_user_id: int | None = None) -> None:
    if await users.find_owners_of_email(tx, email) - {for_user_id}:
        raise BadRequest(Code.EMAIL_TAKEN, "There is an account with this address.", field="email")


def _username_taken() -> BadRequest:
    return BadRequest(Code.USERNAME_TAKEN, "This username is taken.", field="username")


def _numbered(username: str, suits: Callable[[str], bool]) -> Iterator[str]:
    """`ada`, else `ada2`, `ada3`, … and past the first few in leaps, since a common name may be taken a thousandfold,
    and wanted by many at once.
    """
    yield username
    leaps = (secrets.randbelow(10**8) for _ in range(LEAPS))
    for number in map(str, chain(range(2, 10), leaps)):
        numbered = username[: USERNAME_LIMIT - len(number)] + number
        if suits(numbered):
            yield numbered
