"""The tables `file`, `user_storage` and `storage_part`; the latter two are counted by triggers."""

from besedka.database import Row, Transaction
from besedka.model import File, Message, NewFile
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
UPDATE_THUMBNAIL = f"update file set thumbnail = $2 where id = $1 and thumbnail is null returning {_COLUMNS}"
# file primary key; whoever is second finds it taken
ATTACH_FILE = f"""
    update file set message_id = $2, place = $3
    where id = $1 and uploader_id = $4 and chat_id = $5 and message_id is null returning {_COLUMNS}"""
# file_message (message_id)
DELETE_OF_MESSAGE = "delete from file where message_id = $1 returning blob, thumbnail"
# file_chat (chat_id), file primary key
DELETE_OF_CHAT = """
    delete from file where id in (select id from file where chat_id = $1 limit $2) returning blob, thumbnail"""
# file_unattached (created_at), file primary key; one may come into a message at this moment
DELETE_UNATTACHED = """
    delete from file where message_id is null and id in (
        select id from file where message_id is null and created_at < $1 order by created_at limit $2)
    returning blob, thumbnail"""
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


async def update_thumbnail(tx: Transaction, file_id: int, key: str) -> File | None:
    """The file, with a small picture; None if it is gone, or has one."""
    row = await tx.fetch_one(UPDATE_THUMBNAIL, file_id, key)
    return File(*row) if row else None


async def attach_file(tx: Transaction, file_id: int, message: Message, place: int) -> File | None:
    """The file, which is the message's from now on, as the `place`-th; None unless it is one that the message's author has
    uploaded to that chat, and is in no message.
    """
    row = await tx.fetch_one(ATTACH_FILE, file_id, message.id, place, message.author_id, message.chat_id)
    return File(*row) if row else None


async def delete_of_message(tx: Transaction, message_id: int) -> list[str]:
    """Let go of a message's files; the keys of their blobs, which nobody names any more."""
    return _keys(await tx.fetch(DELETE_OF_MESSAGE, message_id))


async def delete_of_chat(tx: Transaction, chat_id: int, limit: int) -> list[str]:
    """Likewise, some files of a chat."""
    return _keys(await tx.fetch(DELETE_OF_CHAT, chat_id, limit))


async def delete_unattached(tx: Transaction, before: int, limit: int) -> list[str]:
    """Likewise, some that were uploaded before that time and are in no message."""
    return _keys(await tx.fetch(DELETE_UNATTACHED, before, limit))


def _keys(rows: list[Row]) -> list[str]:
    return [key for row in rows for key in row if key is not None]


async def list_named_blobs(tx: Transaction, keys: list[str]) -> set[str]:
    """Which of these keys, at most `IDS_AT_ONCE`, are a file's or a thumbnail's."""
    padding = [""] * (IDS_AT_ONCE - len(keys))
    return {str(row[0]) for row in await tx.fetch(LIST_NAMED_BLOBS, *keys, *padding)} if keys else set()
