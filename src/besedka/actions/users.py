"""Accounts and profiles (sections 2.1 and 2.4 of the original)."""

import secrets
from itertools import count

import msgspec

from besedka.access import load_self, load_user
from besedka.actions.checks import (
    NAME_LIMIT,
    STATUS_LIMIT,
    USERNAME_LIMIT,
    check_email,
    check_text,
    check_username,
    username_from_email,
)
from besedka.bus import UserChanged
from besedka.database import Transaction
from besedka.errors import BadRequest, Code
from besedka.model import Profile, User
from besedka.store import users

FOUND_LIMIT = 20


class Registration(msgspec.Struct, frozen=True):
    """Who wants an account. Without a `username` one is derived from the address."""

    email: str
    password: str
    username: str | None = None
    name: str | None = None
    status: str | None = None


def check_registration(registration: Registration) -> Profile:
    """The profile of a new account; its username may still turn out to be taken."""
    email = check_email(registration.email)
    wanted = registration.username
    return Profile(
        email=email,
        username=username_from_email(email) if wanted is None else check_username(wanted),
        name=check_text(registration.name or "", NAME_LIMIT, "name").strip(),
        status=check_text(registration.status or "", STATUS_LIMIT, "status"),
    )


def check_profile(profile: Profile) -> Profile:
    """A whole profile as its owner wants it to be."""
    return Profile(
        email=check_email(profile.email),
        username=check_username(profile.username),
        name=check_text(profile.name, NAME_LIMIT, "name").strip(),
        status=check_text(profile.status, STATUS_LIMIT, "status"),
    )


async def sign_up(tx: Transaction, profile: Profile, password_hash: str, *, any_username: bool) -> User:
    """A new account. With `any_username`, a taken username is made unique by a number.

    Raises `BadRequest`: `email_taken`, `username_taken`.
    """
    await _check_email_free(tx, profile.email)
    if any_username:
        profile = await _with_free_username(tx, profile)
    else:
        await _check_username_free(tx, profile.username)
    user = await users.insert_user(tx, profile, password_hash)
    if user is None:  # someone took it on another node since we looked
        raise BadRequest(Code.EMAIL_TAKEN, "This address or username was taken a moment ago.", field="email")
    return user


async def edit_profile(tx: Transaction, actor_id: int, user_id: int, profile: Profile) -> User:
    """Replace one's whole profile. Raises `Forbidden` for another's, `BadRequest` as `sign_up`."""
    before = await load_self(tx, actor_id, user_id)
    await _check_email_free(tx, profile.email, user_id)
    await _check_username_free(tx, profile.username, user_id)
    user = await users.update_profile(tx, user_id, profile)
    if user != before:
        tx.announce(UserChanged(user_id))
    return user


async def view_profile(tx: Transaction, user_id: int) -> User:
    """Anyone's profile; who may see the address is for the door to say."""
    return await load_user(tx, user_id)


async def find_people(tx: Transaction, part: str) -> list[User]:
    """At most twenty people by part of their username or name, in any script and case."""
    wanted = check_text(part, NAME_LIMIT, "query").strip()
    return await users.list_people(tx, wanted, FOUND_LIMIT) if wanted else []


async def _check_email_free(tx: Transaction, email: str, for_user_id: int | None = None) -> None:
    if await users.find_owner_of_email(tx, email) not in {None, for_user_id}:
        raise BadRequest(Code.EMAIL_TAKEN, "There is an account with this address.", field="email")


async def _check_username_free(tx: Transaction, username: str, for_user_id: int | None = None) -> None:
    if await users.find_owner_of_username(tx, username) not in {None, for_user_id}:
        raise BadRequest(Code.USERNAME_TAKEN, "This username is taken.", field="username")


async def _with_free_username(tx: Transaction, profile: Profile) -> Profile:
    """`ada`, else `ada2`, `ada3`, … and past the first few in leaps, since a common name may be taken a thousandfold."""
    username = profile.username
    for attempt in count(2):
        if await users.find_owner_of_username(tx, username) is None:
            return msgspec.structs.replace(profile, username=username)
        number = str(attempt if attempt < 10 else secrets.randbelow(10**8))  # noqa: PLR2004 - the first few
        username = profile.username[: USERNAME_LIMIT - len(number)] + number
    raise AssertionError
