"""Who is in a room is in its public channels. A room may have 20,000 members: those beyond the first come in pieces, so that
nobody else waits for all of them.
"""

from functools import partial
from typing import ClassVar

from besedka.bus import ChatJoined
from besedka.database import Transaction
from besedka.jobs import Again, Job, Ports, ask
from besedka.store import members, room_members, rooms

PIECE = 200  # people who come in by one unit
PIECES_AT_ONCE = 50


class FillChannel(Job, frozen=True):
    """The members of a room, from the one after `after` on, come into its channel, if that is still a public one."""

    kind: ClassVar[str] = "fill_channel"
    room_id: int
    chat_id: int
    after: int

    async def run(self, ports: Ports) -> Again | None:
        after = self.after
        for _ in range(PIECES_AT_ONCE):
            last = await ports.database.write(partial(self._fill_piece, after))
            if last is None:
                return None
            after = last
        return Again(FillChannel(self.room_id, self.chat_id, after))

    async def _fill_piece(self, after: int, tx: Transaction) -> int | None:
        # Whoever leaves the room at this moment does so before this piece, or after it.
        if not await rooms.lock_room(tx, self.room_id):
            return None
        return await _insert_piece(tx, self.room_id, self.chat_id, after)


async def fill_channel(tx: Transaction, room_id: int, chat_id: int, actor_id: int) -> None:
    """Have everyone in the room be in its new public channel, and told so: the actor and as many as a piece holds from the end of
    this unit on, the others soon. Needs the room's lock.
    """
    first = (actor_id,) if await members.insert_member(tx, chat_id, actor_id) else ()
    last = await _insert_piece(tx, room_id, chat_id, 0, first)
    if last is not None:
        await ask(tx, FillChannel(room_id, chat_id, last))


async def _insert_piece(
    tx: Transaction, room_id: int, chat_id: int, after: int, before: tuple[int, ...] = ()
) -> int | None:
    """The last one of this piece, if it is a full one. `before`: who has just come in beside them."""
    last = await room_members.find_nth(tx, room_id, after, PIECE)
    joined = (*before, *await members.insert_room_members(tx, chat_id, room_id, after, last))
    if joined:
        tx.announce(ChatJoined(chat_id, joined))
    return last
