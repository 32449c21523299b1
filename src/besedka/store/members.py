"""The table `member`: who is in which chat, of every kind."""

from besedka.database import Transaction

INSERT_MEMBER = "insert into member (chat_id, user_id, joined_at) values ($1, $2, $3) on conflict do nothing"
# room_member primary key
INSERT_ROOM_MEMBERS = """
    insert into member (chat_id, user_id, joined_at)
    select $1, user_id, $3 from room_member where room_id = $2 on conflict do nothing"""


async def insert_member(tx: Transaction, chat_id: int, user_id: int) -> None:
    await tx.execute(INSERT_MEMBER, chat_id, user_id, tx.now)


async def insert_room_members(tx: Transaction, chat_id: int, room_id: int) -> None:
    """Make all members of a room members of its channel."""
    await tx.execute(INSERT_ROOM_MEMBERS, chat_id, room_id, tx.now)
