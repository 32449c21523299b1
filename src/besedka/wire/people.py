"""What the server's administrators ask of people, and how they are shown to them."""

import msgspec

from besedka.administration import PeoplePage, Person
from besedka.wire.decoding import Id, Position
from besedka.wire.members import AnyRole
from besedka.wire.times import rfc3339


class ListPeople(msgspec.Struct, frozen=True):
    """Everyone whose id comes after that one, and with this in their username, name or address."""

    after: Position = 0
    query: str | None = None


class PersonEdit(msgspec.Struct, frozen=True):
    """What is to become of someone; what is not given stays."""

    role: AnyRole | None = None
    deactivated: bool | None = None


class ChangePerson(PersonEdit, frozen=True, kw_only=True):
    """Give someone another role, or let them in no more."""

    user_id: Id


class SignOutPerson(msgspec.Struct, frozen=True):
    """End all sessions of someone."""

    user_id: Id


class PersonShape(msgspec.Struct, frozen=True):
    """Someone as the server's administrators see them."""

    id: int
    email: str
    username: str
    name: str
    status: str
    role: str
    deactivated: bool
    created_at: str
    last_seen_at: str | None
    storage_used: int


class PersonList(msgspec.Struct, frozen=True):
    """A part of all people, by their ids. `more`: there are others after them."""

    people: list[PersonShape]
    more: bool


def shape_person(person: Person) -> PersonShape:
    user = person.user
    return PersonShape(
        id=user.id,
        email=user.email,
        username=user.username,
        name=user.name,
        status=user.status,
        role=user.server_role,
        deactivated=user.deactivated,
        created_at=rfc3339(person.created_at),
        last_seen_at=None if person.seen_at is None else rfc3339(person.seen_at),
        storage_used=person.stored,
    )


def shape_people_page(page: PeoplePage) -> PersonList:
    return PersonList([shape_person(person) for person in page.people], page.more)
