"""Whoever is not in a place learns nothing of it: every route of the contract answers them as if it were not there."""

import asyncio
from functools import partial
from itertools import product
from typing import Any

import httpx
import pytest

from besedka.gateway.protocol import CloseCode
from besedka.model import Role
from besedka.rights import Place
from besedka.store import rooms
from tests.support.cast import Visitor, made, problem
from tests.support.contract import document
from tests.support.hearing import PATIENCE, Hearing, hearing
from tests.support.places import insert_place
from tests.support.raw import RawSocket
from tests.support.server import Running, sqlite_only

METHODS = ("get", "put", "post", "delete")
PLACES = [Place.PUBLIC_CHANNEL, Place.PRIVATE_CHANNEL, Place.GROUP, Place.DIRECT]
NOWHERE = 987_654_321  # an id that nothing has
HIDDEN = ("{room_id}", "{chat_id}", "{message_id}", "{file_id}")
# What a request that is well formed says, where a body is needed.
BODIES: dict[str, dict[str, Any]] = {
    "PUT /rooms/{room_id}": {"name": "another"},
    "POST /rooms/{room_id}": {"name": "roses"},
    "PUT /rooms/{room_id}/members/{user_id}": {"role": "member"},
    "POST /rooms/{room_id}/invites": {},
    "PUT /chats/{chat_id}": {"name": "another"},
    "POST /chats/{chat_id}/messages": {"text": "hello"},
    "PUT /chats/{chat_id}/read": {"seq": 1},
    "PUT /chats/{chat_id}/notifications": {"level": "none"},
    "PUT /messages/{message_id}": {"text": "bye"},
}
FILE: dict[str, Any] = {"files": {"file": ("a.txt", b"hello")}}


def hidden_operations() -> list[str]:
    """What is asked of something that not everyone may know of."""
    return [
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in METHODS
        if method in methods and any(name in path for name in HIDDEN)
    ]


async def plant(server: Running, place: Place, ada: Visitor, boris: Visitor) -> dict[str, int]:
    """A place of these two with a message, and a file in it: the ids of them all."""
    who = {ada.id: Role.OWNER, boris.id: Role.MEMBER}
    chat_id = await server.database.write(lambda tx: insert_place(tx, place, who))
    file_id = made(await ada.client.post(f"/chats/{chat_id}/files", **FILE))
    message_id = made(await ada.post(f"/chats/{chat_id}/messages", {"text": "secret", "file_ids": [file_id]}))
    room_id = (await ada.get(f"/chats/{chat_id}")).json().get("room_id") or await ada.room()
    return {"room_id": room_id, "chat_id": chat_id, "message_id": message_id, "file_id": file_id}


@pytest.fixture(params=PLACES)
async def garden(request: pytest.FixtureRequest, ada: Visitor, boris: Visitor, server: Running) -> dict[str, int]:
    return await plant(server, request.param, ada, boris)


async def ask(who: Visitor, operation: str, ids: dict[str, Any]) -> httpx.Response:
    method, path = operation.split(" ")
    address = path.format(**ids)
    if operation == "POST /chats/{chat_id}/files":
        return await who.client.post(address, **FILE)
    body = BODIES.get(operation)
    return await who.request(method, address, json=body)


def told(response: httpx.Response) -> tuple[int, Any]:
    body = response.json()
    return response.status_code, body


async def check_knows_nothing(who: Visitor, ids: dict[str, int], other: Visitor, server: Running) -> None:
    common = {"user_id": other.id, "emoji": "🌻", "code": "x" * 22}
    for operation in hidden_operations():
        server.bus.announced.clear()
        there = await ask(who, operation, ids | common)
        nowhere = await ask(who, operation, dict.fromkeys(ids, NOWHERE) | common)
        assert there.status_code == 400, (operation, there.text)
        assert told(there) == told(nowhere), operation
        assert server.bus.announced == [], operation


async def test_an_outsider_is_told_the_same_of_what_is_and_of_what_is_not(
    garden: dict[str, int], boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    await check_knows_nothing(chiyo, garden, boris, server)


async def test_so_is_who_was_there_and_is_no_more(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    ids = await plant(server, Place.GROUP, ada, boris)
    assert (await ada.put(f"/chats/{ids['chat_id']}/members/{chiyo.id}")).status_code == 200
    assert (await chiyo.get(f"/files/{ids['file_id']}")).content == b"hello"
    assert (await ada.delete(f"/chats/{ids['chat_id']}/members/{chiyo.id}")).status_code == 200
    await check_knows_nothing(chiyo, ids, boris, server)


async def test_so_is_who_is_in_the_room_of_a_private_channel_they_are_not_in(
    ada: Visitor, boris: Visitor, chiyo: Visitor, server: Running
) -> None:
    ids = await plant(server, Place.PRIVATE_CHANNEL, ada, boris)
    room_id = ids.pop("room_id")
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, chiyo.id, Role.ADMIN))
    await check_knows_nothing(chiyo, ids | {"room_id": NOWHERE}, boris, server)
    assert await chiyo.channels(room_id) == []
    assert (await chiyo.get("/messages?query=secret")).json()["messages"] == []


async def test_no_search_and_no_list_shows_it(garden: dict[str, int], chiyo: Visitor) -> None:
    assert (await chiyo.get("/messages?query=secret")).json()["messages"] == []
    assert await chiyo.chats() == await chiyo.rooms() == []


async def test_nothing_of_another_chat_is_taken_along(garden: dict[str, int], ada: Visitor, chiyo: Visitor) -> None:
    """A reply, or a file, of a chat that one is not in, posted in one's own."""
    notes = await chiyo.chat_with(chiyo)
    for stolen in ({"reply_to": garden["message_id"]}, {"file_ids": [garden["file_id"]]}):
        missing = {name: NOWHERE if isinstance(value, int) else [NOWHERE] for name, value in stolen.items()}
        answers = [await chiyo.post(f"/chats/{notes}/messages", {"text": "x"} | each) for each in (stolen, missing)]
        assert answers[0].status_code == 400
        assert told(answers[0]) == told(answers[1])


async def test_ids_of_files_tell_nothing(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    """Not even that there are such files: sent, not sent yet, small pictures of them, and those that are gone."""
    ids = await plant(server, Place.GROUP, ada, boris)
    unsent = made(await ada.client.post(f"/chats/{ids['chat_id']}/files", **FILE))
    for who, hidden in ((chiyo, [ids["file_id"], unsent]), (boris, [unsent])):
        for file_id, more, method in product(hidden, ("", "?size=thumbnail"), ("GET", "HEAD")):
            headers = {"Range": "bytes=0-1", "If-None-Match": "*"}
            one, other = [
                await who.request(method, f"/files/{each}{more}", headers=headers) for each in (file_id, NOWHERE)
            ]
            assert (one.status_code, one.content) == (other.status_code, other.content) == (400, one.content)
            assert one.headers.keys() == other.headers.keys()
    assert problem(await boris.post(f"/chats/{ids['chat_id']}/messages", {"text": "", "file_ids": [unsent]})) == (
        400, "no_such_file", "file_ids",
    )  # fmt: skip


async def test_codes_of_another_rooms_invites_are_none(ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    """To who may invite people elsewhere; and the room that they are of is not changed by it."""
    garden, harbour = await ada.room("garden"), await boris.room("harbour")
    code = (await ada.post(f"/rooms/{garden}/invites", {})).json()["code"]
    for room_id in (harbour, garden):
        one, other = [await boris.delete(f"/rooms/{room_id}/invites/{each}") for each in (code, "x" * 22)]
        assert told(one) == told(other)
        assert one.status_code == 400
    assert (await boris.get(f"/rooms/{harbour}/invites")).json() == {"invites": []}
    assert (await stranger.get(f"/invites/{code}")).json() == {"room_name": "garden", "member_count": 1}
    assert (await boris.get(f"/rooms/{garden}/members")).status_code == 400


@sqlite_only
async def test_no_answer_is_for_a_shared_cache(server: Running, ada: Visitor, boris: Visitor) -> None:
    """No address of the contract has one, whoever asks for it, and whatever is answered."""
    ids: dict[str, Any] = await plant(server, Place.PUBLIC_CHANNEL, ada, boris)
    ids |= {"user_id": ada.id, "emoji": "🌻", "code": "x" * 22, "session_id": NOWHERE}
    paths = document()["paths"].keys() - {"/", "/logout"}  # a page that is everyone's; and what ends the walk
    for path, who, method in product(sorted(paths), (ada, server.visitor()), ("GET", "HEAD", "POST", "PATCH")):
        response = await who.request(method, path.format(**ids) + "?query=x", headers={"If-None-Match": "*"})
        cached = response.headers.get("Cache-Control", "")
        assert cached in {"no-store", "private, no-cache"}, (method, path, cached)
        assert "Set-Cookie" not in response.headers or cached == "no-store"
    assert (await ada.get("/logout")).headers["Cache-Control"] == "no-store"


async def speak(ada: Visitor, ids: dict[str, int]) -> None:
    """All that happens in a chat, and one more message in the end."""
    messages = f"/chats/{ids['chat_id']}/messages"
    message_id = made(await ada.post(messages, {"text": "hello"}))
    for said in (
        await ada.put(f"/messages/{message_id}", {"text": "hello again"}),
        await ada.put(f"/messages/{message_id}/reactions/🌻"),
        await ada.put(f"/chats/{ids['chat_id']}/read", {"unread_from": 1}),
        await ada.delete(f"/messages/{message_id}"),
        await ada.edit(status=f"{message_id}"),
        await ada.post(messages, {"text": "the last"}),
    ):
        assert said.status_code == 200, said.text


async def hear_the_last(ear: Hearing) -> None:
    while (await ear.hear_until("message"))[-1]["message"]["text"] != "the last":
        pass


async def test_on_two_nodes_it_is_the_same(nodes: list[Running]) -> None:
    """What happens on one of them, who is not there neither reads nor overhears on the other."""
    here, there = nodes
    ada, boris, chiyo = [await here.sign_up(name) for name in ("ada", "boris", "chiyo")]
    boris_there, chiyo_there = there.visitor_of(boris), there.visitor_of(chiyo)
    async with hearing((there, boris_there), (there, chiyo_there)) as (to_boris, to_chiyo):
        for place in PLACES:
            ids = await plant(here, place, ada, boris)
            await check_knows_nothing(chiyo_there, ids, boris, there)
            async with hearing((there, boris_there)) as (newly,):
                await speak(ada, ids)
                await hear_the_last(newly)
        assert (await chiyo_there.get("/messages?query=last")).json()["messages"] == []
        assert await chiyo_there.chats() == await chiyo_there.rooms() == []
        await to_chiyo.hear_nothing()
        to_boris.close()


async def test_who_is_taken_out_on_one_node_hears_nothing_more_on_the_other(nodes: list[Running]) -> None:
    here, there = nodes
    ada, boris, chiyo = [await here.sign_up(name) for name in ("ada", "boris", "chiyo")]
    boris_there, chiyo_there = there.visitor_of(boris), there.visitor_of(chiyo)
    for place in (Place.PUBLIC_CHANNEL, Place.PRIVATE_CHANNEL, Place.GROUP):
        who = {ada.id: Role.OWNER, boris.id: Role.MEMBER, chiyo.id: Role.MEMBER}
        chat_id = await here.database.write(partial(insert_place, place=place, who=who))
        room_id = (await ada.get(f"/chats/{chat_id}")).json().get("room_id")
        way_out = f"/chats/{chat_id}" if room_id is None else f"/rooms/{room_id}"
        async with hearing((there, boris_there), (there, chiyo_there)) as (to_boris, to_chiyo):
            assert (await ada.delete(f"{way_out}/members/{chiyo.id}")).status_code == 200
            assert problem(await chiyo_there.get(f"/chats/{chat_id}/messages"))[1] == "no_such_chat"
            await to_chiyo.hear_until("left" if room_id is None else "left_room")
            await speak(ada, {"chat_id": chat_id})
            await hear_the_last(to_boris)
            assert [frame["t"] for frame in await to_chiyo.rest() if frame.get("chat_id") == chat_id] == []


async def test_a_session_that_ends_on_one_node_has_no_socket_on_the_other(nodes: list[Running]) -> None:
    here, there = nodes
    ada = await here.sign_up("ada")
    socket = await RawSocket.connect(there.port, f"session_id={ada.cookie}")
    await socket.receive_until("hello")
    other = here.visitor()
    await other.sign_in(ada.email)
    sessions = (await other.get(f"/users/{ada.id}/sessions")).json()["sessions"]
    ended = next(each["id"] for each in sessions if not each["current"])
    assert (await other.delete(f"/users/{ada.id}/sessions/{ended}")).status_code == 200
    async with asyncio.timeout(PATIENCE):
        assert (await socket.closing())[0] == CloseCode.SESSION_ENDED
    socket.close()
    assert problem(await there.visitor_of(ada).get("/users"))[:2] == (401, "not_signed_in")
