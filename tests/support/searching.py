"""Having the index of search brought up to date now, instead of a while after."""

from pathlib import Path

import pytest

from besedka.blobs.folder import FolderBlobs
from besedka.database import Database, Transaction
from besedka.jobs import Ports, passages
from besedka.jobs.passages import IndexMessages


async def index_all(database: Database) -> None:
    """Every message is in a passage afterwards, and every passage as it should be."""
    ports = Ports(database, FolderBlobs(Path("unused")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages, "SHARE", 1.0)  # nobody posts meanwhile
        while await database.write(_make_due):
            await IndexMessages().run(ports)
    assert await database.read(_count_unfinished) == 0


async def _make_due(tx: Transaction) -> bool:
    return bool(await tx.fetch("update unsearched set due_at = 0 returning chat_id"))


async def _count_unfinished(tx: Transaction) -> int:
    rows = await tx.fetch("""
        select chat.id from chat left join passage on passage.chat_id = chat.id and passage.last_seq = chat.last_seq
        where passage.id is null and chat.last_seq > 0
        union all select chat_id from passage where stale = 1""")
    return len(rows)


async def insert_file(tx: Transaction, chat_id: int, user_id: int, message_id: int, name: str) -> None:
    """A file of a message, as far as search looks at it."""
    await tx.execute(
        """
        insert into file (chat_id, uploader_id, message_id, name, size, media_type, blob, created_at)
        values ($1, $2, $3, $4, 1, 'text/plain', $4, $5)""",
        chat_id, user_id, message_id, name, tx.now,
    )  # fmt: skip
