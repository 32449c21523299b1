"""Search in messages: what is found, in which order, and by whom it is not."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from besedka import commands, limits
from besedka.actions import search as actions
from besedka.http.turns import WAITING
from besedka.jobs import runner
from besedka.limits import SEARCHES_OF_USER
from besedka.model import Members, Page, Role
from besedka.names.searching import search_words
from besedka.store import search
from besedka.store.engine.postgres_transaction import PostgresTransaction
from besedka.store.engine.sqlite_connection import SqliteTransaction
from besedka.store.rooms import insert_room_member
from tests.support.cast import Visitor, made, problem
from tests.support.clock import START, Clock
from tests.support.people import say_all
from tests.support.searching import index_all, insert_file
from tests.support.server import Running, sqlite_only, with_settings
from tests.support.waiting import PATIENCE, wait_for


async def say(who: Visitor, chat_id: int, text: str) -> int:
    return made(await who.post(f"/chats/{chat_id}/messages", {"text": text}))


async def find(who: Visitor, query: str | None = None, **more: Any) -> list[str]:
    response = await who.get("/messages", params=({} if query is None else {"query": query}) | more)
    assert response.status_code == 200, response.text
    return [each["text"] for each in response.json()["messages"]]


async def truth(holds: bool) -> bool:
    return holds


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Shall we meet in the Garden at five?", "gard"),
        ("Shall we meet in the Garden at five?", "FIVE gard"),
        ("Встретимся в САДУ около пяти", "саду"),
        ("Встретимся в саду около пяти", "СТРЕТИМ"),
        ("明日の午後五時に庭園で会いましょう", "庭園で"),
        ("明日の午後五時に庭園で会いましょう", "庭"),
        ("我们五点在花园见面吧", "在花园"),
        ("نلتقي في الحديقة عند الخامسة", "الحديقة"),
        ("نلتقي في ﺍﻟﺤﺪﻳﻘﺔ عند الخامسة", "الحديقة"),
        ("Gehen wir auf die Straße", "STRASSE"),
        ("GEHEN WIR AUF DIE STRASSE", "straße"),
        ("İstanbul'da görüşürüz", "istanbul"),
        ("ISPARTA'DA", "ısparta"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full wid"),
        ("caf\u00e9 au lait", "cafe\u0301"),
        ("Ὀδυσσεύς", "ΟΔΥΣΣΕΎΣ".replace("Ο", "Ὀ")),
        ("happy birthday 🎉🎉🎉", "🎉"),
        ("happy birthday 🎉🎂🎉", "🎉🎂🎉"),
        ("the family 👨‍👩‍👧", "👨‍👩‍👧"),
        ('he said "never again" and left', '"never'),
        ("100% sure_thing", "100%"),
        ("100% sure_thing", "e_t"),
        ("a AND b OR NOT c", "AND OR"),
        ("title:gard* NEAR(x y)", "gard*"),
        ("it costs $5 (or less)", "$5 (or"),
        ("C:\\Users\\ada", "s\\ada"),
        ("so what!%", "t!%"),
        ("it's o'clock", "o'c"),
    ],
)
async def test_any_part_of_a_word_is_found_in_any_script_and_case(
    server: Running, ada: Visitor, boris: Visitor, text: str, query: str
) -> None:
    chat_id = await ada.chat_with(boris)
    await say(ada, chat_id, text)
    await say(ada, chat_id, "something else")
    assert await find(boris, query) == [text]
    await index_all(server.database)
    assert await find(boris, query) == [text]
    assert await find(boris, f"{query}qqq") == []


@pytest.fixture(params=["not indexed yet", "indexed"])
async def settled(request: pytest.FixtureRequest, server: Running) -> Callable[[], Awaitable[None]]:
    """To be called once all is said: search finds the same before the index is made as after it."""

    async def settle() -> None:
        if request.param == "indexed":
            await index_all(server.database)

    return settle


Settle = Callable[[], Awaitable[None]]


async def test_all_parts_are_in_one_message(ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    for text in ("red roses and white ones", "red tulips", "white roses"):
        await say(ada, chat_id, text)
    await settled()
    assert await find(ada, "roses red") == ["red roses and white ones"]
    assert await find(ada, "ros") == ["white roses", "red roses and white ones"]
    assert await find(ada, "red ros ulip") == []


async def test_what_is_edited_is_found_by_its_new_text_at_once(ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    edited = await say(ada, chat_id, "tea at five")
    await settled()
    assert (await ada.put(f"/messages/{edited}", {"text": "cocoa at six"})).status_code == 200
    assert (await find(ada, "tea"), await find(ada, "cocoa")) == ([], ["cocoa at six"])
    await settled()
    assert (await find(ada, "tea"), await find(ada, "cocoa")) == ([], ["cocoa at six"])


async def test_what_is_deleted_is_not_found_and_its_words_go(server: Running, ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    deleted = await say(ada, chat_id, "the password is swordfish")
    await say(ada, chat_id, "never mind")
    await settled()
    await ada.delete(f"/messages/{deleted}")
    assert await find(ada, "swordfish") == []
    await index_all(server.database)
    assert await find(ada, "swordfish") == []
    words = await server.database.read(lambda tx: tx.fetch("select words from passage"))
    assert [tuple(row) for row in words] == [("mind never",)]


async def test_only_what_one_may_read_is_found(ada: Visitor, boris: Visitor, chiyo: Visitor, settled: Settle) -> None:
    theirs = await ada.chat_with(boris)
    await say(ada, theirs, "a secret of two")
    room_id = await ada.room()
    await say(ada, await ada.channel(room_id), "a secret of the room")
    notes = await chiyo.chat_with(chiyo)
    await say(chiyo, notes, "a secret of hers")
    await settled()
    assert await find(ada, "secret") == ["a secret of the room", "a secret of two"]
    assert await find(boris, "secret") == ["a secret of two"]
    assert await find(chiyo, "secret") == ["a secret of hers"]
    for noun, place in (("chat", theirs), ("room", room_id)):
        refused = await chiyo.get("/messages", params={"query": "secret", f"{noun}_id": place})
        unknown = await chiyo.get("/messages", params={"query": "secret", f"{noun}_id": 2**40})
        assert problem(refused) == problem(unknown) == (400, f"no_such_{noun}", None)
    assert await find(chiyo, "secret", author_id=ada.id) == []


async def test_whoever_has_left_finds_nothing_there(ada: Visitor, boris: Visitor, settled: Settle) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    await say(ada, group, "a secret of the group")
    await settled()
    assert await find(boris, "secret") == ["a secret of the group"]
    assert (await boris.delete(f"/chats/{group}/members/{boris.id}")).status_code == 200
    assert await find(boris, "secret") == []
    assert problem(await boris.get("/messages", params={"query": "secret", "chat_id": group}))[1] == "no_such_chat"
    assert await find(ada, "secret") == ["a secret of the group"]


async def test_a_private_channel_is_not_searched_by_the_room(
    server: Running, ada: Visitor, boris: Visitor, settled: Settle
) -> None:
    room_id = await ada.room()
    await server.database.write(lambda tx: insert_room_member(tx, room_id, boris.id, Role.MEMBER))
    public = await ada.channel(room_id)
    private = made(await ada.post(f"/rooms/{room_id}", {"name": "thorns", "private": True}))
    await say(ada, public, "roses for everyone")
    await say(ada, private, "roses for few")
    await settled()
    assert await find(boris, "roses") == await find(boris, "roses", room_id=room_id) == ["roses for everyone"]
    assert await find(ada, "roses", room_id=room_id) == ["roses for few", "roses for everyone"]
    assert (await ada.put(f"/chats/{public}", {"private": True})).status_code == 200
    await boris.delete(f"/chats/{public}/members/{boris.id}")
    assert await find(boris, "roses") == []


async def test_what_is_deleted_as_a_whole_is_not_found(ada: Visitor, boris: Visitor, settled: Settle) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    await say(boris, group, "roses for the group")
    room_id = await ada.room()
    await say(ada, await ada.channel(room_id), "roses for the room")
    await settled()
    await ada.delete(f"/chats/{group}")
    await ada.delete(f"/rooms/{room_id}")
    assert await find(ada, "roses") == await find(boris, "roses") == []


async def test_the_filters(server: Running, ada: Visitor, boris: Visitor, clock: Clock, settled: Settle) -> None:
    both, notes = await ada.chat_with(boris), await ada.chat_with(ada)
    room_id = await ada.room()
    channel = await ada.channel(room_id)
    for number, (who, chat_id) in enumerate([(ada, both), (boris, both), (ada, notes), (ada, channel)]):
        await say(who, chat_id, f"rose {number}")
        clock.advance(days=1)
    await settled()
    first = datetime.fromtimestamp(START / 1000, UTC)
    second, third = ((first + timedelta(days=days)).isoformat() for days in (1, 2))
    assert await find(ada, "rose") == ["rose 3", "rose 2", "rose 1", "rose 0"]
    assert await find(ada, "rose", chat_id=both) == ["rose 1", "rose 0"]
    assert await find(ada, "rose", room_id=room_id) == ["rose 3"]
    assert await find(ada, "rose", author_id=boris.id) == ["rose 1"]
    assert await find(ada, "rose", posted_after=second, posted_before=third) == ["rose 1"]
    assert await find(ada, "rose", posted_after=third, author_id=ada.id, chat_id=notes) == ["rose 2"]
    assert await find(ada, "rose", posted_before=first.date().isoformat()) == []
    assert await find(ada, "rose", has="file") == []


async def test_file_names_are_found(server: Running, ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    with_file = await say(ada, chat_id, "see here")
    await say(ada, chat_id, "a Plan without a file")
    await server.database.write(lambda tx: insert_file(tx, chat_id, ada.id, with_file, "План сада.PDF"))
    await server.database.write(lambda tx: insert_file(tx, chat_id, ada.id, with_file, "plan.txt"))
    await settled()
    assert await find(ada, "сад") == await find(ada, "лан сада.pdf see") == ["see here"]
    assert await find(ada, "plan") == ["a Plan without a file", "see here"]
    assert await find(ada, "plan", has="file") == ["see here"]


async def test_mentions_are_found_by_whom_they_call(ada: Visitor, boris: Visitor, settled: Settle) -> None:
    chat_id = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    for text in ("tea, @boris?", "tea, @all?", "tea, boris?", "tea, @ada?"):
        await say(ada, chat_id, text)
    await settled()
    assert await find(boris, "tea", mentions="me") == ["tea, @all?", "tea, @boris?"]
    assert await find(boris, "@boris") == ["tea, @boris?"]


async def test_pages_hold_each_message_once(ada: Visitor, boris: Visitor, settled: Settle) -> None:
    chats = [await ada.chat_with(ada), await ada.chat_with(boris)]
    said = [await say(ada, chats[number % 3 == 0], f"rose {number}") for number in range(150)]
    await say(ada, chats[0], "a tulip")
    await settled()
    found: list[int] = []
    before: dict[str, Any] = {}
    more = True
    while more:
        page = (await ada.get("/messages", params=before | {"query": "rose", "limit": 7})).json()
        found += [each["id"] for each in page["messages"]]
        before, more = {"before": found[-1]}, page["more"]
        assert len(page["messages"]) == 7 or not more
    assert found == said[::-1]
    assert (await ada.get("/messages", params={"query": "rose", "before": said[0]})).json() == {
        "messages": [], "more": False,
    }  # fmt: skip


async def test_a_page_of_all_there_is_says_so(ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    for number in range(3):
        await say(ada, chat_id, f"rose {number}")
    await settled()
    for limit, more in ((2, True), (3, False), (4, False)):
        assert (await ada.get("/messages", params={"query": "ROSE", "limit": limit})).json()["more"] is more


async def test_large_messages_end_a_page(ada: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(ada)
    for number in range(40):
        await say(ada, chat_id, f"rose {number} " + "слово " * 1600)
    await settled()
    page = (await ada.get("/messages", params={"query": "rose"})).json()
    assert page["more"]
    assert 5 < len(page["messages"]) < 20
    last = page["messages"][-1]["id"]
    after = (await ada.get("/messages", params={"query": "rose", "before": last})).json()["messages"]
    assert [each["seq"] for each in (*page["messages"], *after)] == list(
        range(40, 40 - len(page["messages"]) - len(after), -1)
    )


async def attach(server: Running, who: Visitor, chat_id: int, text: str) -> None:
    message_id = await say(who, chat_id, text)
    await server.database.write(lambda tx: insert_file(tx, chat_id, who.id, message_id, f"{chat_id} {text}.txt"))


async def test_filters_alone_find_all_that_passes(
    server: Running, ada: Visitor, boris: Visitor, clock: Clock, settled: Settle
) -> None:
    group = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    room_id = await ada.room()
    channel = await ada.channel(room_id)
    for number, (who, chat_id) in enumerate([(ada, group), (boris, group), (ada, channel)]):
        await say(who, chat_id, f"rose {number}")
        await attach(server, who, chat_id, f"plan {number} for @all")
        clock.advance(days=1)
    await settled()
    second = datetime.fromtimestamp(START / 1000, UTC) + timedelta(days=1)
    everything = [text for number in (2, 1, 0) for text in (f"plan {number} for @all", f"rose {number}")]
    assert await find(ada, author_id=ada.id) == everything[:2] + everything[4:]
    assert await find(ada, chat_id=group) == await find(ada, "", chat_id=group) == everything[2:]
    assert await find(ada, " \u200b", room_id=room_id) == everything[:2]
    assert await find(ada, posted_after=second.isoformat()) == everything[:4]
    assert await find(ada, posted_before=second.isoformat(), author_id=ada.id) == everything[4:]
    assert await find(ada, has="file") == await find(ada, mentions="me") == everything[::2]
    assert await find(ada, has="file", mentions="me", author_id=boris.id) == everything[2:3]
    assert await find(ada, has="file", chat_id=group) == everything[2::2]
    assert await find(ada, mentions="me", room_id=room_id) == everything[:1]
    assert await find(ada, has="file", posted_after=second.isoformat(), author_id=ada.id) == everything[:1]


def filters_alone(author: Visitor) -> list[dict[str, Any]]:
    """One for each way in which they are looked for."""
    return [{"has": "file"}, {"mentions": "me"}, {"author_id": author.id}, {"posted_after": "2000-01-01"}]


async def enter(server: Running, room_id: int, who: Visitor) -> None:
    await server.database.write(lambda tx: insert_room_member(tx, room_id, who.id, Role.MEMBER))


async def test_filters_alone_find_only_what_one_may_read(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, settled: Settle
) -> None:
    """Not what outsiders, who has left, and in a private channel the rest of the room, may not."""
    group = made(await ada.post("/chats", {"user_ids": [boris.id, chiyo.id]}))
    room_id = await ada.room()
    for other in (boris, chiyo):
        await enter(server, room_id, other)
    public = await ada.channel(room_id)
    private = made(await ada.post(f"/rooms/{room_id}", {"name": "thorns", "private": True}))
    texts = {group: "@all of the group", public: "@all of the room", private: "@all of the few"}
    for chat_id, text in texts.items():
        await attach(server, ada, chat_id, text)
    await settled()
    for filters in filters_alone(ada):
        assert await find(boris, **filters) == [texts[public], texts[group]]
    assert (await boris.delete(f"/chats/{group}/members/{boris.id}")).status_code == 200
    for filters in filters_alone(ada):
        assert await find(boris, **filters) == await find(boris, room_id=room_id, **filters) == [texts[public]]
        for chat_id in (group, private):
            assert problem(await boris.get("/messages", params=filters | {"chat_id": chat_id}))[1] == "no_such_chat"
    assert (await boris.delete(f"/rooms/{room_id}/members/{boris.id}")).status_code == 200
    for filters in filters_alone(ada):
        assert await find(boris, **filters) == []
        assert problem(await boris.get("/messages", params=filters | {"room_id": room_id}))[1] == "no_such_room"
        assert await find(chiyo, **filters) == [texts[public], texts[group]]
        assert await find(ada, **filters) == [texts[private], texts[public], texts[group]]


async def test_filters_alone_find_nothing_that_was_deleted(server: Running, ada: Visitor, settled: Settle) -> None:
    chat_id = made(await ada.post("/chats", {"user_ids": []}))
    await attach(server, ada, chat_id, "@all of the first day")
    gone = await say(ada, chat_id, "@all of the second day")
    await settled()
    await ada.delete(f"/messages/{gone}")
    for filters in ({"mentions": "me"}, {"author_id": ada.id}, {"chat_id": chat_id}):
        assert await find(ada, **filters) == ["@all of the first day"]
    await ada.delete(f"/chats/{chat_id}")
    for filters in ({"mentions": "me"}, {"author_id": ada.id}, {"has": "file"}):
        assert await find(ada, **filters) == []


async def test_pages_of_filters_alone_hold_each_message_once(server: Running, ada: Visitor, settled: Settle) -> None:
    chats = [made(await ada.post("/chats", {"user_ids": []})) for _ in range(2)]
    for number in range(9):
        await attach(server, ada, chats[number % 3 == 0], f"{number} @ada @all")
    await settled()
    for filters in filters_alone(ada):
        found: list[int] = []
        before: dict[str, Any] = {}
        more = True
        while more:
            page = (await ada.get("/messages", params=filters | before | {"limit": 4})).json()
            found += [int(each["text"][0]) for each in page["messages"]]
            before, more = {"before": page["messages"][-1]["id"]}, page["more"]
        assert found == [*range(8, -1, -1)]


async def test_few_files_are_found_below_many_messages(
    server: Running, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what has files, and not by looking through the messages: of these no stretch is read."""
    chat_id = await ada.chat_with(ada)
    await attach(server, ada, chat_id, "a plan")
    for number in range(10):
        await say(ada, chat_id, f"rose {number}")
    await index_all(server.database)
    monkeypatch.delattr(search, "list_ids")
    assert await find(ada, chat_id=chat_id, has="file") == ["a plan"]
    assert await find(ada, chat_id=chat_id, mentions="me") == []


@pytest.mark.parametrize("common", [1, 2])
async def test_common_words_are_found_in_the_newest_passages(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr(search, "COMMON", common)
    monkeypatch.setattr(search, "FEW", 1)
    chats = [await ada.chat_with(ada), await ada.chat_with(boris)]
    said = [f"rose {number}" for number in range(300)]
    for first in range(0, 300, 50):
        texts = said[first : first + 50]
        await say_all(server.database, chats[first // 50 % 2], ((ada.id, text) for text in texts))
    await index_all(server.database)
    assert await find(ada, "rose", limit=100) == said[:-101:-1]
    assert (
        await find(boris, "rose 1 ", limit=100)
        == [text for text in said if "1" in text and int(text[5:]) // 50 % 2][::-1]
    )
    assert await find(boris, "tulip") == []


async def test_short_queries_are_found(server: Running, ada: Visitor, boris: Visitor, settled: Settle) -> None:
    chat_id = await ada.chat_with(boris)
    await say(boris, chat_id, "三時")
    await say(boris, chat_id, "ok")
    await settled()
    assert (await find(ada, "時"), await find(ada, "K"), await find(ada, "三 k")) == (["三時"], ["ok"], [])


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, (400, "missing_field", "query")),
        ({"query": ""}, (400, "empty_text", "query")),
        ({"query": " \u200b\n"}, (400, "empty_text", "query")),
        ({"query": "x" * 201}, (400, "too_long", "query")),
        ({"query": "a\0b"}, (400, "bad_text", "query")),
        ({"query": "x", "chat_id": "0"}, (400, "bad_id", "chat_id")),
        ({"query": "x", "author_id": "ada"}, (400, "bad_id", "author_id")),
        ({"query": "x", "before": "-1"}, (400, "wrong_type", "before")),
        ({"query": "x", "limit": "many"}, (400, "wrong_type", "limit")),
        ({"query": "x", "has": "wings"}, (400, "wrong_type", "has")),
        ({"query": "x", "mentions": "boris"}, (400, "wrong_type", "mentions")),
        ({"query": "x", "posted_after": "yesterday"}, (400, "wrong_type", "posted_after")),
        ({"query": "x", "posted_before": "2026-05-01T10:00:00"}, (400, "wrong_type", "posted_before")),
    ],
)
async def test_what_can_not_be_searched_is_refused(
    ada: Visitor, params: dict[str, str], expected: tuple[int, str, str]
) -> None:
    assert problem(await ada.get("/messages", params=params)) == expected


async def test_strangers_find_nothing(stranger: Visitor) -> None:
    assert problem(await stranger.get("/messages", params={"query": "rose"})) == (401, "not_signed_in", None)


@sqlite_only
@with_settings(rate_limits="on")
async def test_searches_are_counted(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "monotonic", lambda: 1000.0)
    answers = [await ada.get("/messages", params={"query": "rose"}) for _ in range(SEARCHES_OF_USER.burst + 5)]
    assert answers[0].status_code == 200
    assert problem(answers[-1])[:2] == (429, "too_many_requests")
    assert int(answers[-1].headers["Retry-After"]) >= 1


@sqlite_only
@pytest.mark.parametrize(
    ("path", "command"),
    [("/messages", commands.SEARCH_MESSAGES), ("/rooms/1/members", commands.LIST_ROOM_MEMBERS)],
)
async def test_of_one_user_one_search_runs_at_a_time(
    ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch, path: str, command: commands.Command[Any, Any, Any]
) -> None:
    """Also of those for people in a room, each of which may look at everyone there."""
    running: list[int] = []
    most = [0]
    going = asyncio.Event()

    async def slow(self: object, database: object, actor: int, asked: object) -> Page | Members:
        running.append(actor)
        most[0] = max(most[0], running.count(actor))
        await going.wait()
        running.remove(actor)
        return Page([], more=False) if path == "/messages" else Members([], more=False)

    monkeypatch.setattr(type(command.action), "run", slow)
    hers = [asyncio.create_task(ada.get(path, params={"query": "rose"})) for _ in range(WAITING + 3)]
    await wait_for(lambda: truth(sum(each.done() for each in hers) == 2))
    his = asyncio.create_task(boris.get(path, params={"query": "rose"}))
    await wait_for(lambda: truth(sorted(running) == sorted([ada.id, boris.id])))
    going.set()
    statuses = sorted([each.status_code for each in await asyncio.gather(*hers)])
    assert statuses == [200] * (WAITING + 1) + [429, 429]
    assert (await his).status_code == 200
    assert most == [1]


async def test_no_search_keeps_the_loop(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes to look through what it has read: on PostgreSQL a letter that is eighteen held it for seconds."""
    chat_id = await ada.chat_with(ada)
    await say(ada, chat_id, "roses")
    going, seen = threading.Event(), search_words("roses")

    def slow(text: str) -> list[str]:
        assert text != "roses" or going.wait(PATIENCE)
        return seen if text == "roses" else search_words(text)

    monkeypatch.setattr(actions, "search_words", slow)
    searching = asyncio.create_task(find(ada, "rose"))
    for _ in range(10):
        await say(ada, chat_id, "meanwhile")
    assert not searching.done()
    going.set()
    assert await searching == ["roses"]


@pytest.fixture
def no_jobs_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read of the database but what is asked for."""
    monkeypatch.setattr(runner, "POLL_SECONDS", 3600)


async def test_what_only_others_have_written_is_looked_for_as_what_nobody_has(
    no_jobs_looked_for: None, server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same statements: else one could tell by the time that it takes."""
    await say(ada, await ada.chat_with(ada), "nightingale")
    await say(boris, await boris.chat_with(boris), "poppies")
    await index_all(server.database)
    asked: list[str] = []
    for transaction in (SqliteTransaction, PostgresTransaction):
        monkeypatch.setattr(transaction, "fetch", noting(transaction.fetch, asked))
    statements = []
    for query in ("nightingale", "lark-without-a-nest"):
        assert await find(boris, query) == []
        statements.append(asked.copy())
        asked.clear()
    assert statements[0] == statements[1] != []


def noting(fetch: Any, asked: list[str]) -> Any:
    """Writes down what it asks the database."""

    async def fetch_and_note(self: object, statement: str, *values: object) -> Any:
        asked.append(statement)
        return await fetch(self, statement, *values)

    return fetch_and_note
