"""Files in messages: who has them, from when on, and until when."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from besedka.jobs import DAY, runner
from besedka.jobs.files import PIECE
from tests.support.cast import Visitor, made, problem
from tests.support.clock import Clock
from tests.support.hearing import hearing
from tests.support.server import Running
from tests.support.waiting import wait_for

NO_FILE = (400, "no_such_file", "file_ids")


async def uploaded(visitor: Visitor, chat_id: int, content: bytes = b"poppies", name: str = "seeds.txt") -> int:
    return made(await visitor.client.post(f"/chats/{chat_id}/files", files={"file": (name, content)}))


async def sent(visitor: Visitor, chat_id: int, *file_ids: int, text: str = "", **more: object) -> dict[str, Any]:
    response = await visitor.post(f"/chats/{chat_id}/messages", {"text": text, "file_ids": file_ids} | more)
    assert response.status_code == 200, response.text
    return dict(response.json())


def stored(folder: Path) -> int:
    return len([path for path in (folder / "blobs").rglob("*") if path.is_file()])


async def until_stored(folder: Path, count: int) -> None:
    async def is_so() -> bool:
        return stored(folder) == count

    await wait_for(is_so)


async def test_a_file_in_a_message_is_its_chats(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    file_id = await uploaded(ada, chat_id)
    message = await sent(ada, chat_id, file_id, text="@boris look")
    assert message["files"] == [{"id": file_id, "name": "seeds.txt", "size": 7, "media_type": "text/plain"}]
    assert (await boris.get(f"/files/{file_id}")).content == b"poppies"
    assert problem(await chiyo.get(f"/files/{file_id}"))[:2] == (400, "no_such_file")
    history = (await boris.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert history[-1]["files"] == message["files"]


async def test_everyone_there_is_told_of_it_and_nobody_else(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    chat_id = await ada.chat_with(boris)
    file_id = await uploaded(ada, chat_id)
    async with hearing((server, boris), (server, chiyo)) as (to_boris, to_chiyo):
        message = await sent(ada, chat_id, file_id)
        (frame,) = await to_boris.hear(1)
        assert frame["message"] == message
        deleted = (await ada.delete(f"/messages/{message['id']}")).json()
        (frame,) = await to_boris.hear(1)
        assert frame["message"] == deleted
        assert deleted["files"] == []
        await to_chiyo.hear_nothing()


async def test_several_in_their_order(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    ids = [await uploaded(ada, chat_id) for _ in range(3)]
    message = await sent(ada, chat_id, *reversed(ids))
    assert [file["id"] for file in message["files"]] == ids[::-1]


async def test_what_cannot_be_sent(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    other = await ada.chat_with(ada)
    mine, elsewhere, his = (
        await uploaded(ada, chat_id), await uploaded(ada, other), await uploaded(boris, chat_id)
    )  # fmt: skip
    for ids in ([elsewhere], [his], [999], [mine, mine], [mine, his]):
        refused = await ada.post(f"/chats/{chat_id}/messages", {"text": "x", "file_ids": ids})
        assert problem(refused) == NO_FILE
    assert (await ada.get(f"/chats/{chat_id}/messages")).json()["messages"] == []
    many = await ada.post(f"/chats/{chat_id}/messages", {"text": "x", "file_ids": list(range(1, 12))})
    assert problem(many) == (400, "too_long", "file_ids")
    wrong = await ada.post(f"/chats/{chat_id}/messages", {"text": "x", "file_ids": [0]})
    assert problem(wrong) == (400, "bad_id", "file_ids")
    nothing = await ada.post(f"/chats/{chat_id}/messages", {"text": " ", "file_ids": []})
    assert problem(nothing) == (400, "empty_text", "text")
    await sent(ada, chat_id, mine)
    again = await ada.post(f"/chats/{chat_id}/messages", {"text": "x", "file_ids": [mine]})
    assert problem(again) == NO_FILE


async def test_a_repeat_with_the_same_nonce_is_the_first_message(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    file_id = await uploaded(ada, chat_id)
    both = await asyncio.gather(*(sent(ada, chat_id, file_id, nonce="once") for _ in range(2)))
    assert both[0] == both[1]


async def test_two_messages_at_once_cannot_have_one_file(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    file_id = await uploaded(ada, chat_id)
    body = {"text": "", "file_ids": [file_id]}
    answers = await asyncio.gather(*(ada.post(f"/chats/{chat_id}/messages", body) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [200, 400, 400, 400]
    assert len((await ada.get(f"/chats/{chat_id}/messages")).json()["messages"]) == 1


async def test_by_the_gateway_too(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    file_id = await uploaded(ada, chat_id)
    async with hearing((server, ada), (server, boris)) as (to_ada, to_boris):
        to_ada.say(op="send", chat_id=chat_id, text="", file_ids=[file_id])
        (frame,) = await to_boris.hear(1)
        assert [file["id"] for file in frame["message"]["files"]] == [file_id]


async def test_the_text_of_a_message_with_files_may_go(ada: Visitor) -> None:
    chat_id = await ada.chat_with(ada)
    message = await sent(ada, chat_id, await uploaded(ada, chat_id), text="look")
    edited = (await ada.put(f"/messages/{message['id']}", {"text": ""})).json()
    assert (edited["text"], edited["files"]) == ("", message["files"])
    plain = (await ada.post(f"/chats/{chat_id}/messages", {"text": "look"})).json()
    assert problem(await ada.put(f"/messages/{plain['id']}", {"text": ""})) == (400, "empty_text", "text")


async def test_a_deleted_messages_files_are_gone(ada: Visitor, boris: Visitor, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(boris)
    file_id = await uploaded(ada, chat_id)
    message = await sent(ada, chat_id, file_id)
    await ada.delete(f"/messages/{message['id']}")
    for visitor in (ada, boris):
        assert problem(await visitor.get(f"/files/{file_id}"))[:2] == (400, "no_such_file")
    await until_stored(tmp_path, 0)


async def test_who_has_left_has_no_files(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id, chiyo.id]}))
    file_id = await uploaded(boris, group)
    unsent = await uploaded(boris, group)
    await sent(boris, group, file_id)
    await boris.delete(f"/chats/{group}/members/{boris.id}")
    for each in (file_id, unsent):
        assert problem(await boris.get(f"/files/{each}"))[:2] == (400, "no_such_file")
    assert (await chiyo.get(f"/files/{file_id}")).status_code == 200


async def test_a_deleted_chats_files_are_gone(ada: Visitor, boris: Visitor, tmp_path: Path) -> None:
    room_id = await ada.room()
    channel = await ada.channel(room_id)
    group = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    ids = [await uploaded(ada, chat_id) for chat_id in (channel, group, group)]
    await sent(ada, group, ids[1])
    kept = await uploaded(ada, await ada.chat_with(ada))
    await ada.delete(f"/chats/{group}")
    await ada.delete(f"/rooms/{room_id}")
    for each in ids:
        assert problem(await ada.get(f"/files/{each}"))[:2] == (400, "no_such_file")
    await until_stored(tmp_path, 1)
    assert (await ada.get(f"/files/{kept}")).status_code == 200


@pytest.fixture
def often_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs that are due are found at once, though nobody tells of them."""
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.1)


async def test_what_is_in_no_message_goes_after_a_day(
    often_looked_for: None, ada: Visitor, clock: Clock, tmp_path: Path
) -> None:
    chat_id = await ada.chat_with(ada)
    message = await sent(ada, chat_id, await uploaded(ada, chat_id))
    old = [await uploaded(ada, chat_id, b"") for _ in range(PIECE + 1)]
    clock.advance(seconds=DAY + 1)
    await ada.sign_in(ada.email)
    young = await uploaded(ada, chat_id)
    await until_stored(tmp_path, 2)
    assert problem(await ada.get(f"/files/{old[0]}"))[:2] == (400, "no_such_file")
    for kept in (young, message["files"][0]["id"]):
        assert (await ada.get(f"/files/{kept}")).status_code == 200


async def test_storage_is_given_back(ada: Visitor, server: Running, tmp_path: Path) -> None:
    chat_id = await ada.chat_with(ada)
    message = await sent(ada, chat_id, await uploaded(ada, chat_id))

    async def counted() -> list[int]:
        rows = await server.database.read(
            lambda tx: tx.fetch("select size from user_storage union all select size from storage_part")
        )
        return [int(row[0]) for row in rows]

    assert await counted() == [4103, 4103]
    await ada.delete(f"/messages/{message['id']}")
    assert await counted() == [0, 0]
