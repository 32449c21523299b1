"""What is asked of what changed in chats, and how it is told."""

from typing import Annotated

import msgspec

from besedka.model import Changes, Resumed
from besedka.wire.chats import ChatShape, shape_chat
from besedka.wire.decoding import Id, Position
from besedka.wire.messages import EncodedMessage, shape_message

RESUME_LIMIT = 500  # chats


class ListChanges(msgspec.Struct, frozen=True):
    """What changed in a chat after version `since`."""

    chat_id: Id
    since: Position
    limit: int = 200


class Held(msgspec.Struct, frozen=True):
    """Up to which version one knows everything of a chat."""

    chat_id: Id
    since: Position


class ResumeChats(msgspec.Struct, frozen=True):
    """What changed in these chats; `limit` is for all of them together."""

    chats: Annotated[list[Held], msgspec.Meta(min_length=1, max_length=RESUME_LIMIT)]
    limit: int = 1000


class ChangesShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed in a chat; `chat` comes with the last of it."""

    messages: list[EncodedMessage]
    version: int
    more: bool
    chat: ChatShape | None = None


class ResumedChat(msgspec.Struct, frozen=True, omit_defaults=True):
    """What changed in one of several chats. `left`: it is not one's own, or no longer."""

    chat_id: int
    messages: list[EncodedMessage]
    version: int
    more: bool
    chat: ChatShape | None = None
    left: bool = False


class ResumedShape(msgspec.Struct, frozen=True):
    """What changed in several chats, in the order asked."""

    chats: list[ResumedChat]


def shape_changes(changes: Changes) -> ChangesShape:
    return ChangesShape(
        messages=[shape_message(message) for message in changes.messages],
        version=changes.version,
        more=changes.more,
        chat=shape_chat(changes.chat) if changes.chat else None,
    )


def shape_resumed(resumed: list[Resumed]) -> ResumedShape:
    return ResumedShape([_resumed_chat(each) for each in resumed])


def _resumed_chat(resumed: Resumed) -> ResumedChat:
    changes = resumed.changes
    return ResumedChat(
        chat_id=resumed.chat_id,
        messages=[shape_message(message) for message in changes.messages],
        version=changes.version,
        more=changes.more,
        chat=shape_chat(changes.chat) if changes.chat else None,
        left=resumed.left,
    )
