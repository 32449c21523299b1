"""Of what in a chat one wants to be told."""

from besedka.access import load_chat
from besedka.actions.units import writes
from besedka.bus import NotificationsSet
from besedka.database import Transaction
from besedka.model import Level
from besedka.rights import Right
from besedka.store import members
from besedka.wire.notifications import SetNotifications


@writes
async def set_notifications(tx: Transaction, actor_id: int, asked: SetNotifications) -> None:
    """Have clients tell one of all messages, of those that mention one, or of none. It is one's own, and told to one's
    other devices. Raises `BadRequest` (`no_such_chat`).
    """
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.MARK)
    if await members.update_notifications(tx, membership.chat_id, actor_id, Level(asked.level)):
        tx.announce(NotificationsSet(membership.chat_id, actor_id))
