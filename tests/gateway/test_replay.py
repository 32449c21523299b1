"""A replica that has applied the frames equals a fresh one, for every member; and outsiders hear nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import msgspec
import pytest

from besedka.model import Role
from besedka.store import members, rooms
from besedka_client import Gateway, Replica
from besedka_client.records import Chat
from tests.support.cast import Visitor, made
from tests.support.people import Person, make_group
from tests.support.raw import RawSocket
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides

Act = Callable[[Visitor, int, dict[str, Any]], Awaitable[Any]]


async def delete_newest(ada: Visitor, chat_id: int, _: dict[str, Any]) -> None:
    newest = (await ada.post(f"/chats/{chat_id}/messages", {"text": "newest"})).json()
    await ada.delete(f"/messages/{newest['id']}")


async def post_file(ada: Visitor, chat_id: int) -> int:
    file = await ada.client.post(f"/chats/{chat_id}/files", files={"file": ("seeds.txt", b"poppies")})
    return made(await ada.post(f"/chats/{chat_id}/messages", {"text": "", "file_ids": [made(file)]}))


async def delete_file(ada: Visitor, chat_id: int) -> None:
    await ada.delete(f"/messages/{await post_file(ada, chat_id)}")


ACTS: dict[str, Act] = {
    "post": lambda ada, chat, _: ada.post(f"/chats/{chat}/messages", {"text": "new", "nonce": "n"}),
    "reply": lambda ada, chat, first: ada.post(f"/chats/{chat}/messages", {"text": "re", "reply_to": first["id"]}),
    "post a file": lambda ada, chat, _: post_file(ada, chat),
    "delete a file": lambda ada, chat, _: delete_file(ada, chat),
    "edit": lambda ada, _, first: ada.put(f"/messages/{first['id']}", {"text": "edited"}),
    "edit to the same": lambda ada, _, first: ada.put(f"/messages/{first['id']}", {"text": first["text"]}),
    "delete": lambda ada, _, first: ada.delete(f"/messages/{first['id']}"),
    "delete the newest": delete_newest,
    "react": lambda ada, _, first: ada.put(f"/messages/{first['id']}/reactions/🌻"),
    "unreact": lambda ada, _, first: ada.delete(f"/messages/{first['id']}/reactions/x"),
    "read": lambda ada, chat, _: ada.put(f"/chats/{chat}/read", {"seq": 2}),
    "call someone": lambda ada, chat, _: ada.post(f"/chats/{chat}/messages", {"text": "@boris and @all"}),
    "edit a call in": lambda ada, _, first: ada.put(f"/messages/{first['id']}", {"text": "@boris"}),
    "mark unread": lambda ada, chat, _: ada.put(f"/chats/{chat}/read", {"unread_from": 1}),
    "be told of less": lambda ada, chat, _: ada.put(f"/chats/{chat}/notifications", {"level": "none"}),
    "open a chat": lambda ada, _, first: ada.post("/chats", {"user_id": first["author_id"] + 1}),
    "make a room": lambda ada, _, __: ada.post("/rooms", {"name": "garden"}),
    "edit the profile": lambda ada, _, __: ada.edit(name="Countess"),
    "make a group": lambda ada, _, first: ada.post("/chats", {"user_ids": [first["author_id"] + 1], "name": "tea"}),
    "make a group without a name": lambda ada, _, first: ada.post("/chats", {"user_ids": [first["author_id"] + 1]}),
    "rename": lambda ada, chat, _: ada.put(f"/chats/{chat}", {"name": "brunch"}),
    "add someone": lambda ada, chat, first: ada.put(f"/chats/{chat}/members/{first['dmitri']}"),
    "remove someone": lambda ada, chat, first: ada.delete(f"/chats/{chat}/members/{first['author_id'] + 1}"),
    "leave": lambda ada, chat, first: ada.delete(f"/chats/{chat}/members/{first['author_id']}"),
    "delete the chat": lambda ada, chat, _: ada.delete(f"/chats/{chat}"),
    "block": lambda ada, _, first: ada.put(f"/users/{first['author_id'] + 1}/block"),
    "block nobody": lambda ada, _, __: ada.put("/users/999/block"),
    "block and unblock": lambda ada, _, first: block_for_a_while(ada, first["author_id"] + 1),
    "be refused": lambda ada, chat, _: ada.post(f"/chats/{chat}/messages", {"text": ""}),
}

IN_CHANNELS: dict[str, Act] = {
    "rename": ACTS["rename"],
    "say what it is about": lambda ada, chat, _: ada.put(f"/chats/{chat}", {"topic": "what blooms"}),
    "make it private": lambda ada, chat, _: ada.put(f"/chats/{chat}", {"private": True}),
    "make it private and rename it": lambda ada, chat, _: ada.put(f"/chats/{chat}", {"private": True, "name": "vault"}),
    "delete it": ACTS["delete the chat"],
    "make a private one": lambda ada, _, first: ada.post(f"/rooms/{first['room']}", {"name": "vault", "private": True}),
    "make a private one public": lambda ada, _, first: turn_public(ada, first["room"]),
    "add and remove someone": lambda ada, _, first: come_and_go(ada, first["room"], first["author_id"] + 1),
}


async def block_for_a_while(ada: Visitor, other_id: int) -> None:
    await ada.put(f"/users/{other_id}/block")
    await ada.delete(f"/users/{other_id}/block")


async def turn_public(ada: Visitor, room_id: int) -> None:
    chat_id = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True, "topic": "treasure"}))
    await ada.post(f"/chats/{chat_id}/messages", {"text": "so far unheard"})
    await ada.put(f"/chats/{chat_id}", {"private": False})


async def come_and_go(ada: Visitor, room_id: int, other_id: int) -> None:
    chat_id = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True}))
    for _ in range(2):
        await ada.put(f"/chats/{chat_id}/members/{other_id}")
        await ada.delete(f"/chats/{chat_id}/members/{other_id}")
    await ada.put(f"/chats/{chat_id}/members/{other_id}")


async def come_in(cast: "Cast", room_id: int) -> None:
    code = (await cast.ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
    made(await cast.dmitri.post(f"/invites/{code}"))


async def come_in_and_go(cast: "Cast", room_id: int) -> None:
    for _ in range(2):
        await come_in(cast, room_id)
        await cast.ada.delete(f"/rooms/{room_id}/members/{cast.dmitri.id}")
    await come_in(cast, room_id)


async def hand_over(cast: "Cast", room_id: int) -> None:
    await cast.ada.put(f"/rooms/{room_id}/members/{cast.boris.id}", {"role": "owner"})
    await cast.ada.delete(f"/rooms/{room_id}/members/{cast.ada.id}")
    await cast.boris.put(f"/rooms/{room_id}", {"name": "orchard"})


async def give_and_rename(cast: "Cast", room_id: int) -> None:
    await cast.ada.put(f"/rooms/{room_id}/members/{cast.boris.id}", {"role": "admin"})
    await cast.ada.put(f"/rooms/{room_id}", {"name": "orchard"})
    await cast.ada.put(f"/rooms/{room_id}/members/{cast.boris.id}", {"role": "member"})


IN_ROOMS: dict[str, Callable[["Cast", int], Awaitable[Any]]] = {
    "come in": come_in,
    "come in and go": come_in_and_go,
    "leave": lambda cast, room: cast.boris.delete(f"/rooms/{room}/members/{cast.boris.id}"),
    "remove someone": lambda cast, room: cast.ada.delete(f"/rooms/{room}/members/{cast.boris.id}"),
    "give another role": lambda cast, room: cast.ada.put(f"/rooms/{room}/members/{cast.boris.id}", {"role": "admin"}),
    "give another role and rename it": give_and_rename,
    "hand it over": hand_over,
    "rename it": lambda cast, room: cast.ada.put(f"/rooms/{room}", {"name": "orchard"}),
    "make a channel": lambda cast, room: cast.ada.post(f"/rooms/{room}", {"name": "tulips"}),
    "delete it": lambda cast, room: cast.ada.delete(f"/rooms/{room}"),
}


def picture(replica: Replica) -> dict[str, Any]:
    """Everything that a replica knows."""
    return {
        "user": replica.user,
        "blocked": replica.blocked,
        "rooms": replica.rooms,
        "chats": {
            chat_id: (
                *(chat.version, chat.last_seq, chat.last_read_seq, chat.unread, chat.mentions),
                *(shown(chat.chat), chat.chat.notifications, chat.messages),
                chat.last_message,
            )
            for chat_id, chat in replica.chats.items()
        },
    }


def shown(chat: Chat) -> tuple[object, ...]:
    return chat.kind, chat.name, chat.private, chat.topic, chat.members_version, chat.role


async def until_equal(gateway: Gateway, address: str, person: Person) -> None:
    """Compare with a fresh one until they agree."""
    seen: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(PATIENCE):
            while not seen or seen[-2] != seen[-1]:
                async with person.connect(address) as fresh:
                    seen += [picture(gateway.replica), picture(fresh.replica)]
                await asyncio.sleep(0.01)
    except TimeoutError:
        assert seen[-2] == seen[-1]


class Cast(msgspec.Struct):
    """Who is in it: on which servers their devices are. The last one is an outsider."""

    servers: list[Running]
    ada: Visitor
    boris: Visitor
    dmitri: Visitor
    chiyo: Visitor

    @property
    def devices(self) -> list[tuple[Running, Person]]:
        """Ada has two."""
        people = [Person(each.id, each.cookie) for each in (self.ada, self.ada, self.boris, self.dmitri)]
        return [(self.servers[number % len(self.servers)], person) for number, person in enumerate(people)]


@pytest.fixture
async def cast(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> Cast:
    return Cast([server], ada, boris, await server.sign_up("dmitri"), chiyo)


@pytest.mark.parametrize("name", ACTS)
async def test_frames_make_of_what_was_what_is(cast: Cast, name: str) -> None:
    await act_in_a_group(cast, name)


@pytest.mark.parametrize("name", IN_CHANNELS)
async def test_so_they_do_in_channels(cast: Cast, name: str) -> None:
    await act_in_a_channel(cast, name)


@pytest.mark.parametrize("name", IN_ROOMS)
async def test_so_they_do_in_rooms(cast: Cast, name: str) -> None:
    await act_in_a_room(cast, name)


async def test_so_they_do_on_two_nodes(nodes: list[Running]) -> None:
    people = [await nodes[0].sign_up(name) for name in ("ada", "boris", "dmitri", "chiyo")]
    cast = Cast(nodes, *people)
    for name in ACTS:
        await act_in_a_group(cast, name)
    for name in IN_CHANNELS:
        await act_in_a_channel(cast, name)
    for name in IN_ROOMS:
        await act_in_a_room(cast, name)


async def act_in_a_group(cast: Cast, name: str) -> None:
    database, ada, boris = cast.servers[0].database, cast.ada, cast.boris
    chat_id = await make_group(database, [Person(each.id, each.cookie) for each in (ada, boris)])
    await database.write(lambda tx: members.update_role(tx, chat_id, ada.id, Role.OWNER))
    first = (await ada.post(f"/chats/{chat_id}/messages", {"text": "first"})).json() | {"dmitri": cast.dmitri.id}
    await ada.put(f"/messages/{first['id']}/reactions/x")
    await boris.post(f"/chats/{chat_id}/messages", {"text": "second"})
    await replay(cast, lambda: ACTS[name](ada, chat_id, first))


async def act_in_a_channel(cast: Cast, name: str) -> None:
    room_id = await cast.ada.room()
    database, boris_id = cast.servers[0].database, cast.boris.id
    await database.write(lambda tx: rooms.insert_room_member(tx, room_id, boris_id, Role.MEMBER))
    chat_id = await cast.ada.channel(room_id)
    first = (await cast.ada.post(f"/chats/{chat_id}/messages", {"text": "first"})).json() | {"room": room_id}
    await replay(cast, lambda: IN_CHANNELS[name](cast.ada, chat_id, first))


async def act_in_a_room(cast: Cast, name: str) -> None:
    room_id = await cast.ada.room()
    database, boris_id = cast.servers[0].database, cast.boris.id
    await database.write(lambda tx: rooms.insert_room_member(tx, room_id, boris_id, Role.MEMBER))
    await cast.ada.post(f"/chats/{await cast.ada.channel(room_id)}/messages", {"text": "first"})
    await replay(cast, lambda: IN_ROOMS[name](cast, room_id))


async def replay(cast: Cast, act: Callable[[], Awaitable[Any]]) -> None:
    """Each device is in the end as if it had just come; and the outsider heard nothing."""
    async with AsyncExitStack() as stack:
        connected = [
            (await stack.enter_async_context(person.connect(server.address)), server.address, person)
            for server, person in cast.devices
        ]
        deaf = await RawSocket.connect(cast.servers[-1].port, f"session_id={cast.chiyo.cookie}")
        stack.callback(deaf.close)
        assert (await deaf.receive())["t"] == "hello"
        await act()
        for device in connected:
            await until_equal(*device)
        deaf.send(b"\x89\x80\0\0\0\0")  # a ping: what comes before its pong was sent before
        async with asyncio.timeout(PATIENCE):
            assert (await deaf.read_frame())[0] == 10
