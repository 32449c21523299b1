"""Who may use a PostgreSQL database at the same time: servers that hear each other, or one alone."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from besedka.errors import StartupError
from besedka.store.engine.connections import BROKEN, REFUSED

LOCK = 0x62657365646B62  # "besedkb"
PATIENCE_SECONDS = 2.0  # for one that has just been killed
BEAT_SECONDS = 10.0  # between looks whether the lock is still held
RETRY_SECONDS = 1.0
# Where the machine of a server is lost, PostgreSQL notices after half a minute, not after two hours.
_KEEPALIVES = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "4"}
_HOLDERS = """
    from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and classid = $1::bigint >> 32 and objid = $1::bigint & 4294967295 and granted
    and pg_locks.database = (select oid from pg_database where datname = current_database())
    and application_name = $2 and pid <> pg_backend_pid()"""
END_OWN = f"select pg_terminate_backend(pid) {_HOLDERS}"

log = structlog.get_logger(__name__)


class Tenancy:
    """A lock in the database, on a connection of its own, as long as the server runs.

    Held `shared` by servers that have a bus between them, and alone by one that has none: it would not hear of the others'
    changes. If the connection breaks the lock is taken again; where someone else has it by then, `evicted` is called, once.
    """

    def __init__(self, url: str, *, shared: bool, evicted: Callable[[], None]) -> None:
        self._url = url
        self._shared = shared
        self._evicted = evicted
        self._name = f"besedka {secrets.token_hex(8)}"  # by which a connection is known that we have lost
        self._connection: Any = None
        self._lost = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None

    async def take(self) -> None:
        """Raises `StartupError` if others have it who can't be joined, and what asyncpg raises."""
        await self._connect()
        try:
            await self._lock()
        except asyncpg.LockNotAvailableError as error:
            await self.close()
            raise StartupError(self._why_refused) from error
        except BaseException:
            await self.close()
            raise
        self._watch = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Let others have it."""
        if self._watch is not None:
            self._watch.cancel()
        if self._connection is not None:
            with suppress(*BROKEN, *REFUSED):
                await self._connection.close(timeout=RETRY_SECONDS)
            self._connection.terminate()

    @property
    def _why_refused(self) -> str:
        if self._shared:
            return "a Besedka without a bus is running on this database: stop it, or start it with the same --bus"
        return "another Besedka is running on this database: for several they all need the same --bus nats://…"

    async def _connect(self) -> None:
        self._lost.clear()
        settings = {"application_name": self._name, **_KEEPALIVES}
        self._connection = await asyncpg.connect(self._url, timeout=BEAT_SECONDS, server_settings=settings)
        self._connection.add_termination_listener(self._hear_of_end)

    def _hear_of_end(self, connection: Any) -> None:  # noqa: ANN401 - asyncpg is untyped
        if connection is self._connection:
            self._lost.set()

    async def _keep(self) -> None:
        while True:
            await self._wait_until_lost()
            log.warning("database_lock_lost")
            if not await self._take_again():
                log.critical("database_taken_over", why=self._why_refused)
                self._evicted()
                return
            log.info("database_lock_regained")

    async def _wait_until_lost(self) -> None:
        with suppress(*BROKEN, *REFUSED):
            while not self._lost.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_SECONDS):
                        await self._lost.wait()
                        return
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._connection.execute("select 1")
        self._connection.terminate()

    async def _take_again(self) -> bool:
        """Once the database can be reached; whether nobody else has it."""
        while True:
            try:
                await self._connect()
                await self._connection.fetch(END_OWN, LOCK, self._name)  # PostgreSQL need not know yet that it is lost
                await self._lock()
            except asyncpg.LockNotAvailableError:
                self._connection.terminate()
                return False
            except (asyncpg.PostgresError, *BROKEN, *REFUSED) as error:
                log.debug("database_lock_not_regained", cause=repr(error))
                self._connection.terminate()
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return True

    async def _lock(self) -> None:
        shared = "_shared" if self._shared else ""
        await self._connection.execute(f"set lock_timeout = {int(PATIENCE_SECONDS * 1000)}")
        await self._connection.execute(f"select pg_advisory_lock{shared}($1)", LOCK)
