"""Who may come in, and how."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import msgspec
import structlog
from websockets.datastructures import Headers
from websockets.http11 import Request

from besedka import metrics
from besedka.actions import snapshots
from besedka.actions.sessions import renew_session, resume_session
from besedka.database import Database
from besedka.errors import BadRequest, Code, Forbidden, NoSuchRoute, NotSignedIn, Problem, Unavailable
from besedka.gateway import frames
from besedka.gateway.hub import Expectation, Hub
from besedka.gateway.looks import Looks
from besedka.gateway.pieces import in_turns
from besedka.gateway.protocol import HEARTBEAT, Life
from besedka.gateway.rooms import LEFT_ROOM, ROOM
from besedka.gateway.roster import Connection, Roster
from besedka.gateway.teller import CHAT, LEFT_CHAT
from besedka.model import ChatState, Room, Session, Snapshot
from besedka.settings import Settings
from besedka.wire.origins import is_own_origin
from besedka.wire.proxies import TrustedProxies
from besedka.wire.sessions import find_token

PATH = "/gateway"
AT_ONCE = 16  # connections that are answered, and as many that are greeted, at the same time; the others wait
SEATED_AT_ONCE = 500  # chats of a newcomer, in one round of the event loop
OPENING_LIMIT = 16_384  # connections that are being let in

_LEFT = {LEFT_CHAT: CHAT, LEFT_ROOM: ROOM}

log = structlog.get_logger(__name__)


class Visitor(msgspec.Struct, frozen=True):
    """Whose session a connection comes with."""

    token: str
    session: Session


class Newcomer(Connection, Protocol):
    """A connection that has been answered, and is not greeted yet."""

    def greet(self, hello: bytes) -> None:
        """Send this; it is open from now on."""

    def is_in_doubt(self, kind: str, thing: int) -> bool:
        """Whether this is to be looked at."""

    def recall(self) -> set[tuple[str, int]]:
        """What is to be looked at. From now on looks are not for later."""


class Door:
    """Lets connections in: not too many at once, for a crowd that comes back must not keep the others waiting."""

    def __init__(self, database: Database, roster: Roster, hub: Hub, looks: Looks, settings: Settings) -> None:
        self._database = database
        self._roster = roster
        self._hub = hub
        self._looks = looks
        self._allowed = frozenset(settings.allowed_origins)
        self._proxies = TrustedProxies(settings.trusted_proxies)
        self._opening = 0
        self._answering = asyncio.Semaphore(AT_ONCE)
        self._greeting = asyncio.Semaphore(AT_ONCE)

    @property
    def opening(self) -> int:
        """How many are being let in."""
        return self._opening

    @asynccontextmanager
    async def pass_through(self) -> AsyncIterator[None]:
        """The whole way in, from the first byte to the greeting. Raises `Unavailable` if too many are on it."""
        if self._opening >= OPENING_LIMIT:
            raise Unavailable("Too many connections are being let in. Try again.")
        self._opening += 1
        metrics.OPENING.set(self._opening)
        try:
            yield
        finally:
            self._opening -= 1
            metrics.OPENING.set(self._opening)

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """While a handshake is answered."""
        async with self._answering:
            await asyncio.sleep(0)  # what follows may never suspend: without this all would be answered at once
            yield

    async def admit(self, request: Request, peer: str) -> Visitor:
        """Who knocks, their session renewed if it is time; `peer` is the address that the connection comes from.

        Raises `NoSuchRoute`, `Forbidden` (`cross_site`), `NotSignedIn`, `BadRequest` for headers that make no sense.
        """
        if request.path.partition("?")[0].rstrip("/") != PATH:
            raise NoSuchRoute
        self._check_site(request.headers, peer)
        token = find_token(request.headers.get_all("Cookie"))
        session = await self._resume(token) if token else None
        if token is None or session is None:
            raise NotSignedIn
        return Visitor(token, session)

    def _check_site(self, headers: Headers, peer: str) -> None:
        origins, hosts = headers.get_all("Origin"), headers.get_all("Host")
        if len(origins) > 1 or len(hosts) != 1:
            raise BadRequest(Code.BAD_HTTP, "There is one `Host`, and one `Origin` at most.")
        scheme = self._proxies.scheme(peer, headers.get_all("X-Forwarded-Proto"))
        if origins and origins[0] not in self._allowed and not is_own_origin(origins[0], scheme, hosts[0]):
            raise Forbidden("A page of another site may not do this.", Code.CROSS_SITE)

    async def _resume(self, token: str) -> Session | None:
        session, due = await resume_session.run(self._database, token)
        if session is not None and due:
            try:
                await renew_session.run(self._database, session)
            except Problem as problem:  # it is not what the visitor came for
                log.warning("session_not_renewed", code=problem.code)
        return session

    async def welcome(self, newcomer: Newcomer, token: str) -> None:
        """Greet a connection with the state of the moment, and have it hear all that comes after. It stands in the
        roster from the beginning, so that nothing falls between; whatever fails, it listens to nothing.

        Raises `NotSignedIn` if the session has ended meanwhile, and what the database or the bus raise.
        """
        async with self._greeting:
            await asyncio.sleep(0)
            if newcomer.life is not Life.OPENING:
                return
            self._roster.add(newcomer)
            chat_ids = await self._list_chat_ids(newcomer.user_id)
            async with self._hub.expect(chat_ids) as expected:
                snapshot = await snapshots.take_snapshot.run(self._database, token, len(chat_ids))
                hello = await frames.encode_hello(snapshot, int(HEARTBEAT * 1000))
                if newcomer.life is Life.OPENING:
                    newcomer.greet(hello)
                    await self._seat(newcomer, snapshot, expected)

    async def _list_chat_ids(self, user_id: int) -> list[int]:
        return await snapshots.list_chat_ids.run(self._database, user_id)

    async def _seat(self, newcomer: Newcomer, snapshot: Snapshot, expected: Expectation) -> None:
        """Have it listen to what `hello` named, but for what it has left since; and look at what has become doubtful. It is
        open meanwhile: what happens in a chat before its turn is told when it comes.
        """
        newcomer.blocks = snapshot.blocks
        for room in snapshot.rooms:
            self._seat_in_room(newcomer, room)
        async for some in in_turns(snapshot.chats, SEATED_AT_ONCE):
            if newcomer.life is not Life.OPEN:
                return
            for chat in some:
                _seat_in_chat(newcomer, chat, expected)
                self._hub.circle.seat(newcomer, chat)
        self._roster.greeted(newcomer)
        for kind, thing_id in newcomer.recall():
            self._looks.ask(_LEFT.get(kind, kind), thing_id, [newcomer])

    def _seat_in_room(self, newcomer: Newcomer, room: Room) -> None:
        if newcomer.is_in_doubt(LEFT_ROOM, room.id):
            newcomer.deliver(frames.encode(frames.LeftRoomFrame(room.id)))
        else:
            self._hub.join_room(newcomer, room)


def _seat_in_chat(newcomer: Newcomer, chat: ChatState, expected: Expectation) -> None:
    if chat.id in newcomer.chats:
        return  # it was looked at since, and told anew
    if newcomer.is_in_doubt(LEFT_CHAT, chat.id):
        newcomer.deliver(frames.encode(frames.LeftFrame(chat.id)))
    elif not expected.admit(newcomer, chat.id, chat.version):
        newcomer.defer(CHAT, chat.id)
