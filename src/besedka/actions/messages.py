"""Messages: posted, edited, deleted, reacted to, read again."""

from collections.abc import Awaitable, Callable

import msgspec

from besedka.access import load_administered_room, load_chat, load_message, no_such_message
from besedka.actions.checks import check_emoji, check_message_text, check_nonce
from besedka.bus import ChatChanged
from besedka.database import Transaction
from besedka.errors import BadRequest, Code, Forbidden, LostRaceError
from besedka.model import Changes, Draft, Membership, Message, Reaction
from besedka.store import chats, messages

PAGE_LIMIT = 200  # messages
PAGE_DEFAULT = 50
REACTIONS_LIMIT = 50  # different ones to one message
_BEYOND = 2**53


class Page(msgspec.Struct, frozen=True):
    """Which part of a chat's history: messages with a `seq` between `after` and `before`, at most `limit`."""

    before: int | None = None
    after: int | None = None
    limit: int = PAGE_DEFAULT


def check_draft(draft: Draft) -> Draft:
    """A message as it may be posted. Raises `BadRequest`."""
    check_message_text(draft.text)
    check_nonce(draft.nonce)
    return draft


def check_limit(limit: int) -> int:
    """How many messages to list: 1 to 200; more is 200."""
    return max(1, min(limit, PAGE_LIMIT))


async def post_message(tx: Transaction, actor_id: int, draft: Draft) -> Message:
    """The new message; or, if its author has used the nonce before, the message that was posted then.

    Needs a checked draft. Moves the author's read marker. Raises `BadRequest`: `no_such_chat`, `no_such_message` for a
    `reply_to` that is not in the chat. Runs in autocommit.
    """
    message = await messages.insert_message(tx, actor_id, draft)
    return _announced(tx, message) if message else await _load_posted(tx, actor_id, draft)


async def edit_message(tx: Transaction, actor_id: int, message_id: int, text: str) -> Message:
    """The message with its new text. Needs a checked text. Raises `Forbidden` for another's."""
    message, _ = await _load_living(tx, actor_id, message_id)
    if message.author_id != actor_id:
        raise Forbidden("That is someone else's message.")
    if message.text == text:
        return message
    return await _change(tx, message, lambda version: messages.update_text(tx, message_id, version, text))


async def delete_message(tx: Transaction, actor_id: int, message_id: int) -> Message:
    """The tombstone that stays of it. Deleting twice is deleting once.

    Raises `Forbidden` unless it is one's own, or in a room that one administers.
    """
    message, membership = await load_message(tx, actor_id, message_id)
    if message.author_id != actor_id:
        await _check_moderator(tx, actor_id, membership)
    if message.deleted:
        return message
    return await _change(tx, message, lambda version: messages.delete_message(tx, message_id, version))


async def react(tx: Transaction, actor_id: int, message_id: int, emoji: str) -> Message:
    """The message with one's reaction; reacting twice is reacting once. Raises `BadRequest` (`too_many_reactions`)."""
    message, _ = await _load_living(tx, actor_id, message_id)
    normal = check_emoji(emoji)
    return await _set_reactions(tx, message, lambda current: _with_reaction(current, normal, actor_id))


async def unreact(tx: Transaction, actor_id: int, message_id: int, emoji: str) -> Message:
    """The message without that reaction of one's own."""
    message, _ = await _load_living(tx, actor_id, message_id)
    normal = check_emoji(emoji)
    return await _set_reactions(tx, message, lambda current: _without_reaction(current, normal, actor_id))


async def list_history(tx: Transaction, actor_id: int, chat_id: int, page: Page) -> list[Message]:
    """Messages that are not deleted, ascending by `seq`: the first ones after `page.after`, else the last ones."""
    await load_chat(tx, actor_id, chat_id)
    between = (page.after or 0, page.before if page.before is not None else _BEYOND)
    listed = messages.list_before if page.after is None else messages.list_after
    return await listed(tx, chat_id, between, page.limit)


async def list_changes(tx: Transaction, actor_id: int, chat_id: int, since: int, limit: int) -> Changes:
    """What changed in the chat after version `since`: each row once, in its current state, tombstones included."""
    await load_chat(tx, actor_id, chat_id)
    found = await messages.list_changed(tx, chat_id, since, limit + 1)
    if len(found) > limit:
        return Changes(found[:limit], found[limit - 1].version, more=True, chat=None)
    state = await chats.find_chat_state(tx, actor_id, chat_id)
    if state is None:
        raise LookupError(chat_id)
    return Changes(found, state.version, more=False, chat=state)


async def _load_posted(tx: Transaction, actor_id: int, draft: Draft) -> Message:
    """What was posted under the nonce; or the reason why nothing can be posted."""
    posted = await messages.find_by_nonce(tx, actor_id, draft.nonce) if draft.nonce else None
    await load_chat(tx, actor_id, draft.chat_id)
    if posted is not None:
        await load_chat(tx, actor_id, posted.chat_id)  # which may be another one, and theirs no more
        return posted
    await _check_reply(tx, draft)
    raise LostRaceError


def _announced(tx: Transaction, message: Message) -> Message:
    tx.announce(ChatChanged(message.chat_id, message.version, message))
    return message


async def _change(tx: Transaction, message: Message, update: Callable[[int], Awaitable[Message | None]]) -> Message:
    """Count a change of the chat, which locks it, and make it. The message may have been deleted before that."""
    changed = await update(await chats.raise_version(tx, message.chat_id))
    if changed is None:
        raise no_such_message()
    return _announced(tx, changed)


async def _set_reactions(
    tx: Transaction, message: Message, edit: Callable[[tuple[Reaction, ...]], tuple[Reaction, ...]]
) -> Message:
    if edit(message.reactions) == message.reactions:
        return message
    version = await chats.raise_version(tx, message.chat_id)
    current = await messages.find_message(tx, message.id)  # as it is now that the chat is locked
    changed = await messages.update_reactions(tx, message.id, version, edit(current.reactions)) if current else None
    if changed is None:
        raise no_such_message()
    return _announced(tx, changed)


def _with_reaction(reactions: tuple[Reaction, ...], emoji: str, user_id: int) -> tuple[Reaction, ...]:
    if all(each.emoji != emoji for each in reactions):
        if len(reactions) >= REACTIONS_LIMIT:
            raise BadRequest(Code.TOO_MANY_REACTIONS, f"At most {REACTIONS_LIMIT} different reactions.", field="emoji")
        return (*reactions, Reaction(emoji, (user_id,)))
    return tuple(
        Reaction(emoji, (*each.user_ids, user_id)) if each.emoji == emoji and user_id not in each.user_ids else each
        for each in reactions
    )


def _without_reaction(reactions: tuple[Reaction, ...], emoji: str, user_id: int) -> tuple[Reaction, ...]:
    left = (
        Reaction(emoji, tuple(each_id for each_id in each.user_ids if each_id != user_id))
        if each.emoji == emoji
        else each
        for each in reactions
    )
    return tuple(each for each in left if each.user_ids)


async def _load_living(tx: Transaction, actor_id: int, message_id: int) -> tuple[Message, Membership]:
    message, membership = await load_message(tx, actor_id, message_id)
    if message.deleted:
        raise no_such_message()
    return message, membership


async def _check_reply(tx: Transaction, draft: Draft) -> None:
    if draft.reply_to is None:
        return
    answered = await messages.find_message(tx, draft.reply_to)
    if answered is None or answered.chat_id != draft.chat_id or answered.deleted:
        raise no_such_message("reply_to")


async def _check_moderator(tx: Transaction, actor_id: int, membership: Membership) -> None:
    if membership.room_id is None:
        raise Forbidden("That is someone else's message.")
    await load_administered_room(tx, actor_id, membership.room_id)
