"""Chats between people (sections 3.1 and 3.5 of the original)."""

from besedka.access import load_self, load_user
from besedka.bus import ChatJoined
from besedka.database import Transaction
from besedka.model import ChatSummary, Room
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


async def _create_direct_chat(tx: Transaction, pair: tuple[int, int]) -> int:
    chat_id = await chats.insert_direct_chat(tx, *pair)
    for user_id in sorted(set(pair)):
        await members.insert_member(tx, chat_id, user_id)
    tx.announce(ChatJoined(chat_id, tuple(sorted(set(pair)))))
    return chat_id
