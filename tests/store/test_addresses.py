"""Where PostgreSQL is, for people: nothing of the password, however it is written."""

import re

import pytest

from besedka.bus.memory import MemoryBus
from besedka.errors import StartupError
from besedka.store.engine.addresses import place_of
from besedka.store.engine.postgres import PostgresDatabase


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://db.example.org/besedka", "db.example.org:5432"),
        ("postgresql://ada:hush@db.example.org:5433/besedka", "db.example.org:5433"),
        ("postgresql://ada:hu%40sh@[2001:db8::1]/besedka", "[2001:db8::1]:5432"),
        ("postgresql://ada:hush@[2001:db8::1]:5433/besedka", "[2001:db8::1]:5433"),
        ("postgresql://ada:hush@one:1,two/besedka", "one:1, two:5432"),
        ("postgresql://ada:hush@/besedka?host=/run/postgresql", "/run/postgresql"),
        ("postgresql://ada:hush@/besedka?host=db&port=7", "db:7"),
        ("postgresql://ada:hu@sh@db/besedka", "db:5432"),
        ("postgresql:///besedka", "localhost:5432"),
    ],
)
def test_host_and_port_are_shown(monkeypatch: pytest.MonkeyPatch, url: str, place: str) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.delenv("PGPORT", raising=False)
    assert place_of(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:12#hush@127.0.0.1:1/besedka",
        "postgresql://ada:hush/hush@127.0.0.1:1/besedka",
        "postgresql://ada:hush?hush@127.0.0.1:1/besedka",
        "postgresql://ada:hush[@127.0.0.1:1/besedka",
        "postgresql://ada:hush@127.0.0.1:hush/besedka",
        "postgresql://ada:hush@127.0.0.1:99999/besedka",
        "postgresql://ada:hush@127.0.0.1:1/besedka?sslmode=hush",
    ],
)
async def test_what_can_not_be_understood_is_not_repeated(url: str) -> None:
    with pytest.raises(StartupError, match=re.escape("can't be understood")) as caught:
        await PostgresDatabase.open(url, MemoryBus())
    assert "hush" not in str(caught.value)
