"""Whatever people do, on however many devices, through whatever disconnections: what each sees equals a trivial model."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from besedka.actions.members import add_member, remove_member
from besedka.wire.members import AddMember, RemoveMember
from besedka_client import Gateway
from tests.support.people import Person, make_group, make_people
from tests.support.server import Running

PEOPLE, CHATS, DEVICES = 3, 2, 2
PATIENCE = 60  # seconds: on a machine that does other things besides

_person = st.integers(0, PEOPLE - 1)
_chat = st.integers(0, CHATS - 1)
_any = st.integers(0, 1000)
_calls = st.integers(0, PEOPLE + 2)


class World:
    """The server's side of a run: people, chats, and devices that are connected or not."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.names: list[str] = []
        self.people: list[Person] = []
        self.chats: list[int] = []
        self.devices: dict[tuple[int, int], Gateway] = {}

    async def begin(self, name: str) -> None:
        self.names = [f"{name}x{n}" for n in range(PEOPLE)]
        self.people = await make_people(self.server.database, self.names)
        self.chats = [await make_group(self.server.database, self.people[:2]) for _ in range(CHATS)]
        for person in range(PEOPLE):
            await self.connect(person, 0)

    async def connect(self, person: int, device: int) -> None:
        gateway = self.people[person].connect(self.server.address)
        await gateway.__aenter__()
        self.devices[person, device] = gateway

    async def disconnect(self, person: int, device: int) -> None:
        await self.devices.pop((person, device)).close()

    async def end(self) -> None:
        for gateway in self.devices.values():
            await gateway.close()

    def device_of(self, person: int) -> Gateway:
        return next(gateway for (owner, _), gateway in self.devices.items() if owner == person)

    async def join(self, chat: int, person: int) -> None:
        asked = AddMember(self.chats[chat], self.people[person].id)
        await add_member.run(self.server.database, self.people[0].id, asked)

    async def leave(self, chat: int, person: int) -> None:
        asked = RemoveMember(self.chats[chat], self.people[person].id)
        await remove_member.run(self.server.database, self.people[person].id, asked)


class Chat:
    """A chat as a child would keep it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.markers = {0: 0, 1: 0}

    def move(self, person: int, seq: int) -> None:
        self.markers[person] = max(self.markers[person], min(seq, len(self.messages)))

    def move_back(self, person: int, seq: int) -> None:
        self.markers[person] = min(self.markers[person], seq - 1)

    def call(self, calls: int, names: list[str]) -> tuple[str, set[int]]:
        """Words that call someone, and whom of those who are here."""
        here = set(self.markers)
        texts = ["nobody@all", "@all", *[f"@{name}." for name in names], f"{names[0]} @x"]
        called = [set[int](), here, *[{person} & here for person in range(len(names))], set[int]()]
        return texts[calls % len(texts)], called[calls % len(texts)]

    def mentions(self, person: int) -> int:
        marker = self.markers[person]
        return sum(seq > marker and person in each["calls"] for seq, each in enumerate(self.messages, 1))

    def unread(self, person: int) -> int:
        return sum(seq > self.markers[person] and not each["deleted"] for seq, each in enumerate(self.messages, 1))


class Machine(RuleBasedStateMachine):
    """Runs in a thread of its own; the server and the devices live in the loop."""

    loop: asyncio.AbstractEventLoop
    server: Running
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        Machine.runs += 1
        self.world = World(self.server)
        self.chats = [Chat() for _ in range(CHATS)]
        self.do(self.world.begin(f"run{Machine.runs}"))

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, PATIENCE), self.loop).result()

    @rule(person=_person, chat=_chat, calls=_calls)
    def post(self, person: int, chat: int, calls: int) -> None:
        model = self.chats[chat]
        if person in model.markers:
            words, called = model.call(calls, self.world.names)
            text = f"{len(model.messages)} {words}"
            posted = self.do(self.world.device_of(person).send(self.world.chats[chat], text))
            message = {"id": posted.id, "author": person, "text": text, "deleted": False, "calls": called}
            model.messages.append(message)
            model.move(person, posted.seq)

    @rule(chat=_chat, which=_any, calls=_calls)
    def edit(self, chat: int, which: int, calls: int) -> None:
        message = self.pick(chat, which)
        if message:
            text, message["calls"] = self.chats[chat].call(calls, self.world.names)
            self.do(self.world.device_of(message["author"]).edit(message["id"], text))
            message["text"] = text

    @rule(person=_person, chat=_chat, seq=st.integers(1, 30))
    def mark_unread(self, person: int, chat: int, seq: int) -> None:
        if person in self.chats[chat].markers:
            self.do(self.world.device_of(person).mark_unread(self.world.chats[chat], seq))
            self.chats[chat].move_back(person, seq)

    @rule(chat=_chat, which=_any)
    def delete(self, chat: int, which: int) -> None:
        message = self.pick(chat, which)
        if message:
            self.do(self.world.device_of(message["author"]).delete(message["id"]))
            message |= {"deleted": True, "text": "", "calls": set()}

    @rule(person=_person, chat=_chat, seq=st.integers(0, 30))
    def read(self, person: int, chat: int, seq: int) -> None:
        if person in self.chats[chat].markers:
            self.do(self.world.device_of(person).read(self.world.chats[chat], seq))
            self.chats[chat].move(person, seq)

    @rule(chat=_chat)
    def join(self, chat: int) -> None:
        if PEOPLE - 1 not in self.chats[chat].markers:
            self.do(self.world.join(chat, PEOPLE - 1))
            self.chats[chat].markers[PEOPLE - 1] = len(self.chats[chat].messages)

    @rule(chat=_chat)
    def leave(self, chat: int) -> None:
        if self.chats[chat].markers.pop(PEOPLE - 1, None) is not None:
            self.do(self.world.leave(chat, PEOPLE - 1))

    @rule(person=_person)
    def another_device(self, person: int) -> None:
        if (person, 1) not in self.world.devices:
            self.do(self.world.connect(person, 1))

    @rule(person=_person)
    def one_device_less(self, person: int) -> None:
        if (person, 1) in self.world.devices:
            self.do(self.world.disconnect(person, 1))

    @rule(person=_person)
    def reconnect(self, person: int) -> None:
        self.do(self.world.disconnect(person, 0))
        self.do(self.world.connect(person, 0))

    @rule(person=_person)
    def lose_the_line(self, person: int) -> None:
        connection = self.world.devices[person, 0]._connection  # noqa: SLF001 - what happens to it is nobody's wish
        if connection is not None:
            self.loop.call_soon_threadsafe(connection.socket.transport.abort)

    @invariant()
    def everyone_sees_the_same(self) -> None:
        self.do(self.until_all_agree())

    def teardown(self) -> None:
        self.do(self.world.end())

    def pick(self, chat: int, which: int) -> dict[str, Any] | None:
        """A message that its author may still change."""
        there = self.chats[chat].markers
        living = [each for each in self.chats[chat].messages if not each["deleted"] and each["author"] in there]
        return living[which % len(living)] if living else None

    def last(self, chat: Chat) -> str | None:
        """The text of the newest message that is not deleted."""
        return next((each["text"] for each in reversed(chat.messages) if not each["deleted"]), None)

    def expected(self, person: int) -> dict[int, Any]:
        return {
            self.world.chats[number]: (
                [(each["id"], each["text"], each["deleted"]) for each in chat.messages],
                chat.unread(person),
                chat.mentions(person),
                chat.markers[person],
                self.last(chat),
            )
            for number, chat in enumerate(self.chats)
            if person in chat.markers
        }

    async def until_all_agree(self) -> None:
        for (person, _), gateway in self.world.devices.items():
            expected = self.expected(person)
            try:
                async with asyncio.timeout(PATIENCE / 2):
                    while seen(gateway) != expected:
                        await asyncio.sleep(0.002)
            except TimeoutError:
                assert seen(gateway) == expected


def seen(gateway: Gateway) -> dict[int, Any]:
    return {
        chat_id: (
            [
                (chat.messages[seq].id, chat.messages[seq].text, chat.messages[seq].deleted)
                for seq in sorted(chat.messages)
            ],
            chat.unread,
            chat.mentions,
            chat.last_read_seq,
            chat.last_message.text if chat.last_message else None,
        )
        for chat_id, chat in gateway.replica.chats.items()
    }


async def test_everyone_sees_what_the_model_sees(server: Running) -> None:
    loop = asyncio.get_running_loop()

    class Bound(Machine):
        pass

    Bound.loop, Bound.server = loop, server
    bounds = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    await asyncio.to_thread(run_state_machine_as_test, Bound, settings=bounds)
