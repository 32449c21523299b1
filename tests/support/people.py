"""People in chats of any size, put there through the store, and their sessions."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from besedka.actions.messages import post_message
from besedka.actions.sessions import open_session
from besedka.database import Database, Transaction
from besedka.model import Device, Profile
from besedka.store import chats, members, users
from besedka.wire.messages import PostMessage
from besedka_client.gateway import Gateway


class Person:
    """Someone with an account and a session, made without hashing a password."""

    def __init__(self, user_id: int, token: str) -> None:
        self.id = user_id
        self.cookie = f"session_id={token}"

    def connect(self, address: str, *, history: bool = True) -> Gateway:
        """The gateway as this person sees it, to be entered as a context."""
        return Gateway("ws" + address.removeprefix("http") + "/gateway", self.cookie, history=history, events=False)


async def make_people(database: Database, names: Sequence[str]) -> list[Person]:
    async def work(tx: Transaction) -> list[Person]:
        return [await _make_person(tx, name) for name in names]

    return await database.write(work)


async def make_group(database: Database, people: Sequence[Person]) -> int:
    """A group chat of these; its id."""

    async def work(tx: Transaction) -> int:
        chat_id = await chats.insert_group_chat(tx, "picnic")
        for person in people:
            await members.insert_member(tx, chat_id, person.id)
        return chat_id

    return await database.write(work)


async def say_all(database: Database, chat_id: int, said: Iterable[tuple[int, str]]) -> None:
    """Messages, each of an author by their id: more of them than should be said by HTTP."""
    for author_id, text in said:
        await post_message.run(database, author_id, PostMessage(text, chat_id=chat_id))


@asynccontextmanager
async def gateways_of(address: str, people: Sequence[Person]) -> AsyncIterator[list[Gateway]]:
    """All of them connected, with their whole history."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(person.connect(address)) for person in people]


async def _make_person(tx: Transaction, name: str) -> Person:
    user = await users.insert_user(tx, Profile(f"{name}@example.org", name, "", ""), "!")
    assert user is not None
    return Person(user.id, await open_session(tx, user.id, Device("", "")))
