"""The replica equals the server, and tells each thing once and in order, whatever happened to the frames on their way."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from besedka_client import (
    ChatChanged,
    ChatLeft,
    Event,
    Forgotten,
    MemberChanged,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    Replica,
    UserChanged,
    news,
    unread,
)
from besedka_client.records import (
    Frame,
    LeftFrame,
    MembersFrame,
    MessageFrame,
    ReadFrame,
    Resumed,
    User,
    UserFrame,
)
from besedka_client.replica import Portion
from tests.support.model_server import ME, OTHER, ModelChat, ModelServer

ROWS = 3  # at a time


class Reader:
    """Believes what it is told, and complains if it can't be."""

    def __init__(self) -> None:
        self.texts: dict[int, dict[int, str]] = {}
        self.last: dict[int, int] = {}

    def read(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, MessagePosted | MessageChanged | MessageDeleted):
                self._read_message(event)
            elif isinstance(event, ChatLeft):
                self.forget(event.chat_id)
            elif isinstance(event, Forgotten):
                self.texts, self.last = {}, {}

    def forget(self, chat_id: int) -> None:
        self.texts.pop(chat_id, None)
        self.last.pop(chat_id, None)

    def _read_message(self, event: MessagePosted | MessageChanged | MessageDeleted) -> None:
        message = event.message
        texts = self.texts.setdefault(message.chat_id, {})
        if isinstance(event, MessagePosted):
            assert message.seq > self.last.get(message.chat_id, 0), "told late, or twice"
            self.last[message.chat_id] = message.seq
        elif message.seq not in texts:
            return  # from before the beginning
        if isinstance(event, MessageDeleted):
            del texts[message.seq]
        else:
            assert texts.get(message.seq) != message.text, "told twice"
            texts[message.seq] = message.text


class Line:
    """A replica and its server, with a line between them that delays, loses, repeats and breaks."""

    def __init__(self, *, history: bool, chats: int = 2) -> None:
        self.server = ModelServer(chats)
        self.replica = Replica(history=history)
        self.reader = Reader()
        self.frames: list[Frame] = []
        self.asked: tuple[Portion, list[Resumed]] | None = None
        self.edits = 0
        self.left: dict[int, ModelChat] = {}
        self.connect()

    def connect(self, *, keep: bool = False) -> None:
        """With `keep`, what the server was about to tell comes after a `hello` that knows of it already."""
        self.frames, self.asked = self.frames if keep else [], None
        self.receive(self.server.hello())

    def receive(self, frame: Frame) -> None:
        self.reader.read(self.replica.receive(frame))

    def tell(self, frame: Frame | None) -> None:
        if frame is not None:
            self.frames.append(frame)

    def deliver(self, count: int) -> None:
        due, self.frames = self.frames[:count], self.frames[count:]
        for frame in due:
            self.receive(frame)

    def ask(self) -> None:
        """The server answers at once; the answer may take its time."""
        portion = self.replica.choose_portion(None)
        if portion and self.asked is None:
            asked = [(chat_id, chat.ask()) for chat_id, chat in portion.items()]
            self.asked = portion, self.server.resume(asked, ROWS)

    def answer(self) -> None:
        if self.asked is not None:
            asked, self.asked = self.asked, None
            self.reader.read(self.replica.catch_up(*asked))

    def finish(self) -> None:
        self.deliver(len(self.frames))
        self.answer()
        while self.replica.choose_portion(None):
            self.ask()
            self.answer()

    def act(self, what: str, chat_id: int, number: int) -> None:
        on_the_line: dict[str, Callable[[], None]] = {
            "deliver": lambda: self.deliver(number),
            "lose": self.lose,
            "repeat": lambda: self.receive(self.frames[0]) if self.frames else None,
            "ask": self.ask,
            "answer": self.answer,
            "cut": self.connect,
            "cut late": lambda: self.connect(keep=True),
            "restore": lambda: self.restore(number),
            "join": lambda: self.join(chat_id),
        }
        if what in on_the_line:
            on_the_line[what]()
        elif chat_id in self.server.chats:
            self.change(self.server.chats[chat_id], what, number)

    def lose(self) -> None:
        first = self.frames[0] if self.frames else None
        if isinstance(first, MessageFrame):
            del self.frames[0]
        elif isinstance(first, ReadFrame) and first.chat_id in self.server.chats:
            del self.frames[0]
            self.sweep(self.server.chats[first.chat_id])

    def sweep(self, chat: ModelChat) -> None:
        """The server finds that a marker has moved, and not in which direction."""
        self.tell(chat.frame())
        self.tell(chat.marked())

    def join(self, chat_id: int) -> None:
        if chat_id not in self.server.chats:
            chat = self.left.pop(chat_id)
            chat.post(OTHER, "while one was not in")
            self.server.chats[chat_id] = chat
            self.tell(chat.frame())

    def leave(self, chat_id: int) -> None:
        self.left[chat_id] = self.server.chats.pop(chat_id)
        self.tell(LeftFrame(chat_id))

    def change(self, chat: ModelChat, what: str, number: int) -> None:
        self.edits += 1
        seq = number % (len(chat.messages) + 1)
        text = f"{['@', '!', '', ''][self.edits % 4]}text {self.edits}"  # it may call someone
        changes: dict[str, Callable[[], Frame | None]] = {
            "post": lambda: chat.post(ME if number % 3 == 0 else OTHER, text),
            "edit": lambda: chat.edit(seq, text),
            "delete": lambda: chat.delete(seq),
            "read": lambda: chat.read(seq),
            "mark unread": lambda: chat.mark_unread(seq),
            "rename": lambda: chat.rename(f"name {self.edits}"),
        }
        if what in changes:
            self.tell(changes[what]())
        elif what == "leave":
            self.leave(chat.id)
        else:
            self.fill(chat)

    def fill(self, chat: ModelChat) -> None:
        """The server lost what it was about to tell of a chat, and reads it again."""
        of_chat = [each for each in self.frames if isinstance(each, MessageFrame) and each.chat_id == chat.id]
        if of_chat:
            self.frames = [each for each in self.frames if each not in of_chat]
            self.frames += chat.fill(of_chat[0].after)

    def restore(self, number: int) -> None:
        """From a backup that lacks the last messages; so that new ones take their places."""
        self.server.epoch += "'"
        for chat in (*self.server.chats.values(), *self.left.values()):
            for seq in list(chat.messages)[number:]:
                del chat.messages[seq]
            chat.version = max((each.version for each in chat.messages.values()), default=0)
            chat.marker = min(chat.marker, len(chat.messages))
        self.connect()


ACTS = ["post", "post", "post", "edit", "edit", "delete", "read", "mark unread", "rename", "deliver", "ask", "answer"]
RARE = ["lose", "repeat", "fill", "fill", "cut", "cut late", "cut late", "leave", "join", "restore"]
acts = st.lists(
    st.tuples(st.sampled_from([*ACTS, *ACTS, *RARE]), st.integers(1, 2), st.integers(0, 9)), min_size=10, max_size=60
)


@pytest.mark.parametrize("history", [False, True])
@given(acts=acts)
@bounds(max_examples=200, deadline=None)
def test_the_replica_equals_the_server(acts: list[tuple[str, int, int]], *, history: bool) -> None:
    line = Line(history=history)
    for act in acts:
        line.act(*act)
    for chat in line.server.chats.values():
        line.tell(chat.post(OTHER, "the last one"))  # so that what was lost before it is noticed
    line.finish()
    compare(line, history=history)
    line.connect()
    line.finish()
    compare(line, history=history)


def compare(line: Line, *, history: bool) -> None:
    replica = line.replica
    assert set(replica.chats) == set(line.server.chats)
    for chat_id, chat in line.server.chats.items():
        known = replica.chats[chat_id]
        assert (known.version, known.last_seq) == (chat.version, len(chat.messages))
        assert known.chat.name == chat.name
        assert (known.last_read_seq, known.unread, known.mentions) == (chat.marker, chat.unread, chat.mentions)
        assert known.last_message == chat.last_message
        assert known.messages == (chat.messages if history else {})
        told = line.reader.texts.get(chat_id, {})
        assert told == {seq: chat.messages[seq].text for seq in told}
        living = {seq for seq, each in chat.messages.items() if not each.deleted}
        assert told.keys() >= {seq for seq in living if seq >= min(told, default=len(chat.messages))}
        assert len(chat.messages) in told or not chat.messages


@pytest.mark.parametrize("history", [False, True])
@given(acts=acts)
@bounds(max_examples=100, deadline=None)
def test_the_last_message_is_the_servers_once_nothing_is_missing(
    acts: list[tuple[str, int, int]], *, history: bool
) -> None:
    line = Line(history=history)
    for act in acts:
        line.act(*act)
    line.finish()
    for chat_id, known in line.replica.chats.items():
        chat = line.server.chats[chat_id]
        assert known.version < chat.version or known.last_message == chat.last_message


@pytest.mark.parametrize("history", [False, True])
def test_who_heard_that_the_newest_was_deleted_asks_what_is_before_it(*, history: bool) -> None:
    line = behind(history=history)
    chat = line.server.chats[1]
    for text in ("first", "second", "third"):
        line.receive(chat.post(OTHER, text))
    line.tell(chat.edit(1, "changed"))
    line.tell(chat.delete(3))
    line.deliver(2)
    assert line.replica.chats[1].last_message is None
    assert line.replica.is_behind(1)
    line.finish()
    assert line.replica.chats[1].last_message == chat.last_message
    assert chat.last_message
    assert chat.last_message.text == "second"


def test_a_newer_message_answers_what_the_last_one_is() -> None:
    line = behind()
    chat = line.server.chats[1]
    line.receive(chat.post(OTHER, "first"))
    line.tell(chat.delete(1))
    line.tell(chat.post(OTHER, "x" * 141))
    line.finish()
    assert line.asked is None
    shown = line.replica.chats[1].last_message
    assert shown
    assert (shown.seq, shown.text) == (2, "x" * 140)


def behind(*, history: bool = False) -> Line:
    """A line to a server where nothing happened yet but a hello."""
    return Line(history=history, chats=1)


def test_missed_messages_come_by_seq_though_they_are_sent_by_version() -> None:
    line = behind()
    chat = line.server.chats[1]
    for number in range(10):
        chat.post(OTHER, f"{number}")
    chat.edit(1, "edited")
    chat.delete(2)
    line.connect()
    events: list[Event] = []
    while portion := line.replica.choose_portion(None):
        assert not events
        asked = [(chat_id, each.ask()) for chat_id, each in portion.items()]
        events += line.replica.catch_up(portion, line.server.resume(asked, ROWS))
    assert events == [MessagePosted(chat.messages[seq]) for seq in (1, *range(3, 11))]


def test_a_gap_is_filled_in_order_and_what_came_meanwhile_follows() -> None:
    line = behind()
    chat = line.server.chats[1]
    chat.post(OTHER, "lost")
    assert not line.replica.receive(chat.post(OTHER, "beyond the gap"))
    line.ask()
    assert not line.replica.receive(chat.post(OTHER, "while asking"))
    assert line.asked is not None
    first = line.replica.catch_up(*line.asked)
    line.asked = None
    line.ask()
    assert line.asked is not None
    events = [*first, *line.replica.catch_up(*line.asked)]
    assert events == [MessagePosted(chat.messages[seq]) for seq in (1, 2, 3)]
    assert not line.replica.choose_portion(None)


def test_one_frame_may_cover_many_versions() -> None:
    line = behind()
    chat = line.server.chats[1]
    chat.post(OTHER, "first")
    for number in range(50):
        chat.edit(1, f"{number}")
    (frame,) = chat.fill(0)
    assert (frame.after, frame.version) == (0, 51)
    assert line.replica.receive(frame) == [MessagePosted(chat.messages[1])]
    assert (line.replica.chats[1].version, line.replica.chats[1].unread) == (51, 1)


def test_what_waits_to_be_in_order_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "HELD_LIMIT", 6)
    line = behind()
    chat = line.server.chats[1]
    for number in range(20):
        chat.post(OTHER, f"{number}")
    line.connect()
    most = 0
    while line.replica.choose_portion(None):
        line.ask()
        line.answer()
        most = max(most, len(line.replica.chats[1]._news._waiting))  # noqa: SLF001 - the bound
    assert most < 6
    assert len(line.reader.texts[1]) == 20


def test_a_count_from_long_ago_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread, "EFFECTS_LIMIT", 10)
    line = behind()
    chat = line.server.chats[1]
    line.receive(chat.post(OTHER, "0"))
    read = chat.read(1)
    for number in range(20):
        line.receive(chat.post(OTHER, f"{number}"))
    assert read is not None
    line.receive(read)
    assert line.replica.choose_portion(None)
    line.finish()
    assert line.replica.chats[1].unread == chat.unread == 20


def test_a_count_from_within_what_one_frame_covers_is_asked_for_again() -> None:
    line = behind()
    chat = line.server.chats[1]
    chat.post(OTHER, "first")
    chat.post(OTHER, "second")
    read = chat.read(1)
    assert read is not None
    line.receive(read)
    chat.edit(2, "counted already, and changed since")
    for frame in chat.fill(0):
        line.receive(frame)
    assert line.replica.choose_portion(None)
    line.finish()
    assert line.replica.chats[1].unread == chat.unread == 1


def test_an_answer_that_frames_were_faster_than_tells_nothing_again() -> None:
    line = behind()
    chat = line.server.chats[1]
    frames = [chat.post(OTHER, "first"), chat.post(OTHER, "second")]
    line.connect()
    line.ask()
    for frame in frames:
        line.receive(frame)
    line.answer()
    assert line.reader.texts == {1: {1: "first", 2: "second"}}
    assert not line.replica.choose_portion(None)


def test_without_history_and_events_only_hello_is_needed() -> None:
    server = ModelServer(3)
    replica = Replica(events=False)
    assert not replica.receive(server.hello())
    for chat in server.chats.values():
        chat.post(OTHER, "missed")
    assert not replica.receive(server.hello())
    assert not replica.choose_portion(None)
    assert [chat.unread for chat in replica.chats.values()] == [1, 1, 1]


def test_the_chat_on_the_screen_comes_first() -> None:
    server = ModelServer(600)
    replica = Replica()
    replica.receive(server.hello())
    for chat in server.chats.values():
        chat.post(OTHER, "missed")
    replica.receive(server.hello())
    assert list(replica.choose_portion(599))[:2] == [599, 1]
    assert len(replica.choose_portion(599)) == 500
    assert 599 not in replica.choose_portion(None)


def test_what_is_unread_in_a_new_direct_chat_is_news() -> None:
    server = ModelServer(0)
    replica = Replica()
    replica.receive(server.hello())
    server.chats[1] = chat = ModelChat(1, "direct")
    chat.post(OTHER, "posted before the frame was made")
    told = replica.receive(chat.frame())
    assert told == [ChatChanged(chat.shape())]
    portion = replica.choose_portion(None)
    asked = [(chat_id, each.ask()) for chat_id, each in portion.items()]
    assert replica.catch_up(portion, server.resume(asked, ROWS)) == [MessagePosted(chat.messages[1])]
    assert replica.chats[1].unread == 1


def test_who_left_while_it_was_asked_is_told_once() -> None:
    line = behind()
    line.server.chats[1].post(OTHER, "missed")
    line.connect()
    line.ask()
    del line.server.chats[1]
    assert line.asked is not None
    portion, _ = line.asked
    assert line.replica.catch_up(portion, [Resumed(1, left=True)]) == [ChatLeft(1)]
    assert not line.replica.receive(LeftFrame(1))


def test_an_answer_about_a_chat_that_was_left_and_met_again_is_of_the_past() -> None:
    line = behind()
    line.server.chats[1].post(OTHER, "missed")
    line.connect()
    line.ask()
    line.receive(LeftFrame(1))
    again = ModelChat(1)
    line.receive(again.frame())
    line.answer()
    assert line.replica.chats[1].version == 0


def test_a_rename_is_a_version_like_any_other() -> None:
    line = behind()
    chat = line.server.chats[1]
    (changed,) = line.replica.receive(chat.rename("roses"))
    assert isinstance(changed, ChatChanged)
    assert changed.chat.name == "roses"
    assert line.replica.receive(chat.post(OTHER, "hello")) == [MessagePosted(chat.messages[1])]
    assert line.replica.chats[1].unread == 1


def test_the_change_of_a_chat_that_is_not_known_is_passed_over() -> None:
    line = behind()
    assert not line.replica.receive(ModelChat(2).rename("roses"))


class TestNameOfADirectChat:
    """It is the other one's name, else their username."""

    def begin(self) -> tuple[ModelServer, Replica]:
        server, replica = ModelServer(1, "direct"), Replica()
        server.chats[1].name = "boris"
        replica.receive(server.hello())
        return server, replica

    def test_it_follows_the_other_ones_profile(self) -> None:
        _, replica = self.begin()
        for name, shown in (("Boris the Second", "Boris the Second"), ("", "boris")):
            user = User(OTHER, "boris", name, "")
            events = replica.receive(UserFrame(user))
            assert replica.chats[1].chat.name == shown
            assert events == [UserChanged(user), ChatChanged(replica.chats[1].chat)]

    def test_hello_knows_better_than_a_profile_of_before(self) -> None:
        server, replica = self.begin()
        replica.receive(UserFrame(User(OTHER, "boris", "Boris", "")))
        server.chats[1].name = "Boris the Second"
        assert replica.receive(server.hello()) == [ChatChanged(server.chats[1].shape())]
        assert replica.chats[1].chat.name == "Boris the Second"

    def test_a_late_answer_does_not_bring_an_old_name_back(self) -> None:
        server, replica = self.begin()
        server.chats[1].post(OTHER, "missed")
        replica.receive(server.hello())
        portion = replica.choose_portion(None)
        answers = server.resume([(1, portion[1].ask())], ROWS)
        replica.receive(UserFrame(User(OTHER, "boris", "Boris", "")))
        replica.catch_up(portion, answers)
        assert replica.chats[1].chat.name == "Boris"

    def test_others_and_groups_keep_theirs(self) -> None:
        server, replica = ModelServer(1), Replica()
        replica.receive(server.hello())
        user = User(OTHER, "boris", "Boris", "")
        assert replica.receive(UserFrame(user)) == [UserChanged(user)]


def test_a_change_of_members_is_a_version_like_any_other() -> None:
    line = behind()
    chat = line.server.chats[1]
    chat.version += 1
    frame = MembersFrame(0, 1, OTHER, "member", chat_id=1)
    assert line.replica.receive(frame) == [MemberChanged(OTHER, "member", chat_id=1)]
    assert not line.replica.receive(frame)
    assert line.replica.receive(chat.post(OTHER, "hello")) == [MessagePosted(chat.messages[1])]
    assert not line.replica.choose_portion(None)
