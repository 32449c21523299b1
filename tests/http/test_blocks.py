"""Blocking: who does not want to hear from whom, and what that changes, and what it does not."""

import asyncio

import httpx
import pytest

from besedka.actions import blocks as actions_of_blocks
from besedka.bus import BlocksChanged, ChatJoined, Presence
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor, made, problem
from tests.support.hearing import hearing
from tests.support.people import make_people
from tests.support.server import Running

NO_USER = (400, "no_such_user", "user_id")
HELD = (403, "forbidden", None)


async def block(who: Visitor, other: Visitor) -> None:
    assert (await who.put(f"/users/{other.id}/block")).json() == {}


async def unblock(who: Visitor, other: Visitor) -> None:
    assert (await who.delete(f"/users/{other.id}/block")).json() == {}


async def blocked_by(who: Visitor) -> list[int]:
    found = (await who.get(f"/users/{who.id}/blocks")).json()
    assert not found["more"]
    return [user["id"] for user in found["users"]]


async def post(who: Visitor, chat_id: int, text: str = "hello", **more: object) -> httpx.Response:
    return await who.post(f"/chats/{chat_id}/messages", {"text": text} | more)


async def enter(server: Running, room_id: int, who: Visitor) -> None:
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, who.id, Role.MEMBER))


async def test_blocking_and_unblocking(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    for other in (chiyo, boris, boris):
        await block(ada, other)
    listed = (await ada.get(f"/users/{ada.id}/blocks")).json()
    assert listed["users"][0] == {"id": boris.id, "username": "boris", "name": "", "status": ""}
    assert await blocked_by(ada) == [boris.id, chiyo.id]
    assert await blocked_by(boris) == []
    for _ in range(2):
        await unblock(ada, boris)
    assert await blocked_by(ada) == [chiyo.id]


async def test_ones_list_is_ones_own(ada: Visitor, boris: Visitor) -> None:
    await block(ada, boris)
    assert problem(await boris.get(f"/users/{ada.id}/blocks")) == (403, "forbidden", None)
    assert problem(await boris.get("/users/999/blocks")) == (400, "no_such_user", None)


async def test_who_can_not_be_blocked(ada: Visitor) -> None:
    assert problem(await ada.put("/users/999/block")) == (400, "no_such_user", None)
    assert problem(await ada.put(f"/users/{ada.id}/block")) == (400, "no_such_user", None)
    assert problem(await ada.put("/users/x/block")) == (400, "bad_id", None)
    assert problem(await ada.delete("/users/999/block")) == (400, "no_such_user", None)
    assert await blocked_by(ada) == []


async def test_there_is_an_end_to_it_and_pages(
    ada: Visitor, boris: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_of_blocks, "BLOCKS_LIMIT", 3)
    monkeypatch.setattr(actions_of_blocks, "PAGE", 2)
    people = [person.id for person in await make_people(server.database, ["one", "two", "three"])]
    answers = await asyncio.gather(*(ada.put(f"/users/{each}/block") for each in [*people, boris.id]))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 400]
    (refused,) = [answer for answer in answers if answer.status_code == 400]
    assert problem(refused) == (400, "too_many_blocks", None)
    first = (await ada.get(f"/users/{ada.id}/blocks")).json()
    rest = (await ada.get(f"/users/{ada.id}/blocks?after={first['users'][-1]['id']}")).json()
    assert (len(first["users"]), first["more"], len(rest["users"]), rest["more"]) == (2, True, 1, False)


async def test_who_is_blocked_opens_no_chat(ada: Visitor, boris: Visitor, server: Running) -> None:
    await block(ada, boris)
    server.bus.announced.clear()
    refused, nobody = await boris.post("/chats", {"user_id": ada.id}), await boris.post("/chats", {"user_id": 999})
    assert problem(refused) == NO_USER
    assert refused.json() == nobody.json()
    assert await ada.chats() == await boris.chats() == []
    assert server.bus.announced == []
    await unblock(ada, boris)
    assert await boris.chat_with(ada) == await ada.chat_with(boris)


async def test_in_the_chat_there_is_nothing_of_theirs_reaches_one(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    own = made(await post(boris, chat_id, "before", nonce="n"))
    hers = made(await post(ada, chat_id, "before"))
    await block(ada, boris)
    assert await boris.chat_with(ada) == chat_id  # which is known to him
    assert problem(await post(boris, chat_id)) == HELD
    assert problem(await post(boris, chat_id, reply_to=hers)) == HELD
    assert problem(await boris.put(f"/messages/{own}", {"text": "after"})) == HELD
    assert problem(await boris.put(f"/messages/{hers}/reactions/🌻")) == HELD
    assert (await ada.chats())[0]["NewMsgCount"] == 0
    texts = [each["text"] for each in (await ada.get(f"/chats/{chat_id}/messages")).json()["messages"]]
    assert texts == ["before", "before"]
    await unblock(ada, boris)
    assert (await post(boris, chat_id)).status_code == 200


async def test_what_stays_theirs(ada: Visitor, boris: Visitor) -> None:
    """Reading, and what they posted: a repeat has the answer that it always has, and it can be deleted."""
    chat_id = await ada.chat_with(boris)
    own = (await post(boris, chat_id, "before", nonce="n")).json()
    await block(ada, boris)
    assert (await boris.get(f"/chats/{chat_id}/messages")).status_code == 200
    assert (await boris.put(f"/chats/{chat_id}/read", {"seq": 1})).status_code == 200
    assert (await post(boris, chat_id, "again", nonce="n")).json() == own
    assert (await boris.delete(f"/messages/{own['id']}")).status_code == 200


async def test_blocking_goes_one_way_and_concerns_no_third(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id, other_id = await ada.chat_with(boris), await boris.chat_with(chiyo)
    notes = await boris.chat_with(boris)
    await block(ada, boris)
    for who, where in ((ada, chat_id), (boris, other_id), (chiyo, other_id), (boris, notes)):
        assert (await post(who, where)).status_code == 200
    assert (await boris.get(f"/users/{ada.id}")).status_code == 200


async def test_nobody_is_added_by_whom_they_blocked(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    await block(ada, boris)
    refused = await boris.post("/chats", {"user_ids": [chiyo.id, ada.id]})
    assert problem(refused) == (400, "no_such_user", "user_ids")
    assert refused.json() == (await boris.post("/chats", {"user_ids": [chiyo.id, 999]})).json()
    group = made(await boris.post("/chats", {"user_ids": [chiyo.id]}))
    refused = await boris.put(f"/chats/{group}/members/{ada.id}")
    assert refused.json() == (await boris.put(f"/chats/{group}/members/999")).json()
    assert await ada.chats() == []
    assert (await chiyo.put(f"/chats/{group}/members/{ada.id}")).status_code == 200  # whom she has not blocked
    assert (await boris.put(f"/chats/{group}/members/{ada.id}")).status_code == 200  # she is there already


async def test_nor_to_a_private_channel(ada: Visitor, boris: Visitor, server: Running) -> None:
    room_id = await boris.room()
    await enter(server, room_id, ada)
    channel = made(await boris.post(f"/rooms/{room_id}", {"name": "compost", "private": True}))
    await block(ada, boris)
    assert problem(await boris.put(f"/chats/{channel}/members/{ada.id}")) == (400, "no_such_user", None)
    assert problem(await ada.get(f"/chats/{channel}")) == (400, "no_such_chat", None)


async def test_where_others_are_nothing_changes(ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    channel = await ada.channel(room_id)
    group = made(await chiyo.post("/chats", {"user_ids": [ada.id, boris.id]}))
    await block(ada, boris)
    async with hearing((server, ada)) as (hers,):
        for chat_id in (channel, group):
            message = (await post(boris, chat_id)).json()
            (frame,) = await hers.hear_until("message")
            assert frame["message"]["id"] == message["id"]
            assert (await boris.put(f"/messages/{message['id']}", {"text": "bye"})).status_code == 200
            await hers.hear_until("message")


async def test_ones_own_devices_hear_of_it_and_nobody_else(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    for other in (boris, chiyo):
        await ada.chat_with(other)
    async with hearing((server, ada), (server, ada), (server, boris), (server, chiyo)) as (phone, desk, *others):
        assert [each.hello["blocked"] for each in (phone, desk, *others)] == [[]] * 4
        for act, left in ((block, [boris.id]), (block, [boris.id]), (unblock, [])):
            server.bus.announced.clear()
            await act(ada, boris)
            announced = [each for each in server.bus.announced if not isinstance(each, Presence)]  # of who is connected
            if announced:
                assert announced == [BlocksChanged(ada.id)]
                assert await phone.hear(1) == await desk.hear(1) == [{"t": "blocked", "user_ids": left}]
        for each in (phone, desk, *others):
            await each.hear_nothing()
        await block(ada, chiyo)
    async with hearing((server, ada), (server, chiyo)) as (hers, another):
        assert hers.hello["blocked"] == [chiyo.id]
        assert another.hello["blocked"] == []


async def test_who_blocks_and_who_writes_at_the_same_moment(ada: Visitor, boris: Visitor) -> None:
    """Whatever comes first: nothing comes after the answer to the block."""
    chat_id = await ada.chat_with(boris)
    for _ in range(5):
        writing = [asyncio.create_task(post(boris, chat_id)) for _ in range(10)]
        await block(ada, boris)
        before = (await ada.get(f"/chats/{chat_id}")).json()["last_seq"]
        assert problem(await post(boris, chat_id)) == HELD
        posted = [answer for answer in await asyncio.gather(*writing) if answer.status_code == 200]
        assert (await ada.get(f"/chats/{chat_id}")).json()["last_seq"] == before, len(posted)
        await unblock(ada, boris)


async def test_opening_goes_on_where_a_chat_was_opened_first(ada: Visitor, boris: Visitor, server: Running) -> None:
    server.bus.announced.clear()
    chat_id = await boris.chat_with(ada)
    await block(ada, boris)
    assert server.bus.announced == [ChatJoined(chat_id, (ada.id, boris.id)), BlocksChanged(ada.id)]
    assert problem(await post(boris, chat_id)) == HELD
