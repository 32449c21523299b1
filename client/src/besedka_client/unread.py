"""How many messages of a chat are unread: what the server counted at some version, and what has changed since."""

from collections import deque

from besedka_client.records import Chat, Message, ReadFrame

EFFECTS_LIMIT = 1000  # changes remembered beyond what the server counted


class Unread:
    """`count` messages after `marker`, as of the newest version that is known of. `is_stale`: it can't be told from
    what came; ask, and `take_answer`.
    """

    def __init__(self, chat: Chat, user_id: int) -> None:
        self.marker = chat.last_read_seq
        self.count = chat.unread
        self.is_stale = False
        self._user_id = user_id
        self._as_of = chat.version
        self._effects: deque[tuple[int, int, int]] = deque()  # version, seq, +1 or -1 to the count
        self._forgotten = 0  # the version up to which effects were dropped
        self._moved_since_asked = False

    def take(self, chat: Chat) -> None:
        """What a frame says, which may be late."""
        if chat.version >= self._as_of and chat.last_read_seq >= self.marker:
            self.reset(chat)

    def ask(self) -> None:
        """The server is being asked: its answer is newer than everything known now."""
        self._moved_since_asked = False

    def take_answer(self, chat: Chat | None) -> None:
        """What the server answered. If the marker has moved meanwhile, the answer may be from before that."""
        if chat is None:
            self.is_stale = False
        elif not self._moved_since_asked:
            self.reset(chat)
        elif chat.last_read_seq < self.marker:
            self.is_stale = True
        else:
            self.take(chat)

    def reset(self, chat: Chat) -> None:
        """What the server counted, whatever was known before."""
        self._rebase(chat.last_read_seq, chat.unread, chat.version)

    def read(self, frame: ReadFrame) -> None:
        """One's own marker moved, here or on another device."""
        if frame.last_read_seq <= self.marker:
            return
        self._moved_since_asked = True
        if frame.unread is None or frame.as_of is None or frame.as_of < self._as_of:
            self.marker = frame.last_read_seq
            self.is_stale = True
        else:
            self._rebase(frame.last_read_seq, frame.unread, frame.as_of)

    def span(self, after: int, version: int) -> None:
        """A frame covers these versions: if the server counted in between, it can't be told what it counted."""
        if after < self._as_of < version:
            self.is_stale = True

    def receive(self, message: Message, *, known: bool) -> None:
        """A message is new, or has changed."""
        if message.version <= self._as_of:
            return
        if message.author_id == self._user_id and not known and message.seq > self.marker:
            self._pass(message.seq)
        elif message.seq > self.marker and message.deleted == known:
            self._change(message.version, message.seq, -1 if known else 1)

    def _rebase(self, marker: int, count: int, as_of: int) -> None:
        self.marker, self._as_of = marker, as_of
        self._effects = deque(each for each in self._effects if each[0] > as_of and each[1] > marker)
        self.count = count + sum(effect for _, _, effect in self._effects)
        self.is_stale = self._forgotten > as_of

    def _pass(self, seq: int) -> None:
        """Sending moves one's own marker: past everything that was counted before it was posted."""
        self._moved_since_asked = True
        self.marker = seq
        self._effects = deque(each for each in self._effects if each[1] > seq)
        self.count = sum(effect for _, _, effect in self._effects)

    def _change(self, version: int, seq: int, effect: int) -> None:
        self.count += effect
        self._effects.append((version, seq, effect))
        if len(self._effects) > EFFECTS_LIMIT:
            self._forgotten = self._effects.popleft()[0]
