"""What each op does: the command of its name."""

import msgspec

from besedka import commands
from besedka.bus import Bus, Typing
from besedka.database import Database
from besedka.gateway import frames


class Commands:
    """Runs ops for their user."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus

    async def run(self, user_id: int, op: frames.AnyOp) -> msgspec.Struct | None:
        """Do it; the frame that answers. Raises `errors.Problem`."""
        command = commands.BY_OP[str(op.__struct_config__.tag)]
        return frames.done(op.ref, await command.run(self._database, user_id, op))

    def tell_typing(self, user_id: int, chat_id: int) -> None:
        """Say so to the others. It is of no lasting interest, so that no transaction is asked."""
        self._bus.publish([Typing(chat_id, user_id)])
