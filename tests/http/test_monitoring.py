"""`/health` and `/metrics`."""

import pytest

from besedka import __version__
from tests.support.cast import Visitor, problem
from tests.support.server import Running, sqlite_only, with_settings

pytestmark = sqlite_only
TOKEN = "let me see"


async def test_health(stranger: Visitor) -> None:
    assert (await stranger.get("/health")).json() == {"status": "ok", "version": __version__, "bus": "reachable"}


async def test_a_node_without_its_bus_serves_and_says_so(
    stranger: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.bus, "reachable", False, raising=False)
    answer = await stranger.get("/health")
    assert (answer.status_code, answer.json()["bus"]) == (200, "unreachable")


async def test_metrics_are_for_this_machine(stranger: Visitor, ada: Visitor, server: Running) -> None:
    await ada.get(f"/users/{ada.id}/chats")
    for host in ("127.0.0.1", "localhost"):
        text = (await stranger.get("/metrics", headers={"Host": f"{host}:{server.port}"})).text
        assert 'route="/users/{user_id}/chats"' in text
        assert "ada" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 x"},
        {"Host": "chat.example.org"},
    ],
)
async def test_metrics_are_for_nobody_else(stranger: Visitor, headers: dict[str, str]) -> None:
    assert problem(await stranger.get("/metrics", headers=headers)) == (403, "forbidden", None)


@with_settings(metrics_token=TOKEN)
@pytest.mark.parametrize(
    ("authorization", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer", 403), ("Bearer x", 403), (f"Basic {TOKEN}", 403)],
)
async def test_or_with_the_token(stranger: Visitor, authorization: str, status: int) -> None:
    headers = {"Via": "1.1 x", "Authorization": authorization}
    assert (await stranger.get("/metrics", headers=headers)).status_code == status


async def test_without_a_token_set_none_opens(stranger: Visitor) -> None:
    headers = {"Via": "1.1 x", "Authorization": "Bearer"}
    assert (await stranger.get("/metrics", headers=headers)).status_code == 403
