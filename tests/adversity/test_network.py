"""A broken network between clients and server loses nothing, doubles nothing, and keeps the order."""

import asyncio
from pathlib import Path

import pytest

from besedka_client import Gateway
from tests.support.clock import Clock
from tests.support.people import gateways_of, make_group, make_people
from tests.support.proxy import proxy_to
from tests.support.server import running_server

CLIENTS, MESSAGES = 20, 5000
PATIENCE = 200  # seconds


@pytest.mark.parametrize("seed", [1])
async def test_twenty_clients_on_a_broken_network(database_url: str, tmp_path: Path, clock: Clock, seed: int) -> None:
    async with running_server(tmp_path, database_url, clock) as server:
        people = await make_people(server.database, [f"user{n}" for n in range(CLIENTS)])
        chat_id = await make_group(server.database, people)
        async with (
            asyncio.timeout(PATIENCE),
            proxy_to(server.port, seed) as (proxy, address),
            gateways_of(address, people) as gateways,
        ):
            acknowledged = await asyncio.gather(*(send(gateway, chat_id, n) for n, gateway in enumerate(gateways)))
            proxy.calm = True
            await asyncio.gather(*(until_complete(gateway, chat_id) for gateway in gateways))
            expected = {f"{n}-{i}" for n in range(CLIENTS) for i in range(MESSAGES // CLIENTS)}
            histories = [history(gateway, chat_id) for gateway in gateways]
            assert histories == [histories[0]] * CLIENTS
            assert [seq for seq, _, __ in histories[0]] == list(range(1, MESSAGES + 1))
            assert {text for _, __, text in histories[0]} == expected
            assert {text for mine in acknowledged for text in mine} == expected
            for n in range(CLIENTS):  # each author's own order
                mine = [int(text.partition("-")[2]) for _, __, text in histories[0] if text.startswith(f"{n}-")]
                assert mine == sorted(mine)
            assert proxy.cuts > 20
            assert [gateway.replica.chats[chat_id].unread for gateway in gateways] == [
                MESSAGES - gateway.replica.chats[chat_id].last_read_seq for gateway in gateways
            ]


async def send(gateway: Gateway, chat_id: int, number: int) -> list[str]:
    """One after another; what was acknowledged."""
    return [(await gateway.send(chat_id, f"{number}-{i}")).text for i in range(MESSAGES // CLIENTS)]


async def until_complete(gateway: Gateway, chat_id: int) -> None:
    while True:
        await gateway.wait_until_complete()
        if gateway.replica.chats[chat_id].last_seq == MESSAGES and not gateway.replica.chats[chat_id].is_behind:
            return
        await asyncio.sleep(0.05)


def history(gateway: Gateway, chat_id: int) -> list[tuple[int, int, str]]:
    messages = gateway.replica.chats[chat_id].messages
    return [(seq, messages[seq].id, messages[seq].text) for seq in sorted(messages)]
