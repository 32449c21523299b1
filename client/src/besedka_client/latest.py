"""The newest message of a chat that is not deleted, as lists show it."""

from besedka_client.records import Chat, LastMessage, Message

LENGTH = 140  # characters of its text


class Latest:
    """`message`, as of the newest version that is known of; None if there is none. `is_stale`: it was deleted, and which
    one comes before it is not known; ask, and `take` the answer.
    """

    def __init__(self, chat: Chat) -> None:
        self.reset(chat)

    def reset(self, chat: Chat) -> None:
        """What the server says, whatever was known before."""
        self.message = chat.last_message
        self.is_stale = False
        self._as_of = chat.version
        self._seq = chat.last_message.seq if chat.last_message else 0

    def take(self, chat: Chat) -> None:
        """What the server says, which may be late."""
        if chat.version >= self._as_of:
            self.reset(chat)

    def receive(self, message: Message) -> None:
        """A message is new, or has changed."""
        if message.version <= self._as_of or message.seq < self._seq or (message.deleted and message.seq > self._seq):
            return
        self._as_of, self._seq = message.version, message.seq
        self.is_stale = message.deleted
        self.message = None if message.deleted else _beginning(message)


def _beginning(message: Message) -> LastMessage:
    return LastMessage(message.seq, message.author_id, message.text[:LENGTH], message.created_at)
