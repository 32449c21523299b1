"""Accounts and sessions that were there before migration 8."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from besedka.actions.sessions import SESSIONS_LIMIT
from besedka.database import Transaction
from besedka.passwords import Passwords
from besedka.store import schema
from tests.conftest import open_database
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.clock import Clock
from tests.support.postgres import Postgres
from tests.support.recording import RecordingBus
from tests.support.server import Running, running_server

UNICODE, PUNYCODE, ALONE = "ada@bücher.example", "ada@xn--bcher-kva.example", "boris@xn--bcher-kva.example"
INSERT_USER = """
    insert into "user" (email, email_key, username, username_key, name, status, password_hash, created_at)
    values ($1, $1, $2, $2, '', '', $3, 1)"""
INSERT_SESSION = """
    insert into session (user_id, token_hash, created_at, renewed_at, expires_at, user_agent, address)
    values (1, $1, $2, $2, $3, '', '')"""


@pytest.fixture
async def database_url(postgres_if_needed: Postgres | None) -> AsyncIterator[str]:
    """An empty database."""
    if postgres_if_needed is None:
        yield ""
        return
    async with postgres_if_needed.database("template1") as url:
        yield url


@pytest.fixture(params=[(UNICODE, PUNYCODE), (PUNYCODE, UNICODE)], ids=["unicode-first", "punycode-first"])
async def upgraded(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    """A server on a database that was at migration 7, with two accounts of one address in two spellings."""
    password_hash = await hash_password()

    async def fill(tx: Transaction) -> None:
        for number, email in enumerate([*request.param, ALONE]):
            await tx.execute(INSERT_USER, email, f"pupil{number}", password_hash)
        for number in range(SESSIONS_LIMIT + 10):
            await tx.execute(INSERT_SESSION, bytes([number]), tx.now + number, tx.now + 10**9)

    with monkeypatch.context() as earlier:
        everything = schema._load  # noqa: SLF001 - an older program knew less
        earlier.setattr(schema, "_load", lambda engine: [each for each in everything(engine) if each.number < 8])
        database = await open_database(database_url, tmp_path, RecordingBus(), clock)
        await database.write(fill)
        await database.close()
    async with running_server(tmp_path, database_url, clock) as running:
        yield running


async def hash_password() -> str:
    passwords = Passwords()
    try:
        return await passwords.hash(PASSWORD)
    finally:
        passwords.close()


async def test_two_accounts_of_one_address_both_go_on(upgraded: Running) -> None:
    """Each by the spelling that it has; and nobody gets a third one, whichever of the two moves away."""
    in_unicode, in_punycode, alone = upgraded.visitor(), upgraded.visitor(), upgraded.visitor()
    await in_unicode.sign_in(UNICODE)
    await in_punycode.sign_in(PUNYCODE)
    await alone.sign_in("boris@bücher.example")
    assert (in_unicode.email, in_punycode.email, alone.email) == (UNICODE, PUNYCODE, ALONE)
    assert in_unicode.id != in_punycode.id
    await check_taken(upgraded.visitor())
    assert (await in_unicode.edit(status="still here")).status_code == 200
    assert (await in_punycode.edit(status="still here too")).status_code == 200
    await in_unicode.sign_in(UNICODE)
    await in_punycode.sign_in(PUNYCODE)
    assert (in_unicode.user["status"], in_punycode.user["status"]) == ("still here", "still here too")


@pytest.mark.parametrize("leaving", [UNICODE, PUNYCODE])
async def test_the_address_is_taken_as_long_as_one_of_the_two_has_it(upgraded: Running, leaving: str) -> None:
    visitor = upgraded.visitor()
    await visitor.sign_in(leaving)
    assert (await visitor.edit(email="elsewhere@example.org")).status_code == 200
    await check_taken(upgraded.visitor())
    remaining = upgraded.visitor()
    for email in (UNICODE, PUNYCODE):
        await remaining.sign_in(email)
        assert remaining.id != visitor.id


async def test_sessions_beyond_the_bound_are_gone(upgraded: Running) -> None:
    rows = await upgraded.database.read(lambda tx: tx.fetch("select token_hash from session where user_id = 1"))
    assert sorted(bytes(row[0]) for row in rows) == [bytes([number]) for number in range(10, SESSIONS_LIMIT + 10)]


async def check_taken(stranger: Visitor) -> None:
    for email in (UNICODE, PUNYCODE):
        response = await stranger.post("/users", {"email": email, "password": PASSWORD, "username": "third"})
        assert problem(response) == (400, "email_taken", "email")
