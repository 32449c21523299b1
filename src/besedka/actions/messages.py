"""Messages: posted, edited, deleted, reacted to, read again."""

from collections.abc import Awaitable, Callable

from besedka.access import load_chat, load_message, no_such_file, no_such_message
from besedka.actions.checks import check_emoji, check_message_text, check_nonce
from besedka.actions.mentions import count_mentions, find_mentions
from besedka.actions.units import Pieces, reads, writes, writes_once
from besedka.bus import ChatChanged
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code, LostRaceError
from besedka.jobs.files import discard_files_of_message
from besedka.model import Bounds, Draft, Mention, Message, Page, Reaction
from besedka.names.mentions import SIGN
from besedka.rights import Right
from besedka.store import chats, files, messages
from besedka.wire.files import shape_file
from besedka.wire.messages import DeleteMessage, EditMessage, ListHistory, PostMessage, ToggleReaction, ViewMessage, fit

PAGE_LIMIT = 200  # messages
PAGE_SIZE = 256 * 1024  # bytes of JSON, however large the messages are; a larger one comes alone
REACTIONS_LIMIT = 50  # different ones to one message
_BEYOND = 2**53


def check_draft(asked: PostMessage) -> Draft:
    """A message as it may be posted. Raises `BadRequest`."""
    text = check_message_text(asked.text, empty=bool(asked.file_ids))
    return Draft(asked.chat_id, text, check_nonce(asked.nonce), asked.reply_to, asked.file_ids)


def check_edit(asked: EditMessage) -> EditMessage:
    """A text that some message may have: one with files needs none. Raises `BadRequest`."""
    check_message_text(asked.text, empty=True)
    return asked


def check_reaction(asked: ToggleReaction) -> ToggleReaction:
    """With the emoji in the form that is compared. Raises `BadRequest`."""
    return ToggleReaction(asked.message_id, check_emoji(asked.emoji))


def page_bounds(limit: int) -> Bounds:
    """What a page may hold at most: 1 to 200 messages; more is 200."""
    return Bounds(max(1, min(limit, PAGE_LIMIT)), PAGE_SIZE)


@Pieces
async def post_message(database: Database, actor_id: int, asked: PostMessage) -> Message:
    """The new message; or, if its author has used the nonce before, the message that was posted then, as it is now:
    announced again, in case it could not be when it was posted.

    Moves the author's read marker. Raises `BadRequest`: `no_such_chat`, `no_such_message` for a `reply_to` that is not
    in the chat.
    """
    draft = check_draft(asked)
    post = post_rich if draft.file_ids or SIGN in draft.text else post_plain
    return await post.run(database, actor_id, draft)


@writes_once
async def post_plain(tx: Transaction, actor_id: int, draft: Draft) -> Message:
    """Post what is text and calls nobody: one statement."""
    message = await messages.insert_message(tx, actor_id, draft)
    return _announced(tx, message) if message else await _load_posted(tx, actor_id, draft)


@writes
async def post_rich(tx: Transaction, actor_id: int, draft: Draft) -> Message:
    """Post what may call somebody, or has files. Raises `BadRequest`: `no_such_file` for one that the author has not uploaded to
    that chat, or that is in a message by now.
    """
    if draft.nonce and await messages.find_by_nonce(tx, actor_id, draft.nonce):
        return await _load_posted(tx, actor_id, draft)  # whatever they may do by now
    mentions = await _find_mentions(tx, actor_id, draft.chat_id, draft.text)
    message = await messages.insert_rich_message(tx, actor_id, draft, mentions)
    if message is None:
        return await _load_posted(tx, actor_id, draft)
    if mentions:
        await count_mentions(tx, message)
    if draft.file_ids:
        message = await _attach_files(tx, message, draft.file_ids)
    return _announced(tx, message)


@writes.checked(check_edit)
async def edit_message(tx: Transaction, actor_id: int, asked: EditMessage) -> Message:
    """The message with its new text. Raises `Forbidden` for another's, `BadRequest` (`empty_text`) for none if it has no files."""
    message = await _load_living(tx, actor_id, asked.message_id, to=Right.EDIT)
    check_message_text(asked.text, empty=bool(message.files))
    if message.text == asked.text:
        return message
    mentions = await _find_mentions(tx, actor_id, message.chat_id, asked.text)
    changed = await _change(
        tx, message, lambda version: messages.update_text(tx, message.id, version, asked.text, mentions)
    )
    await count_mentions(tx, changed)  # also of none: what was read of it before may be older than what is counted
    return changed


@writes
async def delete_message(tx: Transaction, actor_id: int, asked: DeleteMessage) -> Message:
    """The tombstone that stays of it. Deleting twice is deleting once.

    Raises `Forbidden` for another's, unless one moderates there.
    """
    message = await load_message(tx, actor_id, asked.message_id, to=Right.DELETE)
    if message.deleted:
        return message
    deleted = await _change(tx, message, lambda version: messages.delete_message(tx, message.id, version))
    await count_mentions(tx, deleted)
    if message.files:
        await discard_files_of_message(tx, message.id)
    return deleted


@writes.checked(check_reaction)
async def react(tx: Transaction, actor_id: int, asked: ToggleReaction) -> Message:
    """The message with one's reaction; reacting twice is reacting once. Raises `BadRequest` (`too_many_reactions`)."""
    message = await _load_living(tx, actor_id, asked.message_id, to=Right.REACT)
    return await _set_reactions(tx, message, lambda current: _with_reaction(current, asked.emoji, actor_id))


@writes.checked(check_reaction)
async def unreact(tx: Transaction, actor_id: int, asked: ToggleReaction) -> Message:
    """The message without that reaction of one's own."""
    message = await _load_living(tx, actor_id, asked.message_id, to=Right.REACT)
    return await _set_reactions(tx, message, lambda current: _without_reaction(current, asked.emoji, actor_id))


@reads
async def view_message(tx: Transaction, actor_id: int, asked: ViewMessage) -> Message:
    """A message as it is now, its tombstone if it is deleted. Raises `BadRequest` (`no_such_message`)."""
    return await load_message(tx, actor_id, asked.message_id, to=Right.READ)


def check_history(asked: ListHistory) -> ListHistory:
    """That it says one place at most. Raises `BadRequest`."""
    if asked.around is not None and (asked.before is not None or asked.after is not None):
        raise BadRequest(Code.WRONG_TYPE, "`around` stands alone.", field="around")
    return asked


@reads.checked(check_history)
async def list_history(tx: Transaction, actor_id: int, asked: ListHistory) -> Page:
    """Messages that are not deleted, ascending by `seq`: the first ones after `asked.after`, else the last ones; or those
    around one, whether that is there or not.
    """
    await load_chat(tx, actor_id, asked.chat_id, to=Right.READ)
    if asked.around is not None:
        return await _list_around(tx, asked.chat_id, asked.around, page_bounds(asked.limit))
    between = (asked.after or 0, asked.before if asked.before is not None else _BEYOND)
    listed = messages.list_before if asked.after is None else messages.list_after
    page = fit(await listed(tx, asked.chat_id, between, page_bounds(asked.limit)), PAGE_SIZE)
    return page if asked.after is not None else _ascending(page)


async def _list_around(tx: Transaction, chat_id: int, seq: int, bounds: Bounds) -> Page:
    """Half of it is before that one; the rest begins with it."""
    half = Bounds(bounds.rows // 2, bounds.size // 2)
    before = Page([], more=True)
    if half.rows:
        before = _ascending(fit(await messages.list_before(tx, chat_id, (0, seq), half), half.size))
    rest = Bounds(bounds.rows - len(before.messages), half.size)
    after = fit(await messages.list_after(tx, chat_id, (max(seq - 1, 0), _BEYOND), rest), half.size)
    return Page(before.messages + after.messages, more=before.more or after.more)


def _ascending(page: Page) -> Page:
    return Page(page.messages[::-1], page.more)


async def _attach_files(tx: Transaction, message: Message, file_ids: tuple[int, ...]) -> Message:
    """The message with its files, which are locked one after another: the chat is already."""
    attached = []
    for place, file_id in enumerate(file_ids):
        file = await files.attach_file(tx, file_id, message, place)
        if file is None:
            raise no_such_file("file_ids")
        attached.append(shape_file(file))
    return await messages.update_files(tx, message, tuple(attached))


async def _find_mentions(tx: Transaction, actor_id: int, chat_id: int, text: str) -> tuple[Mention, ...]:
    if SIGN not in text:
        return ()
    return await find_mentions(tx, await load_chat(tx, actor_id, chat_id, to=Right.POST), text)


async def _load_posted(tx: Transaction, actor_id: int, draft: Draft) -> Message:
    """What was posted under the nonce; or the reason why nothing can be posted."""
    posted = await messages.find_by_nonce(tx, actor_id, draft.nonce) if draft.nonce else None
    await load_chat(tx, actor_id, draft.chat_id, to=Right.POST if posted is None else Right.READ)
    if posted is not None:
        await load_chat(tx, actor_id, posted.chat_id, to=Right.READ)  # which may be another one, and theirs no more
        return _announced(tx, posted)
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


async def _load_living(tx: Transaction, actor_id: int, message_id: int, *, to: Right) -> Message:
    message = await load_message(tx, actor_id, message_id, to=to)
    if message.deleted:
        raise no_such_message()
    return message


async def _check_reply(tx: Transaction, draft: Draft) -> None:
    if draft.reply_to is None:
        return
    answered = await messages.find_message(tx, draft.reply_to)
    if answered is None or answered.chat_id != draft.chat_id or answered.deleted:
        raise no_such_message("reply_to")
