"""Whoever is in a chat hears at once who comes and goes; whoever is out of it hears nothing more, on every node."""

from collections.abc import Sequence
from typing import Any

import pytest

from besedka.actions import snapshots
from besedka.bus import Announcement, ChatGone, ChatLeft
from besedka.gateway.comparison import Comparison
from besedka.model import Role
from besedka.store import rooms
from tests.support.cast import Visitor, made
from tests.support.hearing import hearing
from tests.support.server import Running

LEFT = {"t": "left"}


async def group(who: Visitor, *others: Visitor) -> int:
    return made(await who.post("/chats", {"user_ids": [each.id for each in others], "name": "picnic"}))


async def post(who: Visitor, chat_id: int, text: str = "hello") -> None:
    assert (await who.post(f"/chats/{chat_id}/messages", {"text": text})).status_code == 200


def told(frames: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Of each frame what it is, and of whom it tells."""
    return [(frame["t"], frame.get("user_id"), frame.get("role")) for frame in frames]


async def test_who_is_added_meets_the_chat_and_the_others_hear_of_them(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    async with hearing((server, ada), (server, boris), (server, chiyo)) as (to_ada, to_boris, to_chiyo):
        chat_id = await group(ada, boris)
        for each in (to_ada, to_boris):
            (frame,) = await each.hear(1)
            assert (frame["t"], frame["chat"]["Name"]) == ("chat", "picnic")
        await post(ada, chat_id)
        await ada.put(f"/chats/{chat_id}/members/{chiyo.id}")
        (met,) = await to_chiyo.hear(1)
        assert (met["t"], met["chat"]["NewMsgCount"], met["chat"]["last_read_seq"]) == ("chat", 0, 1)
        for each in (to_ada, to_boris):
            assert told(await each.hear(2)) == [("message", None, None), ("members", chiyo.id, "member")]
        await post(ada, chat_id)
        for each in (to_ada, to_boris, to_chiyo):
            assert told(await each.hear(1)) == [("message", None, None)]


async def test_who_leaves_hears_that_and_nothing_more(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    chat_id = await group(ada, boris)
    devices = [(server, ada), (server, boris), (server, boris), (server, chiyo)]
    async with hearing(*devices) as (to_ada, first, second, outsider):
        await boris.delete(f"/chats/{chat_id}/members/{boris.id}")
        await post(ada, chat_id)
        assert told(await to_ada.hear(2)) == [("members", boris.id, None), ("message", None, None)]
        for each in (first, second):
            assert await each.hear(1) == [LEFT | {"chat_id": chat_id}]
            await each.hear_nothing()
        await outsider.hear_nothing()
        await ada.put(f"/chats/{chat_id}/members/{boris.id}")
        for each in (first, second):
            (frame,) = await each.hear(1)
            assert (frame["t"], frame["chat"]["NewMsgCount"]) == ("chat", 0)


async def test_an_owner_who_leaves_is_followed_by_another(server: Running, ada: Visitor, boris: Visitor) -> None:
    chat_id = made(await ada.post("/chats", {"user_ids": [boris.id]}))
    async with hearing((server, ada), (server, boris)) as (to_ada, to_boris):
        await ada.delete(f"/chats/{chat_id}/members/{ada.id}")
        frames = await to_boris.hear(3)
        assert told(frames) == [("members", ada.id, None), ("members", boris.id, "owner"), ("chat", None, None)]
        assert frames[2]["chat"]["Name"] == "boris"
        assert [frame["version"] - frame["after"] for frame in frames] == [1, 1, 1]
        assert await to_ada.hear(1) == [LEFT | {"chat_id": chat_id}]
        await to_ada.hear_nothing()
        await boris.delete(f"/chats/{chat_id}/members/{boris.id}")
        assert await to_boris.hear(1) == [LEFT | {"chat_id": chat_id}]


async def test_a_deleted_chat_is_left_by_all_at_once(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    chat_id = await group(ada, boris)
    async with hearing((server, ada), (server, boris), (server, chiyo)) as (to_ada, to_boris, outsider):
        await ada.delete(f"/chats/{chat_id}")
        for each in (to_ada, to_boris):
            assert await each.hear(1) == [LEFT | {"chat_id": chat_id}]
            await each.hear_nothing()
        await outsider.hear_nothing()


async def enter(server: Running, room_id: int, visitor: Visitor) -> None:
    await server.database.write(lambda tx: rooms.insert_room_member(tx, room_id, visitor.id, Role.MEMBER))


async def test_a_private_channel_is_heard_of_by_nobody_else(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    async with hearing((server, ada), (server, boris)) as (to_ada, to_boris):
        channel = made(await ada.post(f"/rooms/{room_id}", {"name": "vault", "private": True}))
        await post(ada, channel)
        await ada.put(f"/chats/{channel}", {"topic": "secret", "name": "safe"})
        assert [frame["t"] for frame in await to_ada.hear(3)] == ["chat", "message", "chat"]
        await to_boris.hear_nothing()
        await ada.put(f"/chats/{channel}", {"private": False})
        frames = {frame["t"]: frame for frame in await to_boris.hear(2)}
        assert frames.keys() == {"chat", "room"}
        assert (frames["chat"]["chat"]["Name"], frames["chat"]["chat"]["NewMsgCount"]) == ("safe", 0)
        changed = (await to_ada.hear_until("chat"))[-1]
        assert "private" not in changed["chat"]
        assert changed["chat"]["members_version"] == changed["version"]


async def test_who_owns_a_channel_is_told_as_it_becomes_private_and_public(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    room_id = await ada.room()
    await enter(server, room_id, boris)
    channel = await ada.channel(room_id)
    async with hearing((server, ada), (server, boris)) as both:
        await ada.put(f"/chats/{channel}", {"private": True})
        for each in both:
            assert told(await each.hear(2)) == [("chat", None, None), ("members", ada.id, "owner")]
        await ada.put(f"/chats/{channel}", {"private": False})
        for each in both:
            frames = [frame for frame in await each.hear(3) if frame["t"] != "room"]
            assert told(frames) == [("members", ada.id, "member"), ("chat", None, None)]
            await each.hear_nothing()


async def test_it_is_heard_on_another_node(nodes: list[Running]) -> None:
    ada, boris, chiyo = [await nodes[0].sign_up(name) for name in ("ada", "boris", "chiyo")]
    chat_id = await group(ada, boris)
    here, there = nodes
    async with hearing((here, ada), (there, boris), (there, chiyo)) as (to_ada, to_boris, to_chiyo):
        await ada.put(f"/chats/{chat_id}/members/{chiyo.id}")
        assert [frame["t"] for frame in await to_chiyo.hear(1)] == ["chat"]
        for each in (to_ada, to_boris):
            assert told(await each.hear(1)) == [("members", chiyo.id, "member")]
        await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
        await post(ada, chat_id)
        assert await to_boris.hear(1) == [LEFT | {"chat_id": chat_id}]
        for each in (to_ada, to_chiyo):
            assert told(await each.hear(2)) == [("members", boris.id, None), ("message", None, None)]
        await to_boris.hear_nothing()
        await ada.delete(f"/chats/{chat_id}")
        for each in (to_ada, to_chiyo):
            assert await each.hear(1) == [LEFT | {"chat_id": chat_id}]
            await each.hear_nothing()


class Dropping:
    """Loses announcements of some kinds; everything else is told."""

    def __init__(self, server: Running, *kinds: type[Announcement]) -> None:
        self._publish = server.bus.publish
        self._kinds = kinds

    def publish(self, announcements: Sequence[Announcement]) -> None:
        self._publish([each for each in announcements if not isinstance(each, self._kinds)])


async def test_a_lost_leaving_is_known_by_the_change_of_members(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await group(ada, boris)
    async with hearing((server, boris)) as (to_boris,):
        monkeypatch.setattr(server.bus, "publish", Dropping(server, ChatLeft).publish)
        await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
        await post(ada, chat_id)
        assert await to_boris.hear(1) == [LEFT | {"chat_id": chat_id}]
        await to_boris.hear_nothing()


async def test_a_gap_that_hides_a_leaving_is_filled_for_members_alone(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is lost of the leaving: the next message shows a gap, and who fills it asks who is still there."""
    chat_id = await group(ada, boris, chiyo)
    async with hearing((server, ada), (server, boris), (server, chiyo)) as (to_ada, to_boris, to_chiyo):
        monkeypatch.setattr(server.bus, "publish", lambda _: None)
        await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
        await post(ada, chat_id, "for those who stayed")
        monkeypatch.undo()
        await post(ada, chat_id)
        assert await to_boris.hear(1) == [LEFT | {"chat_id": chat_id}]
        await to_boris.hear_nothing()
        for each in (to_ada, to_chiyo):
            assert [frame["t"] for frame in await each.hear(3)] == ["chat", "message", "message"]


async def test_who_came_back_while_a_gap_is_filled_stays(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await group(ada, boris)
    async with hearing((server, boris)) as (to_boris,):
        monkeypatch.setattr(server.bus, "publish", lambda _: None)
        await ada.delete(f"/chats/{chat_id}/members/{boris.id}")
        monkeypatch.undo()
        view, came_back = snapshots.view_chat.run, False

        async def view_then_return(*asked: Any) -> Any:
            nonlocal came_back
            found = await view(*asked)
            if not came_back:
                came_back = True
                await ada.put(f"/chats/{chat_id}/members/{boris.id}")
            return found

        monkeypatch.setattr(snapshots.view_chat, "run", view_then_return)
        await post(ada, chat_id)
        await to_boris.hear_until("left")
        await to_boris.hear_until("chat")
        monkeypatch.undo()
        await post(ada, chat_id, "welcome back")
        assert (await to_boris.hear_until("message"))[-1]["message"]["text"] == "welcome back"


@pytest.mark.parametrize("kinds", [(ChatGone, ChatLeft), (ChatGone,)])
async def test_a_deletion_that_nobody_was_told_of_is_found(
    server: Running,
    ada: Visitor,
    boris: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    kinds: tuple[type[Announcement], ...],
) -> None:
    chat_id = await group(ada, boris)
    async with hearing((server, boris)) as (to_boris,):
        monkeypatch.setattr(server.bus, "publish", Dropping(server, *kinds).publish)
        await ada.delete(f"/chats/{chat_id}")
        node = server.server.node
        await Comparison(server.database, node.roster, node.hub, node.teller).compare()
        frames = [frame for frame in await to_boris.hear_until("left") if frame["t"] != "user"]  # which it tells, too
        assert frames == [LEFT | {"chat_id": chat_id}]


async def test_a_role_that_nobody_was_told_of_is_found(
    server: Running, ada: Visitor, boris: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its member: the others load their lists again."""
    chat_id = await group(ada, boris)
    async with hearing((server, boris)) as (to_boris,):
        with monkeypatch.context() as silent:
            silent.setattr(server.bus, "publish", lambda _: None)
            await ada.delete(f"/chats/{chat_id}/members/{ada.id}")
        node = server.server.node
        await Comparison(server.database, node.roster, node.hub, node.teller).compare()
        frames = await to_boris.hear_until("read")
        assert [frame["chat"].get("role") for frame in frames if frame["t"] == "chat"][-1] == "owner"
