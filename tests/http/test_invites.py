"""Invites: making, listing and revoking them, looking at one, coming in by one, and signing up with one."""

import asyncio
from typing import Any

import pytest

from besedka import limits
from besedka.actions import invites
from besedka.bus import ChatJoined, RoomChanged, RoomJoined
from besedka.model import MemberChange, Role
from tests.support.cast import PASSWORD, Visitor, made, problem
from tests.support.clock import Clock
from tests.support.people import make_people
from tests.support.server import Running, sqlite_only, with_settings

GONE = (400, "no_such_invite", None)
UNKNOWN = "A" * 22


async def invite(who: Visitor, room_id: int, **asked: object) -> dict[str, Any]:
    answer = await who.post(f"/rooms/{room_id}/invites", asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def code_of(who: Visitor, room_id: int, **asked: object) -> str:
    return str((await invite(who, room_id, **asked))["code"])


async def uses(who: Visitor, room_id: int) -> list[int]:
    return [each["uses"] for each in (await who.get(f"/rooms/{room_id}/invites")).json()["invites"]]


async def test_an_invite_lets_people_into_the_room_and_its_public_channels(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    room_id = await ada.room()
    roses, tulips = await ada.channel(room_id, "roses"), await ada.channel(room_id, "tulips")
    vault = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True}))
    await ada.post(f"/chats/{roses}/messages", {"text": "said before"})
    code = await code_of(ada, room_id)
    server.bus.announced.clear()
    assert made(await boris.post(f"/invites/{code}")) == room_id
    assert server.bus.announced == [
        RoomJoined(room_id, (boris.id,)),
        ChatJoined(roses, (boris.id,)),
        ChatJoined(tulips, (boris.id,)),
        RoomChanged(room_id, 4, MemberChange(boris.id, Role.MEMBER)),
    ]
    assert await ada.members(room_id) == {ada.id: "owner", boris.id: "member"}
    assert [(each["chat_id"], each["NewMsgCount"]) for each in await boris.channels(room_id)] == [
        (roses, 0),
        (tulips, 0),
    ]
    history = (await boris.get(f"/chats/{roses}/messages")).json()["messages"]
    assert [each["text"] for each in history] == ["said before"]
    assert problem(await boris.get(f"/chats/{vault}")) == (400, "no_such_chat", None)
    assert problem(await chiyo.get(f"/rooms/{room_id}")) == (400, "no_such_room", None)


async def test_coming_in_twice_is_coming_in_once_and_uses_nothing_up(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id, max_uses=2)
    for _ in range(3):
        assert made(await boris.post(f"/invites/{code}")) == room_id
    assert await uses(ada, room_id) == [1]
    server.bus.announced.clear()
    assert made(await ada.post(f"/invites/{code}")) == room_id
    assert (await ada.members(room_id))[ada.id] == "owner"
    assert server.bus.announced == []


async def test_who_was_the_last_to_come_in_may_ask_again(ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id, max_uses=1)
    assert [made(await boris.post(f"/invites/{code}")) for _ in range(2)] == [room_id] * 2


async def test_many_at_once_are_no_more_than_it_lets_in(
    ada: Visitor, boris: Visitor, chiyo: Visitor, dmitri: Visitor
) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id, max_uses=2)
    answers = await asyncio.gather(*(who.post(f"/invites/{code}") for who in (boris, chiyo, dmitri) * 3))
    assert {each.status_code for each in answers} == {200, 400}
    assert len(await ada.members(room_id)) == 3
    assert await uses(ada, room_id) == []


async def test_an_invite_expires(ada: Visitor, boris: Visitor, stranger: Visitor, clock: Clock) -> None:
    room_id = await ada.room()
    short, long = await code_of(ada, room_id, expires_in=3600), await code_of(ada, room_id)
    clock.advance(seconds=3601)
    assert problem(await stranger.get(f"/invites/{short}")) == GONE
    assert problem(await boris.post(f"/invites/{short}")) == GONE
    listed = (await ada.get(f"/rooms/{room_id}/invites")).json()["invites"]
    assert [each["code"] for each in listed] == [long]
    clock.advance(days=7)
    assert problem(await boris.post(f"/invites/{long}")) == GONE


async def test_a_revoked_invite_lets_nobody_in(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    room_id, other = await ada.room(), await ada.room("harbour")
    code = await code_of(ada, room_id)
    assert made(await boris.post(f"/invites/{code}")) == room_id
    assert problem(await ada.delete(f"/rooms/{other}/invites/{code}")) == GONE
    assert (await ada.delete(f"/rooms/{room_id}/invites/{code}")).status_code == 200
    assert problem(await ada.delete(f"/rooms/{room_id}/invites/{code}")) == GONE
    assert problem(await chiyo.post(f"/invites/{code}")) == GONE
    assert boris.id in await ada.members(room_id)


@pytest.mark.parametrize("code", [UNKNOWN, "x", "A" * 400, "%00", "%D0%B0" * 22, "A" * 21 + "%0A"])
async def test_what_is_no_code(ada: Visitor, stranger: Visitor, code: str) -> None:
    room_id = await ada.room()
    assert problem(await stranger.get(f"/invites/{code}")) == GONE
    assert problem(await ada.post(f"/invites/{code}")) == GONE
    assert problem(await ada.delete(f"/rooms/{room_id}/invites/{code}")) == GONE


async def test_a_stranger_sees_the_rooms_name_and_size_and_nothing_else(ada: Visitor, stranger: Visitor) -> None:
    room_id = await ada.room()
    answer = await stranger.get(f"/invites/{await code_of(ada, room_id)}")
    assert answer.json() == {"room_name": "garden", "member_count": 1}
    assert problem(await stranger.post(f"/invites/{UNKNOWN}")) == (401, "not_signed_in", None)


async def test_a_deleted_room_is_nothing_to_come_into(ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id)
    await ada.delete(f"/rooms/{room_id}")
    assert problem(await stranger.get(f"/invites/{code}")) == GONE
    assert problem(await boris.post(f"/invites/{code}")) == GONE


async def test_what_an_invite_says_of_itself(ada: Visitor) -> None:
    room_id = await ada.room()
    made_one = await invite(ada, room_id, max_uses=3, expires_in=60)
    assert (made_one["created_by"], made_one["max_uses"], made_one["uses"]) == (ada.id, 3, 0)
    assert (await ada.get(f"/rooms/{room_id}/invites")).json()["invites"] == [made_one]
    assert (await invite(ada, room_id))["max_uses"] is None


@pytest.mark.parametrize("field", ["expires_in", "max_uses"])
@pytest.mark.parametrize("value", [0, -1, 10**12, 10**30, 1.5, "1", True])
async def test_a_number_that_will_not_do(ada: Visitor, field: str, value: object) -> None:
    room_id = await ada.room()
    assert problem(await ada.post(f"/rooms/{room_id}/invites", {field: value})) == (400, "wrong_type", field)


async def test_a_room_has_so_many_invites(
    ada: Visitor, boris: Visitor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invites, "INVITES_LIMIT", 3)
    room_id = await ada.room()
    await code_of(ada, room_id, expires_in=60)
    await boris.post(f"/invites/{await code_of(ada, room_id, max_uses=1)}")
    for _ in range(2):  # one that is used up makes room
        await code_of(ada, room_id)
    full = await ada.post(f"/rooms/{room_id}/invites", {})
    assert problem(full) == (400, "too_many_invites", None)
    clock.advance(seconds=61)
    await code_of(ada, room_id)


async def test_one_is_in_so_many_rooms_and_is_let_in_by_none_more(
    ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invites, "ROOMS_LIMIT", 1)
    room_id = await ada.room()
    await boris.room("his own")
    code = await code_of(ada, room_id, max_uses=1)
    assert problem(await boris.post(f"/invites/{code}")) == (400, "too_many_rooms", None)
    assert await uses(ada, room_id) == [0]


async def test_whoever_may_not_invite_any_more_leaves_no_way_in(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    """Else an admin who is removed could come back by an invite of their own."""
    room_id = await ada.room()
    await boris.post(f"/invites/{await code_of(ada, room_id)}")
    for undo in ("demoted", "removed"):
        await ada.put(f"/rooms/{room_id}/members/{boris.id}", {"role": "admin"})
        code = await code_of(boris, room_id)
        if undo == "demoted":
            await ada.put(f"/rooms/{room_id}/members/{boris.id}", {"role": "member"})
        else:
            await ada.delete(f"/rooms/{room_id}/members/{boris.id}")
        for who in (boris, chiyo) if undo == "removed" else (chiyo,):
            assert problem(await who.post(f"/invites/{code}")) == GONE
    assert len(await uses(ada, room_id)) == 1


async def test_outsiders_learn_nothing_of_invites(ada: Visitor, chiyo: Visitor) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id)
    for wanted in (room_id, 999):
        for answer in (
            await chiyo.get(f"/rooms/{wanted}/invites"),
            await chiyo.post(f"/rooms/{wanted}/invites", {}),
            await chiyo.delete(f"/rooms/{wanted}/invites/{code}"),
        ):
            assert problem(answer) == (400, "no_such_room", None)


async def join_while(server: Running, ada: Visitor, boris: Visitor, other: Any) -> int:
    """What is done at the same moment as boris comes in; the room."""
    room_id = await ada.room()
    code = await code_of(ada, room_id)
    answers = await asyncio.gather(boris.post(f"/invites/{code}"), other(room_id))
    assert [each.status_code for each in answers] == [200, 200]
    return room_id


async def test_a_channel_made_at_the_same_moment_is_theirs_too(server: Running, ada: Visitor, boris: Visitor) -> None:
    for _ in range(5):
        room_id = await join_while(server, ada, boris, lambda room_id: ada.post(f"/rooms/{room_id}", {"name": "roses"}))
        assert len(await boris.channels(room_id)) == 1


def account(name: str, **more: object) -> dict[str, object]:
    return {"email": f"{name}@example.org", "password": PASSWORD, "username": name} | more


async def test_signing_up_with_an_invite_is_coming_in(server: Running, ada: Visitor, stranger: Visitor) -> None:
    room_id = await ada.room()
    chat_id = await ada.channel(room_id)
    code = await code_of(ada, room_id, max_uses=1)
    await stranger.sign_up("chiyo", invite=code)
    await stranger.sign_in("chiyo@example.org")
    assert await stranger.rooms() == [{"room_id": room_id, "room_name": "garden"}]
    assert [each["chat_id"] for each in await stranger.channels(room_id)] == [chat_id]


async def test_without_a_way_in_there_is_no_account(ada: Visitor, stranger: Visitor) -> None:
    room_id = await ada.room()
    code = await code_of(ada, room_id, max_uses=1)
    for wrong in (UNKNOWN, "x" * 10_000):
        refused = await stranger.post("/users", account("chiyo", invite=wrong))
        assert problem(refused) == (400, "no_such_invite", "invite")
    refused = await stranger.post("/users", account("ada", invite=code))
    assert problem(refused) == (400, "email_taken", "email")
    assert await uses(ada, room_id) == [0]  # it was not used up by that
    assert (await stranger.post("/users", account("chiyo", invite=code))).status_code == 200


async def test_of_two_who_sign_up_with_the_last_use_one_has_an_account(ada: Visitor, server: Running) -> None:
    code = await code_of(ada, await ada.room(), max_uses=1)
    answers = await asyncio.gather(
        *(server.visitor().post("/users", account(name, invite=code)) for name in ("one", "two"))
    )
    assert sorted(each.status_code for each in answers) == [200, 400]
    found = (await ada.get("/users", params={"query": "o"})).json()["users"]
    assert len({each["username"] for each in found} & {"one", "two"}) == 1


@with_settings(registration="invite")
@pytest.mark.parametrize("asked", [{}, {"invite": ""}, {"invite": None}])
async def test_where_one_has_to_be_invited(server: Running, stranger: Visitor, asked: dict[str, object]) -> None:
    for path in ("/users", "/sign_up"):
        assert problem(await stranger.post(path, account("chiyo", **asked))) == (403, "registration_closed", None)


@with_settings(registration="closed")
async def test_where_registration_is_closed_no_invite_helps(server: Running, stranger: Visitor) -> None:
    refused = await stranger.post("/users", account("chiyo", invite=UNKNOWN))
    assert problem(refused) == (403, "registration_closed", None)


@with_settings(registration="invite")
async def test_an_invite_makes_a_member_of_a_closed_house(server: Running, stranger: Visitor) -> None:
    (ada,) = await make_people(server.database, ["ada"])
    host = server.visitor(headers={"Cookie": ada.cookie})
    room_id = await host.room()
    await stranger.sign_up("chiyo", invite=await code_of(host, room_id))
    assert stranger.id in await host.members(room_id)


@with_settings(rate_limits="on")
@sqlite_only
async def test_nobody_looks_at_many_invites(
    server: Running, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "monotonic", lambda: 1000.0)
    statuses = [(await stranger.get(f"/invites/{UNKNOWN}")).status_code for _ in range(70)]
    assert set(statuses[:60]) == {400}
    assert statuses[60:] == [429] * 10
