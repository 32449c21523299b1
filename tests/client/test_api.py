"""What the client makes of a server that knows more than it does."""

import json

import httpx

from besedka_client import Client

ADA = {"id": 1, "email": "ada@example.org", "username": "ada", "name": "Ada", "status": "", "pronouns": ["she", "her"]}


async def test_what_is_not_known_here_is_sent_back_as_it_was() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=json.loads(request.content) if request.content else ADA)

    async with Client("http://besedka.test", transport=httpx.MockTransport(answer)) as client:
        changed = await client.edit_profile(status="in the garden")
    assert [request.method for request in sent] == ["GET", "PUT"]
    assert json.loads(sent[1].content) == ADA | {"status": "in the garden"}
    assert (changed.status, changed.name) == ("in the garden", "Ada")


async def test_members_that_are_not_known_are_passed_over() -> None:
    answers = {
        "/users": {"users": [ADA], "more": False},
        "/chats/1/messages": {"messages": [], "more": True, "pinned": 3},
        "/rooms": {"id": 5, "url": "/rooms/5"},
    }
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answers[request.url.path]))
    async with Client("http://besedka.test", transport=transport) as client:
        assert [each.username for each in await client.find_people("ada")] == ["ada"]
        assert (await client.list_messages(1)).more
        assert await client.create_room("garden") == 5
