"""A fresh database of SQLite for each test: a copy of one that is migrated, as to migrate each takes ten times as long."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from besedka.store.engine.sqlite_migrations import migrate

HASTY = "off"  # nothing of a test survives a power cut


def put_database(path: Path) -> None:
    """A database without anything in it at `path`, unless there is one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "besedka.sqlite"
        migrate(path)
        return path.read_bytes()
