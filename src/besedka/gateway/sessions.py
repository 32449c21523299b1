"""How long connections live on their sessions: what is used is renewed, what has ended ends."""

import asyncio
from collections.abc import Callable

import structlog

from besedka.actions import sessions
from besedka.database import Database
from besedka.errors import Problem
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import CloseCode
from besedka.gateway.roster import Connection, Roster
from besedka.model import Session

SESSIONS_AT_ONCE = 100  # looked at by one statement

Clock = Callable[[], int]

log = structlog.get_logger(__name__)


class SessionKeeper:
    """Looks at the sessions of this node's connections. Needs the clock that the database goes by."""

    def __init__(self, database: Database, roster: Roster, clock: Clock) -> None:
        self._database = database
        self._roster = roster
        self._clock = clock

    async def keep(self, *, everyone: bool) -> None:
        """Renew the sessions that were used and are due, and end the connections of those that have ended. Only what
        has to be read is: with `everyone`, which a bus that loses asks for, each session; else those of which time alone
        says that something is to be done.
        """
        now = self._clock()
        concerned = [each for each in self._roster if everyone or self._is_due(each, now)]
        for some in in_pieces(concerned, SESSIONS_AT_ONCE):
            await self._keep_some(some, now)
            await asyncio.sleep(0)

    def _is_due(self, connection: Connection, now: int) -> bool:
        return connection.session.expires_at <= now or self._is_to_be_renewed(connection, now)

    def _is_to_be_renewed(self, connection: Connection, now: int) -> bool:
        """Whether it is time, and the user has done something here since that was last thought of."""
        return sessions.is_due(connection.session, now) and connection.acted > connection.renewed_for

    async def _keep_some(self, connections: list[Connection], now: int) -> None:
        used = {each.session.id for each in connections if self._is_to_be_renewed(each, now)}
        if used:
            await self._renew(list(used))
        ids = list({each.session.id for each in connections})
        living = await sessions.find_sessions.run(self._database, ids)
        for connection in connections:
            session = living.get(connection.session.id)
            if session is None:
                connection.end(CloseCode.SESSION_ENDED, "the session has ended")
            else:
                self._note(connection, session)

    async def _renew(self, session_ids: list[int]) -> None:
        """What can't be renewed at the moment, because a disk is full, is used all the same: later will do."""
        try:
            await sessions.renew_sessions.run(self._database, session_ids)
        except Problem as problem:
            log.warning("sessions_not_renewed", code=problem.code)

    def _note(self, connection: Connection, session: Session) -> None:
        if session.renewed_at > connection.session.renewed_at:
            connection.renewed_for = connection.acted
        connection.session = session
