"""A database that is lost just after the commit: whoever asked is told that it is not known, and everyone hears of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from besedka.gateway import sweep
from tests.gateway.test_cluster import texts, until
from tests.support.clock import Clock
from tests.support.people import gateways_of, make_group, make_people
from tests.support.server import Running, running_server
from tests.support.severing import Moment, Severing, severing


@pytest.fixture(params=["postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def severed(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Severing, Running]]:
    """A server alone on PostgreSQL, without a bus, and what cuts its connections."""
    monkeypatch.setattr(sweep, "SWEEP_SECONDS", 0.2)
    async with severing(database_url) as (proxy, url), running_server(tmp_path, url, clock) as running:
        yield proxy, running


async def test_a_message_whose_commit_was_not_answered_reaches_everyone(severed: tuple[Severing, Running]) -> None:
    proxy, server = severed
    ada, boris = await make_people(server.database, ["ada", "boris"])
    chat_id = await make_group(server.database, [ada, boris])
    async with gateways_of(server.address, [boris]) as (listening,):
        await until(lambda: chat_id in listening.replica.chats)
        proxy.cut_at("in doubt", Moment.ANSWER)
        answer = await server.visitor(headers={"Cookie": ada.cookie}).post(
            f"/chats/{chat_id}/messages", {"text": "in doubt"}
        )
        assert answer.status_code == 503
        assert "not known" in answer.json()["detail"]
        await until(lambda: texts(listening, chat_id) == ["in doubt"])


async def test_a_repeat_with_the_nonce_tells_everyone_again(severed: tuple[Severing, Running]) -> None:
    proxy, server = severed
    ada, boris = await make_people(server.database, ["ada", "boris"])
    chat_id = await make_group(server.database, [ada, boris])
    async with gateways_of(server.address, [ada, boris]) as (sending, listening):
        proxy.cut_at("in doubt", Moment.ANSWER)
        sent = await sending.send(chat_id, "in doubt")
        assert proxy.cuts == 1
        await until(lambda: texts(listening, chat_id) == texts(sending, chat_id) == ["in doubt"])
        assert sent.seq == 1
