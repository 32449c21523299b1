"""What the page of the client says of methods, events and fields is what there is; and its bot runs."""

import asyncio
import inspect
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

import msgspec
import pytest

import besedka_client
from besedka.gateway import node
from besedka_client import Client, Event, Gateway, MessagePosted, PresenceChanged
from tests.docs.markdown import ROOT, read, table_below
from tests.support.cast import PASSWORD
from tests.support.server import Running, sqlite_only

PATIENCE = 90  # seconds: on a machine that does other things besides
BOT, WELCOME_BOT, MINUTES_BOT = (str(ROOT / "examples" / f"{name}_bot.py") for name in ("echo", "welcome", "minutes"))


def rows(heading: str) -> list[list[str]]:
    return table_below(read("docs/client.md"), heading)


@pytest.mark.parametrize("kind", [Client, Gateway])
def test_the_methods(kind: type) -> None:
    ours = {name for name, member in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
    shown = {
        name: what for row in rows(f"## {kind.__name__}") for name, what in re.findall(r"(\w+)\(([^)]*)\)", row[0])
    }
    assert set(shown) == ours
    for name, parameters in shown.items():
        named = [each.strip() for each in parameters.split(",") if each.strip() not in {"", "…"}]
        taken = inspect.signature(getattr(kind, name)).parameters.values()
        variadic = {each.kind for each in taken} & {inspect.Parameter.VAR_KEYWORD}
        assert [each.name for each in taken if each.name != "self" and each.kind is not each.VAR_KEYWORD] == named
        assert bool(variadic) == parameters.endswith("…")


def test_the_events() -> None:
    shown = {name: row[1] for row in rows("## Events") for name in row[0].split(", ")}
    assert shown == {kind.__name__: ", ".join(kind.__struct_fields__) for kind in get_args(Event)}


def test_the_records() -> None:
    exported = (getattr(besedka_client, name) for name in besedka_client.__all__)
    records = [
        kind
        for kind in exported
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in get_args(Event)
    ]
    assert {row[0]: row[1] for row in rows("## Records")} == {
        kind.__name__: ", ".join(kind.__struct_fields__) for kind in records
    }


def test_the_errors() -> None:
    exported = (getattr(besedka_client, name) for name in besedka_client.__all__)
    errors = {kind.__name__ for kind in exported if isinstance(kind, type) and issubclass(kind, Exception)}
    assert {row[0] for row in rows("## What calls raise")} == errors


@pytest.mark.parametrize(
    ("environment", "arguments", "said"),
    [
        ({}, ["ADDRESS", "bot@example.org"], "BESEDKA_PASSWORD is not set\n"),
        ({"BESEDKA_PASSWORD": PASSWORD}, [], "usage: echo_bot.py ADDRESS EMAIL\n"),
        (
            {"BESEDKA_PASSWORD": "not its password"},
            ["ADDRESS", "bot@example.org"],
            "wrong_credentials: Wrong email or password.\n",
        ),
        (
            {"BESEDKA_PASSWORD": PASSWORD},
            ["http://127.0.0.1:1", "bot@example.org"],
            "All connection attempts failed\n",
        ),
    ],
)
@sqlite_only
async def test_the_bot_fails_in_one_line(
    server: Running, environment: dict[str, str], arguments: list[str], said: str
) -> None:
    await server.sign_up("bot")
    command = [sys.executable, BOT, *(each.replace("ADDRESS", server.address) for each in arguments)]
    run = subprocess.run
    done = await asyncio.to_thread(run, command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.fixture
def attentive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server tells sooner than usual who has come."""
    monkeypatch.setattr(node, "TICK_SECONDS", 0.05)


@sqlite_only
async def test_the_bot_answers(attentive: None, server: Running) -> None:
    bot = await server.sign_up("bot")
    await server.sign_up("ada")
    async with asyncio.timeout(PATIENCE), Client(server.address) as client:
        await client.sign_in("ada@example.org", PASSWORD)
        chat_id = await client.open_direct_chat(bot.id)
        async with client.connect() as gateway, running_bot(server.address):
            await until(gateway, PresenceChanged(bot.id, "online"))
            sent = await gateway.send(chat_id, "tea at five?")
            await until(gateway, MessagePosted(sent))
            answer = await anext(aiter(gateway))
            assert isinstance(answer, MessagePosted)
            assert (answer.message.author_id, answer.message.text) == (bot.id, "tea at five?")


@sqlite_only
async def test_the_bot_welcomes(attentive: None, server: Running) -> None:
    """Once, into the room as into a group; the bot's own coming is nobody's."""
    bot, boris = await server.sign_up("bot"), await server.sign_up("boris")
    ada = await server.sign_up("ada")
    async with asyncio.timeout(PATIENCE), Client(server.address) as client:
        await client.sign_in("ada@example.org", PASSWORD)
        room_id = await client.create_room("garden")
        group, channel = await client.create_group([bot.id]), await client.create_channel(room_id, "roses")
        await client.open_direct_chat(bot.id)
        code = (await ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
        await bot.post(f"/invites/{code}")
        async with client.connect() as gateway, running_bot(server.address, WELCOME_BOT):
            await until(gateway, PresenceChanged(bot.id, "online"))
            await boris.post(f"/invites/{code}")
            await client.add_member(group, boris.id)
            welcomed = [await anext_posted(gateway) for _ in range(2)]
        assert {each.message.chat_id for each in welcomed} == {group, channel}
        assert {each.message.text for each in welcomed} == {"Welcome, @boris!"}


@sqlite_only
async def test_the_bot_keeps_minutes(attentive: None, server: Running) -> None:
    bot = await server.sign_up("bot")
    await server.sign_up("ada")
    async with asyncio.timeout(PATIENCE), Client(server.address) as client:
        await client.sign_in("ada@example.org", PASSWORD)
        chat_id = await client.open_direct_chat(bot.id)
        async with client.connect() as gateway, running_bot(server.address, MINUTES_BOT):
            await until(gateway, PresenceChanged(bot.id, "online"))
            for text in ("before", "!begin", "tea at five?", "yes", "!end", "after"):
                await gateway.send(chat_id, text)
            while not (posted := await anext_posted(gateway)).message.files:
                pass
        (file,) = posted.message.files
        assert (posted.message.author_id, file.name) == (bot.id, "minutes.txt")
        lines = (await client.load_file(file.id)).decode().splitlines()
        assert [line.partition(" ")[2] for line in lines] == ["ada: tea at five?", "ada: yes"]


async def anext_posted(gateway: Gateway) -> MessagePosted:
    async for event in gateway:
        if isinstance(event, MessagePosted):
            return event
    raise AssertionError("the gateway is closed")


async def until(gateway: Gateway, wanted: Event) -> None:
    async for event in gateway:
        if event == wanted:
            return


@asynccontextmanager
async def running_bot(address: str, program: str = BOT) -> AsyncIterator[None]:
    environment = {"BESEDKA_PASSWORD": PASSWORD}
    bot = await asyncio.create_subprocess_exec(sys.executable, program, address, "bot@example.org", env=environment)
    yield
    bot.terminate()
    await bot.wait()
