"""Every right in every place, with every role and with none: what the server does is what the table of rights says."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias

import httpx
import pytest

from besedka.database import Transaction
from besedka.model import Role
from besedka.rights import Place, Right, allows
from besedka.store import chats, members, rooms
from tests.support.cast import Visitor, made, problem
from tests.support.places import CELLS, insert_place
from tests.support.server import Running

Use: TypeAlias = Callable[[Visitor, Visitor, int], Awaitable[httpx.Response]]


async def post(who: Visitor, chat_id: int) -> int:
    return made(await who.post(f"/chats/{chat_id}/messages", {"text": "hello"}))


async def edit(who: Visitor, author: Visitor, chat_id: int) -> httpx.Response:
    return await who.put(f"/messages/{await post(author, chat_id)}", {"text": "bye"})


async def delete(who: Visitor, author: Visitor, chat_id: int) -> httpx.Response:
    return await who.delete(f"/messages/{await post(author, chat_id)}")


async def react(who: Visitor, author: Visitor, chat_id: int) -> httpx.Response:
    return await who.put(f"/messages/{await post(author, chat_id)}/reactions/🌻")


async def rename(who: Visitor, _: Visitor, place_id: int, kind: str = "chats") -> httpx.Response:
    return await who.put(f"/{kind}/{place_id}", {"name": "another name"})


async def leave(who: Visitor, other: Visitor, room_id: int) -> httpx.Response:
    await who.put(f"/rooms/{room_id}/members/{other.id}", {"role": "owner"})  # which only an owner may, and has to
    return await who.delete(f"/rooms/{room_id}/members/{who.id}")


# How each right is used: by whom, beside someone who is a plain member there, and where. In chats, and in rooms.
IN_CHATS: dict[Right, Use] = {
    Right.ADD_MEMBER: lambda who, other, chat_id: who.put(f"/chats/{chat_id}/members/{other.id}"),
    Right.RENAME: rename,
    Right.SET_TOPIC: lambda who, _, chat_id: who.put(f"/chats/{chat_id}", {"topic": "what blooms"}),
    Right.SET_PRIVATE: lambda who, _, chat_id: who.put(f"/chats/{chat_id}", {"private": True}),
    Right.READ: lambda who, _, chat_id: who.get(f"/chats/{chat_id}/messages"),
    Right.MARK: lambda who, _, chat_id: who.put(f"/chats/{chat_id}/read", {"seq": 1}),
    Right.POST: lambda who, _, chat_id: who.post(f"/chats/{chat_id}/messages", {"text": "hello"}),
    Right.REACT: react,
    Right.EDIT: lambda who, _, chat_id: edit(who, who, chat_id),
    Right.DELETE: lambda who, _, chat_id: delete(who, who, chat_id),
    Right.MODERATE: delete,
    Right.REMOVE_MEMBER: lambda who, other, chat_id: who.delete(f"/chats/{chat_id}/members/{other.id}"),
    Right.LEAVE: lambda who, _, chat_id: who.delete(f"/chats/{chat_id}/members/{who.id}"),
    Right.DELETE_PLACE: lambda who, _, chat_id: who.delete(f"/chats/{chat_id}"),
}
IN_ROOMS: dict[Right, Use] = {
    Right.LIST_CHANNELS: lambda who, _, room_id: who.get(f"/rooms/{room_id}"),
    Right.CREATE_CHANNEL: lambda who, _, room_id: who.post(f"/rooms/{room_id}", {"name": "roses"}),
    Right.LIST_MEMBERS: lambda who, _, room_id: who.get(f"/rooms/{room_id}/members"),
    Right.LIST_INVITES: lambda who, _, room_id: who.get(f"/rooms/{room_id}/invites"),
    Right.INVITE: lambda who, _, room_id: who.post(f"/rooms/{room_id}/invites", {}),
    Right.SET_ROLE: lambda who, other, room_id: who.put(f"/rooms/{room_id}/members/{other.id}", {"role": "member"}),
    Right.RENAME: partial(rename, kind="rooms"),
    Right.REMOVE_MEMBER: lambda who, other, room_id: who.delete(f"/rooms/{room_id}/members/{other.id}"),
    Right.LEAVE: leave,
    Right.DELETE_PLACE: lambda who, _, room_id: who.delete(f"/rooms/{room_id}"),
}
ELSEWHERE = {Right.REMOVE_ADMIN: "test_room_members.py"}  # it takes more people
OF_OWN_MESSAGES = {Right.EDIT, Right.DELETE}  # an outsider has none there


def test_every_right_has_its_use() -> None:
    assert IN_CHATS.keys() | IN_ROOMS.keys() | ELSEWHERE.keys() == set(Right)


def uses_in(place: Place) -> dict[Right, Use]:
    return IN_ROOMS if place is Place.ROOM else IN_CHATS


@pytest.fixture
def new_place(server: Running, ada: Visitor, boris: Visitor, place: Place, role: Role) -> Callable[[], Awaitable[int]]:
    """Makes a place with ada in this role, and boris as a plain member."""
    who = {ada.id: role, boris.id: Role.MEMBER}
    return lambda: server.database.write(lambda tx: insert_place(tx, place, who))


@pytest.fixture
async def place_id(new_place: Callable[[], Awaitable[int]]) -> int:
    return await new_place()


each_cell = pytest.mark.parametrize(("place", "role"), CELLS, ids=lambda value: value.replace(" ", "_"))


@each_cell
async def test_what_a_member_may(
    ada: Visitor, boris: Visitor, place: Place, role: Role, new_place: Callable[[], Awaitable[int]]
) -> None:
    for right, use in uses_in(place).items():
        answer = await use(ada, boris, await new_place())
        if allows(right, place, role):
            assert answer.status_code == 200, (right, answer.text)
        else:
            assert problem(answer) == (403, "forbidden", None), right


@each_cell
async def test_nobody_changes_anothers_message(
    ada: Visitor, boris: Visitor, place: Place, role: Role, place_id: int
) -> None:
    if place is not Place.ROOM:
        assert problem(await edit(ada, boris, place_id)) == (403, "forbidden", None)


@pytest.mark.parametrize(("place", "role"), [(place, Role.MEMBER) for place in Place])
async def test_an_outsider_is_told_the_same_as_of_nothing(
    boris: Visitor, chiyo: Visitor, place: Place, place_id: int
) -> None:
    for right in uses_in(place).keys() - OF_OWN_MESSAGES:
        status, code, _ = problem(await uses_in(place)[right](chiyo, boris, place_id))
        assert (status, code.partition("_")[0]) == (400, "no"), right


@pytest.mark.parametrize("place", [place for place in Place if place is not Place.DIRECT])  # which is not left
async def test_who_left_is_told_the_same(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, place: Place
) -> None:
    """Also of what was their own there, and whatever they were."""
    highest = Role.MEMBER if place is Place.GROUP else Role.ADMIN
    who = {ada.id: Role.OWNER, boris.id: Role.MEMBER, chiyo.id: highest}
    place_id = await server.database.write(lambda tx: insert_place(tx, place, who))
    own = None if place is Place.ROOM else await post(chiyo, place_id)
    assert (await chiyo.delete(await way_out(chiyo, place, place_id))).status_code == 200
    for right in uses_in(place).keys() - OF_OWN_MESSAGES:
        status, code, _ = problem(await uses_in(place)[right](chiyo, boris, place_id))
        assert (status, code.partition("_")[0]) == (400, "no"), right
    if own is not None:
        for refused in (
            await chiyo.put(f"/messages/{own}", {"text": "x"}),
            await chiyo.delete(f"/messages/{own}"),
            await chiyo.put(f"/messages/{own}/reactions/🌻"),
        ):
            assert problem(refused) == (400, "no_such_message", None)


async def way_out(who: Visitor, place: Place, place_id: int) -> str:
    """A public channel is left with its room."""
    if place is Place.PUBLIC_CHANNEL:
        place_id = (await who.get(f"/chats/{place_id}")).json()["room_id"]
    kind = "rooms" if place in {Place.ROOM, Place.PUBLIC_CHANNEL} else "chats"
    return f"/{kind}/{place_id}/members/{who.id}"


async def test_a_room_s_admins_are_strangers_to_private_channels_they_are_not_in(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    who = {boris.id: Role.ADMIN, chiyo.id: Role.MEMBER}
    place_id = await server.database.write(lambda tx: insert_place(tx, Place.PRIVATE_CHANNEL, who))
    room_id = (await boris.get(f"/chats/{place_id}")).json()["room_id"]
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, ada.id, Role.OWNER))
    for right in IN_CHATS.keys() - OF_OWN_MESSAGES:
        status, code, _ = problem(await IN_CHATS[right](ada, chiyo, place_id))
        assert (status, code.partition("_")[0]) == (400, "no"), right


async def test_who_made_a_private_channel_is_its_owner(server: Running, ada: Visitor, boris: Visitor) -> None:
    async def make(tx: Transaction) -> int:
        room_id, _ = await rooms.insert_room(tx, "garden")
        chat_id = await chats.insert_channel(tx, room_id, "roses", private=True)
        for visitor, role in ((ada, Role.OWNER), (boris, Role.MEMBER)):
            await rooms.insert_room_member(tx, room_id, visitor.id, Role.MEMBER)
            await members.insert_member(tx, chat_id, visitor.id, role)
        return chat_id

    chat_id = await server.database.write(make)
    assert (await delete(ada, boris, chat_id)).status_code == 200
    assert (await delete(boris, ada, chat_id)).status_code == 403
