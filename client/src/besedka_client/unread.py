"""How many messages of a chat are unread, and how many of them mention one: what the server counted at some version, and
what has changed since.
"""

from collections import deque

import msgspec

from besedka_client.records import Chat, Message, ReadFrame

EFFECTS_LIMIT = 1000  # changes remembered beyond what the server counted
CALLS_LIMIT = 1000  # messages of which it is remembered whether they mention one


class Effect(msgspec.Struct, frozen=True):
    """By how much a change, at this version, of the message `seq` changes the two counts."""

    version: int
    seq: int
    unread: int
    mentions: int


class Unread:
    """`count` messages after `marker`, `mentions` of which call one, as of the newest version that is known of. `is_stale`:
    it can't be told from what came; ask, and `take_answer`.
    """

    def __init__(self, chat: Chat, user_id: int) -> None:
        self.marker = chat.last_read_seq
        self.count = chat.unread
        self.mentions = chat.mentions
        self.is_stale = False
        self._user_id = user_id
        self._as_of = chat.version
        self._counted_seq = chat.last_seq  # the last message that the server counted
        self._passed_at = 0  # the version at which something of one's own moved the marker
        self._effects: deque[Effect] = deque()
        self._calls: dict[int, bool] = {}  # by seq, whether a message mentions one
        self._forgotten = 0  # the version up to which effects were dropped, or can't be told
        self._moved_since_asked = self._moved_back_since_asked = False

    def take(self, chat: Chat) -> None:
        """What a frame says, which may be late."""
        if chat.version >= self._as_of and chat.last_read_seq >= self.marker:
            self.reset(chat)

    def ask(self) -> None:
        """The server is being asked: its answer is newer than everything known now."""
        self._moved_since_asked = self._moved_back_since_asked = False

    def take_answer(self, chat: Chat | None) -> None:
        """What the server answered. If the marker has moved meanwhile, the answer may be from before that."""
        if chat is None:
            self.is_stale = False
        elif not self._moved_since_asked:
            self.reset(chat)
        elif chat.last_read_seq < self.marker or self._moved_back_since_asked:
            self.is_stale = True
        else:
            self.take(chat)

    def reset(self, chat: Chat) -> None:
        """What the server counted, whatever was known before."""
        self._counted_seq = chat.last_seq
        self._rebase(chat.last_read_seq, chat.version, chat.unread, chat.mentions)

    def read(self, frame: ReadFrame) -> None:
        """One's own marker moved, here or on another device."""
        if frame.last_read_seq == self.marker and not frame.back:
            return
        if frame.last_read_seq < self.marker and not frame.back:
            self._doubt()
            return
        self._moved_since_asked = True
        self._moved_back_since_asked |= frame.back
        if frame.unread is None or frame.as_of is None or frame.as_of < max(self._as_of, self._passed_at):
            self.marker = max(self.marker, frame.last_read_seq)
            self.is_stale = True
        else:
            self._counted_seq = max(self._counted_seq, frame.last_seq or 0)
            self._rebase(frame.last_read_seq, frame.as_of, frame.unread, frame.mentions or 0)

    def _doubt(self) -> None:
        """It is late, or moving back was never told: only an answer to what is asked from now on can say."""
        self._moved_since_asked = self._moved_back_since_asked = True
        self.is_stale = True

    def span(self, after: int, version: int) -> None:
        """A frame covers these versions: if the server counted in between, it can't be told what it counted."""
        if after < self._as_of < version:
            self.is_stale = True

    def receive(self, message: Message, *, known: bool) -> None:
        """A message is new, or has changed. `known`: it has come before; if not, it may still have been counted."""
        known = known or message.seq <= self._counted_seq
        calls = message.mentions_all or self._user_id in message.mentions
        called = self._calls.pop(message.seq, None) if known else False
        self._note(message.seq, calls=calls)
        if message.version <= self._as_of:
            return
        if message.author_id == self._user_id and not known and message.seq > self.marker:
            self._pass(message)
        elif message.seq > self.marker:
            self._change(message, calls=calls, called=called, known=known)

    def _note(self, seq: int, *, calls: bool) -> None:
        self._calls[seq] = calls
        if len(self._calls) > CALLS_LIMIT:
            del self._calls[next(iter(self._calls))]

    def _change(self, message: Message, *, calls: bool, called: bool | None, known: bool) -> None:
        if called is None:  # a message that was there before us
            called = False
            if self.mentions:  # it may be one of those
                self.is_stale, self._forgotten = True, message.version
        unread = (0 if message.deleted else 1) if not known else (-1 if message.deleted else 0)
        self._add(Effect(message.version, message.seq, unread, int(calls) - int(called)))

    def _add(self, effect: Effect) -> None:
        if not (effect.unread or effect.mentions):
            return
        self.count += effect.unread
        self.mentions += effect.mentions
        self._effects.append(effect)
        if len(self._effects) > EFFECTS_LIMIT:
            self._forgotten = self._effects.popleft().version

    def _rebase(self, marker: int, as_of: int, unread: int, mentions: int) -> None:
        self.marker, self._as_of = marker, as_of
        self._keep_effects(as_of, marker)
        self.count += unread
        self.mentions += mentions
        self.is_stale = self._forgotten > as_of

    def _pass(self, message: Message) -> None:
        """Sending moves one's own marker: past everything that was counted before it was posted."""
        self._moved_since_asked = True
        self.marker, self._passed_at = message.seq, message.version
        self._keep_effects(0, message.seq)

    def _keep_effects(self, as_of: int, marker: int) -> None:
        """The counts are what these come to."""
        self._effects = deque(each for each in self._effects if each.version > as_of and each.seq > marker)
        self.count = sum(each.unread for each in self._effects)
        self.mentions = sum(each.mentions for each in self._effects)
