"""One chat's versions, however they come: each once, in order, without gaps."""

import asyncio
from typing import Any

import msgspec
import pytest

from besedka.bus import ChatChanged
from besedka.errors import Unavailable
from besedka.gateway import feed as feeds
from besedka.gateway.feed import Feed
from besedka.model import ChatDescription, ChatKind, MemberChange, Message, Missed, Role

PATIENCE = 60  # seconds: on a machine that does other things besides


def posted(version: int) -> ChatChanged:
    """What is announced of a message that was posted as this version."""
    return ChatChanged(1, version, message(version))


def message(version: int, seq: int | None = None) -> Message:
    number = seq or version - 1
    return Message(number, 1, number, version, 7, f"text {number}", None, None, 0, None, deleted=False)


def described(version: int) -> ChatDescription:
    return ChatDescription(1, version, ChatKind.GROUP, None, "garden", 1)


class Database:
    """Holds the chat; counts how often it is asked, and fails when it is told to."""

    def __init__(self) -> None:
        self.rows: dict[int, Message] = {}  # by seq
        self.version = 1
        self.described = 1
        self.reads = 0
        self.page = 500
        self.failures: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()

    def post(self, up_to: int) -> None:
        """One message for each version up to this."""
        for version in range(self.version + 1, up_to + 1):
            self.rows[version - 1] = message(version)
        self.version = up_to

    def change(self, seq: int, times: int) -> None:
        """One message, over and over."""
        self.version += times
        self.rows[seq] = message(self.version, seq)

    def rename(self) -> None:
        self.version += 1
        self.described = self.version

    async def missed(self, chat_id: int, since: int) -> Missed:
        assert chat_id == 1
        self.reads += 1
        found = sorted((row for row in self.rows.values() if row.version > since), key=lambda row: row.version)
        more = len(found) > self.page
        reached = found[self.page - 1].version if more else self.version
        chat = described(self.described) if since < self.described <= reached or not found else None
        answer = Missed(found[: self.page], chat, reached, more)
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop()
        return answer


class Ears:
    """A listener, who checks that every frame follows on what it knows."""

    def __init__(self, known: int) -> None:
        self.known = known
        self.frames: list[dict[str, Any]] = []

    def deliver(self, data: bytes) -> None:
        for frame in split(data):
            assert frame["after"] <= self.known < frame["version"], (self.known, frame)
            self.known = frame["version"]
            self.frames.append(frame)

    @property
    def versions(self) -> list[int]:
        return [frame["version"] for frame in self.frames]

    async def until(self, version: int) -> list[int]:
        async with asyncio.timeout(PATIENCE):
            while self.known < version:
                await asyncio.sleep(0)
        return self.versions


def split(data: bytes) -> list[dict[str, Any]]:
    """The frames of one write."""
    found = []
    while data:
        size, start = data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        found.append(msgspec.json.decode(data[start : start + size]))
        data = data[start + size :]
    return found


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def feed(database: Database) -> Feed[Ears]:
    return Feed(1, database.missed)


async def test_another_order_is_set_right_without_asking(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    for version in (3, 4, 2, 4, 6, 3, 5):
        feed.receive(posted(version))
    assert await ears.until(6) == [2, 3, 4, 5, 6]
    assert database.reads == 0


async def test_what_does_not_come_is_read(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(9)
    for version in (2, 4, 9):
        feed.receive(posted(version))
    assert await ears.until(9) == list(range(2, 10))
    assert database.reads == 1


async def test_a_change_that_only_says_so_is_read(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(4)
    feed.admit(ears, 4)
    database.post(9)
    feed.receive(ChatChanged(1, 9))
    assert await ears.until(9) == [5, 6, 7, 8, 9]


async def test_before_anyone_listens_it_is_only_remembered(feed: Feed[Ears], database: Database) -> None:
    database.post(6)
    for version in (6, 4, 5, 3):
        feed.receive(posted(version))
    assert not feed.is_filling
    ears = Ears(4)
    feed.admit(ears, 4)
    assert await ears.until(6) == [5, 6]


async def test_what_left_no_row_is_covered(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(3)
    database.change(1, 20_000)
    feed.receive(ChatChanged(1, database.version))
    assert await ears.until(20_003) == [3, 20_003]
    assert [frame["message"]["seq"] for frame in ears.frames] == [2, 1]


async def test_a_change_of_the_chat_itself_is_told_in_its_place(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(3)
    database.rename()
    database.change(1, 2)
    feed.receive(ChatChanged(1, 6))
    await ears.until(6)
    told = [(frame["t"], frame["after"], frame["version"]) for frame in ears.frames]
    assert told == [("message", 1, 3), ("chat", 3, 4), ("message", 4, 6)]


async def test_a_change_without_any_row_is_told_by_the_chat(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.version = 3
    feed.receive(ChatChanged(1, 3))
    await ears.until(3)
    assert [(frame["t"], frame["after"], frame["version"]) for frame in ears.frames] == [("chat", 1, 3)]


async def test_a_rename_travels_like_a_message(feed: Feed[Ears]) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    feed.receive(posted(2))
    feed.receive(ChatChanged(1, 3, chat=described(3)))
    feed.receive(posted(4))
    assert await ears.until(4) == [2, 3, 4]
    assert [frame["t"] for frame in ears.frames] == ["message", "chat", "message"]


async def test_a_change_of_members_travels_like_a_message(feed: Feed[Ears]) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    feed.receive(posted(4))
    feed.receive(ChatChanged(1, 3, member=MemberChange(8, None)))
    feed.receive(ChatChanged(1, 2, member=MemberChange(8, Role.OWNER)))
    assert await ears.until(4) == [2, 3, 4]
    assert ears.frames[:2] == [
        {"t": "members", "chat_id": 1, "after": 1, "version": 2, "user_id": 8, "role": "owner"},
        {"t": "members", "chat_id": 1, "after": 2, "version": 3, "user_id": 8, "role": None},
    ]


async def test_who_knows_less_than_the_others_is_told_what_they_lack(feed: Feed[Ears], database: Database) -> None:
    first, late, fresh = Ears(1), Ears(3), Ears(8)
    feed.admit(first, 1)
    database.post(6)
    for version in range(2, 7):
        feed.receive(posted(version))
    feed.admit(late, 3)
    feed.admit(fresh, 8)  # welcomed with a snapshot that is newer than what was announced
    feed.receive(posted(7))
    database.post(10)
    for version in (8, 9, 10):
        feed.receive(posted(version))
    for ears, versions in ((first, range(2, 11)), (late, range(4, 11)), (fresh, (9, 10))):
        assert await ears.until(10) == list(versions)
    feed.receive(posted(11))
    for ears in (first, late, fresh):
        await ears.until(11)


async def test_a_reading_that_fails_is_repeated(
    feed: Feed[Ears], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "RETRY_SECONDS", 0.01)
    database.failures = [Unavailable(), ValueError("a defect"), OSError()]
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(3)
    feed.receive(ChatChanged(1, 3))
    assert await ears.until(3) == [2, 3]
    feed.receive(posted(4))
    assert await ears.until(4) == [2, 3, 4]


async def test_what_is_announced_while_reading_is_not_lost(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(5)
    database.gate.clear()
    feed.receive(ChatChanged(1, 5))
    async with asyncio.timeout(PATIENCE):
        while not database.reads:
            await asyncio.sleep(0)
    for version in (2, 3):
        feed.receive(posted(version))
    database.post(8)
    for version in (6, 8, 7):
        feed.receive(posted(version))
    database.gate.set()
    await ears.until(8)


async def test_pages(feed: Feed[Ears], database: Database) -> None:
    database.page = 3
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(12)
    feed.receive(ChatChanged(1, 12))
    assert await ears.until(12) == list(range(2, 13))
    assert database.reads == 4


async def test_a_version_that_the_database_does_not_know_is_not_believed(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    feed.receive(ChatChanged(1, 2**52))
    async with asyncio.timeout(PATIENCE):
        while feed.is_filling:
            await asyncio.sleep(0)
    database.post(3)
    for version in (2, 3):
        feed.receive(posted(version))
    assert await ears.until(3) == [2, 3]


async def test_a_chat_that_is_no_more_is_not_asked_about_for_ever(feed: Feed[Ears], database: Database) -> None:
    feed.admit(Ears(5), 5)
    database.version = 0
    feed.admit(Ears(3), 3)
    feed.receive(ChatChanged(1, 7))
    async with asyncio.timeout(PATIENCE):
        while feed.is_filling:
            await asyncio.sleep(0)
    assert database.reads < 4


async def test_changes_that_wait_are_bounded(feed: Feed[Ears], database: Database) -> None:
    ears = Ears(1)
    feed.admit(ears, 1)
    database.post(2000)
    for version in range(3, 2001):
        feed.receive(posted(version))
    assert len(feed._waiting) == feeds.WAITING_LIMIT  # noqa: SLF001 - it is a bound of the memory, seen nowhere else
    await ears.until(2000)


async def test_who_leaves_while_told_hears_no_more(feed: Feed[Ears]) -> None:
    class Quitter(Ears):
        def deliver(self, data: bytes) -> None:
            super().deliver(data)
            feed.dismiss(self)

    quitter, other = Quitter(1), Ears(1)
    feed.admit(quitter, 1)
    feed.admit(other, 1)
    feed.receive(posted(2))
    await other.until(2)
    feed.receive(posted(3))
    await other.until(3)
    assert quitter.versions == [2]
