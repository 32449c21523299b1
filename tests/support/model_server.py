"""A server as a child would write it: chats in memory, and the frames that tell one user of them."""

from collections.abc import Iterator

import msgspec

from besedka_client.records import (
    Chat,
    ChatFrame,
    Hello,
    LastMessage,
    Message,
    MessageFrame,
    ReadFrame,
    Resumed,
    Room,
    ToldChat,
    User,
)

ME, OTHER = 1, 2
EPOCH = "epoch"


class ModelChat:
    """A chat of two with its history, as `ME` sees it."""

    def __init__(self, chat_id: int, kind: str = "group") -> None:
        self.id = chat_id
        self.kind = kind
        self.name = f"chat {chat_id}"
        self.version = 0
        self.marker = 0
        self.messages: dict[int, Message] = {}

    @property
    def unread(self) -> int:
        return sum(seq > self.marker and not each.deleted for seq, each in self.messages.items())

    @property
    def last_message(self) -> LastMessage | None:
        living = [each for each in self.messages.values() if not each.deleted]
        return (
            LastMessage(living[-1].seq, living[-1].author_id, living[-1].text, living[-1].created_at)
            if living
            else None
        )

    @property
    def mentions(self) -> int:
        return sum(seq > self.marker and _calls(each) for seq, each in self.messages.items())

    def post(self, author: int, text: str) -> MessageFrame:
        seq = len(self.messages) + 1
        if author == ME:
            self.marker = seq
        message = Message(self.id * 1000 + seq, self.id, seq, 0, author, text, "2026-05-01T15:00:00.000Z")
        return self._change(_called(message))

    def edit(self, seq: int, text: str) -> MessageFrame | None:
        message = self.messages.get(seq)
        if message is None or message.deleted:
            return None
        return self._change(_called(_with(message, text=text)))

    def delete(self, seq: int) -> MessageFrame | None:
        message = self.messages.get(seq)
        if message is None or message.deleted:
            return None
        return self._change(_with(message, text="", deleted=True, mentions=(), mentions_all=False))

    def read(self, seq: int) -> ReadFrame | None:
        if not self.marker < seq <= len(self.messages):
            return None
        self.marker = seq
        return self.marked()

    def mark_unread(self, seq: int) -> ReadFrame | None:
        if not 0 < seq <= self.marker:
            return None
        self.marker = seq - 1
        return self.marked(back=True)

    def marked(self, *, back: bool = False) -> ReadFrame:
        """Where the marker is, as told when it moves; and, without `back`, when a sweep has found that it did."""
        return ReadFrame(self.id, ME, self.marker, self.unread, self.mentions, len(self.messages), self.version, back)

    def shape(self) -> Chat:
        return Chat(
            chat_id=self.id,
            kind=self.kind,
            name=self.name,
            version=self.version,
            last_seq=len(self.messages),
            last_read_seq=self.marker,
            unread=self.unread,
            mentions=self.mentions,
            last_message=self.last_message,
            user_id=OTHER if self.kind == "direct" else None,
        )

    def frame(self) -> ChatFrame:
        """What tells someone of the chat who is new in it."""
        return ChatFrame(self.id, self.version, msgspec.convert(msgspec.to_builtins(self.shape()), ToldChat))

    def rename(self, name: str) -> ChatFrame:
        self.version += 1
        self.name = name
        return ChatFrame(self.id, self.version, ToldChat(self.id, self.kind, name), after=self.version - 1)

    def changes(self, since: int, limit: int) -> Resumed:
        rows = sorted((each for each in self.messages.values() if each.version > since), key=lambda each: each.version)
        if len(rows) > limit:
            version = rows[limit - 1].version if limit else since
            return Resumed(self.id, tuple(rows[:limit]), version, more=True)
        return Resumed(self.id, tuple(rows), self.version, chat=self.shape())

    def fill(self, since: int) -> Iterator[MessageFrame]:
        """What happened since, as a server tells it that had to catch up itself."""
        for message in self.changes(since, len(self.messages)).messages:
            yield MessageFrame(self.id, since, message.version, message)
            since = message.version

    def _change(self, message: Message) -> MessageFrame:
        self.version += 1
        self.messages[message.seq] = message = _with(message, version=self.version)
        return MessageFrame(self.id, self.version - 1, self.version, message)


class ModelServer:
    """`chats` by id."""

    def __init__(self, chats: int, kind: str = "group") -> None:
        self.epoch = EPOCH
        self.user = User(ME, "ada", "", "", "ada@example.org")
        self.chats = {chat_id: ModelChat(chat_id, kind) for chat_id in range(1, chats + 1)}

    def hello(self) -> Hello:
        rooms: list[Room] = []
        return Hello(self.user, self.epoch, 30_000, rooms, [chat.shape() for chat in self.chats.values()])

    def resume(self, asked: list[tuple[int, int]], limit: int) -> list[Resumed]:
        """The answer to `resume`: so many rows in all."""
        answers = []
        for chat_id, since in asked:
            chat = self.chats.get(chat_id)
            answers.append(chat.changes(since, limit) if chat else Resumed(chat_id, left=True))
            limit -= len(answers[-1].messages)
        return answers


def _called(message: Message) -> Message:
    """A text that begins with `@` calls oneself, one that begins with `!` everyone."""
    return _with(message, mentions=(ME,) if message.text.startswith("@") else (), mentions_all=message.text[:1] == "!")


def _calls(message: Message) -> bool:
    return message.mentions_all or ME in message.mentions


def _with(message: Message, **changes: object) -> Message:
    members = {field: getattr(message, field) for field in message.__struct_fields__}
    return Message(**(members | changes))
