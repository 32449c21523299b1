"""Passwords: what has to be hashed between two transactions, since none may wait for a hash."""

from collections.abc import Callable

from besedka.access import load_self
from besedka.actions.checks import EMAIL_LIMIT, PASSWORD_LIMIT, check_password, check_text, is_same_name
from besedka.actions.invites import no_such_invite, preview_invite, use_any_invite
from besedka.actions.password_links import preview_link, use_link
from besedka.actions.server_log import note
from besedka.actions.sessions import end_all_sessions, end_other_sessions, end_session, find_session, open_session
from besedka.actions.users import check_registration, sign_up
from besedka.administration import Deed, NewEntry, ServerFacts
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code, Forbidden
from besedka.model import Device, Session, User
from besedka.names.keys import email_key
from besedka.passwords import Passwords
from besedka.store import password_links, server, users
from besedka.wire.sessions import SignOut
from besedka.wire.users import Registration


def account_key(email: str) -> str:
    """What all spellings of an account's address have in common: failures to sign in are counted by it.

    Raises `BadRequest` for what is too long for an address, or no text.
    """
    return email_key(check_text(email, EMAIL_LIMIT, "email"))


class Credentials:
    """Sign-up, sign-in and change of password."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def sign_up(self, registration: Registration, admits: Callable[[ServerFacts], None] | None = None) -> User:
        """A new account, not signed in yet; in the room of its invite, if it has one, or else there is no account. The first one owns
        the server. `admits` raises if, as the server is at that moment, nobody is let in like that.

        Raises `BadRequest` for what does not pass or is taken, and `no_such_invite`.
        """
        profile = check_registration(registration)
        password = check_password(registration.password, profile.email, profile.username)
        suits = None if registration.username else lambda username: not is_same_name(password, username)
        code = registration.invite or None
        await self._check_invited(code)
        password_hash = await self._passwords.hash(password)

        async def work(tx: Transaction) -> User:
            if admits is not None:
                admits(await server.find_server(tx))
            user = await sign_up(tx, profile, password_hash, suits)
            if code is not None:
                await use_any_invite(tx, user.id, code)
            return user

        return await self._database.write(work)

    async def sign_in(self, email: str, password: str, device: Device, replaced: str | None) -> tuple[User, str]:
        """The user and a new session's token; the session of the token `replaced`, which this device had, ends.

        Raises `BadRequest` (`wrong_credentials`), after the same time for an unknown address as for a wrong password;
        `Forbidden` (`account_deactivated`) for who knows the password of an account that is let in no more.
        """
        check_text(email, EMAIL_LIMIT, "email")
        found = await self._database.read(lambda tx: users.find_credentials(tx, email))
        expected, user = found or (None, None)
        if not await self._matches(expected, password) or user is None or expected is None:
            raise _wrong_credentials("password")

        async def work(tx: Transaction) -> str:
            if await _check_unchanged(tx, user.id, expected):
                raise Forbidden(
                    "This account is deactivated. An administrator can change that.", Code.ACCOUNT_DEACTIVATED
                )
            before = await find_session(tx, replaced) if replaced else None
            if before is not None:
                await end_session(tx, before, SignOut())
            return await open_session(tx, user.id, device)

        return user, await self._database.write(work)

    async def change_password(self, session: Session, user_id: int, old: str, new: str) -> None:
        """Change one's own password and sign out everywhere else; a link by which it could be set is revoked.

        Raises `BadRequest` (`wrong_credentials`, `weak_password`), `Forbidden` for another's.
        """
        user = await self._database.read(lambda tx: load_self(tx, session.user_id, user_id))
        check_password(new, user.email, user.username, "new")
        expected = await self._database.read(lambda tx: users.find_password_hash(tx, user_id))
        if expected is None or not await self._matches(expected, old):
            raise _wrong_credentials("old")
        new_hash = await self._passwords.hash(new)

        async def work(tx: Transaction) -> None:
            await _check_unchanged(tx, user_id, expected)
            await users.update_password_hash(tx, user_id, new_hash)
            await password_links.delete_of_user(tx, user_id)  # whoever has one knows no more than the old password
            await end_other_sessions(tx, session)

        await self._database.write(work)

    async def set_password(self, code: str, password: str) -> None:
        """Set the password of whomever a link was made for, and sign them out everywhere.

        Raises `BadRequest` (`no_such_link`; `weak_password`, `too_long`, by which the link is not used up).
        """
        user, _ = await preview_link.run(self._database, None, code)
        check_password(password, user.email, user.username)
        new_hash = await self._passwords.hash(password)

        async def work(tx: Transaction) -> None:
            await use_link(tx, user.id, code)
            await users.update_password_hash(tx, user.id, new_hash)
            await end_all_sessions(tx, user.id)
            await note(tx, NewEntry(user.id, Deed.PASSWORD_SET, user.id))

        await self._database.write(work)

    async def _check_invited(self, code: str | None) -> None:
        """Before a hash is computed: that costs."""
        if code is None:
            return
        try:
            await preview_invite.run(self._database, None, code)
        except BadRequest as problem:
            raise no_such_invite("invite") from problem

    async def _matches(self, expected: str | None, password: str) -> bool:
        """What is too long for a password is wrong like any other, in the same time."""
        return await self._passwords.verify(expected, password[: PASSWORD_LIMIT + 1])


async def _check_unchanged(tx: Transaction, user_id: int, expected: str) -> bool:
    """The password may have been changed while its hash was computed: then what was proved is worth nothing. Whether the account
    is deactivated.

    From here on neither can change: else a session opened with the old password could outlive the change.
    """
    password_hash, deactivated = await users.lock_credentials(tx, user_id) or (None, False)
    if password_hash != expected:
        raise _wrong_credentials("password")
    return deactivated


def _wrong_credentials(field: str) -> BadRequest:
    detail = "Wrong email or password." if field == "password" else "The old password is wrong."
    return BadRequest(Code.WRONG_CREDENTIALS, detail, field=None if field == "password" else field)
