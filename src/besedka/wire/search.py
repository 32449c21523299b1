"""What is asked of search in messages. What it finds is shown as `MessageList`."""

import msgspec

from besedka.wire.decoding import Id, Position


class SearchMessages(msgspec.Struct, frozen=True):
    """Messages with all these parts of words, or without any those that pass the filters. `before`: the id of the last message
    got; times are RFC 3339.
    """

    query: str | None = None
    chat_id: Id | None = None
    room_id: Id | None = None
    author_id: Id | None = None
    has: str | None = None
    mentions: str | None = None
    posted_after: str | None = None
    posted_before: str | None = None
    before: Position | None = None
    limit: int = 50
