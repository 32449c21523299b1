"""The table `chat`."""

from besedka.database import Transaction
from besedka.model import ChatSummary

# Exact, and derived: what was posted after the marker, less what of it is deleted. message_deleted (chat_id, seq)
_UNREAD = """
    chat.last_seq - member.last_read_seq - (
        select count(*) from message
        where message.chat_id = chat.id and message.seq > member.last_read_seq and message.deleted
    )"""

# member (user_id, chat_id), chat and "user" primary keys
LIST_CHATS = f"""
    select chat.id, case when chat.kind = 'direct' then coalesce(nullif(peer.name, ''), peer.username) else chat.name end,
        {_UNREAD}
    from member
    join chat on chat.id = member.chat_id
    left join "user" peer on peer.id =
        case when chat.low_user_id = member.user_id then chat.high_user_id else chat.low_user_id end
    where member.user_id = $1 and chat.kind <> 'channel'
    order by chat.active_at desc, chat.id desc"""
# chat (room_id), member primary key
LIST_CHANNELS = f"""
    select chat.id, chat.name, {_UNREAD}
    from chat join member on member.chat_id = chat.id and member.user_id = $2
    where chat.room_id = $1 order by chat.id"""
INSERT_CHANNEL = """
    insert into chat (kind, room_id, name, created_at, active_at) values ('channel', $1, $2, $3, $3) returning id"""
INSERT_DIRECT_CHAT = """
    insert into chat (kind, low_user_id, high_user_id, created_at, active_at) values ('direct', $1, $2, $3, $3)
    on conflict (low_user_id, high_user_id) where kind = 'direct' do update set kind = excluded.kind returning id"""
# chat_pair (low_user_id, high_user_id)
FIND_DIRECT_CHAT = "select id from chat where low_user_id = $1 and high_user_id = $2 and kind = 'direct'"


async def list_chats(tx: Transaction, user_id: int) -> list[ChatSummary]:
    """The user's direct and group chats, the last active first. A direct chat goes by the other's name."""
    return [ChatSummary(*row) for row in await tx.fetch(LIST_CHATS, user_id)]


async def list_channels(tx: Transaction, room_id: int, user_id: int) -> list[ChatSummary]:
    """The channels of a room that this user is a member of, oldest first."""
    return [ChatSummary(*row) for row in await tx.fetch(LIST_CHANNELS, room_id, user_id)]


async def insert_channel(tx: Transaction, room_id: int, name: str) -> int:
    """The new channel's id."""
    row = await tx.fetch_one(INSERT_CHANNEL, room_id, name, tx.now)
    if row is None:
        raise LookupError(room_id)
    return int(row[0])


async def insert_direct_chat(tx: Transaction, low_user_id: int, high_user_id: int) -> int:
    """The chat's id: of a new one, or of the one that this pair was given at this very moment elsewhere."""
    row = await tx.fetch_one(INSERT_DIRECT_CHAT, low_user_id, high_user_id, tx.now)
    if row is None:
        raise LookupError(low_user_id, high_user_id)
    return int(row[0])


async def find_direct_chat(tx: Transaction, low_user_id: int, high_user_id: int) -> int | None:
    row = await tx.fetch_one(FIND_DIRECT_CHAT, low_user_id, high_user_id)
    return row[0] if row else None
