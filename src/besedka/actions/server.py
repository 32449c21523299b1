"""The server itself: what it says of itself to anyone, what its administrators make of that, and how it is."""

import asyncio
from time import monotonic

from msgspec import UNSET

from besedka import __version__
from besedka.access import check_server_right, load_server
from besedka.actions.checks import check_name
from besedka.actions.health import Trials
from besedka.actions.server_log import note
from besedka.actions.units import Mode, reads, reads_once
from besedka.administration import Counts, Deed, NewEntry, Registration, ServerFacts, Terms
from besedka.bus import Announcement, Bus, ServerChanged
from besedka.database import Database, Transaction
from besedka.errors import Code, Forbidden, Unavailable
from besedka.model import Role
from besedka.rights import ServerRight, allows_of_server
from besedka.settings import Settings
from besedka.store import people, server
from besedka.wire.server import ServerEdit, ServerShape, ServerStateShape, shape_server
from besedka.wire.users import Registration as NewAccount

KEPT_SECONDS = 5.0  # for which what the server says of itself is believed: announcements can get lost
COUNTED_SECONDS = 10.0  # for which counts are
COUNTING_SECONDS = 5.0


@reads_once
async def find_facts(tx: Transaction) -> ServerFacts:
    """What the database says of the server."""
    return await server.find_server(tx)


@reads
async def find_state(tx: Transaction, actor_id: int | None) -> int | None:
    """How many bytes all files take, for who may know; None for anybody else."""
    standing = None if actor_id is None else await people.find_standing(tx, actor_id)
    role = Role.MEMBER if standing is None or standing.deactivated else standing.role
    return await server.find_stored(tx) if allows_of_server(ServerRight.VIEW_STATE, role) else None


@Mode(seconds=COUNTING_SECONDS)
async def count_all(tx: Transaction) -> Counts:
    """How much there is."""
    return await server.count_all(tx)


class ServerAffairs:
    """What concerns the server as a whole. What anyone may know of it is kept in memory, and read anew when it is announced to have
    changed, and every few seconds: a page before sign-in costs no statement.
    """

    def __init__(self, database: Database, bus: Bus, settings: Settings) -> None:
        self._database = database
        self._bus = bus
        self._trials = Trials(database)
        self._forced = Registration(settings.registration) if settings.registration else None
        self._storage_limit = settings.storage_limit or None
        self._file_limit = settings.file_limit
        self._began = monotonic()
        self._facts: ServerFacts | None = None
        self._read_at = 0.0
        self._changes = 0
        self._counts: Counts | None = None
        self._counted_at = 0.0
        self._counting = asyncio.Lock()
        self._unsubscribe = bus.subscribe(self._hear)

    async def facts(self) -> ServerFacts:
        """What the server says of itself, at most `KEPT_SECONDS` old."""
        if self._facts is None or monotonic() - self._read_at >= KEPT_SECONDS:
            changes, begun = self._changes, monotonic()
            found = await find_facts.run(self._database)
            if changes != self._changes:
                return found  # something changed while it was read: the next one reads again
            self._facts, self._read_at = found, begun
        return self._facts

    def registration_of(self, facts: ServerFacts) -> Registration:
        """Who may sign up: as the settings say, else as the administrators chose, else anyone."""
        return self._forced or facts.registration or Registration.OPEN

    def check_admitted(self, facts: ServerFacts, registration: NewAccount) -> None:
        """That someone may sign up like that. Raises `Forbidden` (`registration_closed`)."""
        admitted = self.registration_of(facts)
        if admitted is Registration.CLOSED:
            raise Forbidden("This server takes no new accounts.", Code.REGISTRATION_CLOSED)
        if admitted is Registration.INVITE and not registration.invite:
            raise Forbidden("This server takes only those who were invited.", Code.REGISTRATION_CLOSED)

    async def view(self, actor_id: int | None) -> ServerShape:
        """What anyone may know, and for the server's administrators how it is."""
        facts = await self.facts()
        stored = None if actor_id is None else await find_state.run(self._database, actor_id)
        state = UNSET if stored is None else await self._state(stored)
        signed_in = actor_id is not None
        return shape_server(facts, self._terms(facts), __version__, signed_in=signed_in, state=state)

    async def change(self, actor_id: int, asked: ServerEdit) -> ServerShape:
        """Another name, or others who may sign up.

        Raises `Forbidden` for plain members, and (`registration_fixed`) where the settings say who may sign up.
        """
        name = None if asked.name is None else check_name(asked.name)
        registration = None if asked.registration is None else Registration(asked.registration)

        async def work(tx: Transaction) -> ServerFacts:
            before = await load_server(tx, actor_id, to=ServerRight.CHANGE_SERVER)
            self._check_not_fixed(registration)
            chosen = registration or before.registration
            await server.update_server(tx, name or before.name, chosen)
            if name is not None and name != before.name:
                await note(tx, NewEntry(actor_id, Deed.RENAMED, None, before.name, name))
            if chosen is not None and chosen is not before.registration:
                earlier = before.registration or Registration.OPEN
                await note(tx, NewEntry(actor_id, Deed.REGISTRATION_SET, None, earlier, chosen))
            tx.announce(ServerChanged())
            return await server.find_server(tx)

        facts = await self._database.write(work)
        return shape_server(facts, self._terms(facts), __version__, signed_in=True)

    async def check_may(self, actor_id: int, to: ServerRight) -> None:
        """That someone may do this, before it costs anything. Raises `Forbidden`."""
        await self._database.read(lambda tx: check_server_right(tx, actor_id, to))

    async def check_health(self) -> None:
        """Raises `Unavailable`, whose detail says what is wrong, within a few seconds."""
        await self._trials.check()

    @property
    def bus_state(self) -> str:
        """Whether the other nodes can be told what changes here."""
        return "reachable" if self._bus.reachable else "unreachable"

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()

    def _hear(self, announcement: Announcement) -> None:
        if isinstance(announcement, ServerChanged):
            self._changes += 1
            self._facts = None

    def _terms(self, facts: ServerFacts) -> Terms:
        return Terms(self.registration_of(facts), self._file_limit)

    def _check_not_fixed(self, registration: Registration | None) -> None:
        if registration is not None and self._forced is not None and registration is not self._forced:
            detail = "Who may sign up is set where the server is started, and only changed there."
            raise Forbidden(detail, Code.REGISTRATION_FIXED)

    async def _state(self, stored: int) -> ServerStateShape:
        counts = await self._count()
        return ServerStateShape(
            registration_fixed=self._forced is not None,
            storage_used=stored,
            storage_limit=self._storage_limit,
            people=counts.people,
            rooms=counts.rooms,
            messages=counts.messages,
            bus=self.bus_state,
            trouble=await self._find_trouble(),
            uptime=int(monotonic() - self._began),
        )

    async def _count(self) -> Counts:
        """One at a time, and every few seconds at most."""
        async with self._counting:
            if self._counts is None or monotonic() - self._counted_at >= COUNTED_SECONDS:
                self._counts = await count_all.run(self._database)
                self._counted_at = monotonic()
            return self._counts

    async def _find_trouble(self) -> str | None:
        try:
            await self._trials.check()
        except Unavailable as problem:
            return problem.detail
        return None
