"""Chats between people (sections 3.1 and 3.5 of the original)."""

from besedka.access import load_chat, load_self, load_user
from besedka.bus import ChatJoined, ReadMoved
from besedka.database import Transaction
from besedka.model import ChatKind, ChatState, ChatSummary, Membership, Room
from besedka.store import chats, members, rooms


async def list_rooms_and_chats(tx: Transaction, actor_id: int, user_id: int) -> tuple[list[Room], list[ChatSummary]]:
    """One's own rooms, and one's direct and group chats, the last active first. Raises `Forbidden` for another's."""
    await load_self(tx, actor_id, user_id)
    return await rooms.list_rooms(tx, user_id), await chats.list_chats(tx, user_id)


async def open_direct_chat(tx: Transaction, actor_id: int, user_id: int) -> int:
    """The one chat of this pair, made if it is missing; its id. With oneself: one's notes.

    Raises `BadRequest` (`no_such_user`).
    """
    await load_user(tx, user_id, field="user_id")
    pair = (min(actor_id, user_id), max(actor_id, user_id))
    known = await chats.find_direct_chat(tx, *pair)
    return await _create_direct_chat(tx, pair) if known is None else known


async def mark_read(tx: Transaction, actor_id: int, chat_id: int, seq: int) -> ChatState:
    """Move one's read marker to `seq`, or to the last message if that comes first; never back. The chat as it is then.

    Told to oneself, and to the other one of a direct chat. Raises `BadRequest` (`no_such_chat`).
    """
    membership = await load_chat(tx, actor_id, chat_id)
    moved = await members.update_read_marker(tx, chat_id, actor_id, min(seq, membership.last_seq))
    state = await chats.find_chat_state(tx, actor_id, chat_id)
    if state is None:
        raise LookupError(chat_id)
    if moved:
        audience = await _readers(tx, membership, actor_id)
        tx.announce(ReadMoved(chat_id, actor_id, state.last_read_seq, state.unread, state.version, audience))
    return state


async def _readers(tx: Transaction, membership: Membership, actor_id: int) -> tuple[int, ...]:
    if membership.kind is not ChatKind.DIRECT:
        return (actor_id,)
    return tuple(await members.list_member_ids(tx, membership.chat_id))


async def _create_direct_chat(tx: Transaction, pair: tuple[int, int]) -> int:
    chat_id = await chats.insert_direct_chat(tx, *pair)
    for user_id in sorted(set(pair)):
        await members.insert_member(tx, chat_id, user_id)
    tx.announce(ChatJoined(chat_id, tuple(sorted(set(pair)))))
    return chat_id
