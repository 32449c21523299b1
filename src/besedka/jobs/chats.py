"""Chats are deleted in pieces: one may have 20,000 members, and any number of messages."""

from typing import ClassVar

from besedka.bus import ChatGone, ChatLeft
from besedka.database import Transaction
from besedka.jobs import Again, Job, Ports, ask
from besedka.jobs.files import discard_files_of_chat
from besedka.store import chats, members, messages, passages

PIECE = 200  # rows deleted by one unit
PASSAGES_PIECE = 4  # each is indexed by all of its words
PIECES_AT_ONCE = 50


class DeleteChat(Job, frozen=True):
    """The rows of a chat that is marked as gone: its members, who are told, then its passages, files and messages, then itself."""

    kind: ClassVar[str] = "delete_chat"
    chat_id: int

    async def run(self, ports: Ports) -> Again | None:
        for _ in range(PIECES_AT_ONCE):
            if not await ports.database.write(lambda tx: delete_piece(tx, self.chat_id)):
                return None
        return Again()


async def discard_chat(tx: Transaction, chat_id: int) -> None:
    """Nobody finds the chat any more, from the end of this unit on, and everyone in it is told; a job deletes what there is of
    it. For groups and channels: the pair of a direct chat stays taken until the job is done.
    """
    await chats.update_deleted(tx, chat_id)
    tx.announce(ChatGone(chat_id))
    await ask(tx, DeleteChat(chat_id))


async def delete_piece(tx: Transaction, chat_id: int) -> bool:
    """Whether there was still something beside the chat's own row; that goes last, and only of a chat that is marked."""
    if not await chats.is_deleted(tx, chat_id):
        return False
    left = await members.delete_members(tx, chat_id, PIECE)
    if left:
        tx.announce(ChatLeft(chat_id, left))
        return True
    if await passages.delete_passages(tx, chat_id, PASSAGES_PIECE):
        return True
    if await discard_files_of_chat(tx, chat_id):
        return True
    if await messages.delete_messages(tx, chat_id, PIECE):
        return True
    await chats.delete_chat(tx, chat_id)
    return False
