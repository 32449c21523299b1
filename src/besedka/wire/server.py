"""What is asked of the server as a whole, and how it is shown."""

from typing import Literal, TypeAlias

import msgspec

from besedka.administration import ServerFacts, Terms

AnyRegistration: TypeAlias = Literal["open", "invite", "closed"]


class ServerEdit(msgspec.Struct, frozen=True):
    """What the server is to be called, and who may sign up; what is not given stays."""

    name: str | None = None
    registration: AnyRegistration | None = None


class RemoveServerPicture(msgspec.Struct, frozen=True):
    """Have the server go by the picture that is drawn."""


class ServerStateShape(msgspec.Struct, frozen=True):
    """How the server is, for its administrators. `uptime`: seconds that this node has run; `trouble`: why it takes no writes."""

    registration_fixed: bool
    storage_used: int
    storage_limit: int | None
    people: int
    rooms: int
    messages: int
    bus: str
    trouble: str | None
    uptime: int


class ServerShape(msgspec.Struct, frozen=True):
    """What the server says of itself. `picture` differs whenever the picture does; `empty`: nobody has an account yet;
    `file_limit`: bytes of an uploaded file; `signed_in`: whoever asks has a session.
    """

    name: str
    picture: str | None
    registration: str
    empty: bool
    version: str
    file_limit: int
    signed_in: bool
    state: ServerStateShape | msgspec.UnsetType = msgspec.UNSET


def tag_of_picture(key: str) -> str:
    """What clients know a picture by."""
    return key.rpartition("/")[2]


def shape_server(
    facts: ServerFacts,
    terms: Terms,
    version: str,
    *,
    signed_in: bool,
    state: ServerStateShape | msgspec.UnsetType = msgspec.UNSET,
) -> ServerShape:
    picture = tag_of_picture(facts.picture) if facts.picture else None
    return ServerShape(
        facts.name, picture, terms.registration, not facts.owned, version, terms.file_limit, signed_in, state
    )
