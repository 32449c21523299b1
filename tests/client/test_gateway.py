"""The client: gateways that keep a replica, through whatever happens to their sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from besedka.database import Database, Transaction
from besedka.model import Draft
from besedka.store import chats, members, messages
from besedka_client import (
    ChatChanged,
    Client,
    Event,
    Gateway,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    ReadMoved,
    Refused,
    SignedOut,
    Typing,
    UserChanged,
    connection,
)
from tests.support.cast import PASSWORD, Visitor
from tests.support.people import Person, make_people
from tests.support.server import Running, sqlite_only, with_settings

PATIENCE = 30  # seconds


@asynccontextmanager
async def connected(server: Running, visitor: Visitor, *, history: bool = False) -> AsyncIterator[Gateway]:
    async with Client(server.address) as client:
        await client.sign_in(visitor.email, PASSWORD)
        async with client.connect(history=history) as gateway:
            yield gateway


async def until(gateway: Gateway, fits: Callable[[Event], bool]) -> Event:
    """The next event that fits."""
    async with asyncio.timeout(PATIENCE):
        async for event in gateway:
            if fits(event):
                return event
    raise AssertionError("the gateway ended")


def is_a(*kinds: type) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, kinds)


async def test_what_one_sends_the_other_hears(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    async with connected(server, ada) as hers, connected(server, boris) as his:
        sent = await hers.send(chat_id, "hello")
        assert await until(his, is_a(MessagePosted)) == MessagePosted(sent)
        assert await until(hers, is_a(MessagePosted)) == MessagePosted(sent)
        assert (his.replica.chats[chat_id].unread, hers.replica.chats[chat_id].unread) == (1, 0)
        edited = await hers.edit(sent.id, "hello there")
        assert await until(his, is_a(MessageChanged)) == MessageChanged(edited)
        reacted = await his.react(sent.id, "🌻")
        await until(hers, lambda event: event == MessageChanged(reacted))
        assert (await his.unreact(sent.id, "🌻")).reactions == ()
        await his.read(chat_id, 1)
        assert await until(hers, is_a(ReadMoved)) == ReadMoved(chat_id, boris.id, 1)
        await until(his, is_a(ReadMoved))
        assert his.replica.chats[chat_id].unread == 0
        deleted = await hers.delete(sent.id)
        assert await until(his, is_a(MessageDeleted)) == MessageDeleted(deleted)
        await hers.type(chat_id)
        assert await until(his, is_a(Typing)) == Typing(chat_id, ada.id)


async def test_a_refusal_says_why(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    async with connected(server, ada) as gateway:
        for chat, text, code in ((chat_id, "", "empty_text"), (999, "x", "no_such_chat"), (0, "x", "bad_id")):
            with pytest.raises(Refused) as refused:
                await gateway.send(chat, text)
            assert refused.value.code == code
        assert (await gateway.send(chat_id, "still here")).seq == 1


async def test_a_new_chat_appears_and_is_heard(ada: Visitor, boris: Visitor, server: Running) -> None:
    async with connected(server, boris) as his:
        chat_id = await ada.chat_with(boris)
        appeared = await until(his, is_a(ChatChanged))
        assert isinstance(appeared, ChatChanged)
        assert (appeared.chat.chat_id, appeared.chat.name, appeared.chat.user_id) == (chat_id, "ada", ada.id)
        async with connected(server, ada) as hers:
            sent = await hers.send(chat_id, "hello")
        assert await until(his, is_a(MessagePosted)) == MessagePosted(sent)


async def test_a_changed_profile_is_heard_by_acquaintances(ada: Visitor, boris: Visitor, server: Running) -> None:
    await ada.chat_with(boris)
    async with connected(server, boris) as his, connected(server, ada) as hers:
        await ada.edit(name="Countess")
        for gateway in (his, hers):
            changed = await until(gateway, is_a(UserChanged))
            assert isinstance(changed, UserChanged)
            assert changed.user.name == "Countess"
            assert (changed.user.email is not None) == (gateway is hers)


async def test_history_begins_with_the_first_message(
    ada: Visitor, boris: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PORTION_ROWS", 100)
    chat_id = await ada.chat_with(boris)
    expected = [f"message {number}" for number in range(250)]
    async with connected(server, ada) as hers:
        await asyncio.gather(*(hers.send(chat_id, text) for text in expected))
    async with connected(server, boris, history=True) as his:
        kept = his.replica.chats[chat_id]
        assert [kept.messages[seq].text for seq in sorted(kept.messages)] == expected
        assert kept.unread == 250


@with_settings(rate_limits="on")
@sqlite_only
async def test_three_thousand_chats_that_moved_are_told_of_on_one_connection(server: Running) -> None:
    people = await make_people(server.database, ["ada", "boris"])
    chat_ids = await make_groups(server.database, people, 3000)
    async with Gateway("ws" + server.address.removeprefix("http") + "/gateway", people[0].cookie) as hers:
        line = hers._connection  # noqa: SLF001 - what happens to it is nobody's wish
        assert line is not None
        line.socket.transport.abort()
        await post_in_each(server.database, people[1].id, chat_ids)
        async with asyncio.timeout(3 * PATIENCE):
            told = [await until(hers, is_a(MessagePosted)) for _ in chat_ids]
            await hers.wait_until_complete()
        assert {each.message.chat_id for each in told if isinstance(each, MessagePosted)} == set(chat_ids)
        assert {chat.unread for chat in hers.replica.chats.values()} == {1}
        assert hers.connections == 2


async def make_groups(database: Database, people: list[Person], count: int) -> list[int]:
    """So many group chats of these."""

    async def work(tx: Transaction) -> list[int]:
        chat_ids = [await chats.insert_group_chat(tx, f"picnic {number}") for number in range(count)]
        for chat_id in chat_ids:
            for person in people:
                await members.insert_member(tx, chat_id, person.id)
        return chat_ids

    return await database.write(work)


async def post_in_each(database: Database, author_id: int, chat_ids: list[int]) -> None:
    """A message in each of these chats, which is not announced."""

    async def work(tx: Transaction) -> None:
        for chat_id in chat_ids:
            await messages.insert_message(tx, author_id, Draft(chat_id, "missed"))

    await database.write(work)


async def test_a_session_that_ends_says_so(ada: Visitor, server: Running) -> None:
    async with Client(server.address) as client:
        await client.sign_in(ada.email, PASSWORD)
        async with client.connect() as gateway:
            await client.sign_out()
            with pytest.raises(SignedOut):
                await until(gateway, lambda _: False)
            with pytest.raises(SignedOut):
                await gateway.send(1, "x")
        with pytest.raises(SignedOut):
            client.connect()


async def test_the_client_knows_every_request(ada: Visitor, boris: Visitor, server: Running) -> None:
    async with Client(server.address) as client:
        me = await client.sign_up("dora@example.org", PASSWORD, name="Dora")
        assert await client.sign_in("dora@example.org", PASSWORD) == me
        assert (await client.edit_profile(status="here")).status == "here"
        assert (await client.find_user(ada.id)).username == "ada"
        assert [each.id for each in await client.find_people("bor")] == [boris.id]
        room_id = await client.create_room("garden")
        channel = await client.create_channel(room_id, "roses")
        assert [each["room_id"] for each in await client.list_rooms()] == [room_id]
        assert [each["chat_id"] for each in await client.list_channels(room_id)] == [channel]
        chat_id = await client.open_direct_chat(ada.id)
        assert [each["chat_id"] for each in await client.list_chats()] == [chat_id]
        group = await client.create_group([ada.id], "picnic")
        await client.add_member(group, boris.id)
        await client.remove_member(group, ada.id)
        found = await client.list_members(group)
        assert [(each.user_id, each.role) for each in found.members] == [(boris.id, "member"), (me.id, "owner")]
        assert (await client.edit_chat(group, name="brunch")).name == "brunch"
        await client.delete_chat(group)
        posted = await client.post_message(chat_id, "hello", nonce="1")
        assert await client.post_message(chat_id, "hello", nonce="1") == posted
        assert (await client.edit_message(posted.id, "hi")).text == "hi"
        assert (await client.react(posted.id, "👍🏽")).reactions[0].emoji == "👍🏽"
        assert (await client.unreact(posted.id, "👍🏽")).reactions == ()
        await client.mark_read(chat_id, 1)
        assert [each.text for each in (await client.list_messages(chat_id, limit=5)).messages] == ["hi"]
        assert (await client.list_changes(chat_id, 0)).version == (await client.delete_message(posted.id)).version - 1
        assert (await client.load_photo(client.user.id if client.user else 0)).startswith(b"RIFF")
        assert len(await client.list_sessions()) == 1
        await client.change_password(PASSWORD, PASSWORD + "!")
        with pytest.raises(Refused) as refused:
            await client.sign_in("dora@example.org", PASSWORD)
        assert (refused.value.status, refused.value.code) == (400, "wrong_credentials")
