"""PostgreSQL and NATS are cut at each point of letting in, telling, posting and sweeping: nothing is lost, nothing stays."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from besedka.bus import ChatChanged, NotificationsSet
from besedka.gateway import feed, looks, sweep
from besedka_client import Gateway, Refused
from besedka_client import backoff as client_backoff
from tests.support.clock import Clock
from tests.support.nats import Nats, running_nats
from tests.support.people import Person, make_group, make_people
from tests.support.postgres import Postgres
from tests.support.server import Running, check_leftovers, running_server
from tests.support.severing import Moment, Severing, severing
from tests.support.switch import Switch, switch_to

PATIENCE = 60  # seconds
ROUNDS = 3  # of each cut

# A part of a statement that is sent at that point, and of no other.
POINTS = {
    "admitting": "from session where token_hash",
    "listing chats": "select chat_id from member where user_id",
    "greeting": "and member.chat_id > $2 order by member.chat_id",
    "looking at a chat": "where member.chat_id = $1 and member.user_id in",
    "filling": "select version, described_version",
    "posting": "insert into message",
    "reading": "set last_read_seq",
    "sweeping members": "max(own_changed_at)",
    "sweeping chats": "select id, version from chat where id in",
    "sweeping sessions": "from session where id in",
}


class Town:
    """Two nodes behind switches, and everyone on both."""

    def __init__(self, nodes: list[Running], proxies: list[Severing], switches: list[Switch]) -> None:
        self.nodes = nodes
        self.proxies = proxies
        self.switches = switches
        self.people: list[Person] = []
        self.chats: list[int] = []
        self.gateways: list[Gateway] = []
        self.sent: dict[int, set[str]] = {}


@pytest.fixture(scope="module")
def nats_server() -> Iterator[Nats]:
    with running_nats() as server:
        yield server


@pytest.fixture
async def town(
    postgres: Postgres, nats_server: Nats, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setattr(sweep, "SWEEP_SECONDS", 0.3)
    monkeypatch.setattr(looks, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(client_backoff, "WAIT_MOST", 0.2)
    async with postgres.database() as url, AsyncExitStack() as stack:
        nodes, proxies, switches = [], [], []
        for name in ("one", "two"):
            proxy, severed_url = await stack.enter_async_context(severing(url))
            switch, port = await stack.enter_async_context(switch_to(nats_server.port))
            bus = f"nats://127.0.0.1:{port}"
            opened = running_server(tmp_path / name, severed_url, clock, bus=bus)
            nodes.append(await stack.enter_async_context(opened))
            proxies.append(proxy)
            switches.append(switch)
        town = Town(nodes, proxies, switches)
        town.people = await make_people(nodes[0].database, [f"user{n}" for n in range(6)])
        town.chats = [await make_group(nodes[0].database, town.people) for _ in range(2)]
        town.sent = {chat_id: set() for chat_id in town.chats}
        for number, person in enumerate(town.people):
            gateway = person.connect(nodes[number % 2].address)
            town.gateways.append(await stack.enter_async_context(gateway))
        yield town
    await check_leftovers()


def only_unavailable(refused: Refused) -> None:
    assert refused.code == "unavailable", refused


async def post(town: Town, gateway: Gateway, text: str) -> None:
    """Until it is acknowledged: whatever the answer was, the nonce makes it one."""
    chat_id = random.choice(town.chats)
    while True:
        try:
            await gateway.send(chat_id, text, nonce=text)
        except Refused as refused:
            only_unavailable(refused)
            await asyncio.sleep(0.02)
        else:
            town.sent[chat_id].add(text)
            return


async def read(town: Town, gateway: Gateway) -> None:
    try:
        chat_id = random.choice(town.chats)
        await gateway.read(chat_id, gateway.replica.chats[chat_id].last_seq)
    except Refused as refused:
        only_unavailable(refused)


async def come_again(town: Town, number: int) -> None:
    """A new connection of someone, who looks at everything and leaves."""
    async with town.people[number % 6].connect(town.nodes[number % 2].address):
        pass


async def until_all_agree(town: Town) -> None:
    """Every replica holds every acknowledged message once, and they are all the same."""
    for chat_id in town.chats:
        await until(lambda chat_id=chat_id: complete(town, chat_id))  # type: ignore[misc]
    for chat_id in town.chats:
        histories = [texts(gateway, chat_id) for gateway in town.gateways]
        assert histories == [histories[0]] * len(histories)
        assert sorted(histories[0]) == sorted(town.sent[chat_id])


def complete(town: Town, chat_id: int) -> bool:
    return all(
        set(texts(gateway, chat_id)) >= town.sent[chat_id] and not gateway.replica.chats[chat_id].is_behind
        for gateway in town.gateways
    )


def texts(gateway: Gateway, chat_id: int) -> list[str]:
    messages = gateway.replica.chats[chat_id].messages
    return [messages[seq].text for seq in sorted(messages)]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


async def busy(town: Town, label: str, cut: Callable[[int], Awaitable[None]]) -> None:
    """Everyone posts and reads, some come and go, while it is cut."""
    for turn in range(ROUNDS):
        await cut(turn)
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(
                *(post(town, gateway, f"{label} {turn} {n}") for n, gateway in enumerate(town.gateways)),
                *(read(town, gateway) for gateway in town.gateways[:3]),
                come_again(town, turn),
                come_again(town, turn + 3),
            )


@pytest.mark.parametrize(("point", "moment"), list(itertools.product(POINTS, Moment)))
async def test_postgresql_is_cut(town: Town, point: str, moment: Moment) -> None:
    unknown = itertools.count(2**40)

    async def cut(turn: int) -> None:
        """On new connections, which are sent the text of each statement once."""
        proxy = town.proxies[turn % 2]
        proxy.cut_at(POINTS[point], moment, times=2)  # before there are new connections
        await proxy.cut_all()
        teller = town.nodes[turn % 2].server.node.teller
        for chat_id in town.chats:
            teller.hear(ChatChanged(chat_id, next(unknown)))  # a version that nobody knows: what it is has to be read
            for person in town.people:
                teller.hear(NotificationsSet(chat_id, person.id))  # and so has where they are in it

    await busy(town, f"{point} {moment}", cut)
    await until(lambda: town.proxies[0].cuts > 0)
    for proxy in town.proxies:
        proxy.cut_at("\0nothing", moment, times=0)
    await until_all_agree(town)


async def test_nats_is_cut(town: Town) -> None:
    async def cut(turn: int) -> None:
        await town.switches[turn % 2].cut()

    await busy(town, "nats", cut)
    await until_all_agree(town)


async def test_everything_is_cut(town: Town) -> None:
    async def cut(turn: int) -> None:
        await asyncio.gather(*(each.cut_all() for each in town.proxies), *(each.cut() for each in town.switches))

    await busy(town, "all", cut)
    await until_all_agree(town)
