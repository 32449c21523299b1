"""Whom a text calls: decided when it is written, for who is in the chat by then."""

from besedka.database import Transaction
from besedka.model import ChatKind, Membership, Mention, Message
from besedka.names import mentions as places
from besedka.names.mentions import Call, find_calls
from besedka.rights import Right, allows, place_of
from besedka.store import members, mentions
from besedka.store.mentions import EVERYONE

CROWD = 50  # people in a channel, beyond which only those who moderate call everyone


async def find_mentions(tx: Transaction, membership: Membership, text: str) -> tuple[Mention, ...]:
    """Whom this text calls, if that member writes it: members of the chat by their usernames, and everyone by `@all`."""
    calls = find_calls(text)
    if not calls:
        return ()
    keys = list(dict.fromkeys(key for call in calls for key, _ in call.names))
    called = await mentions.list_called(tx, membership.chat_id, keys)
    if places.EVERYONE in keys:
        called.pop(places.EVERYONE, None)
        if await _may_call_everyone(tx, membership):
            called[places.EVERYONE] = EVERYONE
    return tuple(mention for call in calls if (mention := _mention(call, called)) is not None)


async def count_mentions(tx: Transaction, message: Message) -> None:
    """Have these mentions be counted, and those of the text before no more. Needs the message's chat locked."""
    await mentions.delete_mentions(tx, message)
    called = list(dict.fromkeys(mention.user_id for mention in message.mentions))
    await mentions.insert_mentions(tx, message, called)


def _mention(call: Call, called: dict[str, int]) -> Mention | None:
    """The longest name that is somebody's."""
    for key, length in call.names:
        if key in called:
            return Mention(called[key], call.start, length)
    return None


async def _may_call_everyone(tx: Transaction, membership: Membership) -> bool:
    if membership.kind is ChatKind.DIRECT:
        return False
    place = place_of(membership.kind, private=membership.private)
    if membership.kind is ChatKind.GROUP or allows(Right.MODERATE, place, membership.role):
        return True
    return not await members.is_over(tx, membership.chat_id, CROWD)
