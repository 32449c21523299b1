"""The schema as numbered files: `0001_initial.sql`, or `0002_name.sqlite.sql` and `0002_name.postgres.sql` where the
engines must differ. The database remembers the number it is at.
"""

import secrets
from collections.abc import Awaitable, Callable
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from besedka.database import Transaction
from besedka.errors import StartupError
from besedka.store.schema.account_keys import renew_email_keys

WORK = {8: renew_email_keys}


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema."""

    number: int
    script: str
    work: Callable[[Transaction], Awaitable[None]] | None = None  # done after the script, for what SQL can't say


def pending_migrations(current: int, engine: str) -> list[Migration]:
    """What a database at number `current` still lacks, in order.

    Raises `StartupError` if it is ahead of this program.
    """
    migrations = _load(engine)
    newest = migrations[-1].number
    if current > newest:
        raise StartupError(
            f"the database is of a newer Besedka (schema {current}; this program knows {newest}): upgrade the program"
        )
    return [migration for migration in migrations if migration.number > current]


def _load(engine: str) -> list[Migration]:
    others = {".sqlite", ".postgres"} - {f".{engine}"}
    found = sorted(
        (file for file in files(__name__).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return [_read_migration(file) for file in found if not any(file.name.endswith(f"{other}.sql") for other in others)]


def _read_migration(file: Traversable) -> Migration:
    number, script = int(file.name[:4]), file.read_text().replace("{epoch}", secrets.token_hex(16))
    return Migration(number, script, WORK.get(number))
