"""Lengths are checked before anything that costs, and what is within them costs little."""

import time
from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.raw import RawSocket, op
from tests.support.server import Running, sqlite_only

pytestmark = sqlite_only

MARKS = "\u0301\u0323" * 10_000  # 40 kB that take 0.7 s to normalise, since every other one has to go to the front
SECONDS = 0.3  # of the loop's own processor time: far more than each of these takes, far less than normalising would


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"email": MARKS}, "too_long", "email"),
        ({"email": f"a@{MARKS}.org"}, "too_long", "email"),
        ({"email": f"a@xn--{'9' * 50_000}.org"}, "too_long", "email"),
        ({"username": MARKS}, "too_long", "username"),
        ({"name": MARKS}, "too_long", "name"),
        ({"status": MARKS}, "too_long", "status"),
        ({"password": MARKS}, "too_long", "password"),
    ],
)
async def test_long_texts_of_an_account_are_refused_at_once(
    ada: Visitor, stranger: Visitor, body: dict[str, str], code: str, field: str
) -> None:
    account = {"email": "new@example.org", "password": PASSWORD} | body
    assert await quick(lambda: stranger.post("/users", account)) == (400, code, field)
    if field != "password":
        assert await quick(lambda: ada.put(f"/users/{ada.id}", ada.user | body)) == (400, code, field)


async def test_long_texts_let_nobody_in_and_hold_nobody_up(ada: Visitor, stranger: Visitor) -> None:
    unknown = {"email": MARKS, "password": PASSWORD}
    assert await quick(lambda: stranger.post("/login", unknown)) == (400, "too_long", "email")
    wrong = {"email": ada.email, "password": MARKS}
    assert await quick(lambda: stranger.post("/login", wrong)) == (400, "wrong_credentials", None)
    change = {"old": MARKS, "new": "a hammock in June"}
    assert await quick(lambda: ada.put(f"/users/{ada.id}/password", change)) == (400, "wrong_credentials", "old")
    change = {"old": PASSWORD, "new": MARKS}
    assert await quick(lambda: ada.put(f"/users/{ada.id}/password", change)) == (400, "too_long", "new")


async def test_long_texts_elsewhere_are_refused_at_once(ada: Visitor, boris: Visitor) -> None:
    chat_id, room_id = await ada.chat_with(boris), await ada.room()
    messages = f"/chats/{chat_id}/messages"
    message_id = (await ada.post(messages, {"text": "hello"})).json()["id"]
    part = MARKS[:5000]  # of an address: its other limits come first
    for request, field in (
        (lambda: ada.post(messages, {"text": MARKS}), "text"),
        (lambda: ada.post(messages, {"text": "hello", "nonce": MARKS}), "nonce"),
        (lambda: ada.put(f"/messages/{message_id}", {"text": MARKS}), "text"),
        (lambda: ada.put(f"/messages/{message_id}/reactions/{part}"), "emoji"),
        (lambda: ada.delete(f"/messages/{message_id}/reactions/{part}"), "emoji"),
        (lambda: ada.get("/users", params={"query": part}), "query"),
        (lambda: ada.post("/rooms", {"name": MARKS}), "name"),
        (lambda: ada.post(f"/rooms/{room_id}", {"name": MARKS}), "name"),
    ):
        assert await quick(request) == (400, "too_long", field)


async def test_long_texts_over_the_gateway_are_refused_at_once(ada: Visitor, boris: Visitor, server: Running) -> None:
    chat_id = await ada.chat_with(boris)
    socket = await RawSocket.connect(server.port, f"session_id={ada.cookie}")
    marks = MARKS[:10_200]  # as JSON 61 kB: a frame takes no more
    for members in ({"op": "send", "text": marks}, {"op": "send", "text": "hello", "nonce": marks}):
        start = time.thread_time()
        socket.send(op(ref=7, chat_id=chat_id, **members))
        while b'"code":"too_long"' not in (await socket.read_frame())[1]:
            pass
        assert time.thread_time() - start < SECONDS
    socket.writer.close()


@pytest.mark.parametrize("mark", ["\u0301\u0323", "\ufdfa", "\u0344\u0323", "\u1f82", "x\u0323\u0301\u0302", "ß"])
async def test_texts_within_their_limits_are_quick_whatever_they_hold(ada: Visitor, mark: str) -> None:
    def text(limit: int) -> str:
        return (mark * limit)[:limit]

    assert await quick(lambda: ada.put(f"/users/{ada.id}", ada.user | {"name": text(128), "status": text(140)})) is None
    assert await quick(lambda: ada.get("/users", params={"query": text(128)})) is None
    credentials = {"email": f"{text(250)}@x", "password": text(1024)}
    assert (await quick(lambda: ada.post("/login", credentials)) or (0,))[0] == 400
    assert (await quick(lambda: ada.post("/users", credentials)) or (0,))[0] == 400


async def quick(ask: Callable[[], Awaitable[httpx.Response]]) -> tuple[int, str, str | None] | None:
    """Why the request was refused, or None if it was not; in any case soon."""
    start = time.thread_time()
    response = await ask()
    assert time.thread_time() - start < SECONDS
    return None if response.status_code == 200 else problem(response)
