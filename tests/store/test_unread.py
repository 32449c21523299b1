"""Unread counts never lie: whatever happens to a chat, the derived count is what counting would give."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from besedka.actions import markers as marker_actions
from besedka.actions import messages as message_actions
from besedka.database import Database, Transaction
from besedka.model import Profile
from besedka.store import chats, members, users
from besedka.wire.chats import MarkRead
from besedka.wire.messages import DeleteMessage, EditMessage, PostMessage

PEOPLE = 3

_event = st.one_of(
    st.tuples(st.just("post"), st.integers(0, PEOPLE - 1), st.integers(0, 5)),
    st.tuples(st.just("delete"), st.integers(0, PEOPLE - 1), st.integers(0, 20)),
    st.tuples(st.just("edit"), st.integers(0, PEOPLE - 1), st.integers(0, 20)),
    st.tuples(st.just("read"), st.integers(0, PEOPLE - 1), st.integers(0, 25)),
    st.tuples(st.just("unread"), st.integers(0, PEOPLE - 1), st.integers(1, 25)),
)


class Model:
    """A chat as a child would keep it."""

    def __init__(self, user_ids: list[int], names: list[str]) -> None:
        self.names = names
        self.messages: list[dict[str, Any]] = []
        self.markers = dict.fromkeys(user_ids, 0)

    def unread(self, user_id: int) -> int:
        return sum(each["seq"] > self.markers[user_id] and not each["deleted"] for each in self.messages)

    def mentions(self, user_id: int) -> int:
        return sum(each["seq"] > self.markers[user_id] and user_id in each["calls"] for each in self.messages)

    def move_back(self, user_id: int, seq: int) -> None:
        self.markers[user_id] = min(self.markers[user_id], seq - 1)

    def calls(self, what: int) -> tuple[str, set[int]]:
        """A text, and whom it calls."""
        everyone = list(self.markers)
        texts = [
            "hello",
            "@all, hello",
            *[f"@{name} and x@{name}" for name in self.names],
            f"@{self.names[0]}@{self.names[1]} @nobody",
        ]
        called = [set(), set(everyone), *[{each} for each in everyone], {everyone[0]}]
        return texts[what % len(texts)], called[what % len(texts)]

    def move(self, user_id: int, seq: int) -> None:
        self.markers[user_id] = max(self.markers[user_id], min(seq, len(self.messages)))


async def make_chat(tx: Transaction, names: list[str]) -> tuple[int, list[int]]:
    chat_id = await chats.insert_group_chat(tx, "picnic")
    made = [await users.insert_user(tx, Profile(f"{name}@x.org", name, "", ""), "!") for name in names]
    for user in made:
        assert user
        await members.insert_member(tx, chat_id, user.id)
    return chat_id, [user.id for user in made if user]


async def act(database: Database, chat_id: int, model: Model, event: tuple[str, int, int]) -> None:
    """Do it to both."""
    kind, who, what = event
    actor = list(model.markers)[who]
    if kind == "post":
        text, called = model.calls(what)
        message = await message_actions.post_message.run(database, actor, PostMessage(text, chat_id=chat_id))
        model.messages.append(
            {"id": message.id, "seq": message.seq, "author": actor, "deleted": False, "calls": called}
        )
        model.move(actor, message.seq)
    elif kind == "unread":
        await marker_actions.mark_read.run(database, actor, MarkRead(unread_from=what, chat_id=chat_id))
        model.move_back(actor, what)
    elif kind == "read":
        await marker_actions.mark_read.run(database, actor, MarkRead(what, chat_id=chat_id))
        model.move(actor, what)
    elif own := [each for each in model.messages if each["author"] == actor and not each["deleted"]]:
        chosen = own[what % len(own)]
        if kind == "edit":
            text, chosen["calls"] = model.calls(what)
            await message_actions.edit_message.run(database, actor, EditMessage(text, message_id=chosen["id"]))
        else:
            await database.write(lambda tx: message_actions.delete_message(tx, actor, DeleteMessage(chosen["id"])))
            chosen |= {"deleted": True, "calls": set()}


async def find_counts(database: Database, chat_id: int, user_id: int) -> tuple[int, int, int]:
    state = await database.read(lambda tx: chats.find_chat_state(tx, user_id, chat_id))
    assert state is not None
    return state.unread, state.mentions, state.last_seq


@pytest.fixture
def counter() -> list[int]:
    return [0]


async def test_the_count_is_exact_after_every_step(database: Database, counter: list[int]) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(_event, min_size=1, max_size=25))
    def run(events: list[tuple[str, int, int]]) -> None:
        asyncio.run_coroutine_threadsafe(check(events), loop).result()

    async def check(events: list[tuple[str, int, int]]) -> None:
        counter[0] += 1
        names = [f"user{counter[0]}x{n}" for n in range(PEOPLE)]
        chat_id, user_ids = await database.write(lambda tx: make_chat(tx, names))
        model = Model(user_ids, names)
        for event in events:
            await act(database, chat_id, model, event)
            for user_id in user_ids:
                expected = (model.unread(user_id), model.mentions(user_id), len(model.messages))
                assert await find_counts(database, chat_id, user_id) == expected

    await asyncio.to_thread(run)
