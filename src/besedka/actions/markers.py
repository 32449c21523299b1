"""Read markers: how far one has read in a chat."""

from msgspec import UNSET

from besedka.access import load_chat
from besedka.actions.units import writes_once
from besedka.bus import ReadMoved
from besedka.database import Transaction
from besedka.errors import BadRequest, Code, LostRaceError
from besedka.model import ChatState
from besedka.rights import Right
from besedka.store import chats, members
from besedka.wire.chats import MarkRead


def check_marker(asked: MarkRead) -> MarkRead:
    """That it says one of the two. Raises `BadRequest`."""
    if asked.seq is UNSET and asked.unread_from is UNSET:
        raise BadRequest(Code.MISSING_FIELD, "`seq` is missing.", field="seq")
    if asked.seq is not UNSET and asked.unread_from is not UNSET:
        raise BadRequest(Code.WRONG_TYPE, "Either `seq` or `unread_from`.", field="unread_from")
    return asked


@writes_once.checked(check_marker)
async def mark_read(tx: Transaction, actor_id: int, asked: MarkRead) -> ChatState:
    """Move one's read marker to `asked.seq`, or to the last message if that comes first; never back. Or back, to just before
    `asked.unread_from`; never forward. The chat as it is then.

    Told to oneself, and to the other one of a direct chat. Raises `BadRequest` (`no_such_chat`).
    """
    moved = await _move(tx, actor_id, asked)
    state = await chats.find_chat_state(tx, actor_id, asked.chat_id)
    if state is None or (not moved and _should_have(asked, state)):
        await load_chat(tx, actor_id, asked.chat_id, to=Right.MARK)  # raises, if that is why
        raise LostRaceError
    if moved:
        tx.announce(
            ReadMoved(
                chat_id=state.id,
                user_id=actor_id,
                last_read_seq=state.last_read_seq,
                unread=state.unread,
                version=state.version,
                audience=_readers(state, actor_id),
                mentions=state.mentions,
                last_seq=state.last_seq,
                back=asked.unread_from is not UNSET,
            )
        )
    return state


async def _move(tx: Transaction, actor_id: int, asked: MarkRead) -> bool:
    if asked.unread_from is not UNSET:
        return await members.update_unread_from(tx, asked.chat_id, actor_id, asked.unread_from)
    return await members.update_read_marker(tx, asked.chat_id, actor_id, asked.seq or 0)


def _should_have(asked: MarkRead, state: ChatState) -> bool:
    """Whether the marker is where it would have been moved from."""
    if asked.unread_from is not UNSET:
        return state.last_read_seq >= asked.unread_from
    return state.last_read_seq < min(asked.seq or 0, state.last_seq)


def _readers(state: ChatState, actor_id: int) -> tuple[int, ...]:
    """Who is told how far one has read: oneself, and the other one of a direct chat."""
    return (actor_id,) if state.peer_id is None else tuple(sorted({actor_id, state.peer_id}))
