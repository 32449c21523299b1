"""What is asked of messages, and how they are shown."""

from typing import Annotated, TypeAlias

import msgspec

from besedka.model import Attachment, Message, Page, Reaction
from besedka.wire.decoding import Id, Position
from besedka.wire.times import rfc3339

FILES_LIMIT = 10  # of one message


class NewMessage(msgspec.Struct, frozen=True):
    """What a message is to say."""

    text: str
    nonce: str | None = None
    reply_to: Id | None = None
    file_ids: Annotated[tuple[Id, ...], msgspec.Meta(max_length=FILES_LIMIT)] = ()


class PostMessage(NewMessage, frozen=True, kw_only=True):
    """Post a message."""

    chat_id: Id


class NewText(msgspec.Struct, frozen=True):
    """What a message is to say instead."""

    text: str


class EditMessage(NewText, frozen=True, kw_only=True):
    """Give a message another text."""

    message_id: Id


class DeleteMessage(msgspec.Struct, frozen=True):
    """Delete a message."""

    message_id: Id


class ToggleReaction(msgspec.Struct, frozen=True):
    """React to a message, or take that back."""

    message_id: Id
    emoji: str


class ViewMessage(msgspec.Struct, frozen=True):
    """A message as it is now."""

    message_id: Id


class ListHistory(msgspec.Struct, frozen=True):
    """The messages of a chat with a `seq` between `after` and `before`, at most `limit`: the first ones after `after`,
    else the last ones. Or those `around` one, as many before it as after it.
    """

    chat_id: Id
    before: Position | None = None
    after: Position | None = None
    around: Position | None = None
    limit: int = 50


class MentionPlace(msgspec.Struct, frozen=True):
    """Where a text calls someone, in characters (Unicode code points); everyone, if `user_id` is null."""

    user_id: int | None
    start: int
    length: int


class MessageShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message; a tombstone has `deleted`, empty text and nothing else."""

    id: int
    chat_id: int
    seq: int
    version: int
    author_id: int
    text: str
    created_at: str
    mentions: list[int]
    reactions: tuple[Reaction, ...]
    files: tuple[Attachment, ...]
    nonce: str | None = None
    reply_to: int | None = None
    edited_at: str | None = None
    deleted: bool = False
    mentions_all: bool = False
    mention_places: list[MentionPlace] = msgspec.field(default_factory=list)


EncodedMessage: TypeAlias = Annotated[
    msgspec.Raw, msgspec.Meta(extra_json_schema={"$ref": f"#/$defs/{MessageShape.__name__}"})
]

_encode = msgspec.json.Encoder().encode


class MessageList(msgspec.Struct, frozen=True):
    """A part of a chat's history. `more`: there are others in the direction asked for, or there may be."""

    messages: list[EncodedMessage]
    more: bool


def shape_message(message: Message) -> msgspec.Raw:
    """The message as JSON. It is made once for everyone who is told, and stays with the record."""
    kept = message.__dict__
    if "encoded" not in kept:
        kept["encoded"] = msgspec.Raw(_encode(_shape(message)))
    encoded: msgspec.Raw = kept["encoded"]
    return encoded


def shape_history(page: Page) -> MessageList:
    return MessageList([shape_message(message) for message in page.messages], page.more)


def fit(page: Page, size: int, *, least: int = 1) -> Page:
    """As much of the page as fits into so many bytes of JSON; so many messages in any case."""
    left = size
    for count, message in enumerate(page.messages):
        left -= len(shape_message(message))
        if left < 0 and count >= least:
            return Page(page.messages[:count], more=True)
    return page


def _shape(message: Message) -> MessageShape:
    return MessageShape(
        id=message.id,
        chat_id=message.chat_id,
        seq=message.seq,
        version=message.version,
        author_id=message.author_id,
        text=message.text,
        created_at=rfc3339(message.created_at),
        mentions=list(dict.fromkeys(each.user_id for each in message.mentions if each.user_id)),
        reactions=message.reactions,
        files=message.files,
        nonce=message.nonce,
        reply_to=message.reply_to,
        edited_at=None if message.edited_at is None else rfc3339(message.edited_at),
        deleted=message.deleted,
        mentions_all=any(not each.user_id for each in message.mentions),
        mention_places=[MentionPlace(each.user_id or None, each.start, each.length) for each in message.mentions],
    )
