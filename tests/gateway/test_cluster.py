"""Two nodes on PostgreSQL and NATS are one server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from besedka.actions.chats import open_chat
from besedka.wire.chats import NewChat
from besedka_client import Gateway, SignedOut
from tests.support.clock import Clock
from tests.support.lossy import LossyBus
from tests.support.nats import Nats
from tests.support.people import Person, gateways_of, make_group, make_people
from tests.support.postgres import Postgres
from tests.support.raw import RawSocket, op
from tests.support.server import Running, running_server

PATIENCE = 60  # seconds: on a machine that does other things besides


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


def texts(gateway: Gateway, chat_id: int) -> list[str]:
    messages = gateway.replica.chats[chat_id].messages
    return [messages[seq].text for seq in sorted(messages)]


async def test_what_is_sent_here_is_heard_there(nodes: list[Running]) -> None:
    people = await make_people(nodes[0].database, ["ada", "boris"])
    chat_id = await make_group(nodes[0].database, people)
    async with (
        gateways_of(nodes[0].address, people[:1]) as (ada,),
        gateways_of(nodes[1].address, people[1:]) as (boris,),
    ):
        await asyncio.gather(*(who.send(chat_id, f"{n}") for n in range(20) for who in (ada, boris)))
        await until(lambda: len(texts(ada, chat_id)) == len(texts(boris, chat_id)) == 40)
        assert texts(ada, chat_id) == texts(boris, chat_id)
        first = ada.replica.chats[chat_id].messages[1]
        author = ada if first.author_id == people[0].id else boris
        await author.edit(first.id, "edited")
        await until(lambda: texts(ada, chat_id)[0] == texts(boris, chat_id)[0] == "edited")
        await boris.read(chat_id, 40)
        await until(lambda: boris.replica.chats[chat_id].unread == 0)


async def test_one_nonce_on_two_nodes_at_once_is_one_message(nodes: list[Running]) -> None:
    people = await make_people(nodes[0].database, ["ada", "boris"])
    chat_id = await make_group(nodes[0].database, people)
    async with (
        gateways_of(nodes[0].address, people[:1]) as (here,),
        gateways_of(nodes[1].address, people[:1]) as (there,),
    ):
        for n in range(20):
            one, other = await asyncio.gather(
                here.send(chat_id, "x", nonce=f"{n}"), there.send(chat_id, "x", nonce=f"{n}")
            )
            assert one == other
        await until(lambda: len(texts(here, chat_id)) == len(texts(there, chat_id)) == 20)


async def test_signing_out_there_ends_the_socket_here(nodes: list[Running]) -> None:
    ada = await nodes[1].sign_up("ada")
    person = Person(ada.id, ada.cookie)
    async with gateways_of(nodes[0].address, [person]) as (gateway,):
        await ada.get("/logout")
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(SignedOut):
                await anext(session_end(gateway))


async def session_end(gateway: Gateway) -> AsyncIterator[None]:
    """Yields when the session is over, or raises why it is."""
    async for _ in gateway:
        pass
    yield


async def test_a_chat_opened_there_appears_here(nodes: list[Running]) -> None:
    ada, boris = await nodes[0].sign_up("ada"), await nodes[1].sign_up("boris")
    async with gateways_of(nodes[1].address, [Person(boris.id, boris.cookie)]) as (gateway,):
        chat_id = await ada.chat_with(boris)
        await until(lambda: chat_id in gateway.replica.chats)
        await ada.post(f"/chats/{chat_id}/messages", {"text": "hello"})
        await until(lambda: texts(gateway, chat_id) == ["hello"])


async def test_typing_and_presence_cross_over(nodes: list[Running], monkeypatch: pytest.MonkeyPatch) -> None:
    people = await make_people(nodes[0].database, ["ada", "boris"])
    chat_id = await open_chat.run(nodes[0].database, people[0].id, NewChat(user_id=people[1].id))
    ada = await RawSocket.connect(nodes[0].port, people[0].cookie)
    await ada.receive_until("hello")
    boris = await RawSocket.connect(nodes[1].port, people[1].cookie)
    await boris.receive_until("hello")
    async with asyncio.timeout(PATIENCE):
        boris.send(op(op="typing", chat_id=chat_id))
        told = [await ada.receive() for _ in range(2)]  # whichever comes first
        assert {"t": "typing", "chat_id": chat_id, "user_id": people[1].id} in told
        assert {"t": "presence", "user_id": people[1].id, "state": "online"} in told
        boris.close()
        assert await ada.receive_until("presence") == {"t": "presence", "user_id": people[1].id, "state": "offline"}
    ada.close()


async def test_a_node_without_nats_serves_its_own_and_catches_up(nodes: list[Running], nats_server: Nats) -> None:
    people = await make_people(nodes[0].database, ["ada", "boris", "chiyo"])
    chat_id = await make_group(nodes[0].database, people)
    async with (
        gateways_of(nodes[0].address, people[:2]) as (ada, boris),
        gateways_of(nodes[1].address, people[2:]) as (chiyo,),
    ):
        await ada.send(chat_id, "before")
        await until(lambda: texts(chiyo, chat_id) == ["before"])
        nats_server.stop()
        try:
            await ada.send(chat_id, "without")
            await until(lambda: texts(boris, chat_id) == ["before", "without"])
            late = await make_group(nodes[0].database, people)
        finally:
            nats_server.start()
        await until(lambda: texts(chiyo, chat_id) == ["before", "without"])
        await until(lambda: late in chiyo.replica.chats)
        await chiyo.send(chat_id, "after")
        await until(lambda: texts(ada, chat_id) == texts(boris, chat_id) == ["before", "without", "after"])
        assert [gateway.connections for gateway in (ada, boris, chiyo)] == [1, 1, 1]


async def test_what_a_bus_loses_is_found_within_one_sweep(postgres: Postgres, tmp_path: Path, clock: Clock) -> None:
    buses = [LossyBus(1), LossyBus(2)]
    buses[0].peer, buses[1].peer = buses[1], buses[0]
    async with (
        postgres.database() as url,
        running_server(tmp_path / "one", url, clock, buses[0]) as one,
        running_server(tmp_path / "two", url, clock, buses[1]) as two,
    ):
        people = await make_people(one.database, [f"user{n}" for n in range(8)])
        chat_id = await make_group(one.database, people)
        async with gateways_of(one.address, people[:4]) as here, gateways_of(two.address, people[4:]) as there:
            everyone = [*here, *there]
            await asyncio.gather(*(gateway.send(chat_id, f"{n}") for n in range(40) for gateway in everyone))
            buses[0].mute = buses[1].mute = True
            await here[0].send(chat_id, "committed, and never announced")
            late = await make_group(one.database, people)
            buses[0].mute = buses[1].mute = False
            for each in (one, two):
                await each.server.node.sweep.sweep()
            await until(lambda: all(len(texts(s, chat_id)) == 321 and late in s.replica.chats for s in everyone))
            assert all(texts(gateway, chat_id) == texts(here[0], chat_id) for gateway in everyone)
            assert buses[0].lost + buses[1].lost > 30
            assert [gateway.connections for gateway in everyone] == [1] * 8
