"""People with sessions and chats of a given size, put in through the store: for load, not for sign-up."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec

from besedka.actions.sessions import open_session
from besedka.bus.memory import MemoryBus
from besedka.database import Database, Transaction
from besedka.model import Device, Profile, Role
from besedka.settings import Settings
from besedka.store import chats, members, rooms, users
from besedka.store.engine.sqlite import SqliteDatabase

AT_ONCE = 500


class Someone(msgspec.Struct, frozen=True):
    """A person, and the cookie of their session."""

    id: int
    cookie: str


def populate(data: Path, people: int, chat_members: Sequence[Sequence[int]], database: str = "") -> list[Someone]:
    """So many people, and for each sequence of their indexes a group chat; chats get ids from 1 in that order."""
    return asyncio.run(_populate(data, people, chat_members, database))


def populate_rooms(data: Path, rooms_of: Sequence[tuple[Sequence[int], int]], database: str = "") -> list[int]:
    """For each of these a room with these users, the first of whom owns it, and so many channels; the ids of the rooms."""
    return asyncio.run(_populate_rooms(data, rooms_of, database))


async def _populate_rooms(data: Path, rooms_of: Sequence[tuple[Sequence[int], int]], url: str) -> list[int]:
    database = await _open(data, url)
    found = []
    for user_ids, channels in rooms_of:
        room_id = await database.write(partial(_add_room, user_ids))
        for number in range(channels):
            await database.write(partial(_add_channel, room_id, f"channel {number}"))
        found.append(room_id)
    await database.close()
    return found


async def _add_room(user_ids: Sequence[int], tx: Transaction) -> int:
    room_id, _ = await rooms.insert_room(tx, "room")
    for place, user_id in enumerate(user_ids):
        await rooms.insert_room_member(tx, room_id, user_id, Role.MEMBER if place else Role.OWNER)
    return room_id


async def _add_channel(room_id: int, name: str, tx: Transaction) -> None:
    await members.insert_room_members(tx, await chats.insert_channel(tx, room_id, name), room_id)


async def _populate(data: Path, people: int, chat_members: Sequence[Sequence[int]], url: str) -> list[Someone]:
    database = await _open(data, url)
    found: list[Someone] = []
    for start in range(0, people, AT_ONCE):
        found += await database.write(partial(_add_people, range(start, min(start + AT_ONCE, people))))
    for start in range(0, len(chat_members), AT_ONCE):
        groups = [[found[index].id for index in indexes] for indexes in chat_members[start : start + AT_ONCE]]
        await database.write(partial(_add_chats, groups))
    await database.close()
    return found


async def _open(data: Path, url: str) -> Database:
    if not url:
        return await SqliteDatabase.open(Settings(data=data).sqlite_path, MemoryBus())
    from besedka.store.engine.postgres import PostgresDatabase  # noqa: PLC0415 - an optional dependency

    return await PostgresDatabase.open(url, MemoryBus())


async def _add_people(numbers: range, tx: Transaction) -> list[Someone]:
    found = []
    for number in numbers:
        profile = Profile(f"someone{number}@example.org", f"someone{number}", f"Some One {number}", "")
        user = await users.insert_user(tx, profile, "!")
        assert user is not None
        token = await open_session(tx, user.id, Device("bench", "127.0.0.1"))
        found.append(Someone(user.id, f"session_id={token}"))
    return found


async def _add_chats(groups: list[list[int]], tx: Transaction) -> None:
    for group in groups:
        chat_id = await chats.insert_group_chat(tx, "group")
        for user_id in group:
            await members.insert_member(tx, chat_id, user_id)
