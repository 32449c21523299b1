"""One chat's versions, however they come: each once, in order."""

import asyncio

import pytest

from besedka.bus import ChatChanged
from besedka.gateway.channel import Channel, Frames
from besedka.model import Message


def posted(version: int) -> ChatChanged:
    """What is announced of a message that was posted as this version."""
    return ChatChanged(1, version, message(version))


def message(version: int) -> Message:
    return Message(version, 1, version - 1, version, 7, f"text {version}", None, None, 0, None, deleted=False)


class Heard:
    """A listener; and the database, which counts how often it is asked."""

    def __init__(self) -> None:
        self.versions: list[int] = []
        self.reads = 0

    def deliver(self, chat_id: int, frames: Frames, data: bytes) -> None:
        assert (chat_id, data) == (1, b"".join(frame for _, frame in frames))
        self.versions += [version for version, _ in frames]

    async def list_missed(self, chat_id: int, since: int, limit: int) -> list[Message]:
        assert (chat_id, limit) == (1, 500)
        self.reads += 1
        return [message(version) for version in range(since + 1, 10)]

    async def until(self, version: int) -> list[int]:
        async with asyncio.timeout(5):
            while not self.versions or self.versions[-1] < version:
                await asyncio.sleep(0)
        return self.versions


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def channel(heard: Heard) -> Channel[Heard]:
    channel: Channel[Heard] = Channel(1, heard.list_missed)
    channel.listeners[heard] = None
    return channel


async def test_another_order_is_set_right_without_asking(channel: Channel[Heard], heard: Heard) -> None:
    channel.open(1)
    for version in (3, 4, 2, 4, 6, 3, 5):
        channel.receive(posted(version))
    assert await heard.until(6) == [2, 3, 4, 5, 6]
    assert heard.reads == 0


async def test_what_does_not_come_is_read(channel: Channel[Heard], heard: Heard) -> None:
    channel.open(1)
    for version in (2, 4, 9):
        channel.receive(posted(version))
    assert await heard.until(9) == list(range(2, 10))
    assert heard.reads == 1


async def test_a_change_that_only_says_so_is_read(channel: Channel[Heard], heard: Heard) -> None:
    channel.open(4)
    channel.receive(ChatChanged(1, 9))
    assert await heard.until(9) == [5, 6, 7, 8, 9]


async def test_what_comes_before_the_channel_is_open_waits(channel: Channel[Heard], heard: Heard) -> None:
    for version in (6, 4, 5, 3):
        channel.receive(posted(version))
    await asyncio.sleep(0)
    assert heard.versions == []
    channel.open(4)
    assert await heard.until(6) == [5, 6]
    assert heard.reads == 0
