"""A large population: people, direct chats between them, messages in these."""

import time
from functools import partial

from besedka.database import Database, Transaction
from besedka.model import Profile
from besedka.store import chats, members, users

TEXT = "a message of about the usual length, neither long nor very short, all in one line"
AT_ONCE = 2_000  # people or chats in one unit of work

_MESSAGES = """
    insert into message (chat_id, seq, version, author_id, text, created_at)
    select chat.id, place.n, place.n, chat.low_user_id, $4, $5
    from chat, (with recursive up(n) as (select 1 union all select n + 1 from up where n < $3) select n from up) place
    where chat.id >= $1 and chat.id <= $2 and chat.kind = 'direct'"""


async def add_crowd(database: Database, *, people: int, chats: int, messages: int) -> None:
    """Add so many people, and so many chats with messages spread evenly among them. Says how far it is."""
    ids: list[int] = []
    for start in range(0, people, AT_ONCE):
        ids += await database.write(partial(_add_people, range(start, min(start + AT_ONCE, people))))
    print(f"  {people:,} people", flush=True)
    began = time.perf_counter()
    for start in range(0, chats, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, chats))
        await database.write(partial(_add_chats, [_pair(ids, number) for number in numbers], messages // chats))
    print(f"  {chats:,} chats, {messages:,} messages in {time.perf_counter() - began:.0f} s", flush=True)


def _pair(ids: list[int], number: int) -> tuple[int, int]:
    """Neighbours first, then those one further apart: no pair twice while there are few enough chats."""
    one, other = ids[number % len(ids)], ids[(number + number // len(ids) + 1) % len(ids)]
    return min(one, other), max(one, other)


async def _add_people(numbers: range, tx: Transaction) -> list[int]:
    found = [
        await users.insert_user(tx, Profile(f"someone{n}@example.org", f"someone{n}", f"Some One {n}", ""), "!")
        for n in numbers
    ]
    return [user.id for user in found if user]


async def _add_chats(pairs: list[tuple[int, int]], messages: int, tx: Transaction) -> None:
    ids = []
    for low, high in pairs:
        chat_id = await chats.insert_direct_chat(tx, low, high)
        for user_id in {low, high}:
            await members.insert_member(tx, chat_id, user_id)
        ids.append(chat_id)
    await tx.execute(_MESSAGES, min(ids), max(ids), messages, TEXT, tx.now)
