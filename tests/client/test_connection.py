"""What a gateway does on a real socket, with a server that misbehaves."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.server import ServerConnection

from besedka_client import (
    ChatLeft,
    Closed,
    Event,
    Forgotten,
    Gateway,
    MessagePosted,
    OutboxFull,
    Refused,
    SignedOut,
    backoff,
    connection,
    gateway,
    inbox,
    outbox,
    pace,
)
from besedka_client.records import LeftFrame
from tests.support.fake_gateway import FakeGateway, Op, fake_gateway, until
from tests.support.model_server import OTHER, ModelServer

PATIENCE = 60  # seconds: on a machine that does other things besides


@pytest.fixture(autouse=True)
def held_frames() -> None:
    """The model's frames are not held against the contract: they show defaults."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long."""
    monkeypatch.setattr(backoff, "WAIT_MOST", 0.05)
    monkeypatch.setattr(backoff, "LATER_SECONDS", 0.2)


@pytest.fixture
async def fake() -> AsyncIterator[FakeGateway]:
    async with fake_gateway(ModelServer(3)) as running:
        yield running


async def take(source: Gateway, count: int) -> list[Event]:
    """The next events."""
    taken: list[Event] = []
    events = aiter(source)
    async with asyncio.timeout(PATIENCE):
        while len(taken) < count:
            taken.append(await anext(events))
    return taken


def texts(events: list[Event]) -> list[str]:
    return [event.message.text for event in events if isinstance(event, MessagePosted)]


def miss(fake: FakeGateway, each: int) -> None:
    """So many messages in each chat, that nobody is told of."""
    for chat in fake.model.chats.values():
        for number in range(each):
            chat.post(OTHER, f"{chat.id}/{number}")


async def test_a_thousand_chats_are_asked_about_in_portions_one_at_a_time() -> None:
    async with fake_gateway(ModelServer(1200)) as fake:
        asking = 0

        async def slowly(socket: ServerConnection, op: Op) -> bool:
            nonlocal asking
            asking += op["op"] == "resume"
            assert asking == 1
            await asyncio.sleep(0.01)
            asking -= 1
            return False

        fake.hook = slowly
        async with Gateway(fake.url, "") as way:
            way.focus(777)
            miss(fake, 1)
            await fake.cut()
            events = await take(way, 1200)
            assert [len(op["chats"]) for op in fake.resumes()] == [500, 500, 200]
            assert events[0] == MessagePosted(fake.model.chats[777].messages[1])
            assert sorted(texts(events)) == sorted(f"{n}/0" for n in range(1, 1201))
            await way.wait_until_complete()
            assert fake.connections == 2


async def test_a_portion_that_does_not_come_to_all_is_followed_by_another(
    fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PORTION_ROWS", 4)
    miss(fake, 10)
    async with Gateway(fake.url, "", history=True) as way:
        for chat in fake.model.chats.values():
            assert way.replica.chats[chat.id].messages == chat.messages
        assert len(fake.resumes()) == 8


@pytest.mark.parametrize("after", [1, 2, 3, 7])
async def test_a_line_cut_between_portions_costs_and_doubles_nothing(
    fake: FakeGateway, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(connection, "PORTION_ROWS", 4)
    async with Gateway(fake.url, "") as way:
        miss(fake, 10)

        async def cut(socket: ServerConnection, op: Op) -> bool:
            if len(fake.resumes()) == after:
                socket.transport.abort()
                return True
            return False

        fake.hook = cut
        await fake.cut()
        assert texts(await take(way, 30)) == [f"{chat}/{n}" for chat in (1, 2, 3) for n in range(10)]
        await way.wait_until_complete()
        assert fake.connections == 3


async def test_answers_may_be_late_and_frames_faster(fake: FakeGateway) -> None:
    async with Gateway(fake.url, "") as way:
        miss(fake, 2)

        async def late(socket: ServerConnection, op: Op) -> bool:
            for chat in fake.model.chats.values():
                await fake.tell(chat.post(OTHER, f"{chat.id}/live"))
            return False

        fake.hook = late
        await fake.cut()
        events = texts(await take(way, 9))
        for chat in (1, 2, 3):
            assert [text for text in events if text.startswith(f"{chat}/")] == [
                f"{chat}/0",
                f"{chat}/1",
                f"{chat}/live",
            ]


async def test_gaps_and_repeats(fake: FakeGateway) -> None:
    chat = fake.model.chats[1]
    async with Gateway(fake.url, "") as way:
        first = chat.post(OTHER, "first")
        await fake.tell(first)
        await fake.tell(first)
        chat.post(OTHER, "lost")
        await fake.tell(chat.post(OTHER, "third"))
        await fake.tell(first)
        assert texts(await take(way, 3)) == ["first", "lost", "third"]
        assert fake.connections == 1
        assert way.replica.chats[1].unread == 3


async def test_who_left_while_catching_up(fake: FakeGateway) -> None:
    async with Gateway(fake.url, "") as way:
        miss(fake, 1)

        async def leave(socket: ServerConnection, op: Op) -> bool:
            if fake.model.chats.pop(2, None):
                await fake.tell(LeftFrame(2))
            return False

        fake.hook = leave
        await fake.cut()
        assert (await take(way, 3))[0] == ChatLeft(2)
        await way.wait_until_complete()
        assert set(way.replica.chats) == {1, 3}


async def test_another_epoch_is_another_history(fake: FakeGateway) -> None:
    async with Gateway(fake.url, "", history=True) as way:
        await fake.tell(fake.model.chats[1].post(OTHER, "before"))
        assert texts(await take(way, 1)) == ["before"]
        fake.model = ModelServer(1)
        fake.model.epoch = "another"
        fake.model.chats[1].post(OTHER, "after the restore")
        await fake.cut()
        assert (await take(way, 1))[0] == Forgotten("another")
        await way.wait_until_complete()
        assert way.replica.chats[1].messages == fake.model.chats[1].messages


async def test_a_server_that_answers_nothing_new_is_left(fake: FakeGateway) -> None:
    async with Gateway(fake.url, "") as way:
        miss(fake, 1)

        async def come_to_nothing(socket: ServerConnection, op: Op) -> bool:
            if fake.connections > 2:
                return False
            chats = [each | {"messages": [], "version": each["since"], "more": True} for each in op["chats"]]
            await fake.say(socket, {"t": "ok", "ref": op["ref"], "chats": chats})
            return True

        fake.hook = come_to_nothing
        await fake.cut()
        assert len(await take(way, 3)) == 3
        assert fake.connections == 3


async def test_a_resume_that_is_refused_or_not_answered_is_asked_elsewhere(
    fake: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.05)
    async with Gateway(fake.url, "") as way:
        miss(fake, 1)

        async def be_in_trouble(socket: ServerConnection, op: Op) -> bool:
            if fake.connections == 2:
                await fake.say(socket, {"t": "error", "ref": op["ref"], "code": "unavailable", "detail": ""})
            return fake.connections < 4

        fake.hook = be_in_trouble
        await fake.cut()
        assert len(await take(way, 3)) == 3
        assert fake.connections == 4


class TestWhoDoesNotRead:
    """Of events a bounded number waits; the rest is got once they have been read."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inbox, "EVENTS_LIMIT", 20)

    async def test_what_happens_meanwhile_comes_later_and_once(self, fake: FakeGateway) -> None:
        chat = fake.model.chats[1]
        async with Gateway(fake.url, "") as way:
            for number in range(100):
                await fake.tell(chat.post(OTHER, f"{number}"))
            sent = await way.send(1, "answered, though nobody reads")
            assert len(way._state.inbox) == 20  # noqa: SLF001 - the bound
            assert texts(await take(way, 101)) == [*(f"{number}" for number in range(100)), sent.text]
            await way.wait_until_complete()
            assert fake.connections == 2

    async def test_a_cut_meanwhile_does_no_harm(self, fake: FakeGateway) -> None:
        chat = fake.model.chats[1]
        async with Gateway(fake.url, "") as way:
            for number in range(30):
                await fake.tell(chat.post(OTHER, f"{number}"))
            await way.send(1, "first")
            await fake.cut()
            await way.send(1, "sent on another connection")
            assert len(way._state.inbox) == 20  # noqa: SLF001 - the bound
            expected = [*(f"{number}" for number in range(30)), "first", "sent on another connection"]
            assert texts(await take(way, 32)) == expected

    async def test_catching_up_waits_for_the_reader(self, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "PORTION_ROWS", 10)
        async with Gateway(fake.url, "") as way:
            miss(fake, 100)
            fake.model.chats.pop(3)
            fake.model.chats.pop(2)
            await fake.cut()
            await until(lambda: way._state.inbox.is_full)  # noqa: SLF001 - the bound
            most = 0
            for number in range(102):
                (event,) = await take(way, 1)
                most = max(most, len(way._state.inbox))  # noqa: SLF001 - the bound
                assert isinstance(event, ChatLeft) == (number < 2)
            assert most <= 102
            await way.wait_until_complete()


class TestOutbox:
    """What waits for its answer is bounded, sent in order, and not too much at once."""

    async def test_too_many_ops_are_an_error(self, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outbox, "WAITING_LIMIT", 10)
        answering = asyncio.Event()

        async def keep_waiting(socket: ServerConnection, op: Op) -> bool:
            await answering.wait()
            return False

        fake.hook = keep_waiting
        async with Gateway(fake.url, "", events=False) as way:
            sends = [asyncio.create_task(way.send(1, f"{number}")) for number in range(10)]
            await asyncio.sleep(0)
            with pytest.raises(OutboxFull):
                await way.send(1, "one too many")
            answering.set()
            assert [(await each).text for each in sends] == [f"{number}" for number in range(10)]
            assert (await way.send(1, "room again")).seq == 11

    async def test_not_too_many_are_on_the_way(self, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outbox, "ON_THE_WAY_LIMIT", 3)
        waiting: list[Op] = []

        async def answer_three_at_a_time(socket: ServerConnection, op: Op) -> bool:
            waiting.append(op)
            assert len(waiting) <= 3
            if len(waiting) == 3:
                await asyncio.sleep(0.01)  # for a fourth, if there were one
                for each in list(waiting):
                    waiting.remove(each)
                    frame = fake.model.chats[1].post(OTHER, each["text"])
                    await fake.say(socket, {"t": "ok", "ref": each["ref"], "message": frame.message})
            return True

        fake.hook = answer_three_at_a_time
        async with Gateway(fake.url, "", events=False) as way:
            sent = await asyncio.gather(*(way.send(1, f"{number}") for number in range(9)))
            assert [each.seq for each in sent] == list(range(1, 10))

    async def test_after_a_cut_all_is_sent_again_in_its_order(self, fake: FakeGateway) -> None:
        async def cut_the_third(socket: ServerConnection, op: Op) -> bool:
            if fake.connections == 1 and len(fake.asked) == 3:
                socket.transport.abort()
            return fake.connections == 1

        fake.hook = cut_the_third
        async with Gateway(fake.url, "", events=False) as way:
            sent = await asyncio.gather(*(way.send(1, f"{number}") for number in range(9)))
            assert [each.seq for each in sent] == list(range(1, 10))

    async def test_a_frame_too_large_for_the_server_is_not_sent(self, fake: FakeGateway) -> None:
        async with Gateway(fake.url, "", events=False) as way:
            with pytest.raises(Refused) as refused:
                await way.send(1, "x" * 70_000)
            assert refused.value.code == "too_large"
            assert not fake.asked

    async def test_it_keeps_below_the_servers_limit(self, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pace, "FRAMES_AT_ONCE", 10)
        async with Gateway(fake.url, "", events=False) as way:
            began = asyncio.get_running_loop().time()
            await asyncio.gather(*(way.send(1, f"{number}") for number in range(28)))
            assert asyncio.get_running_loop().time() - began >= 17 / pace.FRAMES_A_SECOND


class TestClosing:
    """What the server says about coming back is heeded."""

    @pytest.mark.parametrize("code", [4400, 4407, 4419])
    async def test_for_good(self, fake: FakeGateway, code: int) -> None:
        async with Gateway(fake.url, "") as way:
            await fake.close(code, "mend yourself")
            with pytest.raises(Closed) as closed:
                await take(way, 1)
            assert (closed.value.code, closed.value.reason) == (code, "mend yourself")
            with pytest.raises(Closed):
                await way.send(1, "x")

    async def test_signed_out(self, fake: FakeGateway) -> None:
        async with Gateway(fake.url, "") as way:
            await fake.close(4401)
            with pytest.raises(SignedOut):
                await take(way, 1)

    @pytest.mark.parametrize("code", [1001, 1011, 4408])
    async def test_come_back(self, fake: FakeGateway, code: int) -> None:
        async with Gateway(fake.url, "") as way:
            await fake.close(code, '{"reconnect_after_ms": 10}' if code == 1001 else "")
            await until(lambda: fake.connections == 2)
            assert (await way.send(1, "x")).seq == 1

    @pytest.mark.parametrize("code", [4420, 4429, 4430])
    async def test_come_back_later(self, fake: FakeGateway, code: int) -> None:
        async with Gateway(fake.url, ""):
            began = asyncio.get_running_loop().time()
            await fake.close(code)
            await until(lambda: fake.connections == 2)
            assert asyncio.get_running_loop().time() - began >= 0.2

    async def test_a_frame_beyond_all_bounds(self, fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gateway, "FRAME_MOST", 2000)
        async with Gateway(fake.url, "") as way:
            await fake.tell(fake.model.chats[1].post(OTHER, "x" * 3000))
            with pytest.raises(Closed) as closed:
                await take(way, 1)
            assert closed.value.code == 1009


async def test_a_server_that_says_nothing_is_left(fake: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HELLO_SECONDS", 0.05)

    async def be_silent(socket: ServerConnection) -> bool:
        if fake.connections > 1:
            return True
        await socket.wait_closed()
        return False

    fake.greeting = be_silent
    async with asyncio.timeout(PATIENCE), Gateway(fake.url, "") as way:
        assert (way.connections, fake.connections) == (1, 2)


async def test_a_handshake_without_an_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "OPEN_SECONDS", 0.05)
    opened = 0

    async def be_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while await reader.read(1000):
            pass
        writer.close()

    server = await asyncio.start_server(be_silent, "127.0.0.1", 0)
    async with server:
        way = Gateway(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", "")
        entering = asyncio.create_task(way.__aenter__())
        await until(lambda: opened >= 3)
        await way.close()
        with pytest.raises(ConnectionError):
            await entering
