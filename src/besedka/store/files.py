"""The tables `file`, `user_storage` and `storage_part`; the latter two are counted by triggers."""

from besedka.database import Transaction
from besedka.model import File, NewFile
from besedka.store.ids import IDS_AT_ONCE, id_list

_COLUMNS = ", ".join(File.__struct_fields__)

INSERT_FILE = f"""
    insert into file (chat_id, uploader_id, name, size, media_type, width, height, duration, blob, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning {_COLUMNS}"""
# file primary key
FIND_FILE = f"select {_COLUMNS} from file where id = $1"
# user_storage and storage_part primary keys
FIND_STORED = """
    select coalesce((select size from user_storage where user_id = $1), 0),
        coalesce((select cast(sum(size) as bigint) from storage_part where part >= 0), 0)"""
# file (blob), file (thumbnail)
LIST_NAMED_BLOBS = f"""
    select blob from file where blob in ({id_list(1)})
    union all select thumbnail from file where thumbnail in ({id_list(1)})"""


async def insert_file(tx: Transaction, uploader_id: int, new: NewFile) -> File:
    """A file that is in no message yet, counted as its uploader's."""
    said = new.measures
    values = (new.name, new.size, new.media_type, said.width, said.height, said.duration, new.blob, tx.now)
    row = await tx.fetch_one(INSERT_FILE, new.chat_id, uploader_id, *values)
    assert row is not None
    return File(*row)


async def find_file(tx: Transaction, file_id: int) -> File | None:
    row = await tx.fetch_one(FIND_FILE, file_id)
    return File(*row) if row else None


async def find_stored(tx: Transaction, user_id: int) -> tuple[int, int]:
    """How many bytes this user has stored, and how many all together."""
    row = await tx.fetch_one(FIND_STORED, user_id)
    assert row is not None
    return int(row[0]), int(row[1])


async def list_named_blobs(tx: Transaction, keys: list[str]) -> set[str]:
    """Which of these keys, at most `IDS_AT_ONCE`, are a file's or a thumbnail's."""
    padding = [""] * (IDS_AT_ONCE - len(keys))
    return {str(row[0]) for row in await tx.fetch(LIST_NAMED_BLOBS, *keys, *padding)} if keys else set()
