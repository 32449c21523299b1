"""Mentions: whom a text calls, what is counted, and of what one wants to be told."""

from typing import Any

import pytest

from besedka.bus import NotificationsSet, ReadMoved
from besedka.database import Transaction
from besedka.model import Role
from besedka.names.mentions import CALLS_LIMIT, SIGNS_LIMIT
from besedka.rights import Place
from besedka.store import members
from tests.support.cast import Visitor, problem
from tests.support.places import insert_place
from tests.support.server import Running


@pytest.fixture
async def group(server: Running, ada: Visitor, boris: Visitor) -> int:
    """Ada's and Boris's; Chiyo is no member."""
    who = {ada.id: Role.OWNER, boris.id: Role.MEMBER}
    return await server.database.write(lambda tx: insert_place(tx, Place.GROUP, who))


async def post(who: Visitor, chat_id: int, text: str, **more: object) -> dict[str, Any]:
    answer = await who.post(f"/chats/{chat_id}/messages", {"text": text} | more)
    assert answer.status_code == 200, answer.text
    message: dict[str, Any] = answer.json()
    return message


async def counts(who: Visitor, chat_id: int) -> tuple[int, int]:
    chat = (await who.get(f"/chats/{chat_id}")).json()
    return chat["NewMsgCount"], chat["MentionCount"]


CALLS = [
    ("@boris, tea?", ["boris"]),
    ("tea, @BORIS", ["boris"]),
    ("(@boris)", ["boris"]),
    ("@boris.", ["boris"]),
    ("@boris...and @ada", ["boris", "ada"]),
    ("@boris's cup", ["boris"]),
    ("@boris-like", ["boris"]),
    ("@boris好", ["boris"]),
    ("@boris @boris", ["boris"]),
    ("@borissov", []),
    ("x@boris", []),
    ("boris@example.org", []),
    ("@dmitri", []),
    ("@nobody", []),
    ("@", []),
    ("@ boris", []),
    ("@@boris", ["boris"]),
    ("@" * 9000 + "boris", ["boris"]),
    ("a@b " * SIGNS_LIMIT + "@boris", []),  # else a text of signs kept the loop for 25 ms
    ("@boris_", ["boris"]),
    ("@boris_x", []),
]


@pytest.mark.parametrize(("text", "called"), CALLS)
async def test_whom_a_text_calls(ada: Visitor, boris: Visitor, group: int, text: str, called: list[str]) -> None:
    ids = {"ada": ada.id, "boris": boris.id}
    message = await post(ada, group, text)
    assert message["mentions"] == [ids[name] for name in called]
    assert await counts(boris, group) == (1, int("boris" in called))
    assert await counts(ada, group) == (0, 0)


async def test_the_places_are_in_characters_and_the_longest_name_wins(
    server: Running, ada: Visitor, boris: Visitor, group: int
) -> None:
    longer = await server.sign_up("boris.b")
    await server.database.write(lambda tx: members.insert_member(tx, group, longer.id))
    message = await post(ada, group, "🌻 @boris.b and @Boris")
    assert message["mention_places"] == [
        {"user_id": longer.id, "start": 2, "length": 8},
        {"user_id": boris.id, "start": 15, "length": 6},
    ]
    await boris.edit(username="bob")
    assert (await ada.get(f"/chats/{group}/messages")).json()["messages"][0]["mentions"] == message["mentions"]


async def test_all_calls_everyone_here(ada: Visitor, boris: Visitor, group: int) -> None:
    message = await post(ada, group, "@All: tea, @boris")
    assert (message["mentions"], message["mentions_all"]) == ([boris.id], True)
    assert await counts(boris, group) == (1, 1)
    assert "mentions_all" not in await post(ada, group, "@all-hands, @alliance")
    assert await counts(boris, group) == (2, 1)
    direct = await ada.chat_with(boris)
    assert "mentions_all" not in await post(ada, direct, "@all")


async def test_in_a_crowd_only_those_who_moderate_call_everyone(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.actions.mentions.CROWD", 2)
    who = {ada.id: Role.ADMIN, boris.id: Role.MEMBER, chiyo.id: Role.MEMBER}
    channel = await server.database.write(lambda tx: insert_place(tx, Place.PUBLIC_CHANNEL, who))
    assert "mentions_all" not in await post(boris, channel, "@all")
    assert (await post(ada, channel, "@all"))["mentions_all"]
    assert await counts(chiyo, channel) == (2, 1)


async def test_edits_and_deletions_are_counted(ada: Visitor, boris: Visitor, group: int) -> None:
    message = await post(ada, group, "tea?")
    await ada.put(f"/messages/{message['id']}", {"text": "@boris, tea?"})
    assert await counts(boris, group) == (1, 1)
    await ada.put(f"/messages/{message['id']}", {"text": "@all, tea?"})
    assert await counts(boris, group) == (1, 1)
    await ada.put(f"/messages/{message['id']}", {"text": "nothing"})
    assert await counts(boris, group) == (1, 0)
    await ada.put(f"/messages/{message['id']}", {"text": "@boris"})
    tombstone = (await ada.delete(f"/messages/{message['id']}")).json()
    assert (tombstone["mentions"], tombstone.get("mention_places")) == ([], None)
    assert await counts(boris, group) == (0, 0)


async def test_the_same_nonce_is_the_same_message(ada: Visitor, boris: Visitor, group: int) -> None:
    first = await post(ada, group, "@boris", nonce="n")
    assert await post(ada, group, "@all", nonce="n") == first
    assert await counts(boris, group) == (1, 1)


async def test_a_repeat_is_answered_though_one_may_not_post_any_more(ada: Visitor, boris: Visitor) -> None:
    chat_id = await ada.chat_with(boris)
    first = await post(ada, chat_id, "@boris", nonce="n")
    await boris.put(f"/users/{ada.id}/block")
    assert await post(ada, chat_id, "@boris", nonce="n") == first
    refused = await ada.post(f"/chats/{chat_id}/messages", {"text": "@boris"})
    assert problem(refused) == (403, "forbidden", None)


async def test_an_outsider_calls_nobody(chiyo: Visitor, boris: Visitor, group: int) -> None:
    answer = await chiyo.post(f"/chats/{group}/messages", {"text": "@boris"})
    assert problem(answer) == (400, "no_such_chat", None)
    assert await counts(boris, group) == (0, 0)
    answer = await boris.post(f"/chats/{group}/messages", {"text": "@ada", "reply_to": 999})
    assert problem(answer) == (400, "no_such_message", "reply_to")


async def test_a_text_full_of_signs_calls_the_first_of_them(ada: Visitor, boris: Visitor, group: int) -> None:
    message = await post(ada, group, "@x " * CALLS_LIMIT + "@boris")
    assert message["mentions"] == []
    assert (await post(ada, group, "@" * 10_000))["mentions"] == []
    assert (await post(ada, group, ("@" + "x.-" * 20 + " ") * 160))["mentions"] == []
    assert await counts(boris, group) == (3, 0)


async def test_a_marker_is_moved_back_on_purpose(server: Running, ada: Visitor, boris: Visitor, group: int) -> None:
    for text in ("one", "@boris", "three"):
        await post(ada, group, text)
    await boris.put(f"/chats/{group}/read", {"seq": 3})
    server.bus.announced.clear()
    assert (await boris.put(f"/chats/{group}/read", {"unread_from": 2})).status_code == 200
    assert server.bus.announced == [ReadMoved(group, boris.id, 1, 2, 4, (boris.id,), mentions=1, last_seq=3, back=True)]
    assert await counts(boris, group) == (2, 1)
    for again in (2, 3, 99):  # never forward
        assert (await boris.put(f"/chats/{group}/read", {"unread_from": again})).status_code == 200
    assert len(server.bus.announced) == 1
    assert await counts(boris, group) == (2, 1)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "missing_field", "seq")),
        ({"seq": 1, "unread_from": 1}, (400, "wrong_type", "unread_from")),
        ({"unread_from": 0}, (400, "bad_id", "unread_from")),
        ({"seq": None}, (400, "wrong_type", "seq")),
        ({"unread_from": "1"}, (400, "wrong_type", "unread_from")),
    ],
)
async def test_a_marker_that_makes_no_sense(
    boris: Visitor, group: int, body: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert problem(await boris.put(f"/chats/{group}/read", body)) == expected


async def test_of_what_one_wants_to_be_told_is_ones_own(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, group: int
) -> None:
    server.bus.announced.clear()
    for _ in range(2):
        assert (await boris.put(f"/chats/{group}/notifications", {"level": "mentions"})).status_code == 200
    assert server.bus.announced == [NotificationsSet(group, boris.id)]
    levels = [(await each.get(f"/chats/{group}")).json()["notifications"] for each in (ada, boris)]
    assert levels == ["all", "mentions"]
    await post(ada, group, "hello, @boris")
    assert await counts(boris, group) == (1, 1)  # counted alike
    assert problem(await chiyo.put(f"/chats/{group}/notifications", {"level": "none"})) == (400, "no_such_chat", None)
    assert problem(await boris.put(f"/chats/{group}/notifications", {"level": "x"})) == (400, "wrong_type", "level")
    assert problem(await boris.put(f"/chats/{group}/notifications", {})) == (400, "missing_field", "level")


async def test_who_comes_back_has_nothing_unread(server: Running, ada: Visitor, boris: Visitor, group: int) -> None:
    await post(ada, group, "@boris")

    async def leave(tx: Transaction) -> None:
        await members.delete_member(tx, group, boris.id)

    await server.database.write(leave)
    await post(ada, group, "@all")
    assert (await ada.put(f"/chats/{group}/members/{boris.id}")).status_code == 200
    assert await counts(boris, group) == (0, 0)
