"""People who come, go and are let in at the same moment: whatever order it happened in, what is left fits together."""

import asyncio
from typing import Any

from besedka.database import Transaction
from tests.support.cast import Visitor, made
from tests.support.people import make_people
from tests.support.server import Running
from tests.support.waiting import wait_for

ROUNDS = 6


async def people(server: Running, count: int, name: str) -> list[Visitor]:
    found = [
        server.visitor(headers={"Cookie": each.cookie})
        for each in await make_people(server.database, [f"{name}{n}" for n in range(count)])
    ]
    for visitor in found:
        visitor.user = (await visitor.get("/users")).json()
    return found


async def invite(who: Visitor, room_id: int) -> str:
    return str((await who.post(f"/rooms/{room_id}/invites", {})).json()["code"])


async def all_done(*asked: Any) -> list[int]:
    return [answer.status_code for answer in await asyncio.gather(*asked)]


async def strangers(tx: Transaction) -> int:
    """Memberships of channels of people who are not in the room, and of public channels that are missing."""
    row = await tx.fetch_one("""
        select (select count(*) from member join chat on chat.id = member.chat_id
                where chat.kind = 'channel' and not exists (
                    select 1 from room_member where room_member.room_id = chat.room_id
                    and room_member.user_id = member.user_id))
             + (select count(*) from room_member join chat on chat.room_id = room_member.room_id
                where not chat.private and chat.deleted_at is null and not exists (
                    select 1 from member where member.chat_id = chat.id and member.user_id = room_member.user_id))""")
    assert row is not None
    return int(row[0])


async def test_who_comes_while_a_channel_is_made_public_is_in_it(server: Running, ada: Visitor) -> None:
    room_id = await ada.room()
    code = await invite(ada, room_id)
    for number in range(ROUNDS):
        chat_id = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True}))
        guests = await people(server, 4, f"guest{number}x")
        turn = [ada.put(f"/chats/{chat_id}", {"private": private}) for private in (False, True, False)]
        assert set(await all_done(*(guest.post(f"/invites/{code}") for guest in guests), *turn)) == {200}
        assert set(await all_done(ada.put(f"/chats/{chat_id}", {"private": False}))) == {200}
        assert await server.database.read(strangers) == 0


async def test_who_is_added_to_a_private_channel_while_leaving_the_room_is_out_of_both(
    server: Running, ada: Visitor
) -> None:
    room_id = await ada.room()
    code = await invite(ada, room_id)
    chat_id = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True}))
    guests = await people(server, 4, "guest")
    for _ in range(ROUNDS):
        await all_done(*(guest.post(f"/invites/{code}") for guest in guests))
        adding = [ada.put(f"/chats/{chat_id}/members/{guest.id}") for guest in guests]
        leaving = [guest.delete(f"/rooms/{room_id}/members/{guest.id}") for guest in guests]
        statuses = await all_done(*adding, *leaving)
        assert set(statuses[: len(guests)]) <= {200, 400}
        assert set(statuses[len(guests) :]) == {200}
        assert await server.database.read(strangers) == 0
        assert [line["chat_id"] for line in await ada.channels(room_id)] == [chat_id]


async def test_a_group_that_all_leave_at_once_is_gone(server: Running) -> None:
    for number in range(ROUNDS):
        crowd = await people(server, 6, f"guest{number}x")
        chat_id = made(await crowd[0].post("/chats", {"user_ids": [each.id for each in crowd[1:]]}))
        leaving = [each.delete(f"/chats/{chat_id}/members/{each.id}") for each in crowd]
        assert set(await all_done(*leaving)) == {200}
        await wait_for(lambda chat_id=chat_id: is_gone(server, chat_id))  # type: ignore[misc]


async def is_gone(server: Running, chat_id: int) -> bool:
    return await server.database.read(lambda tx: tx.fetch_one("select 1 from chat where id = $1", chat_id)) is None


async def test_a_group_has_one_owner_whoever_comes_and_goes(server: Running) -> None:
    crowd = await people(server, 6, "guest")
    chat_id = made(await crowd[0].post("/chats", {"user_ids": [each.id for each in crowd[1:]]}))
    keeper = crowd[-1]
    for _ in range(ROUNDS):
        leaving = [each.delete(f"/chats/{chat_id}/members/{each.id}") for each in crowd[:-1]]
        adding = [keeper.put(f"/chats/{chat_id}/members/{each.id}") for each in crowd[:-1]]
        assert set(await all_done(*leaving, *adding)) <= {200, 400}
        members = (await keeper.get(f"/chats/{chat_id}/members")).json()["members"]
        assert [each["role"] for each in members].count("owner") == 1
        assert (await keeper.get(f"/chats/{chat_id}")).json()["Name"].count(",") == len(members) - 1
