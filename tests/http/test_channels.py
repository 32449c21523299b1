"""Channels: private ones, which nobody else learns of, topics, turning public and private, and deleting."""

from typing import Any

import pytest

from besedka.actions import chats as actions_of_chats
from besedka.bus import ChatChanged, ChatGone, ChatJoined, RoomChanged
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor, made, problem
from tests.support.server import Running

NO_CHAT = (400, "no_such_chat", None)


async def enter(server: Running, room_id: int, visitor: Visitor, role: Role = Role.MEMBER) -> None:
    """Into a room that has no public channels."""
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, visitor.id, role))


async def make(who: Visitor, room_id: int, **more: object) -> int:
    return made(await who.post(f"/rooms/{room_id}", {"name": "compost"} | more))


async def post(who: Visitor, chat_id: int, text: str = "hello") -> int:
    return made(await who.post(f"/chats/{chat_id}/messages", {"text": text}))


async def seen(who: Visitor, chat_id: int) -> dict[str, Any]:
    found: dict[str, Any] = (await who.get(f"/chats/{chat_id}")).json()
    return found


@pytest.fixture
async def room_id(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> int:
    """Ada's, with boris as an admin and chiyo as a plain member."""
    made_room = await ada.room()
    await enter(server, made_room, boris, Role.ADMIN)
    await enter(server, made_room, chiyo)
    return made_room


async def test_a_private_channel_is_its_makers_alone(
    server: Running, ada: Visitor, boris: Visitor, room_id: int
) -> None:
    """Not even the room's owner finds a trace of it: no line, no count, no version, no other answer than of nothing."""
    before = (await ada.put(f"/rooms/{room_id}", {"name": "garden"})).json()["version"]
    server.bus.announced.clear()
    chat_id = await make(boris, room_id, private=True, topic=" what rots ")
    message_id = await post(boris, chat_id)
    assert server.bus.announced[0] == ChatJoined(chat_id, (boris.id,))
    assert not [each for each in server.bus.announced if isinstance(each, RoomChanged)]
    assert (await ada.put(f"/rooms/{room_id}", {"name": "garden"})).json()["version"] == before
    assert await ada.channels(room_id) == []
    (line,) = await boris.channels(room_id)
    assert (line["chat_id"], line["private"], line["topic"]) == (chat_id, True, "what rots")
    mine = await seen(boris, chat_id)
    assert (mine["private"], mine["topic"], mine["room_id"]) == (True, "what rots", room_id)
    nothing = await ada.get(f"/chats/{chat_id + 1000}")
    for path in (f"/chats/{chat_id}", f"/chats/{chat_id}/messages", f"/chats/{chat_id}/members"):
        answer = await ada.get(path)
        assert problem(answer) == NO_CHAT
        assert answer.json()["detail"] == nothing.json()["detail"]
    for refused in (
        await ada.post(f"/chats/{chat_id}/messages", {"text": "x"}),
        await ada.put(f"/chats/{chat_id}", {"private": False}),
        await ada.put(f"/chats/{chat_id}/members/{ada.id}"),
        await ada.delete(f"/chats/{chat_id}"),
    ):
        assert problem(refused) == NO_CHAT
    assert problem(await ada.put(f"/messages/{message_id}", {"text": "x"})) == (400, "no_such_message", None)
    await boris.put(f"/chats/{chat_id}/members/{ada.id}")
    assert [line["NewMsgCount"] for line in await ada.channels(room_id)] == [0]


async def test_public_channels_and_private_ones_are_counted_apart(
    ada: Visitor, boris: Visitor, room_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else who makes some could tell how many others there are."""
    monkeypatch.setattr(actions_of_chats, "CHANNELS_LIMIT", 2)
    for _ in range(2):
        await make(boris, room_id, private=True)
        await make(ada, room_id)
    for private in (True, False):
        wanted = {"name": "one more", "private": private}
        assert problem(await ada.post(f"/rooms/{room_id}", wanted)) == (400, "too_many_channels", None)
    public = (await ada.channels(room_id))[0]["chat_id"]
    assert problem(await ada.put(f"/chats/{public}", {"private": True})) == (400, "too_many_channels", None)


async def test_a_topic_is_told_and_kept(server: Running, ada: Visitor, chiyo: Visitor, room_id: int) -> None:
    chat_id = await make(ada, room_id)
    assert "topic" not in await seen(chiyo, chat_id)
    server.bus.announced.clear()
    changed = (await ada.put(f"/chats/{chat_id}", {"topic": "what blooms", "name": "roses"})).json()
    assert (changed["topic"], changed["Name"], changed["version"]) == ("what blooms", "roses", 2)
    assert await seen(ada, chat_id) == changed
    told = [each for each in server.bus.announced if isinstance(each, ChatChanged)]
    assert [(each.version, each.chat.topic if each.chat else None) for each in told] == [(2, "what blooms")]
    assert (await ada.put(f"/chats/{chat_id}", {"topic": "what blooms"})).json()["version"] == 2
    assert (await ada.put(f"/chats/{chat_id}", {"topic": "", "name": None})).json().get("topic") is None
    assert problem(await ada.put(f"/chats/{chat_id}", {"topic": "x" * 251})) == (400, "too_long", "topic")
    assert problem(await ada.put(f"/chats/{chat_id}", {"topic": "\0"})) == (400, "bad_text", "topic")
    assert problem(await ada.put(f"/chats/{chat_id}", {"private": "yes"})) == (400, "wrong_type", "private")
    assert problem(await chiyo.put(f"/chats/{chat_id}", {"topic": "mine"})) == (403, "forbidden", None)


async def test_of_several_changes_all_or_none_are_made(ada: Visitor, boris: Visitor) -> None:
    chat_id = made(await ada.post("/chats", {"user_ids": [boris.id], "name": "picnic"}))
    refused = await ada.put(f"/chats/{chat_id}", {"name": "another", "topic": "groups have none"})
    assert problem(refused) == (403, "forbidden", None)
    assert (await seen(ada, chat_id))["Name"] == "picnic"


async def test_made_private_it_stays_theirs_who_were_in_it(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, room_id: int
) -> None:
    chat_id = await make(ada, room_id)
    await post(ada, chat_id)
    turned = (await boris.put(f"/chats/{chat_id}", {"private": True})).json()
    assert turned["private"]
    assert turned["version"] == turned["members_version"] == 4  # it is private, and it is his
    for who, unread in ((ada, 0), (boris, 1), (chiyo, 1)):
        assert [line["NewMsgCount"] for line in await who.channels(room_id)] == [unread]
    roles = {each["user_id"]: each["role"] for each in (await chiyo.get(f"/chats/{chat_id}/members")).json()["members"]}
    assert roles == {ada.id: "member", boris.id: "owner", chiyo.id: "member"}
    assert (await chiyo.delete(f"/chats/{chat_id}/members/{chiyo.id}")).status_code == 200
    assert problem(await chiyo.get(f"/chats/{chat_id}")) == NO_CHAT
    late = await server.sign_up("dmitri")
    await enter(server, room_id, late)
    assert await late.channels(room_id) == []


async def test_made_public_it_is_everyones_who_read_all_of_it(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, room_id: int
) -> None:
    chat_id = await make(boris, room_id, private=True)
    await post(boris, chat_id)
    await boris.put(f"/chats/{chat_id}/members/{ada.id}")
    await post(boris, chat_id)
    server.bus.announced.clear()
    turned = (await boris.put(f"/chats/{chat_id}", {"private": False})).json()
    assert "private" not in turned
    kinds = {type(each): each for each in server.bus.announced}
    assert kinds[ChatJoined] == ChatJoined(chat_id, (chiyo.id,))
    assert RoomChanged in kinds
    for who, unread in ((ada, 1), (boris, 0), (chiyo, 0)):
        assert [line["NewMsgCount"] for line in await who.channels(room_id)] == [unread]
    assert len((await chiyo.get(f"/chats/{chat_id}/messages")).json()["messages"]) == 2
    roles = {each["user_id"]: each["role"] for each in (await chiyo.get(f"/chats/{chat_id}/members")).json()["members"]}
    assert roles == {ada.id: "owner", boris.id: "admin", chiyo.id: "member"}
    same = (await ada.put(f"/chats/{chat_id}", {"private": False})).json()
    assert same["version"] == turned["version"]


async def test_who_owned_it_privately_owns_nothing_of_it_in_public(
    server: Running, ada: Visitor, boris: Visitor, room_id: int
) -> None:
    chat_id = await make(boris, room_id, private=True)
    await ada.put(f"/rooms/{room_id}/members/{boris.id}", {"role": "member"})
    assert (await boris.put(f"/chats/{chat_id}", {"topic": "still mine"})).status_code == 200
    assert (await boris.put(f"/chats/{chat_id}", {"private": False})).status_code == 200
    assert problem(await boris.put(f"/chats/{chat_id}", {"topic": "mine?"})) == (403, "forbidden", None)
    assert problem(await boris.delete(f"/messages/{await post(ada, chat_id)}")) == (403, "forbidden", None)


@pytest.mark.parametrize("private", [True, False])
async def test_a_deleted_channel_is_gone_at_once(
    server: Running, ada: Visitor, boris: Visitor, room_id: int, *, private: bool
) -> None:
    chat_id, other = await make(boris, room_id, private=private), await make(boris, room_id)
    if private:
        await boris.put(f"/chats/{chat_id}/members/{ada.id}")
    message_id = await post(ada, chat_id)
    server.bus.announced.clear()
    assert (await boris.delete(f"/chats/{chat_id}")).json() == {}
    assert server.bus.announced[0] == ChatGone(chat_id)
    for who in (ada, boris):
        assert [line["chat_id"] for line in await who.channels(room_id)] == [other]
        for path in (f"/chats/{chat_id}", f"/chats/{chat_id}/members", f"/chats/{chat_id}/messages"):
            assert problem(await who.get(path)) == NO_CHAT
        assert problem(await who.delete(f"/chats/{chat_id}")) == NO_CHAT
        assert problem(await who.put(f"/chats/{chat_id}/members/{ada.id}")) == NO_CHAT
    assert problem(await ada.delete(f"/messages/{message_id}")) == (400, "no_such_message", None)


async def test_a_group_is_deleted_by_its_owner(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = made(await ada.post("/chats", {"user_ids": [boris.id], "name": "picnic"}))
    assert problem(await boris.delete(f"/chats/{chat_id}")) == (403, "forbidden", None)
    assert problem(await chiyo.delete(f"/chats/{chat_id}")) == NO_CHAT
    assert (await ada.delete(f"/chats/{chat_id}")).status_code == 200
    assert await ada.chats() == await boris.chats() == []
