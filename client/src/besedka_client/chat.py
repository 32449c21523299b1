"""One chat of a replica: how far it is known, its messages, its unread count."""

import msgspec

from besedka_client.events import Event, MemberChanged, MessageEvent
from besedka_client.latest import Latest
from besedka_client.news import News
from besedka_client.records import Chat, ChatFrame, LastMessage, MembersFrame, Message, MessageFrame, ReadFrame, Resumed
from besedka_client.seen import Seen
from besedka_client.unread import Unread


class Start(msgspec.Struct, frozen=True):
    """Where to begin with a chat: what there is already happened before us, and is told of by no event."""

    history: bool  # read it from its first message on, and keep them all
    unread_is_news: bool  # but tell of what is unread


class ChatReplica:
    """A chat and, with history, all its messages by `seq`. `version` is how far it is known; while it
    `is_behind`, ask the server.
    """

    def __init__(self, chat: Chat, user_id: int, start: Start) -> None:
        self.chat = chat
        self._user_id = user_id
        self._shown = chat.version  # when it looked like that
        self.messages: dict[int, Message] = {}
        self.last_seq = chat.last_seq
        self.version = _first_version(chat, start)
        self._unread = Unread(chat, user_id)
        self._latest = Latest(chat)
        self._news = News()
        self._keeps = start.history
        self._old_version = chat.version
        self._old_seq = chat.last_read_seq if start.unread_is_news else chat.last_seq
        self._seen = Seen(self._old_seq)
        self._row_version = self.version  # of the newest row that was taken in
        self._wanted = self._heard = chat.version  # how far the server is; since it was asked

    @property
    def unread(self) -> int:
        """Messages after the marker, without deleted ones: as of the newest version that the server told of."""
        return self._unread.count

    @property
    def mentions(self) -> int:
        """How many of these mention one."""
        return self._unread.mentions

    @property
    def last_read_seq(self) -> int:
        """One's own read marker."""
        return self._unread.marker

    @property
    def last_message(self) -> LastMessage | None:
        """The newest that is not deleted; None, too, while it has to be asked for."""
        return self._latest.message

    @property
    def is_behind(self) -> bool:
        """Whether to ask what happened after `version`."""
        return self.version < self._wanted or self._unread.is_stale or self._latest.is_stale

    def meet(self, chat: Chat) -> None:
        """Take what a new connection's `hello` says: the server's state of this moment."""
        self.chat, self._shown = chat, chat.version
        self.last_seq = max(self.last_seq, chat.last_seq)
        self._wanted = self._heard = max(self.version, chat.version)
        self._unread.reset(chat)
        self._latest.reset(chat)

    def skip(self) -> None:
        """Be at the version that the server is at: nobody wants to know what happened."""
        self.version = self._row_version = self._wanted

    def rename(self, name: str) -> None:
        """A direct chat is called otherwise, because the other one is."""
        self.chat = msgspec.structs.replace(self.chat, name=name)

    def receive_message(self, frame: MessageFrame) -> list[MessageEvent]:
        """Apply a message, unless something is missing before it: then the chat is behind."""
        if self._advance(frame.after, frame.version):
            self._upsert(frame.message)
        return self._tell()

    def receive_chat(self, frame: ChatFrame) -> list[MessageEvent]:
        """Apply what is new of the chat itself."""
        if frame.after is None:
            self._hear(frame.version)
        else:
            self._advance(frame.after, frame.version)
        chat = frame.chat.as_chat(self.chat)
        assert chat is not None
        self._show(chat, frame.version)
        if frame.chat.is_whole:
            self._unread.take(chat)
            self._latest.take(chat)
        return self._tell()

    def receive_members(self, frame: MembersFrame) -> list[Event]:
        """Take note of a change of members, unless something is missing before it."""
        if not self._advance(frame.after, frame.version):
            return []
        role = frame.role if frame.user_id == self._user_id and frame.role else self.chat.role
        self.chat = msgspec.structs.replace(self.chat, members_version=frame.version, role=role)
        return [*self._tell(), MemberChanged(frame.user_id, frame.role, chat_id=frame.chat_id)]

    def read(self, frame: ReadFrame) -> None:
        """One's own marker moved, here or on another device."""
        self._unread.read(frame)

    def ask(self) -> int:
        """The version to ask from; an answer is on its way."""
        self._heard = self.version
        self._unread.ask()
        return self.version

    def catch_up(self, answer: Resumed) -> list[MessageEvent]:
        """Apply the answer, or as much of it as has not come by frames meanwhile."""
        if answer.version >= self.version:
            for message in answer.messages:
                self._upsert(message)
            self.version = answer.version
        # If that is all, what was heard of before it was asked for was not so.
        self._wanted = max(self._wanted, self.version + 1) if answer.more else max(self.version, self._heard)
        if answer.chat is not None:
            self._show(answer.chat, answer.chat.version)
            self._latest.take(answer.chat)
        if not answer.more:
            self._unread.take_answer(answer.chat)
        return self._tell()

    def _hear(self, version: int) -> None:
        self._heard = max(self._heard, version)
        self._wanted = max(self._wanted, version)

    def _advance(self, after: int, version: int) -> bool:
        """Whether a frame of this stretch brings the chat forward."""
        self._hear(version)
        if not after <= self.version < version:
            return False
        self._unread.span(after, version)
        self.version = version
        return True

    def _show(self, chat: Chat, version: int) -> None:
        """Take in what may be a little late."""
        if version >= self._shown:
            self._shown = version
            self.chat = self._with_what_is_known(chat)
        self.last_seq = max(self.last_seq, chat.last_seq)

    def _with_what_is_known(self, chat: Chat) -> Chat:
        """Only `hello` and `rename` say how a direct chat is called now; and what is older than a change of members that was
        told does not say what one is.
        """
        if chat.kind == "direct":
            return msgspec.structs.replace(chat, name=self.chat.name)
        if chat.members_version < self.chat.members_version:
            return msgspec.structs.replace(chat, members_version=self.chat.members_version, role=self.chat.role)
        return chat

    def _upsert(self, message: Message) -> None:
        if message.version <= self._row_version:
            return
        self._row_version = message.version
        known = message.seq in self._seen
        self._seen.add(message.seq)
        self._unread.receive(message, known=known)
        self._latest.receive(message)
        self.last_seq = max(self.last_seq, message.seq)
        if self._keeps:
            self.messages[message.seq] = message
        if message.version > self._old_version or message.seq > self._old_seq:
            self._news.add(message, known=known)

    def _tell(self) -> list[MessageEvent]:
        """What happened, in order: once nothing is missing any more, or too much waits for that. A `seq` that was left
        out tells of a message which has changed since, and is still to come.
        """
        is_whole = self.version >= self._wanted and not self._seen.holes
        return self._news.release() if is_whole or self._news.is_full else []


def _first_version(chat: Chat, start: Start) -> int:
    """Where to ask from. A message's version is not below its `seq`."""
    if start.history:
        return 0
    is_news = start.unread_is_news and chat.last_seq > chat.last_read_seq
    return chat.last_read_seq if is_news else chat.version
