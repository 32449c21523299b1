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
from tests.support.places import CELLS, ROLES, insert_place
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


PLACES_AT_ONCE = 5
NewPlace: TypeAlias = Callable[[], Awaitable[int]]
OTHER_PLACES = [place for place in Place if place is not Place.DIRECT]  # which is not left


def maker_of(server: Running, place: Place, who: dict[Visitor, Role]) -> NewPlace:
    """Gives places with these people in these roles, which are made some at a time."""
    roles = {visitor.id: role for visitor, role in who.items()}
    made: list[int] = []

    async def make_some(tx: Transaction) -> list[int]:
        return [await insert_place(tx, place, roles) for _ in range(PLACES_AT_ONCE)]

    async def new_place() -> int:
        made.extend([] if made else await server.database.write(make_some))
        return made.pop()

    return new_place


async def check_what_a_member_may(ada: Visitor, boris: Visitor, cell: tuple[Place, Role], new_place: NewPlace) -> None:
    """That ada, who has this role in the new places, may do there what the table says; boris is a plain member."""
    place, role = cell
    for right, use in uses_in(place).items():
        answer = await use(ada, boris, await new_place())
        if allows(right, place, role):
            assert answer.status_code == 200, (right, cell, answer.text)
        else:
            assert problem(answer) == (403, "forbidden", None), (right, cell)


async def check_knows_of_nothing(who: Visitor, member: Visitor, place: Place, place_id: int) -> None:
    """That this one is told of a place, whatever they try, that there is none."""
    for right in uses_in(place).keys() - OF_OWN_MESSAGES:
        status, code, _ = problem(await uses_in(place)[right](who, member, place_id))
        assert (status, code.partition("_")[0]) == (400, "no"), (right, place)


async def check_who_left(chiyo: Visitor, there: Visitor, boris: Visitor, place: Place, place_id: int) -> None:
    """That chiyo, who leaves, is told the same from then on, also of what was their own; by the server that she is `there`."""
    own = None if place is Place.ROOM else await post(chiyo, place_id)
    assert (await chiyo.delete(await way_out(chiyo, place, place_id))).status_code == 200
    await check_knows_of_nothing(there, boris, place, place_id)
    if own is not None:
        for refused in (
            await there.put(f"/messages/{own}", {"text": "x"}),
            await there.delete(f"/messages/{own}"),
            await there.put(f"/messages/{own}/reactions/🌻"),
        ):
            assert problem(refused) == (400, "no_such_message", None)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "-".join(cell).replace(" ", "_"))
async def test_what_a_member_may(server: Running, ada: Visitor, boris: Visitor, cell: tuple[Place, Role]) -> None:
    place, role = cell
    new_place = maker_of(server, place, {ada: role, boris: Role.MEMBER})
    await check_what_a_member_may(ada, boris, cell, new_place)
    if place is not Place.ROOM:  # and nobody changes another's message
        assert problem(await edit(ada, boris, await new_place())) == (403, "forbidden", None)


async def test_an_outsider_is_told_the_same_as_of_nothing(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    for place in Place:
        new_place = maker_of(server, place, {ada: Role.MEMBER, boris: Role.MEMBER})
        await check_knows_of_nothing(chiyo, boris, place, await new_place())


async def test_who_left_is_told_the_same(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    """Whatever they were."""
    for place in OTHER_PLACES:
        await check_who_left(chiyo, chiyo, boris, place, await place_to_leave(server, ada, boris, chiyo, place))


async def place_to_leave(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, place: Place) -> int:
    highest = Role.MEMBER if place is Place.GROUP else Role.ADMIN
    return await maker_of(server, place, {ada: Role.OWNER, boris: Role.MEMBER, chiyo: highest})()


async def test_on_two_nodes_it_is_the_same(nodes: list[Running]) -> None:
    """What one does on one node, others on the other: rights are looked up, and nowhere remembered."""
    here, there = nodes
    ada, boris, chiyo = [await here.sign_up(name) for name in ("ada", "boris", "chiyo")]
    boris_there, chiyo_there = there.visitor_of(boris), there.visitor_of(chiyo)
    for place, roles in ROLES.items():
        for role in {roles[0], roles[-1]}:
            new_place = maker_of(there, place, {ada: role, boris: Role.MEMBER})
            await check_what_a_member_may(ada, boris_there, (place, role), new_place)
    for place in Place:
        place_id = await maker_of(here, place, {ada: Role.MEMBER, boris: Role.MEMBER})()
        await check_knows_of_nothing(chiyo_there, boris, place, place_id)
    for place in OTHER_PLACES:
        await check_who_left(chiyo, chiyo_there, boris, place, await place_to_leave(here, ada, boris, chiyo, place))


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
