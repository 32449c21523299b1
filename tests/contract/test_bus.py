"""What every bus promises."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import nats
import pytest

from besedka.bus import Announcement, Bus, ChatChanged, Typing, UserChanged
from besedka.bus.memory import MemoryBus
from besedka.bus.nats import NatsBus
from besedka.errors import StartupError
from besedka.model import Message
from tests.support.nats import Nats, running_nats

PATIENCE = 60  # seconds: on a machine that does other things besides
FAR = "the other node"


@pytest.fixture(scope="module")
def nats_server() -> Iterator[Nats]:
    with running_nats() as server:
        yield server


@pytest.fixture
async def connect(nats_server: Nats) -> AsyncIterator[Callable[..., "asyncio.Future[NatsBus]"]]:
    """Make another node."""
    opened: list[NatsBus] = []

    async def make(cluster: str = "test") -> NatsBus:
        bus = NatsBus()
        opened.append(bus)
        await bus.connect(nats_server.url, cluster)
        return bus

    yield make  # type: ignore[misc] # a coroutine function
    for bus in opened:
        await bus.close()


@pytest.fixture(params=["memory", "nats", FAR])
async def buses(request: pytest.FixtureRequest, connect: Callable[..., "asyncio.Future[NatsBus]"]) -> tuple[Bus, Bus]:
    """Where to publish and where to hear: the same node, or another."""
    if request.param == "memory":
        return (bus := MemoryBus()), bus
    here = await connect()
    return here, await connect() if request.param == FAR else here


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


def listen(bus: Bus) -> list[Announcement]:
    heard: list[Announcement] = []
    bus.subscribe(heard.append)
    return heard


async def test_everyone_hears_everything_in_order(buses: tuple[Bus, Bus]) -> None:
    here, there = buses
    heard = [listen(there), listen(there)]
    await there.follow([7])
    said = [announcement for n in range(50) for announcement in (ChatChanged(7, n), Typing(7, n))]
    here.publish(said[:40])
    here.publish(said[40:])
    here.publish([UserChanged(1)])
    await until(lambda: all(len(each) == 101 for each in heard))
    assert [[each for each in one if each != UserChanged(1)] for one in heard] == [said, said]


async def test_who_unsubscribed_hears_no_more(buses: tuple[Bus, Bus]) -> None:
    here, there = buses
    heard: list[Announcement] = []
    unsubscribe = there.subscribe(heard.append)
    unsubscribe()
    witness = listen(there)
    here.publish([UserChanged(1)])
    await until(lambda: bool(witness))
    assert heard == []


async def test_a_listener_that_raises_keeps_nobody_from_hearing(buses: tuple[Bus, Bus]) -> None:
    here, there = buses

    def broken(_: Announcement) -> None:
        raise ValueError

    there.subscribe(broken)
    heard = listen(there)
    here.publish([UserChanged(1)])
    await until(lambda: heard == [UserChanged(1)])


async def test_nobody_hears_twice(buses: tuple[Bus, Bus]) -> None:
    here, there = buses
    heard = listen(there)
    await there.follow([7, 7])
    await there.follow([7 + 1024])
    here.publish([ChatChanged(7, 1), UserChanged(1), ChatChanged(7, 2)])
    await until(lambda: ChatChanged(7, 2) in heard and UserChanged(1) in heard)
    assert len(heard) == 3


@pytest.fixture
async def nodes(connect: Callable[..., "asyncio.Future[NatsBus]"]) -> tuple[NatsBus, NatsBus]:
    return await connect(), await connect()


async def test_a_node_hears_of_the_chats_it_follows(nodes: tuple[NatsBus, NatsBus]) -> None:
    here, there = nodes
    heard = listen(there)
    await there.follow([1, 2])
    await there.follow([2])
    here.publish([ChatChanged(chat_id, 1) for chat_id in (1, 2, 3, 1 + 1024)])
    await until(lambda: len(heard) == 2)
    there.unfollow([1, 2])
    here.publish([ChatChanged(1, 2), ChatChanged(2, 2), UserChanged(1)])
    await until(lambda: UserChanged(1) in heard and ChatChanged(2, 2) in heard)
    assert [each for each in heard if isinstance(each, ChatChanged)] == [
        ChatChanged(1, 1),
        ChatChanged(2, 1),
        ChatChanged(2, 2),
    ]
    there.unfollow([2])
    await there.follow([1])
    here.publish([ChatChanged(2, 3), ChatChanged(1, 3)])
    await until(lambda: ChatChanged(1, 3) in heard)
    assert ChatChanged(2, 3) not in heard


async def test_clusters_are_apart(connect: Callable[..., "asyncio.Future[NatsBus]"]) -> None:
    here, other, same = await connect(), await connect("other"), await connect()
    apart, heard = listen(other), listen(same)
    here.publish([UserChanged(1)])
    await until(lambda: heard == [UserChanged(1)])
    assert apart == []


def message(text: str) -> Message:
    return Message(1, 7, 1, 2, 3, text, None, None, 0, None)


async def test_a_row_goes_along_unless_it_is_huge(nodes: tuple[NatsBus, NatsBus]) -> None:
    here, there = nodes
    heard = listen(there)
    await there.follow([7])
    small, huge = ChatChanged(7, 2, message("hello")), ChatChanged(7, 3, message("x" * 600_000))
    here.publish([small, huge])
    await until(lambda: len(heard) == 2)
    assert heard == [small, ChatChanged(7, 3)]


async def test_nonsense_is_not_heard(nodes: tuple[NatsBus, NatsBus], nats_server: Nats) -> None:
    here, there = nodes
    heard = listen(there)
    stranger = await nats.connect(nats_server.url)
    for nonsense in (b"", b"nonsense", b"\x81\xa4type\xa4chat", b"\xc1"):
        await stranger.publish("besedka.test.all", nonsense)
    await stranger.close()
    here.publish([UserChanged(1)])
    await until(lambda: heard == [UserChanged(1)])


async def test_what_is_lost_is_known_to_be_lost() -> None:
    with running_nats() as server:
        here, there = NatsBus(), NatsBus()
        for bus in (here, there):
            await bus.connect(server.url, "test")
        gaps: list[str] = []
        here.on_gap(lambda: gaps.append("here"))
        there.on_gap(lambda: gaps.append("there"))
        heard, own = listen(there), listen(here)
        await there.follow([7])
        server.stop()
        for version in range(100):
            here.publish([ChatChanged(7, version)])
        async with asyncio.timeout(PATIENCE):
            await there.follow([8])
        assert len(own) == 100
        server.start()
        await until(lambda: sorted(gaps) == ["here", "there"])

        def is_heard() -> bool:
            here.publish([ChatChanged(8, 1)])
            return ChatChanged(8, 1) in heard

        await until(is_heard)
        await here.close()
        await there.close()


async def test_a_server_that_is_not_there_is_said_to_be_not_there() -> None:
    with pytest.raises(StartupError, match="NATS can't be reached"):
        await NatsBus().connect("nats://127.0.0.1:1", "test")
