"""The last message, wherever chats are shown."""

from typing import Any

import pytest

from tests.support.cast import Visitor, made
from tests.support.raw import RawSocket
from tests.support.server import Running


async def post(author: Visitor, chat_id: int, text: str) -> dict[str, Any]:
    response = await author.post(f"/chats/{chat_id}/messages", {"text": text})
    assert response.status_code == 200, response.text
    return dict(response.json())


async def shown(reader: Visitor, chat_id: int, server: Running) -> Any:
    """The last message as one is shown it: the same in all places."""
    chat = (await reader.get(f"/chats/{chat_id}")).json()
    changes = (await reader.get(f"/chats/{chat_id}/changes?since={chat['version'] - 1}")).json()
    lines = await reader.channels(chat["room_id"]) if "room_id" in chat else await reader.chats()
    socket = await RawSocket.connect(server.port, f"session_id={reader.cookie}")
    hello = await socket.receive()
    socket.close()
    everywhere = [chat, changes["chat"], *lines, *hello["chats"]]
    found = [each["last_message"] for each in everywhere if each["chat_id"] == chat_id]
    assert len(found) == 4
    assert all(each == found[0] for each in found)
    return found[0]


async def test_there_is_none_before_the_first(ada: Visitor, boris: Visitor, server: Running) -> None:
    assert await shown(ada, await ada.chat_with(boris), server) is None


async def test_it_is_the_newest_as_it_is_now(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    await post(boris, chat_id, "first")
    second = await post(ada, chat_id, "second")
    expected = {"seq": 2, "author_id": ada.id, "text": "second", "created_at": second["created_at"]}
    assert await shown(ada, chat_id, server) == await shown(boris, chat_id, server) == expected
    await ada.put(f"/messages/{second['id']}", {"text": "другой"})
    assert await shown(boris, chat_id, server) == expected | {"text": "другой"}


@pytest.mark.parametrize("letter", ["a", "я", "茶", "🌻"])
async def test_it_is_140_characters_at_most(ada: Visitor, boris: Visitor, server: Running, letter: str) -> None:
    chat_id = await ada.chat_with(boris)
    await post(ada, chat_id, letter * 140)
    assert (await shown(boris, chat_id, server))["text"] == letter * 140
    await post(ada, chat_id, letter * 141)
    assert (await shown(boris, chat_id, server))["text"] == letter * 140


async def test_deleted_ones_are_passed_over(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    posted = [await post(ada, chat_id, text) for text in ("first", "second", "third")]
    for message, left in ((posted[1], 3), (posted[2], 1)):
        await ada.delete(f"/messages/{message['id']}")
        assert (await shown(boris, chat_id, server))["seq"] == left
    await ada.delete(f"/messages/{posted[0]['id']}")
    assert await shown(boris, chat_id, server) is None
    await post(boris, chat_id, "fourth")
    assert (await shown(ada, chat_id, server))["seq"] == 4


async def test_a_channels_is_shown_to_its_members_alone(ada: Visitor, boris: Visitor, server: Running) -> None:
    room_id = await ada.room()
    chat_id = made(await ada.post(f"/rooms/{room_id}", {"name": "roses", "private": True}))
    other = await ada.chat_with(boris)
    await post(ada, chat_id, "a secret")
    await post(ada, other, "hello")
    assert (await shown(ada, chat_id, server))["text"] == "a secret"
    assert "a secret" not in (await boris.get(f"/users/{boris.id}/chats")).text
    assert (await shown(boris, other, server))["text"] == "hello"
    assert (await boris.get(f"/chats/{chat_id}")).status_code == 400
