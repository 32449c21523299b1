"""How words are found, by what the engine can do."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import asyncpg
import pytest

from besedka.actions.messages import post_message
from besedka.actions.search import search_messages
from besedka.bus.memory import MemoryBus
from besedka.database import Database
from besedka.store import passages, schema, search
from besedka.store.engine import postgres_search
from besedka.store.engine.dialect import for_sqlite
from besedka.store.engine.postgres import PostgresDatabase
from besedka.wire.messages import PostMessage
from besedka.wire.search import SearchMessages
from tests.conftest import open_database
from tests.support.clock import Clock
from tests.support.people import make_group, make_people
from tests.support.postgres import LETTERS, Postgres
from tests.support.recording import RecordingBus
from tests.support.searching import index_all

WORDS = ("Розы в саду", "roses in the garden", "庭園の薔薇", "🌹🌹🌹")


async def check_search(database: Database) -> int:
    """It finds what there is, and nothing else, however it does. Who looked."""
    (ada,) = await make_people(database, ["ada"])
    chat_id = await make_group(database, [ada])
    for text in WORDS:
        await post_message.run(database, ada.id, PostMessage(text, chat_id=chat_id))
    await index_all(database)
    for query, text in zip(("САДУ роз", "GARD", "園の薔", "🌹🌹🌹"), WORDS, strict=True):
        page = await search_messages.run(database, ada.id, SearchMessages(query))
        assert [each.text for each in page.messages] == [text]
    assert not (await search_messages.run(database, ada.id, SearchMessages("тюльпаны"))).messages
    return ada.id


async def test_words_are_found_by_the_engines_index(database: Database, engine: str) -> None:
    way = {"sqlite": passages.FTS5, "postgres": passages.PG_TRGM}[engine]
    assert await database.read(passages.find_way) == way
    ada_id = await check_search(database)
    for parts, count in ((("саду",), 1), (("саду", "розы"), 1), (("тюльпаны",), 0), (("саду", "тюльпаны"), 0)):
        found = await database.read(partial(search.list_matches, user_id=ada_id, parts=parts))
        assert found is not None
        assert len(found) == count


async def test_on_postgresql_the_index_is_asked_about_ones_own_chats(database: Database, engine: str) -> None:
    await check_search(database)
    (boris,) = await make_people(database, ["boris"])
    found = await database.read(lambda tx: search.list_matches(tx, boris.id, ("саду",)))
    assert found is not None
    assert len(found) == {"sqlite": 1, "postgres": 0}[engine]  # what SQLite has found is narrowed afterwards


@pytest.fixture
async def without_letters(postgres: Postgres) -> Any:
    """A database whose LC_CTYPE is C, as `initdb --no-locale` makes them."""
    async with postgres.database("template0 lc_ctype 'C'") as url:
        yield url


async def test_without_letters_search_goes_on_and_says_why(
    without_letters: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await PostgresDatabase.open(without_letters, MemoryBus())
    told = capsys.readouterr().out
    assert told.count("search_without_index") == 1
    assert "LC_CTYPE" in told
    assert await database.read(passages.find_way) == passages.SCAN
    await check_search(database)
    await database.close()


async def test_without_the_extension_search_goes_on_and_says_why_once(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with postgres.database(f"template0 lc_ctype '{LETTERS}'") as url:
        with monkeypatch.context() as without:
            without.setattr(postgres_search, "EXTENSION", "no_such_extension")
            database = await PostgresDatabase.open(url, MemoryBus())
            ada_id = await check_search(database)
            assert capsys.readouterr().out.count("search_without_index") == 1
            await database.close()
        database = await PostgresDatabase.open(url, MemoryBus())  # it has come since
        assert await database.read(passages.find_way) == passages.PG_TRGM
        page = await database.read(lambda tx: search.list_matches(tx, ada_id, ("саду",)))
        assert page is not None
        assert len(page) == 1
        assert "search_without_index" not in capsys.readouterr().out
        await database.close()


async def test_what_was_there_before_search_is_found(
    postgres_if_needed: Postgres | None, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if postgres_if_needed is None:
        await check_upgrade("", tmp_path, clock, monkeypatch)
        return
    async with postgres_if_needed.database(f"template0 lc_ctype '{LETTERS}'") as url:
        await check_upgrade(url, tmp_path, clock, monkeypatch)


async def check_upgrade(url: str, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        everything = schema._load  # noqa: SLF001 - an older program knew less
        earlier.setattr(schema, "_load", lambda engine: [each for each in everything(engine) if each.number != 15])
        database = await open_database(url, folder, RecordingBus(), clock)
        (ada,) = await make_people(database, ["ada"])
        chat_id = await make_group(database, [ada])
        for number in range(150):
            await post_message.run(database, ada.id, PostMessage(f"rose {number}", chat_id=chat_id))
        await database.write(lambda tx: tx.execute("update meta set value = '14' where key = 'schema'"))
        await database.close()
        earlier.setattr(schema, "_load", lambda engine: [each for each in everything(engine) if each.number == 15])
        database = await open_database(url, folder, RecordingBus(), clock)
    for _ in ("before the job", "after it"):
        for query in ("rose 149", "rose 0"):
            page = await search_messages.run(database, ada.id, SearchMessages(query, limit=1))
            assert page.messages[0].text.startswith("rose")
        first = await search_messages.run(database, ada.id, SearchMessages("rose 7", limit=100))
        assert first.messages[-1].text == "rose 7"
        await index_all(database)
    await database.close()


def test_the_index_of_sqlite_serves_what_it_is_for(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "x"))
    connection.execute("create table passage (id integer primary key, words text)")
    script = next(each.script for each in schema._load("sqlite") if each.number == 15)  # noqa: SLF001 - its text
    made = re.search(r"create virtual table passage_words.*?;", script, re.DOTALL)
    assert made
    connection.execute(made[0])
    plan = connection.execute(f"explain query plan {for_sqlite(search.MATCHES[passages.FTS5])}", ("x", 1)).fetchall()
    assert "VIRTUAL TABLE INDEX" in str(plan)
    assert "M" in str(plan)


async def test_the_index_of_postgresql_serves_what_it_is_for(postgres: Postgres) -> None:
    async with postgres.database() as url:
        connection = await asyncpg.connect(url)
        await connection.execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare planned as {search.MATCHES[passages.PG_TRGM]}")
        plan = [str(row[0]) for row in await connection.fetch("explain execute planned ('%a%', '%b%', 10)")]
        assert any("Bitmap Index Scan on passage_words" in line for line in plan), plan
        await connection.execute(f"prepare narrowed as {search.MATCHES_OF_MINE[passages.PG_TRGM]}")
        plan = [str(row[0]) for row in await connection.fetch("explain execute narrowed ('%a%', 1, 10)")]
        # By one of them, or both: that follows from how much there is.
        assert any("on passage_words" in line or "passage_newest" in line for line in plan), plan
        await connection.close()
