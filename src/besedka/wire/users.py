"""What is asked of people's accounts, and how people are shown."""

import msgspec

from besedka.model import SeenUser, User
from besedka.wire.decoding import Id


class Registration(msgspec.Struct, frozen=True):
    """Who wants an account. Without a `username`, or with an empty one, one is derived from the address. With the code
    of an `invite` they are in its room at once.
    """

    email: str
    password: str
    username: str | None = None
    name: str | None = None
    status: str | None = None
    invite: str | None = None


class ViewProfile(msgspec.Struct, frozen=True):
    """Someone's profile."""

    user_id: Id


class FindPeople(msgspec.Struct, frozen=True):
    """People by part of their username or name."""

    query: str


class WholeUser(msgspec.Struct, frozen=True):
    """The whole user that an edit must send; one missing member is an error."""

    id: int
    email: str
    username: str
    name: str
    status: str


class EditProfile(WholeUser, frozen=True, kw_only=True):
    """Replace a profile."""

    user_id: Id


class RemovePhoto(msgspec.Struct, frozen=True):
    """Go by the picture that is drawn."""


class PasswordChange(msgspec.Struct, frozen=True):
    """The old password proves who asks."""

    old: str
    new: str


class OwnUser(msgspec.Struct, frozen=True):
    """A user as they, and the server's administrators, see them: section 0.1 of the original, without the password. `server_role`
    is said of who is more than a plain member, `deactivated` of who is let in no more, `photo` of who has uploaded a picture.
    """

    id: int
    email: str
    username: str
    name: str
    status: str
    server_role: str | msgspec.UnsetType = msgspec.UNSET
    deactivated: bool | msgspec.UnsetType = msgspec.UNSET
    photo: bool | msgspec.UnsetType = msgspec.UNSET


class OtherUser(msgspec.Struct, frozen=True):
    """A user as others see them. `deactivated` is said of who is let in no more."""

    id: int
    username: str
    name: str
    status: str
    deactivated: bool | msgspec.UnsetType = msgspec.UNSET


class People(msgspec.Struct, frozen=True):
    """What a search for people finds."""

    users: list[OtherUser]


def own_user(user: User) -> OwnUser:
    return OwnUser(
        user.id,
        user.email,
        user.username,
        user.name,
        user.status,
        server_role=msgspec.UNSET if user.server_role == "member" else user.server_role,
        deactivated=_if_so(user.deactivated),
        photo=_if_so(user.photo is not None),
    )


def other_user(user: User) -> OtherUser:
    return OtherUser(user.id, user.username, user.name, user.status, _if_so(user.deactivated))


def shape_seen_user(seen: SeenUser) -> OwnUser | OtherUser:
    return own_user(seen.user) if seen.own or seen.whole else other_user(seen.user)


def shape_people(users: list[User]) -> People:
    return People([other_user(user) for user in users])


def _if_so(said: bool) -> bool | msgspec.UnsetType:  # noqa: FBT001 - it is what it is called with
    """What is true of few is said of these alone."""
    return said or msgspec.UNSET
