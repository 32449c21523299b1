"""What is asked of links by which a password is set, and how they are shown."""

import msgspec

from besedka.administration import PasswordLink
from besedka.model import User
from besedka.wire.decoding import Id
from besedka.wire.times import rfc3339


class CreatePasswordLink(msgspec.Struct, frozen=True):
    """Make the link by which someone sets a new password."""

    user_id: Id


class NewPassword(msgspec.Struct, frozen=True):
    """The password that is to be set."""

    password: str


class PasswordLinkShape(msgspec.Struct, frozen=True):
    """A link when it is made: the only time that its code is said."""

    code: str
    expires_at: str


class PasswordLinkPreview(msgspec.Struct, frozen=True):
    """Whose password a link sets, and until when."""

    username: str
    name: str
    expires_at: str


def shape_password_link(made: tuple[str, PasswordLink]) -> PasswordLinkShape:
    code, link = made
    return PasswordLinkShape(code, rfc3339(link.expires_at))


def shape_link_preview(found: tuple[User, PasswordLink]) -> PasswordLinkPreview:
    user, link = found
    return PasswordLinkPreview(user.username, user.name, rfc3339(link.expires_at))
