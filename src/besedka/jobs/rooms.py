"""Rooms are deleted in pieces, like the chats in them."""

from typing import ClassVar

from besedka.database import Transaction
from besedka.jobs import Again, Job, Ports, ask
from besedka.jobs.chats import PIECE, PIECES_AT_ONCE, delete_piece
from besedka.store import chats, rooms


class DeleteRoom(Job, frozen=True):
    """The rows of a room that is marked as gone: its channels, then its members, then itself."""

    kind: ClassVar[str] = "delete_room"
    room_id: int

    async def run(self, ports: Ports) -> Again | None:
        for _ in range(PIECES_AT_ONCE):
            if not await ports.database.write(self._delete_piece):
                return None
        return Again()

    async def _delete_piece(self, tx: Transaction) -> bool:
        channel = await chats.find_any_channel(tx, self.room_id)
        if channel is not None:
            await delete_piece(tx, channel)
            return True
        if await rooms.delete_room_members(tx, self.room_id, PIECE):
            return True
        await rooms.delete_room(tx, self.room_id)
        return False


async def discard_room(tx: Transaction, room_id: int) -> None:
    """Nobody finds the room or its channels any more, from the end of this unit on; a job deletes what there is of it."""
    await rooms.update_deleted(tx, room_id)
    await chats.update_channels_deleted(tx, room_id)
    await ask(tx, DeleteRoom(room_id))
