"""What a statement looks up itself is what the table of rights says."""

import functools
import importlib.util

import pytest

from besedka.database import Database, Transaction
from besedka.model import Draft, Role
from besedka.rights import TABLE, Place, Right, allows
from besedka.store.rights import condition
from tests.support.people import make_people
from tests.support.places import CELLS, insert_place

MEMBER_OF_CHAT = "from chat join member on member.chat_id = chat.id and member.user_id = $2 where chat.id = $1"
CHATS = [(place, role) for place, role in CELLS if place is not Place.ROOM]


def test_whoever_is_in_a_chat_may_read_it() -> None:
    """What is told and resumed goes by membership alone."""
    assert condition(Right.READ) == "true"


async def test_posting_goes_by_the_table(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another table the statement would be another one."""
    ada, boris = await make_people(database, ["ada", "boris"])
    who = {ada.id: Role.OWNER, boris.id: Role.MEMBER}
    chat_id = await database.write(lambda tx: insert_place(tx, Place.GROUP, who))
    monkeypatch.setitem(TABLE, Right.POST, (None, None, None, Role.OWNER, None))
    spec = importlib.util.find_spec("besedka.store.messages")
    assert spec is not None
    assert spec.loader is not None
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    for person, posted in ((ada, True), (boris, False)):
        draft = Draft(chat_id, "hello")
        found = await database.write(functools.partial(messages.insert_message, author_id=person.id, draft=draft))
        assert (found is not None) is posted


async def test_the_condition_is_the_table(database: Database) -> None:
    ada, boris = await make_people(database, ["ada", "boris"])

    async def look(tx: Transaction, place: Place, role: Role) -> None:
        chat_id = await insert_place(tx, place, {ada.id: role, boris.id: Role.MEMBER})
        for right in Right:
            statement = f"select {condition(right)} {MEMBER_OF_CHAT}"
            row = await tx.fetch_one(statement, chat_id, ada.id)
            assert row is not None
            assert bool(row[0]) == allows(right, place, role), (right, place, role)

    async def work(tx: Transaction) -> None:
        for place, role in CHATS:
            await look(tx, place, role)

    await database.write(work)


@pytest.mark.parametrize("lowest", [Role.MEMBER, Role.ADMIN, Role.OWNER, None])
async def test_so_would_any_other_table_be(
    database: Database, monkeypatch: pytest.MonkeyPatch, lowest: Role | None
) -> None:
    monkeypatch.setitem(TABLE, Right.POST, (None, lowest, lowest, lowest, lowest))
    await test_the_condition_is_the_table(database)
