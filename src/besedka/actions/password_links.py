"""Links by which someone who has forgotten their password sets a new one. A code is all that it takes: whoever has it is believed
to be the one whom an administrator gave it to.
"""

import hashlib
import re
import secrets

from besedka.access import load_person, load_user
from besedka.actions.server_log import note
from besedka.actions.units import reads, writes
from besedka.administration import Deed, NewEntry, PasswordLink
from besedka.database import Transaction
from besedka.errors import BadRequest, Code, Forbidden
from besedka.model import User
from besedka.rights import ServerRight
from besedka.store import password_links, users
from besedka.wire.password_links import CreatePasswordLink

CODE_BYTES = 32  # 256 random bits
LIFETIME = 24 * 3600 * 1000  # milliseconds

_CODE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@writes
async def create_link(tx: Transaction, actor_id: int, asked: CreatePasswordLink) -> tuple[str, PasswordLink]:
    """The code of a new link, and the link, in place of the one there was: only a hash of the code is stored.

    Raises `Forbidden` for plain members, for admins of an admin or owner, and (`account_deactivated`) of who is let in no more;
    `BadRequest` (`no_such_user`).
    """
    person = await load_person(tx, actor_id, asked.user_id, to=ServerRight.LINK_PASSWORD)
    if person.deactivated:
        raise Forbidden("Reactivate the account first.", Code.ACCOUNT_DEACTIVATED)
    await users.lock_user(tx, person.id)
    code = secrets.token_urlsafe(CODE_BYTES)
    link = PasswordLink(person.id, actor_id, tx.now + LIFETIME)
    await password_links.put_link(tx, link, hash_of(code))
    await note(tx, NewEntry(actor_id, Deed.PASSWORD_LINK_MADE, person.id))
    return code, link


def check_code(code: str) -> str:
    """What may be a code. Raises `BadRequest` (`no_such_link`), as for one that is none."""
    if not _CODE.fullmatch(code):
        raise no_such_link()
    return code


@reads.checked(check_code)
async def preview_link(tx: Transaction, actor: None, code: str) -> tuple[User, PasswordLink]:  # noqa: ARG001 - anyone may
    """Whose password it sets. Raises `BadRequest` (`no_such_link`), also for one that is expired or used."""
    link = await password_links.find_link(tx, hash_of(code))
    if link is None:
        raise no_such_link()
    return await load_user(tx, link.user_id), link


async def use_link(tx: Transaction, user_id: int, code: str) -> None:
    """Use up the link of a user; from here on nobody else opens a session for them, or changes their password, until this unit is
    over. Raises `BadRequest` (`no_such_link`).
    """
    await users.lock_user(tx, user_id)
    if not await password_links.delete_link(tx, hash_of(code)):
        raise no_such_link()


def no_such_link() -> BadRequest:
    """There is none, or it was used, replaced or revoked, or has expired."""
    return BadRequest(Code.NO_SUCH_LINK, "There is no such link, or not any more.")


def hash_of(code: str) -> bytes:
    """What the database knows a code by."""
    return hashlib.sha256(code.encode()).digest()
