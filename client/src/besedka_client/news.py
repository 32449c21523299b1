"""What is to be told of a chat, in the order in which it was posted."""

from besedka_client.events import MessageChanged, MessageDeleted, MessageEvent, MessagePosted
from besedka_client.records import Message

HELD_LIMIT = 10_000  # messages


class News:
    """Events of one chat that wait until the chat is caught up with: one for each message, whatever became of it."""

    def __init__(self) -> None:
        self._waiting: dict[int, MessageEvent] = {}  # by seq

    @property
    def is_full(self) -> bool:
        """Whether to release what there is, though there is more to come."""
        return len(self._waiting) >= HELD_LIMIT

    def add(self, message: Message, *, known: bool) -> None:
        """A message is new, or has changed."""
        known = known and not isinstance(self._waiting.pop(message.seq, None), MessagePosted)
        if message.deleted and known:
            self._waiting[message.seq] = MessageDeleted(message)
        elif not message.deleted:
            self._waiting[message.seq] = MessageChanged(message) if known else MessagePosted(message)

    def release(self) -> list[MessageEvent]:
        """All of it, ascending by `seq`; nothing waits any more."""
        waiting, self._waiting = self._waiting, {}
        return [waiting[seq] for seq in sorted(waiting)]
