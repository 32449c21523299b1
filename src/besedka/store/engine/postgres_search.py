"""The index that search goes by on PostgreSQL, which needs an extension."""

from typing import Any

import asyncpg
import structlog

from besedka.store.passages import PG_TRGM, SCAN

EXTENSION = "pg_trgm"
PENDING_KIB = 512  # of words that are not in the index yet: every search reads them

log = structlog.get_logger(__name__)


async def prepare_search(connection: Any) -> None:  # noqa: ANN401 - asyncpg is untyped
    """Have words indexed, if that can be. If not, search reads the passages one by one, and the log says why."""
    if await connection.fetchval("select to_regclass('passage') is null"):
        return  # a schema of before there was search
    why = await _find_obstacle(connection)
    if why is None:
        await connection.execute(
            "create index if not exists passage_words on passage "
            f"using gin (words gin_trgm_ops) with (gin_pending_list_limit = {PENDING_KIB})"
        )
    else:
        log.warning("search_without_index", cause=why, extension=EXTENSION)
    way = SCAN if why else PG_TRGM
    await connection.execute("update meta set value = $1 where key = 'search' and value <> $1", way)


async def _find_obstacle(connection: Any) -> str | None:  # noqa: ANN401 - likewise
    try:
        async with connection.transaction():
            await connection.execute(f"create extension if not exists {EXTENSION}")
            knows_letters = await connection.fetchval("select show_trgm('где') <> '{}'")
    except asyncpg.PostgresError as error:
        return str(error)
    if not knows_letters:
        return "by its LC_CTYPE the database knows no letters but A to Z: make it anew with another, such as C.UTF-8"
    return None
