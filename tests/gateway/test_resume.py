"""`resume`: what changed in many chats at once, in bounded answers."""

import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from besedka.database import Database, Transaction
from besedka.model import Bounds, Draft
from besedka.store import chats, members, messages
from tests.support.cast import Visitor
from tests.support.people import make_people
from tests.support.raw import RawSocket, op
from tests.support.server import Running, with_settings

PAGE_SIZE = 256 * 1024
BOUNDS = Bounds(10, PAGE_SIZE)
LARGE = "\x01" * 10_000  # 60 kB as JSON


class Asking:
    """A connection of someone's, for one op after another."""

    def __init__(self, socket: RawSocket) -> None:
        self._socket = socket

    async def ask(self, **members: object) -> dict[str, Any]:
        """The answer."""
        self._socket.send(op(ref=1, **members))
        while True:
            frame = await self._socket.receive()
            if frame["t"] in {"ok", "error"}:
                return frame

    async def resume(self, held: Sequence[tuple[int, int]], **more: object) -> list[dict[str, Any]]:
        """The chats of the answer; `held`: ids and versions."""
        asked = [{"chat_id": chat_id, "since": since} for chat_id, since in held]
        answer = await self.ask(op="resume", chats=asked, **more)
        assert answer["t"] == "ok", answer
        found: list[dict[str, Any]] = answer["chats"]
        assert [each["chat_id"] for each in found] == [chat_id for chat_id, _ in held]
        return found

    def close(self) -> None:
        self._socket.close()


async def connect(server: Running, cookie: str) -> Asking:
    socket = await RawSocket.connect(server.port, cookie)
    assert (await socket.receive())["t"] == "hello"
    return Asking(socket)


@pytest.fixture
async def asking(server: Running, ada: Visitor) -> AsyncIterator[Asking]:
    asking = await connect(server, f"session_id={ada.cookie}")
    yield asking
    asking.close()


async def make_chats(
    database: Database, user_ids: Sequence[int], counts: Sequence[int], text: str = "hello"
) -> list[int]:
    """Group chats of these users, with so many messages by the first of them; their ids."""

    async def work(tx: Transaction) -> list[int]:
        made = []
        for count in counts:
            chat_id = await chats.insert_group_chat(tx, "picnic")
            for user_id in user_ids:
                await members.insert_member(tx, chat_id, user_id)
            for _ in range(count):
                assert await messages.insert_message(tx, user_ids[0], Draft(chat_id, text))
            made.append(chat_id)
        return made

    return await database.write(work)


async def test_each_chat_in_the_order_asked(server: Running, ada: Visitor, asking: Asking) -> None:
    first, second, third = await make_chats(server.database, [ada.id], [3, 0, 2])
    found = await asking.resume([(third, 2), (first, 0), (second, 1)])
    assert [[each["seq"] for each in chat["messages"]] for chat in found] == [[2], [1, 2, 3], []]
    assert [chat["version"] for chat in found] == [3, 4, 1]
    assert [chat["more"] for chat in found] == [False] * 3
    for chat in found:
        assert (await asking.ask(op="sync", chat_id=chat["chat_id"], since=chat["version"]))["chat"] == chat["chat"]


async def test_it_says_the_same_as_sync(server: Running, ada: Visitor, asking: Asking) -> None:
    (chat_id,) = await make_chats(server.database, [ada.id], [4])
    posted = (await asking.ask(op="sync", chat_id=chat_id, since=0))["messages"]
    await asking.ask(op="edit", message_id=posted[0]["id"], text="bye")
    await asking.ask(op="delete", message_id=posted[2]["id"])
    await asking.ask(op="react", message_id=posted[1]["id"], emoji="🌻")
    synced = await asking.ask(op="sync", chat_id=chat_id, since=2)
    (resumed,) = await asking.resume([(chat_id, 2)])
    assert {name: resumed[name] for name in ("messages", "version", "more", "chat")} == {
        name: synced[name] for name in ("messages", "version", "more", "chat")
    }
    assert [(each["seq"], each.get("deleted", False)) for each in resumed["messages"]] == [
        (4, False), (1, False), (3, True), (2, False),
    ]  # fmt: skip


async def test_what_is_not_mine_is_left(server: Running, ada: Visitor, boris: Visitor, asking: Asking) -> None:
    (mine,) = await make_chats(server.database, [ada.id, boris.id], [1])
    (foreign,) = await make_chats(server.database, [boris.id], [1])
    found = await asking.resume([(foreign, 0), (mine, 0), (999_999, 7)])
    nothing: dict[str, Any] = {"messages": [], "more": False, "left": True}
    assert found[0] == {"chat_id": foreign, "version": 0} | nothing
    assert found[2] == {"chat_id": 999_999, "version": 7} | nothing
    assert "left" not in found[1]
    assert len(found[1]["messages"]) == 1


async def test_a_version_ahead_is_set_right(server: Running, ada: Visitor, asking: Asking) -> None:
    (chat_id,) = await make_chats(server.database, [ada.id], [1])
    (found,) = await asking.resume([(chat_id, 50)])
    assert (found["messages"], found["version"], found["more"]) == ([], 2, False)


async def test_the_same_chat_twice_is_answered_twice(server: Running, ada: Visitor, asking: Asking) -> None:
    first, second = await make_chats(server.database, [ada.id], [3, 1])
    found = await asking.resume([(first, 0), (first, 3), (second, 0), (first, 0)])
    assert [[each["seq"] for each in chat["messages"]] for chat in found] == [[1, 2, 3], [3], [1], [1, 2, 3]]


async def test_where_the_limit_is_spent_the_rest_waits(server: Running, ada: Visitor, asking: Asking) -> None:
    ids = await make_chats(server.database, [ada.id], [2, 5, 1, 0])
    found = await asking.resume([(chat_id, 0) for chat_id in ids], limit=4)
    assert [(len(each["messages"]), each["version"], each["more"]) for each in found] == [
        (2, 3, False), (2, 3, True), (0, 0, True), (0, 0, True),
    ]  # fmt: skip
    assert ["chat" in each for each in found] == [True, False, False, False]


@pytest.mark.parametrize("limit", [1, 3, 1000, 10**9])
async def test_asking_on_ends_with_all_of_it(server: Running, ada: Visitor, asking: Asking, limit: int) -> None:
    ids = await make_chats(server.database, [ada.id], [2, 5, 0, 1, 7])
    await asking.ask(op="edit", message_id=1, text="bye")
    kept, got = await resume_all(asking, dict.fromkeys(ids, 0), limit=limit)
    assert got == 2 + 5 + 0 + 1 + 7
    assert kept == dict(zip(ids, [4, 6, 1, 2, 8], strict=True))


async def resume_all(asking: Asking, kept: dict[int, int], **more: object) -> tuple[dict[int, int], int]:
    """Ask until there is no more; the versions then, and how many messages came. Every answer brings something new."""
    kept, got = dict(kept), 0
    missing = list(kept)
    while missing:
        found = await asking.resume([(chat_id, kept[chat_id]) for chat_id in missing[:500]], **more)
        size = sum(len(json.dumps(message, ensure_ascii=False)) for each in found for message in each["messages"])
        assert size <= PAGE_SIZE
        came = sum(len(each["messages"]) for each in found)
        assert came or not all(each["more"] for each in found)
        got += came
        kept |= {each["chat_id"]: each["version"] for each in found}
        missing = [each["chat_id"] for each in found if each["more"]] + missing[500:]
    return kept, got


async def test_five_hundred_chats_at_once(server: Running, ada: Visitor, asking: Asking) -> None:
    ids = await make_chats(server.database, [ada.id], [number % 3 for number in range(500)])
    found = await asking.resume([(chat_id, 0) for chat_id in ids])
    assert [len(each["messages"]) for each in found] == [number % 3 for number in range(500)]
    assert not any(each["more"] for each in found)
    assert all(each["chat"]["version"] == each["version"] for each in found)


async def test_large_messages_come_in_pieces(server: Running, ada: Visitor, asking: Asking) -> None:
    ids = await make_chats(server.database, [ada.id], [3, 9, 1], LARGE)
    found = await asking.resume([(chat_id, 0) for chat_id in ids])
    assert [(len(each["messages"]), each["more"]) for each in found] == [(3, False), (1, True), (0, True)]
    kept, got = await resume_all(asking, dict.fromkeys(ids, 0))
    assert got == 13
    assert list(kept.values()) == [4, 10, 2]


async def test_one_message_changed_often_is_one_message(server: Running, ada: Visitor, asking: Asking) -> None:
    ids = await make_chats(server.database, [ada.id], [1, 1])

    async def edit(tx: Transaction) -> None:
        for chat_id in ids:
            (message,) = (await messages.list_changed(tx, chat_id, 0, BOUNDS)).messages
            for number in range(40):
                version = await chats.raise_version(tx, chat_id)
                await messages.update_text(tx, message.id, version, f"{number}", ())

    await server.database.write(edit)
    found = await asking.resume([(chat_id, 1) for chat_id in ids], limit=2)
    assert [([each["text"] for each in chat["messages"]], chat["version"], chat["more"]) for chat in found] == [
        (["39"], 42, False),
        (["39"], 42, False),
    ]


@pytest.mark.parametrize(
    ("members", "code", "field"),
    [
        ({"chats": []}, "too_short", "chats"),
        ({"chats": [{"chat_id": 1, "since": 0}] * 501}, "too_long", "chats"),
        ({}, "missing_field", "chats"),
        ({"chats": {}}, "wrong_type", "chats"),
        ({"chats": [1]}, "wrong_type", "chats"),
        ({"chats": [{"chat_id": 0, "since": 0}]}, "bad_id", "chats"),
        ({"chats": [{"chat_id": 1, "since": -1}]}, "bad_id", "chats"),
        ({"chats": [{"chat_id": 1}]}, "missing_field", "since"),
        ({"chats": [{"chat_id": 1, "since": 0}], "limit": "all"}, "wrong_type", "limit"),
    ],
)
async def test_what_is_no_resume(asking: Asking, members: dict[str, Any], code: str, field: str) -> None:
    answer = await asking.ask(op="resume", **members)
    assert (answer["t"], answer["code"], answer["field"]) == ("error", code, field)
    assert (await asking.ask(op="sync", chat_id=1, since=0))["code"] == "no_such_chat"


@with_settings(rate_limits="on")
async def test_three_thousand_moved_chats_within_seconds(server: Running) -> None:
    (person,) = await make_people(server.database, ["ada"])
    ids = await make_chats(server.database, [person.id], [1] * 3000)
    asking = await connect(server, person.cookie)
    began = time.perf_counter()
    kept, got = await resume_all(asking, dict.fromkeys(ids, 0))
    assert time.perf_counter() - began < 90  # 2 to 4 on a quiet machine; with a round trip for each chat, minutes
    assert got == 3000
    assert set(kept.values()) == {2}
    asking.close()
