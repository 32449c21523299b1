"""On PostgreSQL, where things happen at once: whoever is being removed does nothing more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from besedka import commands
from besedka.commands import Command
from besedka.database import Database, Transaction
from besedka.errors import BadRequest
from besedka.model import Draft, Role
from besedka.rights import Place
from besedka.store import messages
from besedka.wire.chats import MarkRead
from besedka.wire.messages import DeleteMessage, EditMessage, PostMessage, ToggleReaction
from besedka.wire.rooms import CreateChannel
from tests.support.people import make_people
from tests.support.places import insert_place

WAITING = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

postgres_only = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


def removal(statement: str, place_id: int, removed: asyncio.Event) -> Callable[[Transaction], Awaitable[None]]:
    """Take everyone out of a place, and commit that once someone waits for it."""

    async def work(tx: Transaction) -> None:
        await tx.execute(statement, place_id)
        removed.set()
        while await tx.fetch_one(WAITING) is None:
            await tx.execute("select pg_stat_clear_snapshot(), pg_sleep(0.01)")

    return work


async def is_refused(database: Database, command: Command[int, Any, Any], actor_id: int, asked: object) -> bool:
    try:
        await command.run(database, actor_id, asked)
    except BadRequest:
        return True
    return False


@postgres_only
@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (commands.POST_MESSAGE, PostMessage("hello", chat_id=1)),
        (commands.EDIT_MESSAGE, EditMessage("bye", message_id=1)),
        (commands.DELETE_MESSAGE, DeleteMessage(1)),
        (commands.REACT, ToggleReaction(1, "🌻")),
        (commands.UNREACT, ToggleReaction(1, "🌹")),
        (commands.MARK_READ, MarkRead(2, chat_id=1)),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_in_a_chat(database: Database, command: Command[int, Any, Any], asked: object) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])
    who = {ada.id: Role.MEMBER, boris.id: Role.MEMBER}
    assert await database.write(lambda tx: insert_place(tx, Place.GROUP, who)) == 1
    message = await database.write(lambda tx: messages.insert_message(tx, ada.id, Draft(1, "hello")))
    assert message is not None
    assert message.id == 1
    await database.write(lambda tx: messages.insert_message(tx, boris.id, Draft(1, "not read yet")))
    await commands.REACT.run(database, ada.id, ToggleReaction(1, "🌹"))
    removed = asyncio.Event()
    removing = asyncio.create_task(
        database.write(removal("delete from member where chat_id = $1", message.chat_id, removed))
    )
    await removed.wait()
    assert await is_refused(database, command, ada.id, asked)
    await removing


@postgres_only
async def test_in_a_room(database: Database) -> None:
    (ada,) = await make_people(database, ["ada"])
    room_id = await database.write(lambda tx: insert_place(tx, Place.ROOM, {ada.id: Role.OWNER}))
    removed = asyncio.Event()
    removing = asyncio.create_task(
        database.write(removal("delete from room_member where room_id = $1", room_id, removed))
    )
    await removed.wait()
    asked = CreateChannel("roses", room_id=room_id)
    assert await is_refused(database, commands.CREATE_CHANNEL, ada.id, asked)
    await removing
