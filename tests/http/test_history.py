"""A single message, and history around one."""

import pytest

from tests.support.cast import Visitor, problem


@pytest.fixture
async def chat_id(ada: Visitor, boris: Visitor) -> int:
    """With the messages 1 to 9, of which 4 is deleted."""
    chat_id = await ada.chat_with(boris)
    for number in range(1, 10):
        message = (await ada.post(f"/chats/{chat_id}/messages", {"text": f"{number}"})).json()
        if number == 4:
            await ada.delete(f"/messages/{message['id']}")
    return chat_id


@pytest.mark.parametrize(
    ("around", "limit", "expected"),
    [
        (5, 4, ([2, 3, 5, 6], True)),
        (4, 4, ([2, 3, 5, 6], True)),  # it need not be there
        (5, 1, ([5], True)),
        (1, 4, ([1, 2, 3, 5], True)),
        (9, 4, ([7, 8, 9], True)),
        (5, 200, ([1, 2, 3, 5, 6, 7, 8, 9], False)),
        (0, 3, ([1, 2, 3], True)),
        (99, 4, ([8, 9], True)),
    ],
)
async def test_history_around_a_message(
    boris: Visitor, chat_id: int, around: int, limit: int, expected: tuple[list[int], bool]
) -> None:
    answer = await boris.get(f"/chats/{chat_id}/messages", params={"around": around, "limit": limit})
    assert ([each["seq"] for each in answer.json()["messages"]], answer.json()["more"]) == expected


@pytest.mark.parametrize("other", ["before", "after"])
async def test_around_stands_alone(boris: Visitor, chat_id: int, other: str) -> None:
    answer = await boris.get(f"/chats/{chat_id}/messages", params={"around": 5, other: 5})
    assert problem(answer) == (400, "wrong_type", "around")


async def test_a_message_is_shown_to_who_may_read_it(
    ada: Visitor, boris: Visitor, chiyo: Visitor, chat_id: int
) -> None:
    message = (await ada.post(f"/chats/{chat_id}/messages", {"text": "tea?"})).json()
    assert (await boris.get(f"/messages/{message['id']}")).json() == message
    for unknown in (message["id"], 999):
        assert problem(await chiyo.get(f"/messages/{unknown}")) == (400, "no_such_message", None)
    await ada.delete(f"/messages/{message['id']}")
    assert (await boris.get(f"/messages/{message['id']}")).json()["deleted"] is True
