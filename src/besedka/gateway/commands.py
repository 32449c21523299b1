"""What each op does: one action in one unit of work."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from besedka.actions import chats, messages
from besedka.actions.checks import check_message_text
from besedka.bus import Bus, Typing
from besedka.database import Database
from besedka.gateway import frames
from besedka.model import Draft, Message
from besedka.wire.shapes import shape_changes, shape_message


class Commands:
    """Runs ops for their user. Raises `errors.Problem`."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._runners: dict[type, Callable[[int, Any], Awaitable[msgspec.Struct | None]]] = {
            frames.Send: self._send,
            frames.Edit: self._edit,
            frames.Delete: self._delete,
            frames.React: self._react,
            frames.Unreact: self._unreact,
            frames.Read: self._read,
            frames.Sync: self._sync,
        }

    async def run(self, user_id: int, op: frames.AnyOp) -> msgspec.Struct | None:
        """Do it; the frame that answers."""
        return await self._runners[type(op)](user_id, op)

    def tell_typing(self, user_id: int, chat_id: int) -> None:
        """Say so to the others. It is of no lasting interest, so that no transaction is asked."""
        self._bus.publish([Typing(chat_id, user_id)])

    async def _send(self, user_id: int, op: frames.Send) -> msgspec.Struct:
        draft = messages.check_draft(Draft(op.chat_id, op.text, op.nonce, op.reply_to))
        return _done(
            op, await self._database.write(lambda tx: messages.post_message(tx, user_id, draft), autocommit=True)
        )

    async def _edit(self, user_id: int, op: frames.Edit) -> msgspec.Struct:
        text = check_message_text(op.text)
        message = await self._database.write(lambda tx: messages.edit_message(tx, user_id, op.message_id, text))
        return _done(op, message)

    async def _delete(self, user_id: int, op: frames.Delete) -> msgspec.Struct:
        return _done(op, await self._database.write(lambda tx: messages.delete_message(tx, user_id, op.message_id)))

    async def _react(self, user_id: int, op: frames.React) -> msgspec.Struct:
        return _done(op, await self._database.write(lambda tx: messages.react(tx, user_id, op.message_id, op.emoji)))

    async def _unreact(self, user_id: int, op: frames.Unreact) -> msgspec.Struct:
        return _done(op, await self._database.write(lambda tx: messages.unreact(tx, user_id, op.message_id, op.emoji)))

    async def _read(self, user_id: int, op: frames.Read) -> msgspec.Struct:
        await self._database.write(lambda tx: chats.mark_read(tx, user_id, op.chat_id, op.seq))
        return frames.Ok(op.ref)

    async def _sync(self, user_id: int, op: frames.Sync) -> msgspec.Struct:
        limit = messages.check_limit(op.limit)
        found = await self._database.read(lambda tx: messages.list_changes(tx, user_id, op.chat_id, op.since, limit))
        shape = shape_changes(found)
        return frames.SyncOk(shape.messages, shape.version, shape.more, op.ref, shape.chat)


def _done(op: frames.AnyOp, message: Message) -> msgspec.Struct:
    return frames.Ok(op.ref, shape_message(message))
