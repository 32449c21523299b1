"""Groups, and who is in a chat: coming, going, and what it is called."""

import asyncio
from typing import Any

import pytest

from besedka.actions import chats as actions_of_chats
from besedka.actions import members as actions_of_members
from besedka.jobs.groups import joined
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor, made, problem
from tests.support.hearing import hearing
from tests.support.people import make_people
from tests.support.server import Running
from tests.support.waiting import wait_for

NO_CHAT = (400, "no_such_chat", None)


async def group(who: Visitor, *others: Visitor, **more: object) -> int:
    return made(await who.post("/chats", {"user_ids": [each.id for each in others]} | more))


async def members_of(who: Visitor, chat_id: int) -> list[tuple[int, str]]:
    found = (await who.get(f"/chats/{chat_id}/members")).json()
    assert not found["more"]
    return [(each["user_id"], each["role"]) for each in found["members"]]


async def name_of(who: Visitor, chat_id: int) -> str:
    return str((await who.get(f"/chats/{chat_id}")).json()["Name"])


async def enter(server: Running, room_id: int, *visitors: Visitor, role: Role = Role.MEMBER) -> None:
    """Into a room that has no public channels."""
    for visitor in visitors:
        await server.database.write(
            lambda tx, user_id=visitor.id: rooms.insert_room_member(tx, room_id, user_id, role)  # type: ignore[misc]
        )


async def private_channel(who: Visitor, room_id: int, **more: object) -> int:
    return made(await who.post(f"/rooms/{room_id}", {"name": "compost", "private": True} | more))


async def test_a_group_is_of_those_it_was_made_of(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await group(ada, boris, name=" picnic ")
    for who in (ada, boris):
        seen = (await who.get(f"/chats/{chat_id}")).json()
        assert (seen["kind"], seen["Name"], seen["NewMsgCount"]) == ("group", "picnic", 0)
        assert [line["chat_id"] for line in await who.chats()] == [chat_id]
        assert await members_of(who, chat_id) == [(ada.id, "owner"), (boris.id, "member")]
    assert await chiyo.chats() == []
    for path in (f"/chats/{chat_id}", f"/chats/{chat_id}/members"):
        assert problem(await chiyo.get(path)) == NO_CHAT


async def test_everyone_is_told_what_they_are_in_a_chat(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    vault = await private_channel(ada, room_id)
    await ada.put(f"/chats/{vault}/members/{boris.id}")
    owned, others = {await group(ada, boris), vault}, {await ada.chat_with(boris), await ada.channel(room_id)}
    for who, role in ((ada, "owner"), (boris, None)):
        expected = dict.fromkeys(owned, role) | dict.fromkeys(others, None)
        listed = [*await who.chats(), *await who.channels(room_id)]
        seen = [(await who.get(f"/chats/{chat_id}")).json() for chat_id in expected]
        async with hearing((server, who)) as (greeted,):
            for chats in (listed, seen, greeted.hello["chats"]):
                assert {chat["chat_id"]: chat.get("role") for chat in chats} == expected


async def test_members_who_are_let_in_no_more_are_shown_as_such(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    chat_id = await group(ada, boris)
    lists = (f"/rooms/{room_id}/members", f"/rooms/{room_id}/members?query=o", f"/chats/{chat_id}/members")
    for deactivated in (True, False):
        await ada.put(f"/server/people/{boris.id}", {"deactivated": deactivated})
        for path in lists:
            found = (await ada.get(path)).json()["members"]
            marked = [each["user_id"] for each in found if each.get("deactivated")]
            assert marked == ([boris.id] if deactivated else [])


async def test_each_group_is_a_new_one_and_people_are_in_it_once(ada: Visitor, boris: Visitor) -> None:
    first, second = await group(ada, boris, boris, ada), await group(ada, boris)
    assert first != second
    assert await members_of(ada, first) == [(ada.id, "owner"), (boris.id, "member")]
    alone = await group(ada)
    assert await members_of(ada, alone) == [(ada.id, "owner")]


async def test_what_can_be_no_group(ada: Visitor, boris: Visitor, server: Running) -> None:
    assert problem(await ada.post("/chats", {"user_ids": [boris.id, 999]})) == (400, "no_such_user", "user_ids")
    assert problem(await ada.post("/chats", {"user_ids": [0]})) == (400, "bad_id", "user_ids")
    assert problem(await ada.post("/chats", {"user_ids": "2"})) == (400, "wrong_type", "user_ids")
    assert problem(await ada.post("/chats", {"user_ids": [], "name": "x" * 129})) == (400, "too_long", "name")
    assert problem(await ada.post("/chats", {"user_ids": [], "name": " "})) == (400, "empty_name", "name")
    assert problem(await ada.post("/chats", {"user_ids": [7] * 201})) == (400, "too_long", "user_ids")
    people = await make_people(server.database, [f"guest{n}" for n in range(200)])
    too_many = [person.id for person in people]
    assert problem(await ada.post("/chats", {"user_ids": too_many})) == (400, "too_many_members", "user_ids")
    assert await ada.chats() == await boris.chats() == []
    full = made(await ada.post("/chats", {"user_ids": too_many[1:]}))
    assert problem(await ada.put(f"/chats/{full}/members/{boris.id}")) == (400, "too_many_members", None)
    assert (await ada.put(f"/chats/{full}/members/{too_many[1]}")).status_code == 200
    pages = []
    after, more = 0, True
    while more:
        page = (await ada.get(f"/chats/{full}/members", params={"after": after})).json()
        pages.append([each["user_id"] for each in page["members"]])
        after, more = pages[-1][-1], page["more"]
    assert [len(page) for page in pages] == [100, 100]
    assert sorted({ada.id, *too_many[1:]}) == [*pages[0], *pages[1]]


async def test_one_makes_so_many_groups(ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handing them over to others does not help, and takes nothing from those."""
    monkeypatch.setattr(actions_of_chats, "GROUPS_LIMIT", 2)
    first, second = [await group(ada, boris) for _ in range(2)]
    for chat_id in (first, second):
        await ada.delete(f"/chats/{chat_id}/members/{ada.id}")
    assert problem(await ada.post("/chats", {"user_ids": []})) == (400, "too_many_groups", None)
    await group(boris, ada)
    await boris.delete(f"/chats/{first}")
    await group(ada)


async def test_a_group_without_a_name_goes_by_its_members_names(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    chat_id = await group(ada, boris)
    assert [await name_of(who, chat_id) for who in (ada, boris)] == ["ada, boris"] * 2
    await boris.put(f"/chats/{chat_id}/members/{chiyo.id}")
    assert await name_of(chiyo, chat_id) == "ada, boris, chiyo"
    other = await group(ada, boris, name="boris")
    await boris.edit(name="Борис")
    await wait_for(lambda: is_called(ada, chat_id, "ada, Борис, chiyo"))
    assert await name_of(ada, other) == "boris"
    await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
    assert await name_of(ada, chat_id) == "ada, chiyo"
    await chiyo.put(f"/chats/{chat_id}", {"name": "tea"})
    await chiyo.delete(f"/chats/{chat_id}/members/{chiyo.id}")
    assert await name_of(ada, chat_id) == "tea"


async def is_called(who: Visitor, chat_id: int, name: str) -> bool:
    return await name_of(who, chat_id) == name


def test_a_name_of_names_is_of_a_names_length() -> None:
    assert joined(["ada"]) == "ada"
    assert joined([f"n{n}" for n in range(11)]) == "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, …"
    assert joined(["x" * 60, "y" * 60, "z" * 60]) == f"{'x' * 60}, {'y' * 60}, …"
    assert len(joined(["x" * 128, "y" * 128])) == 128


async def test_who_is_added_reads_all_and_has_nothing_new(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await group(ada, boris)
    for n in range(3):
        await ada.post(f"/chats/{chat_id}/messages", {"text": f"{n}"})
    for _ in range(2):
        assert (await boris.put(f"/chats/{chat_id}/members/{chiyo.id}")).json() == {}
    assert [line["NewMsgCount"] for line in await chiyo.chats()] == [0]
    assert len((await chiyo.get(f"/chats/{chat_id}/messages")).json()["messages"]) == 3
    await ada.post(f"/chats/{chat_id}/messages", {"text": "new"})
    assert [line["NewMsgCount"] for line in await chiyo.chats()] == [1]
    assert problem(await ada.put(f"/chats/{chat_id}/members/999")) == (400, "no_such_user", None)


async def test_who_leaves_knows_of_nothing(ada: Visitor, boris: Visitor) -> None:
    chat_id = await group(ada, boris)
    message_id = made(await boris.post(f"/chats/{chat_id}/messages", {"text": "mine"}))
    version = (await ada.get(f"/chats/{chat_id}")).json()["version"]
    assert (await boris.delete(f"/chats/{chat_id}/members/{boris.id}")).json() == {}
    assert await boris.chats() == []
    for refused in (
        await boris.get(f"/chats/{chat_id}/messages"),
        await boris.get(f"/chats/{chat_id}/changes", params={"since": 0}),
        await boris.post(f"/chats/{chat_id}/messages", {"text": "still?"}),
        await boris.put(f"/chats/{chat_id}/members/{boris.id}"),
        await boris.delete(f"/chats/{chat_id}/members/{boris.id}"),
    ):
        assert problem(refused) == NO_CHAT
    assert problem(await boris.put(f"/messages/{message_id}", {"text": "x"})) == (400, "no_such_message", None)
    after = (await ada.get(f"/chats/{chat_id}")).json()
    assert after["members_version"] == version + 1
    assert problem(await ada.delete(f"/chats/{chat_id}/members/{boris.id}")) == (400, "no_such_user", None)


async def test_an_owner_who_leaves_hands_over_to_who_was_there_longest(
    ada: Visitor, boris: Visitor, chiyo: Visitor, clock: Any
) -> None:
    chat_id = await group(ada, chiyo)
    clock.advance(seconds=1)
    await ada.put(f"/chats/{chat_id}/members/{boris.id}")
    await ada.delete(f"/chats/{chat_id}/members/{ada.id}")
    assert await members_of(boris, chat_id) == [(boris.id, "member"), (chiyo.id, "owner")]
    assert (await chiyo.delete(f"/chats/{chat_id}/members/{boris.id}")).status_code == 200
    await chiyo.delete(f"/chats/{chat_id}/members/{chiyo.id}")
    await wait_for(lambda: is_gone(boris, chat_id))


async def is_gone(who: Visitor, chat_id: int) -> bool:
    """Whoever looks, there is not even the row."""
    return problem(await who.get(f"/chats/{chat_id}")) == NO_CHAT


async def test_a_chat_between_two_is_not_joined_nor_left(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    for refused in (
        await ada.put(f"/chats/{chat_id}/members/{chiyo.id}"),
        await ada.delete(f"/chats/{chat_id}/members/{boris.id}"),
        await ada.delete(f"/chats/{chat_id}/members/{ada.id}"),
        await ada.delete(f"/chats/{chat_id}"),
        await ada.put(f"/chats/{chat_id}", {"topic": "us"}),
        await ada.put(f"/chats/{chat_id}", {"private": True}),
    ):
        assert problem(refused) == (403, "forbidden", None)
    assert problem(await chiyo.put(f"/chats/{chat_id}/members/{chiyo.id}")) == NO_CHAT
    assert await members_of(ada, chat_id) == [(ada.id, "member"), (boris.id, "member")]


async def test_a_private_channel_takes_people_of_its_room(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    chat_id = await private_channel(ada, room_id)
    assert problem(await ada.put(f"/chats/{chat_id}/members/{chiyo.id}")) == (400, "no_such_user", None)
    await ada.put(f"/chats/{chat_id}/members/{boris.id}")
    await enter(server, room_id, chiyo)
    assert problem(await boris.put(f"/chats/{chat_id}/members/{chiyo.id}")) == (403, "forbidden", None)
    assert await members_of(boris, chat_id) == [(ada.id, "owner"), (boris.id, "member")]
    assert problem(await boris.delete(f"/chats/{chat_id}/members/{ada.id}")) == (403, "forbidden", None)
    await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
    assert await boris.channels(room_id) == []


async def test_an_admin_does_not_remove_an_owner(ada: Visitor, boris: Visitor, server: Running) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris, role=Role.ADMIN)
    chat_id = await private_channel(ada, room_id)
    await ada.put(f"/chats/{chat_id}/members/{boris.id}")
    assert problem(await boris.delete(f"/chats/{chat_id}/members/{ada.id}")) == (403, "forbidden", None)
    await ada.delete(f"/chats/{chat_id}/members/{ada.id}")
    assert await members_of(boris, chat_id) == [(boris.id, "owner")]


async def test_in_a_private_channel_it_is_said_who_is_more_in_the_room(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris, role=Role.ADMIN)
    await enter(server, room_id, chiyo)
    chat_id = await private_channel(boris, room_id)
    for who in (ada, chiyo):
        await boris.put(f"/chats/{chat_id}/members/{who.id}")
    found = (await chiyo.get(f"/chats/{chat_id}/members")).json()["members"]
    assert [(each["user_id"], each["role"], each.get("room_role")) for each in found] == [
        (ada.id, "member", "owner"),
        (boris.id, "owner", "admin"),
        (chiyo.id, "member", None),
    ]
    assert all("room_role" not in each for each in (await ada.get(f"/rooms/{room_id}/members")).json()["members"])


async def test_in_a_public_channel_one_is_what_one_is_in_the_room(
    ada: Visitor, boris: Visitor, server: Running
) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris, role=Role.ADMIN)
    chat_id = await ada.channel(room_id)
    assert await members_of(boris, chat_id) == [(ada.id, "owner"), (boris.id, "admin")]
    for who in (ada, boris):
        assert problem(await who.delete(f"/chats/{chat_id}/members/{who.id}")) == (403, "forbidden", None)
        assert problem(await who.put(f"/chats/{chat_id}/members/{who.id}")) == (403, "forbidden", None)


async def test_people_who_come_at_once_fill_a_group_and_no_more(
    ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_of_members, "GROUP_LIMIT", 5)
    people = await make_people(server.database, [f"guest{n}" for n in range(12)])
    chat_id = await group(ada)
    answers = await asyncio.gather(*(ada.put(f"/chats/{chat_id}/members/{person.id}") for person in people))
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [400] * 8
    assert len(await members_of(ada, chat_id)) == 5
    assert (await ada.get(f"/chats/{chat_id}")).json()["Name"].count(",") == 4
