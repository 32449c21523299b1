"""The people of the server, for its administrators: who they are, what they are for the server, and whether they are let in."""

from besedka.access import load_person, load_server
from besedka.actions.checks import NAME_LIMIT, check_text
from besedka.actions.server_log import note
from besedka.actions.sessions import end_all_sessions
from besedka.actions.units import Pieces, writes
from besedka.administration import Deed, NewEntry, PeoplePage, Person
from besedka.bus import UserChanged
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code
from besedka.model import Role, User
from besedka.rights import ServerRight, allows_of_server
from besedka.store import invites, password_links, people, server, server_invites, users
from besedka.wire.people import ChangePerson, ListPeople, SignOutPerson

PAGE = 100
SEARCH_SECONDS = 5.0


@Pieces
async def list_people(database: Database, actor_id: int, asked: ListPeople) -> PeoplePage:
    """A hundred people by their ids. Raises `Forbidden` for plain members."""
    part = check_text(asked.query or "", NAME_LIMIT, "query").strip()

    async def work(tx: Transaction) -> PeoplePage:
        await load_server(tx, actor_id, to=ServerRight.LIST_PEOPLE)
        if part:
            return _page(await people.list_people_named(tx, asked.after, PAGE + 1, part))
        return _page(await people.list_people(tx, asked.after, PAGE + 1))

    # By name it may look at everyone there is, which is too long for the loop.
    return await (database.scan(work, seconds=SEARCH_SECONDS) if part else database.read(work))


@writes
async def change_person(tx: Transaction, actor_id: int, asked: ChangePerson) -> Person:
    """Someone as they are now, with another role, or let in no more, or again.

    Raises `Forbidden` for who may not, `BadRequest` (`no_such_user`; `last_owner` where nobody who is let in would own the server
    any more).
    """
    await load_person(tx, actor_id, asked.user_id, to=ServerRight.LIST_PEOPLE)
    if asked.role is not None:
        await _set_role(tx, actor_id, asked.user_id, Role(asked.role))
    if asked.deactivated is not None:
        await _set_deactivated(tx, actor_id, asked.user_id, deactivated=asked.deactivated)
    return await people.find_person(tx, asked.user_id)


@writes
async def sign_out_person(tx: Transaction, actor_id: int, asked: SignOutPerson) -> None:
    """End all sessions of someone, and what they hold open. Raises as `change_person`."""
    person = await load_person(tx, actor_id, asked.user_id, to=ServerRight.SIGN_OUT)
    await end_all_sessions(tx, person.id)
    await note(tx, NewEntry(actor_id, Deed.SIGNED_OUT, person.id))


@writes
async def make_owner(tx: Transaction, username: str) -> User:
    """Have someone own the server, and let them in: for whoever has the machine. Raises `BadRequest` (`no_such_user`)."""
    user_id = await users.find_owner_of_username(tx, username)
    found = None if user_id is None else await users.find_user(tx, user_id)
    if found is None:
        raise BadRequest(Code.NO_SUCH_USER, f"Nobody here is called {username}.")
    await server.lock_server(tx)
    await server.update_owned(tx)
    await people.update_role(tx, found.id, Role.OWNER)
    await people.update_deactivated(tx, found.id, deactivated=False)
    await password_links.delete_of_user(tx, found.id)
    await note(tx, NewEntry(None, Deed.ROLE_SET, found.id, found.server_role, Role.OWNER))
    if found.deactivated:
        await note(tx, NewEntry(None, Deed.REACTIVATED, found.id))
    tx.announce(UserChanged(found.id))
    return found


async def _set_role(tx: Transaction, actor_id: int, user_id: int, role: Role) -> None:
    person = await load_person(tx, actor_id, user_id, to=ServerRight.SET_ROLE)
    if person.server_role == role:
        return
    await _check_other_owners(tx, person)
    await people.update_role(tx, person.id, role)
    # Whoever has a link by which a plain member's password is set would become what they are now.
    await password_links.delete_of_user(tx, person.id)
    await _revoke_what_they_made(tx, person.id, role)
    await note(tx, NewEntry(actor_id, Deed.ROLE_SET, person.id, person.server_role, role))
    tx.announce(UserChanged(person.id))


async def _set_deactivated(tx: Transaction, actor_id: int, user_id: int, *, deactivated: bool) -> None:
    person = await load_person(tx, actor_id, user_id, to=ServerRight.DEACTIVATE)
    if person.deactivated == deactivated:
        return
    if deactivated:
        await _check_other_owners(tx, person)
        await end_all_sessions(tx, person.id)
        await password_links.delete_of_user(tx, person.id)
        await _revoke_what_they_made(tx, person.id, Role.MEMBER)
        await invites.delete_all_of_creator(tx, person.id)
    await people.update_deactivated(tx, person.id, deactivated=deactivated)
    await note(tx, NewEntry(actor_id, Deed.DEACTIVATED if deactivated else Deed.REACTIVATED, person.id))
    tx.announce(UserChanged(person.id))


async def _revoke_what_they_made(tx: Transaction, user_id: int, role: Role) -> None:
    """Invites to sign up, and links for passwords, that they could make no more in this role, but still give to someone, or use:
    of links some may be for owners.
    """
    if not allows_of_server(ServerRight.INVITE, role):
        await server_invites.delete_of_creator(tx, user_id)
    if not allows_of_server(ServerRight.MANAGE_ADMIN, role):
        await password_links.delete_of_creator(tx, user_id)


async def _check_other_owners(tx: Transaction, person: User) -> None:
    if person.server_role == Role.OWNER and not await people.has_other_owners(tx, person.id):
        raise BadRequest(Code.LAST_OWNER, "A server has an owner: make someone else one first.")


def _page(found: list[Person]) -> PeoplePage:
    return PeoplePage(found[:PAGE], more=len(found) > PAGE)
