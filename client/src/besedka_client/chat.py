"""One chat of a replica: versions are applied one after another, and the unread count is kept exact."""

from besedka_client.events import Event, MessageChanged, MessageDeleted, MessagePosted
from besedka_client.records import Changes, Chat, Message, MessageFrame, ReadFrame


class ChatReplica:
    """A chat and, with `history`, all its messages by `seq`. `version` is how far it is complete; `wanted` is how far
    the server is known to be: while that is more, a sync is due.
    """

    def __init__(self, chat: Chat, user_id: int, *, history: bool) -> None:
        self.messages: dict[int, Message] = {}
        self.version = 0 if history else chat.version
        self.wanted = chat.version
        self.chat = chat
        self.last_read_seq = chat.last_read_seq
        self.last_seq = chat.last_seq
        self.unread = chat.unread
        self._user_id = user_id
        self._history = history
        self._seen_up_to = 0 if history else chat.last_seq
        self._seen: set[int] = set()  # above `_seen_up_to`
        self._deleted: set[int] = set()  # of those above the marker
        self._effects: list[tuple[int, int, int]] = []  # version, seq, +1 or -1 to the count
        self._early_read: ReadFrame | None = None

    @property
    def is_behind(self) -> bool:
        """Whether to sync from `version`."""
        return self.version < self.wanted

    def meet(self, chat: Chat) -> None:
        """Take what a snapshot says of the chat: it may have moved on."""
        self.chat = chat
        self.wanted = max(self.wanted, chat.version)
        if chat.version == self.version:
            self._adopt(chat)

    def receive(self, frame: MessageFrame) -> list[Event]:
        """Apply the next version; what lies further ahead only says how far the server is."""
        self.wanted = max(self.wanted, frame.version)
        if frame.version != self.version + 1:
            return []
        self.version = frame.version
        events = self._upsert(frame.message, frame.version)
        self._read_if_due()
        return events

    def catch_up(self, changes: Changes) -> list[Event]:
        """Apply the answer to a sync from `version`."""
        if changes.version < self.version:
            return []  # live frames were faster
        events = [event for message in changes.messages for event in self._upsert(message, message.version)]
        self.version = changes.version
        self.wanted = max(self.wanted, changes.version)
        if changes.chat is not None:
            self.chat = changes.chat
            self._adopt(changes.chat)
        return events

    def read(self, frame: ReadFrame) -> None:
        """One's own marker moved, here or on another device."""
        if frame.as_of is None or frame.unread is None:
            return
        if frame.as_of > self.version:
            self._early_read = frame  # counted with messages that are still on their way
        elif frame.last_read_seq >= self.last_read_seq:
            self._move(frame.last_read_seq, frame.unread, frame.as_of)

    def _adopt(self, chat: Chat) -> None:
        """What the server counted at this very version."""
        self.last_seq = chat.last_seq
        self._move(chat.last_read_seq, chat.unread, chat.version)

    def _move(self, marker: int, unread: int, as_of: int) -> None:
        self.last_read_seq = marker
        self._effects = [each for each in self._effects if each[0] > as_of and each[1] > marker]
        self._deleted = {seq for seq in self._deleted if seq > marker}
        self.unread = unread + sum(effect for _, _, effect in self._effects)

    def _pass(self, seq: int) -> None:
        """Sending moves one's own marker: past everything that was counted before it was posted."""
        self.last_read_seq = seq
        self._effects = [each for each in self._effects if each[1] > seq]
        self._deleted = {each for each in self._deleted if each > seq}
        self.unread = sum(effect for _, _, effect in self._effects)

    def _read_if_due(self) -> None:
        early = self._early_read
        if early is not None and early.as_of is not None and early.as_of <= self.version:
            self._early_read = None
            self.read(early)

    def _upsert(self, message: Message, version: int) -> list[Event]:
        known = self._has_seen(message.seq)
        before = self.messages.get(message.seq)
        if self._history:
            self.messages[message.seq] = message
        self.last_seq = max(self.last_seq, message.seq)
        self._see(message.seq)
        self._count(message, version, known=known)
        if before == message:
            return []
        if message.deleted:
            return [MessageDeleted(message)] if known else []
        return [MessageChanged(message) if known else MessagePosted(message)]

    def _count(self, message: Message, version: int, *, known: bool) -> None:
        if message.author_id == self._user_id and not known and message.seq > self.last_read_seq:
            self._pass(message.seq)
        elif message.seq <= self.last_read_seq or message.seq in self._deleted:
            return
        elif message.deleted:
            self._deleted.add(message.seq)
            self._change_count(version, message.seq, -1 if known else 0)
        elif not known:
            self._change_count(version, message.seq, 1)

    def _change_count(self, version: int, seq: int, effect: int) -> None:
        self.unread += effect
        self._effects.append((version, seq, effect))

    def _has_seen(self, seq: int) -> bool:
        return seq <= self._seen_up_to or seq in self._seen

    def _see(self, seq: int) -> None:
        self._seen.add(seq)
        while self._seen_up_to + 1 in self._seen:
            self._seen_up_to += 1
            self._seen.remove(self._seen_up_to)
