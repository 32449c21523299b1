"""What the client makes of a server that knows more than it does."""

import json

import httpx

from besedka_client import Client, RoomsPage
from tests.support.cast import PASSWORD
from tests.support.pictures import picture
from tests.support.server import Running

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


async def test_an_owner_runs_the_server(server: Running) -> None:
    """Each request once, against the real one."""
    async with Client(server.address, timeout=60) as ada, Client(server.address, timeout=60) as boris:
        await ada.sign_up("ada@example.org", PASSWORD)
        await ada.sign_in("ada@example.org", PASSWORD)
        code = (await ada.create_server_invite(max_uses=1)).code
        assert (await ada.edit_server(registration="invite", name="garden")).name == "garden"
        user = await boris.sign_up("boris@example.org", PASSWORD, invite=code)
        assert (await ada.list_server_invites(), await ada.list_all_rooms()) == ([], RoomsPage((), more=False))
        assert (await ada.change_person(user.id, role="admin")).role == "admin"
        assert [each.role for each in (await ada.list_people(query="boris")).people] == ["admin"]
        link = await ada.create_password_link(user.id)
        await boris.use_password_link(link.code, "a quiet harbour")
        await boris.sign_in("boris@example.org", "a quiet harbour")
        await ada.sign_out_person(user.id)
        await ada.revoke_server_invite((await ada.create_server_invite()).code)
        await ada.upload_server_picture(picture())
        assert (await boris.load_server_picture())[:4] == b"RIFF"
        seen, own = await boris.view_server(), await ada.view_server()
        assert (seen.name, seen.state, own.state and own.state.people) == ("garden", None, 2)
        assert (await ada.read_server_log()).entries[-1].deed == "owned"
