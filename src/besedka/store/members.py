"""The table `member`: who is in which chat, of every kind."""

from besedka.database import Transaction

INSERT_MEMBER = "insert into member (chat_id, user_id, joined_at) values ($1, $2, $3) on conflict do nothing"
# room_member primary key
INSERT_ROOM_MEMBERS = """
    insert into member (chat_id, user_id, joined_at)
    select $1, user_id, $3 from room_member where room_id = $2 on conflict do nothing returning user_id"""
# member (user_id, chat_id)
LIST_CHAT_IDS = "select chat_id from member where user_id = $1"
# member primary key
LIST_MEMBER_IDS = "select user_id from member where chat_id = $1 order by user_id"
UPDATE_READ_MARKER = """
    update member set last_read_seq = $3 where chat_id = $1 and user_id = $2 and last_read_seq < $3
    returning last_read_seq"""
# member (user_id, chat_id), chat and member primary keys; rooms are too large to tell everyone of everyone
LIST_ACQUAINTANCE_IDS = """
    select distinct other.user_id
    from member mine
    join chat on chat.id = mine.chat_id and chat.kind <> 'channel'
    join member other on other.chat_id = mine.chat_id
    where mine.user_id = $1 and other.user_id <> $1 limit $2"""
# member (user_id, chat_id)
LIST_READ_MARKERS = "select chat_id, last_read_seq from member where user_id = $1"
# member_joined (joined_at)
LIST_JOINED = "select chat_id, user_id from member where joined_at >= $1"


async def insert_member(tx: Transaction, chat_id: int, user_id: int) -> None:
    await tx.execute(INSERT_MEMBER, chat_id, user_id, tx.now)


async def insert_room_members(tx: Transaction, chat_id: int, room_id: int) -> tuple[int, ...]:
    """Make all members of a room members of its channel; who they are."""
    return tuple(row[0] for row in await tx.fetch(INSERT_ROOM_MEMBERS, chat_id, room_id, tx.now))


async def list_chat_ids(tx: Transaction, user_id: int) -> list[int]:
    """Every chat of a user."""
    return [row[0] for row in await tx.fetch(LIST_CHAT_IDS, user_id)]


async def list_member_ids(tx: Transaction, chat_id: int) -> list[int]:
    """Everyone in a chat."""
    return [row[0] for row in await tx.fetch(LIST_MEMBER_IDS, chat_id)]


async def list_acquaintance_ids(tx: Transaction, user_id: int, limit: int) -> list[int]:
    """Who shares a direct or group chat with this user."""
    return [row[0] for row in await tx.fetch(LIST_ACQUAINTANCE_IDS, user_id, limit)]


async def list_read_markers(tx: Transaction, user_id: int) -> list[tuple[int, int]]:
    """Every chat of a user, and up to where they have read it."""
    return [(row[0], row[1]) for row in await tx.fetch(LIST_READ_MARKERS, user_id)]


async def list_joined(tx: Transaction, since: int) -> list[tuple[int, int]]:
    """Who became a member of which chat at or after that time: chat and user ids."""
    return [(row[0], row[1]) for row in await tx.fetch(LIST_JOINED, since)]


async def update_read_marker(tx: Transaction, chat_id: int, user_id: int, seq: int) -> bool:
    """Move the marker forward; whether it moved."""
    return await tx.fetch_one(UPDATE_READ_MARKER, chat_id, user_id, seq) is not None
