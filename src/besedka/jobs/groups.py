"""Groups to which nobody has given a name go by their members' names. The name is kept in the chat's row, so that no list has
to look for it; it is made anew whenever someone comes or goes, or is called otherwise.
"""

from typing import ClassVar

from besedka.bus import ChatChanged
from besedka.database import Transaction
from besedka.jobs import Again, Job, Ports
from besedka.store import chats, members

SHOWN_NAMES = 10  # of so many members
NAME_LIMIT = 128  # characters, as of a name that is given
PIECE = 20  # groups named by one unit

_BETWEEN, _MORE = ", ", "…"


class RenameGroups(Job, frozen=True):
    """The groups, from the one after `after` on, of a user who is called otherwise."""

    kind: ClassVar[str] = "rename_groups"
    user_id: int
    after: int = 0

    async def run(self, ports: Ports) -> Again | None:
        last = await ports.database.write(self._rename_some)
        return None if last is None else Again(RenameGroups(self.user_id, last))

    async def _rename_some(self, tx: Transaction) -> int | None:
        """The last of them, if there may be more."""
        found = await chats.list_unnamed_ids(tx, self.user_id, self.after, PIECE)
        for chat_id in found:
            await name_by_members(tx, chat_id)
        return found[-1] if len(found) == PIECE else None


async def name_by_members(tx: Transaction, chat_id: int) -> None:
    """Have a group without a name of its own go by its members' names, as they are now, and tell everyone in it if it went
    by others.
    """
    if not await chats.is_unnamed(tx, chat_id):
        return
    name = joined(await members.list_names(tx, chat_id, SHOWN_NAMES + 1))
    found = await chats.find_description(tx, chat_id) if await chats.update_derived_name(tx, chat_id, name) else None
    if found is not None:
        version, chat = found
        tx.announce(ChatChanged(chat_id, version, chat=chat))


def joined(names: list[str]) -> str:
    """As many of these names, ten at most, as fit into one; what was left out is said by an ellipsis."""
    shown = names[:SHOWN_NAMES]
    while len(_BETWEEN.join(shown)) > NAME_LIMIT - len(_BETWEEN + _MORE) and len(shown) > 1:
        shown = shown[:-1]
    rest = [] if len(shown) == len(names) else [_MORE]
    return _BETWEEN.join([*shown, *rest])[:NAME_LIMIT]
