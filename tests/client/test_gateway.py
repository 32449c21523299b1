"""The client: gateways that keep a replica, through whatever happens to their sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

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
)
from tests.support.cast import PASSWORD, Visitor
from tests.support.server import Running

PATIENCE = 10  # seconds


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


async def test_history_begins_with_the_first_message(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    async with connected(server, ada) as hers:
        for number in range(450):  # more than a sync brings at once
            await hers.send(chat_id, f"message {number}")
    async with connected(server, boris, history=True) as his:
        assert [each.text for each in his.replica.chats[chat_id].messages.values()] == [
            f"message {number}" for number in range(450)
        ]
        assert his.replica.chats[chat_id].unread == 450


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
