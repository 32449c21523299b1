"""Pages are bounded in bytes as well as rows, and lead to the end however large the messages are."""

from typing import Any

import pytest

from besedka.actions import snapshots
from besedka.actions.messages import PAGE_SIZE
from tests.support.cast import Visitor
from tests.support.server import Running

LARGE = "\x01" * 10_000  # 60 kB as JSON
MANY = 11  # more than two pages


@pytest.fixture
async def chat_id(ada: Visitor) -> int:
    """With large messages, and then a small one."""
    chat_id = await ada.chat_with(ada)
    for _ in range(MANY):
        await ada.post(f"/chats/{chat_id}/messages", {"text": LARGE})
    await ada.post(f"/chats/{chat_id}/messages", {"text": "small"})
    return chat_id


async def page(visitor: Visitor, path: str, **query: int) -> dict[str, Any]:
    response = await visitor.get(path, params=query)
    assert len(response.content) <= PAGE_SIZE + 1000
    found: dict[str, Any] = response.json()
    assert found["messages"]
    return found


@pytest.mark.parametrize("limit", [1, 3, 200])
async def test_history_backwards(ada: Visitor, chat_id: int, limit: int) -> None:
    seqs: list[int] = []
    found = await page(ada, f"/chats/{chat_id}/messages", limit=limit)
    while found["more"]:
        seqs = [each["seq"] for each in found["messages"]] + seqs
        found = await page(ada, f"/chats/{chat_id}/messages", limit=limit, before=seqs[0])
    assert [each["seq"] for each in found["messages"]] + seqs == list(range(1, MANY + 2))


@pytest.mark.parametrize("limit", [1, 3, 200])
async def test_history_forwards(ada: Visitor, chat_id: int, limit: int) -> None:
    seqs: list[int] = []
    more = True
    while more:
        found = await page(ada, f"/chats/{chat_id}/messages", limit=limit, after=seqs[-1] if seqs else 0)
        seqs += [each["seq"] for each in found["messages"]]
        more = found["more"]
    assert seqs == list(range(1, MANY + 2))


async def test_changes(ada: Visitor, chat_id: int) -> None:
    versions: list[int] = []
    since, more, pages = 0, True, 0
    while more:
        found = await page(ada, f"/chats/{chat_id}/changes", since=since)
        versions += [each["version"] for each in found["messages"]]
        since, more, pages = found["version"], found["more"], pages + 1
        assert ("chat" in found) is not more
    assert versions == list(range(2, MANY + 3))
    assert pages > 2


async def test_what_a_feed_has_missed(server: Running, ada: Visitor, chat_id: int) -> None:
    missed = await snapshots.list_missed.run(server.database, chat_id, 0)
    assert missed.more
    assert missed.version == missed.messages[-1].version == len(missed.messages) + 1
    assert 1 < len(missed.messages) < MANY


async def test_one_that_is_larger_than_a_page_comes_alone(
    ada: Visitor, chat_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("besedka.actions.messages.PAGE_SIZE", 1000)
    monkeypatch.setattr("besedka.actions.changes.PAGE_SIZE", 1000)
    last = (await page(ada, f"/chats/{chat_id}/messages"))["messages"]
    assert [each["seq"] for each in last] == [MANY + 1]
    before = (await page(ada, f"/chats/{chat_id}/messages", before=MANY + 1))["messages"]
    assert [each["seq"] for each in before] == [MANY]
    changed = await page(ada, f"/chats/{chat_id}/changes")
    assert ([each["seq"] for each in changed["messages"]], changed["more"]) == ([1], True)
