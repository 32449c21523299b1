"""Who is in a room: listing, roles, removing, leaving, handing over; and deleting the room."""

import asyncio
from typing import Any

import pytest

from besedka.bus import ChatChanged, ChatGone, ChatLeft, RoomChanged, RoomGone, RoomLeft
from besedka.database import Transaction
from besedka.model import MemberChange, Profile, Role
from besedka.store import chats, members, rooms, users
from tests.support.cast import Visitor, made, problem
from tests.support.server import Running

OWNER, ADMIN, MEMBER = Role.OWNER, Role.ADMIN, Role.MEMBER


async def make_room(server: Running, *people: tuple[Visitor, Role]) -> int:
    """A room with these people in it."""

    async def work(tx: Transaction) -> int:
        room_id, _ = await rooms.insert_room(tx, "garden")
        for visitor, role in people:
            await rooms.insert_room_member(tx, room_id, visitor.id, role)
        return room_id

    return await server.database.write(work)


async def make_private_channel(server: Running, room_id: int, *people: Visitor) -> int:
    async def work(tx: Transaction) -> int:
        chat_id = await chats.insert_channel(tx, room_id, "vault", private=True)
        for visitor in people:
            await members.insert_member(tx, chat_id, visitor.id)
        return chat_id

    return await server.database.write(work)


async def list_members(who: Visitor, room_id: int, **query: Any) -> dict[str, Any]:
    answer = await who.get(f"/rooms/{room_id}/members", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def set_role(who: Visitor, room_id: int, whom: Visitor, role: str) -> Any:
    return await who.put(f"/rooms/{room_id}/members/{whom.id}", {"role": role})


async def remove(who: Visitor, room_id: int, whom: Visitor) -> Any:
    return await who.delete(f"/rooms/{room_id}/members/{whom.id}")


async def test_who_is_in_a_room_is_listed_with_names_and_roles(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    page = await list_members(boris, room_id)
    assert page["more"] is False
    assert [(each["user_id"], each["username"], each["role"]) for each in page["members"]] == [
        (ada.id, "ada", "owner"),
        (boris.id, "boris", "member"),
    ]


async def test_members_come_a_hundred_at_a_time_and_by_part_of_a_name(server: Running, ada: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER))

    async def crowd(tx: Transaction) -> None:
        for number in range(150):
            user = await users.insert_user(tx, Profile(f"u{number}@example.org", f"u{number}", "Ёлка", ""), "!")
            assert user is not None
            await rooms.insert_room_member(tx, room_id, user.id, MEMBER)

    await server.database.write(crowd)
    first = await list_members(ada, room_id)
    second = await list_members(ada, room_id, after=first["members"][-1]["user_id"])
    assert (len(first["members"]), first["more"], len(second["members"]), second["more"]) == (100, True, 51, False)
    found = await list_members(ada, room_id, query="ЁЛ")
    assert (len(found["members"]), found["more"]) == (100, True)
    assert [each["username"] for each in (await list_members(ada, room_id, query="u149"))["members"]] == ["u149"]
    assert (await list_members(ada, room_id, query="nobody"))["members"] == []
    assert problem(await ada.get(f"/rooms/{room_id}/members", params={"query": "x" * 129})) == (
        400,
        "too_long",
        "query",
    )


async def test_a_role_is_told_to_the_room_and_gives_rights(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    assert problem(await boris.put(f"/rooms/{room_id}", {"name": "orchard"})) == (403, "forbidden", None)
    server.bus.announced.clear()
    assert (await set_role(ada, room_id, boris, "admin")).status_code == 200
    assert server.bus.announced == [RoomChanged(room_id, 2, MemberChange(boris.id, ADMIN))]
    assert (await set_role(ada, room_id, boris, "admin")).status_code == 200  # he is one already: nothing to tell
    assert len(server.bus.announced) == 1
    assert (await boris.put(f"/rooms/{room_id}", {"name": "orchard"})).status_code == 200


async def test_admins_remove_members_and_only_owners_remove_admins(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, dmitri: Visitor
) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, ADMIN), (chiyo, ADMIN), (dmitri, MEMBER))
    for whom in (ada, chiyo):
        assert problem(await remove(boris, room_id, whom)) == (403, "forbidden", None)
    assert (await remove(boris, room_id, dmitri)).status_code == 200
    assert (await remove(ada, room_id, chiyo)).status_code == 200
    assert await ada.members(room_id) == {ada.id: "owner", boris.id: "admin"}
    assert problem(await remove(ada, room_id, chiyo)) == (400, "no_such_user", None)
    assert problem(await set_role(ada, room_id, chiyo, "admin")) == (400, "no_such_user", None)


async def test_who_leaves_is_out_of_all_channels_and_all_are_told(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    public, vault = await ada.channel(room_id), await make_private_channel(server, room_id, ada, boris)
    server.bus.announced.clear()
    assert (await remove(boris, room_id, boris)).status_code == 200
    gone = MemberChange(boris.id, None)
    left = [each for each in server.bus.announced if isinstance(each, ChatLeft)]
    assert {each.chat_id for each in left} == {public, vault}
    assert [each for each in server.bus.announced if not isinstance(each, ChatLeft)] == [
        ChatChanged(vault, 2, member=gone),
        RoomLeft(room_id, (boris.id,)),
        RoomChanged(room_id, 3, gone),
    ]
    assert await boris.rooms() == []
    for path in (f"/rooms/{room_id}", f"/rooms/{room_id}/members", f"/chats/{public}", f"/chats/{vault}"):
        assert problem(await boris.get(path))[1] in {"no_such_room", "no_such_chat"}


async def test_the_last_owner_hands_the_room_over_first(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    assert problem(await remove(ada, room_id, ada)) == (400, "last_owner", None)
    assert problem(await set_role(ada, room_id, ada, "member")) == (400, "last_owner", None)
    assert (await set_role(ada, room_id, boris, "owner")).status_code == 200
    assert (await remove(ada, room_id, ada)).status_code == 200
    assert await boris.members(room_id) == {boris.id: "owner"}


async def test_two_owners_who_leave_at_once_do_not_leave_the_room_without_one(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, OWNER), (chiyo, MEMBER))
    answers = await asyncio.gather(remove(ada, room_id, ada), remove(boris, room_id, boris))
    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert sorted((await chiyo.members(room_id)).values()) == ["member", "owner"]


async def test_with_the_last_one_the_room_goes(server: Running, ada: Visitor) -> None:
    room_id = await ada.room()
    chat_id = await ada.channel(room_id)
    server.bus.announced.clear()
    assert (await remove(ada, room_id, ada)).status_code == 200
    assert [ChatGone(chat_id), RoomGone(room_id)] == server.bus.announced[:2]
    assert await ada.rooms() == []


async def test_a_deleted_room_is_nobodys(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    chat_id = await ada.channel(room_id)
    message_id = made(await boris.post(f"/chats/{chat_id}/messages", {"text": "hello"}))
    assert problem(await boris.delete(f"/rooms/{room_id}")) == (403, "forbidden", None)
    server.bus.announced.clear()
    assert (await ada.delete(f"/rooms/{room_id}")).status_code == 200
    assert [ChatGone(chat_id), RoomGone(room_id)] == server.bus.announced[:2]
    for who in (ada, boris):
        assert await who.rooms() == []
        assert problem(await who.get(f"/rooms/{room_id}")) == (400, "no_such_room", None)
        assert problem(await who.get(f"/chats/{chat_id}/messages")) == (400, "no_such_chat", None)
        assert problem(await who.put(f"/messages/{message_id}", {"text": "x"})) == (400, "no_such_message", None)


@pytest.mark.parametrize("role", ["", "king", 1, None])
async def test_a_role_is_one_of_three(server: Running, ada: Visitor, role: object) -> None:
    room_id = await make_room(server, (ada, OWNER))
    assert problem(await ada.put(f"/rooms/{room_id}/members/{ada.id}", {"role": role})) == (400, "wrong_type", "role")


async def test_outsiders_learn_nothing(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    room_id = await make_room(server, (ada, OWNER), (boris, MEMBER))
    for wanted in (room_id, 999):
        for answer in (
            await chiyo.get(f"/rooms/{wanted}/members"),
            await chiyo.put(f"/rooms/{wanted}/members/{chiyo.id}", {"role": "owner"}),
            await chiyo.delete(f"/rooms/{wanted}/members/{boris.id}"),
            await chiyo.delete(f"/rooms/{wanted}/members/{chiyo.id}"),
            await chiyo.delete(f"/rooms/{wanted}"),
        ):
            assert problem(answer) == (400, "no_such_room", None)
    assert await ada.members(room_id) == {ada.id: "owner", boris.id: "member"}
