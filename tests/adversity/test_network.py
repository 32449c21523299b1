"""A broken network between clients and server loses nothing, doubles nothing, and keeps the order."""

import asyncio
from pathlib import Path

import pytest

from besedka.client import Session
from tests.support.clock import Clock
from tests.support.people import make_group, make_people, sessions_of
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
            sessions_of(address, people) as sessions,
        ):
            acknowledged = await asyncio.gather(*(send(session, chat_id, n) for n, session in enumerate(sessions)))
            proxy.calm = True
            await asyncio.gather(*(until_complete(session, chat_id) for session in sessions))
            expected = {f"{n}-{i}" for n in range(CLIENTS) for i in range(MESSAGES // CLIENTS)}
            histories = [history(session, chat_id) for session in sessions]
            assert histories == [histories[0]] * CLIENTS
            assert [seq for seq, _, __ in histories[0]] == list(range(1, MESSAGES + 1))
            assert {text for _, __, text in histories[0]} == expected
            assert {text for mine in acknowledged for text in mine} == expected
            for n in range(CLIENTS):  # each author's own order
                mine = [int(text.partition("-")[2]) for _, __, text in histories[0] if text.startswith(f"{n}-")]
                assert mine == sorted(mine)
            assert proxy.cuts > 20
            assert [session.replica.chats[chat_id].unread for session in sessions] == [
                MESSAGES - session.replica.chats[chat_id].last_read_seq for session in sessions
            ]


async def send(session: Session, chat_id: int, number: int) -> list[str]:
    """One after another; what was acknowledged."""
    return [(await session.send(chat_id, f"{number}-{i}")).text for i in range(MESSAGES // CLIENTS)]


async def until_complete(session: Session, chat_id: int) -> None:
    while True:
        await session.wait_until_complete()
        if session.replica.chats[chat_id].last_seq == MESSAGES and not session.replica.chats[chat_id].is_behind:
            return
        await asyncio.sleep(0.05)


def history(session: Session, chat_id: int) -> list[tuple[int, int, str]]:
    messages = session.replica.chats[chat_id].messages
    return [(seq, messages[seq].id, messages[seq].text) for seq in sorted(messages)]
