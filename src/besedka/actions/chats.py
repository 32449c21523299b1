"""Chats between people (sections 3.1 and 3.5 of the original)."""

from besedka.access import load_chat, load_self, load_user
from besedka.actions.checks import check_name
from besedka.actions.units import reads, writes, writes_once
from besedka.bus import ChatChanged, ChatJoined, ReadMoved
from besedka.database import Transaction
from besedka.errors import LostRaceError
from besedka.model import ChatState, ChatSummary, Room
from besedka.rights import Right
from besedka.store import chats, members, rooms
from besedka.wire.chats import ListChats, MarkRead, OpenDirectChat, RenameChat, ViewChat


@reads
async def list_rooms_and_chats(
    tx: Transaction, actor_id: int, asked: ListChats
) -> tuple[list[Room], list[ChatSummary]]:
    """One's own rooms, and one's direct and group chats, the last active first. Raises `Forbidden` for another's."""
    user = await load_self(tx, actor_id, asked.user_id)
    return await rooms.list_rooms(tx, user.id), await chats.list_chats(tx, user.id)


@writes
async def open_direct_chat(tx: Transaction, actor_id: int, asked: OpenDirectChat) -> int:
    """The one chat of this pair, made if it is missing; its id. With oneself: one's notes.

    Raises `BadRequest` (`no_such_user`).
    """
    other = await load_user(tx, asked.user_id, field="user_id")
    pair = (min(actor_id, other.id), max(actor_id, other.id))
    known = await chats.find_direct_chat(tx, *pair)
    return await _create_direct_chat(tx, pair) if known is None else known


def check_new_name(asked: RenameChat) -> RenameChat:
    """With the name as it is stored. Raises `BadRequest`."""
    return RenameChat(name=check_name(asked.name), chat_id=asked.chat_id)


@reads
async def view_chat(tx: Transaction, actor_id: int, asked: ViewChat) -> ChatState:
    """A chat of any kind, and where one is in it. Raises `BadRequest` (`no_such_chat`)."""
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.READ)
    return await _view(tx, actor_id, membership.chat_id)


@writes.checked(check_new_name)
async def rename_chat(tx: Transaction, actor_id: int, asked: RenameChat) -> ChatState:
    """The chat with its new name. Raises `Forbidden` for who may not, and for direct chats, which go by their people;
    `BadRequest` (`no_such_chat`).
    """
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.RENAME)
    before = await _view(tx, actor_id, membership.chat_id)
    if before.name == asked.name:
        return before
    await chats.update_name(tx, membership.chat_id, asked.name)
    await announce_description(tx, membership.chat_id)
    return await _view(tx, actor_id, membership.chat_id)


async def announce_description(tx: Transaction, chat_id: int) -> None:
    """Have everyone in the chat told how it is now. Needs a unit that has just changed it, and raised its version."""
    found = await chats.find_description(tx, chat_id)
    if found is None:
        raise LookupError(chat_id)
    version, chat = found
    tx.announce(ChatChanged(chat_id, version, chat=chat))


@writes_once
async def mark_read(tx: Transaction, actor_id: int, asked: MarkRead) -> ChatState:
    """Move one's read marker to `asked.seq`, or to the last message if that comes first; never back. The chat as it is then.

    Told to oneself, and to the other one of a direct chat. Raises `BadRequest` (`no_such_chat`).
    """
    chat_id = asked.chat_id
    moved = await members.update_read_marker(tx, chat_id, actor_id, asked.seq)
    state = await chats.find_chat_state(tx, actor_id, chat_id)
    if state is None or (not moved and state.last_read_seq < min(asked.seq, state.last_seq)):
        await load_chat(tx, actor_id, chat_id, to=Right.MARK)  # raises, if that is why
        raise LostRaceError
    if moved:
        audience = _readers(state, actor_id)
        tx.announce(ReadMoved(chat_id, actor_id, state.last_read_seq, state.unread, state.version, audience))
    return state


async def _view(tx: Transaction, actor_id: int, chat_id: int) -> ChatState:
    """Needs a member."""
    state = await chats.find_chat_state(tx, actor_id, chat_id)
    if state is None:
        raise LookupError(chat_id)
    return state


def _readers(state: ChatState, actor_id: int) -> tuple[int, ...]:
    """Who is told how far one has read: oneself, and the other one of a direct chat."""
    return (actor_id,) if state.peer_id is None else tuple(sorted({actor_id, state.peer_id}))


async def _create_direct_chat(tx: Transaction, pair: tuple[int, int]) -> int:
    chat_id = await chats.insert_direct_chat(tx, *pair)
    for user_id in sorted(set(pair)):
        await members.insert_member(tx, chat_id, user_id)
    tx.announce(ChatJoined(chat_id, tuple(sorted(set(pair)))))
    return chat_id
