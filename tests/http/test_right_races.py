"""Rights that are lost at the very moment when they are used: nothing is left of what was done too late."""

import asyncio

import httpx

from besedka.bus import ChatChanged
from besedka.database import Transaction
from besedka.jobs.groups import name_by_members
from tests.support.cast import Visitor, made
from tests.support.people import make_people
from tests.support.server import Running, with_settings

ROUNDS = 4
LIMIT = 1_000_000  # bytes of all files


async def room_of_both(ada: Visitor, boris: Visitor, role: str) -> int:
    """Ada's room, in which boris has this role."""
    room_id = await ada.room()
    code = (await ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
    assert made(await boris.post(f"/invites/{code}")) == room_id
    assert (await ada.put(f"/rooms/{room_id}/members/{boris.id}", {"role": role})).status_code == 200
    return room_id


async def group_of(ada: Visitor, *others: Visitor) -> int:
    return made(await ada.post("/chats", {"user_ids": [each.id for each in others]}))


async def upload(who: Visitor, chat_id: int, content: bytes = b"seeds") -> httpx.Response:
    return await who.client.post(f"/chats/{chat_id}/files", files={"file": ("seeds", content)})


async def test_who_may_not_invite_any_more_leaves_no_way_in(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    for _ in range(ROUNDS):
        room_id = await room_of_both(ada, boris, "admin")
        invites = f"/rooms/{room_id}/invites"
        _, *answers = await asyncio.gather(
            ada.put(f"/rooms/{room_id}/members/{boris.id}", {"role": "member"}),
            *(boris.post(invites, {}) for _ in range(4)),
        )
        assert {each["created_by"] for each in (await ada.get(invites)).json()["invites"]} == {ada.id}
        for answer in answers:
            code = answer.json().get("code")
            assert code is None or (await chiyo.post(f"/invites/{code}")).status_code == 400
    assert await chiyo.rooms() == []


async def test_owners_who_leave_and_demote_one_another_leave_no_room_without_one(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    async def count_ownerless(tx: Transaction) -> int:
        return len(
            await tx.fetch("""
            select id from room where deleted_at is null and not exists (
                select 1 from room_member where room_member.room_id = room.id and role = 'owner')""")
        )

    for _ in range(ROUNDS):
        room_id = await room_of_both(ada, boris, "owner")
        members = f"/rooms/{room_id}/members"
        await asyncio.gather(
            ada.delete(f"{members}/{ada.id}"),
            boris.put(f"{members}/{ada.id}", {"role": "member"}),
            boris.delete(f"{members}/{boris.id}"),
            ada.put(f"{members}/{boris.id}", {"role": "member"}),
        )
        assert await server.database.read(count_ownerless) == 0


async def test_who_is_taken_out_leaves_nothing_that_came_later(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    for _ in range(ROUNDS):
        chat_id = await group_of(ada, boris, chiyo)
        file_id = made(await upload(boris, chat_id))
        server.bus.announced.clear()
        await asyncio.gather(
            ada.delete(f"/chats/{chat_id}/members/{boris.id}"),
            *(upload(boris, chat_id) for _ in range(2)),
            boris.post(f"/chats/{chat_id}/messages", {"text": "@chiyo", "file_ids": [file_id]}),
            boris.put(f"/chats/{chat_id}/members/{boris.id}"),
            boris.put(f"/chats/{chat_id}", {"name": "boris was here"}),
        )
        changes = [each for each in server.bus.announced if isinstance(each, ChatChanged) and each.chat_id == chat_id]
        gone_at = max(each.version for each in changes if each.member is not None and each.member.role is None)
        assert not [each for each in changes if each.message is not None and each.version > gone_at]
        assert (await boris.get(f"/files/{file_id}")).status_code == 400
        assert (await boris.get(f"/chats/{chat_id}")).status_code == 400


@with_settings(storage_limit=LIMIT)
async def test_many_people_at_once_get_no_more_room_than_there_is(server: Running) -> None:
    people = [
        server.visitor(headers={"Cookie": each.cookie})
        for each in await make_people(server.database, [f"guest{n}" for n in range(16)])
    ]
    for each in people:
        each.user = (await each.get("/users")).json()
    notes = [await each.chat_with(each) for each in people]
    await asyncio.gather(*(upload(*place, bytes(100_000)) for place in zip(people, notes, strict=True)))
    rows = await server.database.read(lambda tx: tx.fetch("select sum(size) from storage_part"))
    assert 0.8 * LIMIT < rows[0][0] <= LIMIT


async def test_a_name_that_is_given_is_not_lost_to_one_that_is_made(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    for _ in range(ROUNDS):
        chat_id = await group_of(ada, boris)
        named = [server.database.write(lambda tx, chat_id=chat_id: name_by_members(tx, chat_id)) for _ in range(4)]  # type: ignore[misc] # bound at once
        await asyncio.gather(*named[:2], ada.put(f"/chats/{chat_id}", {"name": "picnic"}), *named[2:])
        assert (await ada.get(f"/chats/{chat_id}")).json()["Name"] == "picnic"
