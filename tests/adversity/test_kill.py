"""A server that is killed under load has kept what it acknowledged, and nothing twice."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from besedka.store.engine.clock import system_clock
from besedka_client import Gateway
from tests.conftest import open_database
from tests.support.clock import Clock
from tests.support.people import gateways_of, make_group, make_people
from tests.support.ports import find_port
from tests.support.program import Program, serving
from tests.support.recording import RecordingBus

CLIENTS, ROUNDS = 10, 10
ACKNOWLEDGED_EACH_ROUND = 300
PATIENCE = 250  # seconds


class Sender:
    """Sends one message after another until told to stop."""

    def __init__(self, gateway: Gateway, name: str) -> None:
        self._gateway = gateway
        self._name = name
        self.acknowledged: list[str] = []
        self.stopped = False

    async def run(self, chat_id: int) -> None:
        while not self.stopped:
            text = f"{self._name}-{len(self.acknowledged)}"
            await self._gateway.send(chat_id, text)
            self.acknowledged.append(text)


async def test_ten_kills(database_url: str, tmp_path: Path, clock: Clock) -> None:
    data = tmp_path / "data"
    data.mkdir()
    clock.now = system_clock()  # the program's own
    database = await open_database(database_url, data, RecordingBus(), clock)
    people = await make_people(database, [f"user{n}" for n in range(CLIENTS)])
    chat_id = await make_group(database, people)
    await database.close()
    port = find_port()
    arguments = ["--rate-limits", "off", *(["--database", database_url] if database_url else [])]
    with ExitStack() as stack:

        async def start() -> Program:
            return await asyncio.to_thread(stack.enter_context, serving(*arguments, data=data, port=port))

        async with asyncio.timeout(PATIENCE):
            program = await start()
            async with gateways_of(program.address, people) as gateways:
                senders = [Sender(gateway, str(n)) for n, gateway in enumerate(gateways)]
                running = [asyncio.create_task(sender.run(chat_id)) for sender in senders]
                for _ in range(ROUNDS):
                    await until_acknowledged(senders, count(senders) + ACKNOWLEDGED_EACH_ROUND)
                    program.kill()
                    program = await start()
                for sender in senders:
                    sender.stopped = True
                await asyncio.gather(*running)
                await asyncio.gather(*(until_complete(gateway, chat_id, count(senders)) for gateway in gateways))
                check(gateways, chat_id, senders)


def count(senders: list[Sender]) -> int:
    return sum(len(sender.acknowledged) for sender in senders)


async def until_acknowledged(senders: list[Sender], wanted: int) -> None:
    while count(senders) < wanted:
        await asyncio.sleep(0.005)


async def until_complete(gateway: Gateway, chat_id: int, wanted: int) -> None:
    while gateway.replica.chats[chat_id].last_seq < wanted or gateway.replica.chats[chat_id].is_behind:
        await asyncio.sleep(0.02)


def check(gateways: list[Gateway], chat_id: int, senders: list[Sender]) -> None:
    histories = [gateway.replica.chats[chat_id].messages for gateway in gateways]
    assert all(history == histories[0] for history in histories)
    assert sorted(histories[0]) == list(range(1, count(senders) + 1))
    texts = [histories[0][seq].text for seq in sorted(histories[0])]
    for n, sender in enumerate(senders):
        assert [text for text in texts if text.startswith(f"{n}-")] == sender.acknowledged
    assert max(gateway.connections for gateway in gateways) > ROUNDS // 2
