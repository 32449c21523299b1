"""Messages over REST: posted, edited, deleted, reacted to, read again, counted."""

import asyncio
import re
from typing import Any

import pytest

from besedka.bus import ChatChanged, ReadMoved
from besedka.database import Transaction
from besedka.model import Role
from besedka.store import chats, members, rooms
from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.server import Running

Json = dict[str, Any]


@pytest.fixture
async def chat_id(ada: Visitor, boris: Visitor) -> int:
    """Of Ada and Boris."""
    return await ada.chat_with(boris)


async def post(visitor: Visitor, chat_id: int, text: str = "hello", **more: object) -> Json:
    response = await visitor.post(f"/chats/{chat_id}/messages", {"text": text} | more)
    assert response.status_code == 200, response.text
    message: Json = response.json()
    return message


async def history(visitor: Visitor, chat_id: int, **page: int) -> list[Json]:
    found: list[Json] = (await visitor.get(f"/chats/{chat_id}/messages", params=page)).json()["messages"]
    return found


async def changes(visitor: Visitor, chat_id: int, **page: int) -> Json:
    found: Json = (await visitor.get(f"/chats/{chat_id}/changes", params=page)).json()
    return found


async def unread(visitor: Visitor) -> list[int]:
    return [line["NewMsgCount"] for line in await visitor.chats()]


async def test_a_message_has_its_place(ada: Visitor, boris: Visitor, chat_id: int, server: Running) -> None:
    server.bus.announced.clear()
    first = await post(ada, chat_id, "  *hello*\n")
    assert first == {
        "id": first["id"],
        "chat_id": chat_id,
        "seq": 1,
        "version": 2,
        "author_id": ada.id,
        "text": "  *hello*\n",
        "created_at": "2023-11-14T22:13:20.000Z",
        "mentions": [],
        "reactions": [],
        "files": [],
    }
    second = await post(boris, chat_id, reply_to=first["id"])
    assert (second["seq"], second["version"], second["reply_to"]) == (2, 3, first["id"])
    assert await history(ada, chat_id) == await history(boris, chat_id) == [first, second]
    assert [(type(each), getattr(each, "version", 0)) for each in server.bus.announced] == [
        (ChatChanged, 2),
        (ChatChanged, 3),
    ]


async def test_messages_posted_at_once_all_have_a_place(ada: Visitor, boris: Visitor, chat_id: int) -> None:
    await asyncio.gather(*(post(who, chat_id) for who in [ada, boris] * 15))
    assert [each["seq"] for each in await history(ada, chat_id)] == list(range(1, 31))
    assert sorted(each["version"] for each in await history(ada, chat_id)) == list(range(2, 32))


async def test_an_edit_changes_the_text_and_nothing_else(
    ada: Visitor, boris: Visitor, chat_id: int, clock: Clock, server: Running
) -> None:
    message = await post(ada, chat_id)
    await post(ada, chat_id)
    clock.advance(seconds=1.5)
    edited = (await ada.put(f"/messages/{message['id']}", {"text": "hi"})).json()
    assert edited == message | {"text": "hi", "version": 4, "edited_at": "2023-11-14T22:13:21.500Z"}
    server.bus.announced.clear()
    assert (await ada.put(f"/messages/{message['id']}", {"text": "hi"})).json() == edited
    assert server.bus.announced == []
    assert problem(await boris.put(f"/messages/{message['id']}", {"text": "x"})) == (403, "forbidden", None)
    assert (await history(boris, chat_id))[0] == edited


async def test_a_tombstone_stays(ada: Visitor, boris: Visitor, chat_id: int, server: Running) -> None:
    message = await post(ada, chat_id, nonce="n")
    path = f"/messages/{message['id']}"
    await boris.put(f"{path}/reactions/🌻")
    assert problem(await boris.delete(path)) == (403, "forbidden", None)
    tombstone = (await ada.delete(path)).json()
    assert tombstone == message | {"text": "", "deleted": True, "version": 4}
    server.bus.announced.clear()
    assert (await ada.delete(path)).json() == tombstone
    assert server.bus.announced == []
    assert await history(boris, chat_id) == []
    assert (await changes(boris, chat_id, since=0))["messages"] == [tombstone]
    gone = (400, "no_such_message", None)
    assert problem(await ada.put(path, {"text": "x"})) == gone
    assert problem(await ada.put(f"{path}/reactions/🌻")) == gone
    assert problem(await ada.delete(f"{path}/reactions/🌻")) == gone
    assert problem(await post_reply(ada, chat_id, message["id"])) == (400, "no_such_message", "reply_to")
    assert (await post(ada, chat_id))["seq"] == 2


async def post_reply(visitor: Visitor, chat_id: int, reply_to: int) -> Any:
    return await visitor.post(f"/chats/{chat_id}/messages", {"text": "x", "reply_to": reply_to})


async def test_a_repeated_nonce_posts_nothing(ada: Visitor, boris: Visitor, chat_id: int, clock: Clock) -> None:
    first = await post(ada, chat_id, nonce="n")
    clock.advance(days=20)
    assert await post(ada, chat_id, "something else", nonce="n") == first
    assert await post(ada, await ada.chat_with(ada), nonce="n") == first
    assert (await post(boris, chat_id, nonce="n"))["seq"] == 2
    assert len(await history(ada, chat_id)) == 2


async def test_one_nonce_at_once_is_one_message(ada: Visitor, chat_id: int) -> None:
    posted = await asyncio.gather(*(post(ada, chat_id, nonce="n") for _ in range(12)))
    assert posted == [posted[0]] * 12
    assert (posted[0]["seq"], len(await history(ada, chat_id))) == (1, 1)
    assert (await changes(ada, chat_id))["version"] == 2


async def test_a_repeated_reply_is_the_first_even_if_nothing_is_left_to_answer(ada: Visitor, chat_id: int) -> None:
    answered = await post(ada, chat_id)
    reply = await post(ada, chat_id, nonce="n", reply_to=answered["id"])
    await ada.delete(f"/messages/{answered['id']}")
    assert await post(ada, chat_id, nonce="n", reply_to=answered["id"]) == reply


async def test_many_at_once_stand_in_one_order(ada: Visitor, boris: Visitor, chat_id: int) -> None:
    posted = await asyncio.gather(*(post(who, chat_id, str(n)) for n in range(20) for who in (ada, boris)))
    assert sorted((each["seq"], each["version"]) for each in posted) == [(n, n + 1) for n in range(1, 41)]
    assert [each["id"] for each in await history(ada, chat_id)] == [
        each["id"] for each in sorted(posted, key=lambda each: int(each["seq"]))
    ]


async def test_reactions(ada: Visitor, boris: Visitor, chat_id: int, server: Running) -> None:
    path = f"/messages/{(await post(ada, chat_id))['id']}/reactions"
    await boris.put(f"{path}/🌻")
    await ada.put(f"{path}/🌻")
    changed = (await ada.put(f"{path}/%3Atada%3A")).json()
    both = {"emoji": "🌻", "user_ids": [boris.id, ada.id]}
    assert changed["reactions"] == [both, {"emoji": ":tada:", "user_ids": [ada.id]}]
    server.bus.announced.clear()
    assert (await ada.put(f"{path}/🌻")).json() == changed
    assert (await boris.delete(f"{path}/:tada:")).json() == changed
    assert server.bus.announced == []
    assert (await ada.delete(f"{path}/:tada:")).json()["reactions"] == [both]
    assert (await boris.delete(f"{path}/🌻")).json()["reactions"] == [{"emoji": "🌻", "user_ids": [ada.id]}]
    assert problem(await ada.put(f"{path}/a b")) == (400, "bad_emoji", "emoji")
    assert problem(await ada.put(f"{path}/{'x' * 33}")) == (400, "too_long", "emoji")
    for number in range(49):
        await ada.put(f"{path}/{number}")
    assert problem(await ada.put(f"{path}/one-more")) == (400, "too_many_reactions", "emoji")
    assert (await boris.put(f"{path}/🌻")).status_code == 200


async def test_reactions_at_once_are_all_kept(ada: Visitor, boris: Visitor, chat_id: int) -> None:
    message = await post(ada, chat_id)
    await asyncio.gather(
        *(who.put(f"/messages/{message['id']}/reactions/{n}") for who in (ada, boris) for n in range(8))
    )
    kept = (await history(ada, chat_id))[0]["reactions"]
    assert sorted((each["emoji"], sorted(each["user_ids"])) for each in kept) == [
        (str(n), [ada.id, boris.id]) for n in range(8)
    ]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"text": ""}, "empty_text", "text"),
        ({"text": " \n\t"}, "empty_text", "text"),
        ({"text": "x" * 10_001}, "too_long", "text"),
        ({"text": "a\0b"}, "bad_text", "text"),
        ({"text": 5}, "wrong_type", "text"),
        ({}, "missing_field", "text"),
        ({"text": "x", "nonce": ""}, "bad_nonce", "nonce"),
        ({"text": "x", "nonce": "n" * 65}, "too_long", "nonce"),
        ({"text": "x", "nonce": 7}, "wrong_type", "nonce"),
        ({"text": "x", "reply_to": 999}, "no_such_message", "reply_to"),
        ({"text": "x", "reply_to": 0}, "bad_id", "reply_to"),
    ],
)
async def test_what_will_not_do_is_refused_and_leaves_no_gap(
    ada: Visitor, chat_id: int, body: Json, code: str, field: str
) -> None:
    assert problem(await ada.post(f"/chats/{chat_id}/messages", body)) == (400, code, field)
    message = await post(ada, chat_id, "𝄞" * 10_000)
    assert (message["seq"], message["version"]) == (1, 2)


async def test_replies_stay_within_the_chat(ada: Visitor, chat_id: int) -> None:
    elsewhere = await post(ada, await ada.chat_with(ada))
    assert problem(await post_reply(ada, chat_id, elsewhere["id"])) == (400, "no_such_message", "reply_to")


async def test_outsiders_know_of_nothing(ada: Visitor, chiyo: Visitor, chat_id: int) -> None:
    message = await post(ada, chat_id)
    for wanted in (chat_id, 999):
        no_chat = (400, "no_such_chat", None)
        assert problem(await chiyo.get(f"/chats/{wanted}/messages")) == no_chat
        assert problem(await chiyo.get(f"/chats/{wanted}/changes")) == no_chat
        assert problem(await chiyo.post(f"/chats/{wanted}/messages", {"text": "x"})) == no_chat
        assert problem(await post_reply(chiyo, wanted, message["id"])) == no_chat
        assert problem(await chiyo.put(f"/chats/{wanted}/read", {"seq": 1})) == no_chat
    for wanted in (message["id"], 999):
        no_message = (400, "no_such_message", None)
        assert problem(await chiyo.put(f"/messages/{wanted}", {"text": "x"})) == no_message
        assert problem(await chiyo.delete(f"/messages/{wanted}")) == no_message
        assert problem(await chiyo.put(f"/messages/{wanted}/reactions/x")) == no_message
        assert problem(await chiyo.delete(f"/messages/{wanted}/reactions/x")) == no_message


@pytest.mark.parametrize(("role", "status"), [(Role.OWNER, 200), (Role.ADMIN, 200), (Role.MEMBER, 403)])
async def test_who_may_delete_in_a_channel(
    ada: Visitor, boris: Visitor, server: Running, role: Role, status: int
) -> None:
    room_id = await ada.room()

    async def enter(tx: Transaction) -> None:
        await rooms.insert_room_member(tx, room_id, boris.id, role)

    await server.database.write(enter)
    channel = await ada.channel(room_id)
    message = await post(ada, channel)
    assert (await boris.delete(f"/messages/{message['id']}")).status_code == status


async def test_history_in_pages(ada: Visitor, chat_id: int) -> None:
    for number in range(1, 13):
        message = await post(ada, chat_id, str(number))
        if number == 6:
            await ada.delete(f"/messages/{message['id']}")

    async def texts(**page: int) -> list[int]:
        return [int(each["text"]) for each in await history(ada, chat_id, **page)]

    assert await texts(limit=3) == [10, 11, 12]
    assert await texts(limit=3, before=8) == [4, 5, 7]
    assert await texts(limit=3, after=4) == [5, 7, 8]
    assert await texts(after=4, before=8) == [5, 7]
    assert await texts(after=12) == await texts(before=1) == []
    assert await texts(limit=0) == [12]
    assert len(await texts(limit=1000)) == 11


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "", "9007199254740992", "١", "9" * 400])
async def test_a_page_of_nonsense(ada: Visitor, chat_id: int, value: str) -> None:
    for path, name in (("messages", "before"), ("messages", "after"), ("messages", "limit"), ("changes", "since")):
        response = await ada.get(f"/chats/{chat_id}/{path}", params={name: value})
        assert problem(response) == (400, "wrong_type", name)


async def test_changes_come_once_each_in_their_present_state(ada: Visitor, chat_id: int) -> None:
    posted = [await post(ada, chat_id, str(number)) for number in range(5)]
    await ada.put(f"/messages/{posted[1]['id']}", {"text": "edited"})
    await ada.put(f"/messages/{posted[1]['id']}", {"text": "edited again"})
    await ada.delete(f"/messages/{posted[3]['id']}")
    found = await changes(ada, chat_id)
    assert [each["seq"] for each in found["messages"]] == [1, 3, 5, 2, 4]
    assert (found["version"], found["more"], found["chat"]["NewMsgCount"]) == (9, False, 0)
    collected, since = [], 0
    while True:
        page = await changes(ada, chat_id, since=since, limit=2)
        collected += page["messages"]
        since = page["version"]
        assert ("chat" in page) is not page["more"]
        if not page["more"]:
            break
    assert collected == found["messages"]
    assert (await changes(ada, chat_id, since=9))["messages"] == []


async def test_the_count_is_of_what_is_new_and_still_there(ada: Visitor, boris: Visitor, chat_id: int) -> None:
    posted = [await post(ada, chat_id) for _ in range(4)]
    assert (await unread(ada), await unread(boris)) == ([0], [4])
    await ada.delete(f"/messages/{posted[1]['id']}")
    assert await unread(boris) == [3]
    await boris.put(f"/chats/{chat_id}/read", {"seq": 3})
    assert await unread(boris) == [1]
    await ada.delete(f"/messages/{posted[0]['id']}")
    assert await unread(boris) == [1]
    await post(boris, chat_id)
    assert (await unread(ada), await unread(boris)) == ([1], [0])


async def test_the_marker_moves_forward_only(ada: Visitor, boris: Visitor, chat_id: int, server: Running) -> None:
    for _ in range(3):
        await post(ada, chat_id)
    server.bus.announced.clear()
    for seq, left in ((2, 1), (1, 1), (0, 1), (2**53 - 1, 0), (1, 0)):
        assert (await boris.put(f"/chats/{chat_id}/read", {"seq": seq})).json() == {}
        assert await unread(boris) == [left]
    both = (ada.id, boris.id)
    assert server.bus.announced == [
        ReadMoved(chat_id, boris.id, 2, 1, 4, both, last_seq=3),
        ReadMoved(chat_id, boris.id, 3, 0, 4, both, last_seq=3),
    ]
    await post(ada, chat_id)
    assert await unread(boris) == [1]


async def test_in_a_group_ones_marker_is_told_to_oneself_only(ada: Visitor, boris: Visitor, server: Running) -> None:
    async def make(tx: Transaction) -> int:
        group = await chats.insert_group_chat(tx, "picnic")
        for visitor in (ada, boris):
            await members.insert_member(tx, group, visitor.id)
        return group

    group = await server.database.write(make)
    await post(ada, group)
    server.bus.announced.clear()
    await boris.put(f"/chats/{group}/read", {"seq": 1})
    assert server.bus.announced == [ReadMoved(group, boris.id, 1, 0, 2, (boris.id,), last_seq=1)]


async def test_the_gateway_is_no_page(ada: Visitor, stranger: Visitor) -> None:
    assert problem(await ada.get("/gateway")) == (400, "bad_http", None)
    assert (await stranger.get("/gateway")).status_code == 401


async def test_times_are_utc_with_milliseconds(ada: Visitor, chat_id: int) -> None:
    message = await post(ada, chat_id)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", message["created_at"])
