"""The schema as numbered files: `0001_initial.sql`, or `0002_name.sqlite.sql` and `0002_name.postgres.sql` where the
engines must differ. The database remembers the number it is at.
"""

import secrets
from importlib.resources import files

import msgspec

from besedka.errors import StartupError


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema."""

    number: int
    script: str


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
    return [
        Migration(int(file.name[:4]), file.read_text().replace("{epoch}", secrets.token_hex(16)))
        for file in found
        if not any(file.name.endswith(f"{other}.sql") for other in others)
    ]
