"""Chats: sections 3.1 and 3.5 of the original."""

import asyncio

from besedka.bus import ChatJoined
from besedka.database import Transaction
from besedka.model import Draft
from besedka.store import chats, members, messages
from tests.support.cast import Visitor, made, problem
from tests.support.clock import Clock
from tests.support.server import Running


async def post(server: Running, chat_id: int, author: Visitor) -> None:
    async def work(tx: Transaction) -> None:
        assert await messages.insert_message(tx, author.id, Draft(chat_id, "hello"))

    await server.database.write(work)


async def test_a_direct_chat_goes_by_the_other_ones_name(ada: Visitor, boris: Visitor, server: Running) -> None:
    server.bus.announced.clear()
    chat_id = await ada.chat_with(boris)
    assert server.bus.announced == [ChatJoined(chat_id, (ada.id, boris.id))]
    for one, other, name in ((ada, boris, "boris"), (boris, ada, "ada")):
        (line,) = await one.chats()
        expected = {"chat_id": chat_id, "kind": "direct", "user_id": other.id, "Name": name, "NewMsgCount": 0}
        assert line.items() >= expected.items()
    await boris.edit(name="Борис")
    assert [line["Name"] for line in await ada.chats()] == ["Борис"]


async def test_a_pair_has_one_chat(ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running) -> None:
    first = await ada.chat_with(boris)
    server.bus.announced.clear()
    assert await ada.chat_with(boris) == await boris.chat_with(ada) == first
    assert server.bus.announced == []
    assert await ada.chat_with(chiyo) != first


async def test_a_pair_has_one_chat_even_if_both_open_it_at_once(ada: Visitor, boris: Visitor) -> None:
    opened = await asyncio.gather(*(a.chat_with(b) for a, b in [(ada, boris), (boris, ada)] * 8))
    assert len(set(opened)) == 1
    assert len(await ada.chats()) == len(await boris.chats()) == 1


async def test_with_oneself_one_keeps_notes(ada: Visitor, boris: Visitor) -> None:
    notes = await ada.chat_with(ada)
    assert await ada.chat_with(ada) == notes
    (line,) = await ada.chats()
    assert line.items() >= {"chat_id": notes, "user_id": ada.id, "Name": "ada", "NewMsgCount": 0}.items()
    assert await boris.chats() == []


async def test_there_is_no_chat_with_nobody(ada: Visitor) -> None:
    assert problem(await ada.post("/chats", {"user_id": 999})) == (400, "no_such_user", "user_id")
    assert problem(await ada.post("/chats", {"user_id": "2"})) == (400, "wrong_type", "user_id")
    assert problem(await ada.post("/chats", {"user_id": 0})) == (400, "bad_id", "user_id")
    assert problem(await ada.post("/chats", {})) == (400, "missing_field", "user_id")
    assert await ada.chats() == []


async def test_the_last_active_chat_comes_first(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running, clock: Clock
) -> None:
    with_boris = await ada.chat_with(boris)
    clock.advance(seconds=1)
    with_chiyo = await ada.chat_with(chiyo)
    assert [line["chat_id"] for line in await ada.chats()] == [with_chiyo, with_boris]
    clock.advance(seconds=1)
    await post(server, with_boris, boris)
    assert [line["chat_id"] for line in await ada.chats()] == [with_boris, with_chiyo]


async def test_new_messages_are_counted_for_everyone_but_their_author(
    ada: Visitor, boris: Visitor, server: Running
) -> None:
    chat_id = await ada.chat_with(boris)
    for _ in range(3):
        await post(server, chat_id, boris)
    assert [line["NewMsgCount"] for line in await ada.chats()] == [3]
    assert [line["NewMsgCount"] for line in await boris.chats()] == [0]


async def test_new_messages_of_channels_are_counted_in_the_room(ada: Visitor, boris: Visitor, server: Running) -> None:
    room_id = await ada.room()
    chat_id = await ada.channel(room_id)
    await server.database.write(lambda tx: members.insert_member(tx, chat_id, boris.id))
    for _ in range(2):
        await post(server, chat_id, boris)
    assert [line["NewMsgCount"] for line in await ada.channels(room_id)] == [2]


async def test_groups_are_listed_too(ada: Visitor, server: Running) -> None:
    async def work(tx: Transaction) -> int:
        chat_id = await chats.insert_group_chat(tx, "picnic")
        await members.insert_member(tx, chat_id, ada.id)
        return chat_id

    chat_id = await server.database.write(work)
    (line,) = await ada.chats()
    assert line.items() >= {"chat_id": chat_id, "kind": "group", "Name": "picnic", "NewMsgCount": 0}.items()
    assert "user_id" not in line


async def test_ones_chats_are_ones_own(ada: Visitor, boris: Visitor) -> None:
    assert problem(await boris.get(f"/users/{ada.id}/chats")) == (403, "forbidden", None)
    assert problem(await boris.get("/users/999/chats")) == (400, "no_such_user", None)


async def test_opening_answers_with_the_id_alone(ada: Visitor, boris: Visitor) -> None:
    response = await ada.post("/chats", {"user_id": boris.id, "id": 77})
    assert response.json() == {"id": made(response)}
