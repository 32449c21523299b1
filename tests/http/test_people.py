"""`/server/people`: what administrators of the server do with its people."""

import asyncio
import json
from typing import Any

import pytest
from falcon.asgi import Request, Response

from besedka.actions import people as actions
from besedka.bus import SessionsEnded, UserChanged
from besedka.http.middleware.authentication import SessionGate
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.people import make_people
from tests.support.server import Running, sqlite_only
from tests.support.wire import wire_to

FORM_TYPE = "multipart/form-data; boundary=x"
FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nroses\r\n--x--\r\n'


async def person(who: Visitor, user_id: int) -> dict[str, Any]:
    """Someone as an administrator sees them."""
    found = (await who.get("/server/people", params={"after": user_id - 1})).json()["people"]
    return dict(found[0])


async def deeds(owner: Visitor) -> list[tuple[str, int, int | None]]:
    """What was done, by whom, to whom: the newest first."""
    entries = (await owner.get("/server/log")).json()["entries"]
    return [(each["deed"], each["actor"]["id"], (each["user"] or {}).get("id")) for each in entries]


async def promote(ada: Visitor, who: Visitor, role: str = "admin") -> None:
    assert (await ada.put(f"/server/people/{who.id}", {"role": role})).status_code == 200


@pytest.fixture
def admitted(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set whenever a request has passed the gate."""
    happened, admit = asyncio.Event(), SessionGate._admit  # noqa: SLF001 - nothing else shows it

    async def noted(gate: SessionGate, request: Request, response: Response, *, needed: bool) -> None:
        await admit(gate, request, response, needed=needed)
        happened.set()

    monkeypatch.setattr(SessionGate, "_admit", noted)
    return happened


async def test_everyone_is_listed_with_what_administrators_may_know(
    server: Running, ada: Visitor, boris: Visitor
) -> None:
    found = (await ada.get("/server/people")).json()
    assert not found["more"]
    assert [(each["username"], each["email"], each["role"]) for each in found["people"]] == [
        ("ada", "ada@example.org", "owner"),
        ("boris", "boris@example.org", "member"),
    ]
    assert found["people"][1]["last_seen_at"] == found["people"][1]["created_at"]
    assert (found["people"][1]["deactivated"], found["people"][1]["storage_used"]) == (False, 0)
    await boris.get("/logout")
    assert (await person(ada, boris.id))["last_seen_at"] is None


async def test_files_are_counted(ada: Visitor, boris: Visitor) -> None:
    chat_id = await boris.chat_with(boris)
    uploaded = await boris.client.post(f"/chats/{chat_id}/files", files={"file": ("a.txt", b"hello")})
    assert uploaded.status_code == 200
    assert (await person(ada, boris.id))["storage_used"] == 4096 + 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ORI", ["boris"]),
        ("иван", ["boris"]),
        ("example.org", ["ada", "boris"]),
        ("boris@", ["boris"]),
        ("%", []),
        ("a_a", []),
        ("\\", []),
        (" ", ["ada", "boris"]),
    ],
)
async def test_people_are_found_by_name_and_address(ada: Visitor, boris: Visitor, query: str, found: list[str]) -> None:
    await boris.edit(name="Борис Иванов")
    answer = await ada.get("/server/people", params={"query": query})
    assert [each["username"] for each in answer.json()["people"]] == found


async def test_there_is_a_page_after_the_first(server: Running, ada: Visitor) -> None:
    await make_people(server.database, [f"one{number}" for number in range(101)])
    first = (await ada.get("/server/people")).json()
    assert (len(first["people"]), first["more"]) == (100, True)
    second = (await ada.get("/server/people", params={"after": first["people"][-1]["id"]})).json()
    assert ([each["username"] for each in second["people"]], second["more"]) == (["one99", "one100"], False)
    named = (await ada.get("/server/people", params={"query": "one", "after": first["people"][-1]["id"]})).json()
    assert named == second


async def test_owners_name_administrators(server: Running, ada: Visitor, boris: Visitor) -> None:
    server.bus.announced.clear()
    answer = await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    assert answer.json()["role"] == "admin"
    assert server.bus.announced == [UserChanged(boris.id)]
    assert (await boris.get("/users")).json()["server_role"] == "admin"
    assert (await boris.get("/server/people")).status_code == 200
    server.bus.announced.clear()
    assert (await ada.put(f"/server/people/{boris.id}", {"role": "admin"})).status_code == 200  # as he is
    assert server.bus.announced == []
    assert (await deeds(ada))[0] == ("role_set", ada.id, boris.id)
    assert (await deeds(ada))[1][0] == "owned"
    await promote(ada, boris, "member")
    assert problem(await boris.get("/server/people")) == (403, "forbidden", None)
    assert "server_role" not in (await boris.get("/users")).json()


async def test_the_server_keeps_an_owner(ada: Visitor, boris: Visitor) -> None:
    for change in ({"role": "admin"}, {"role": "member"}, {"deactivated": True}):
        assert problem(await ada.put(f"/server/people/{ada.id}", change)) == (400, "last_owner", None)
    await promote(ada, boris, "owner")
    assert (await ada.put(f"/server/people/{boris.id}", {"deactivated": True})).status_code == 200
    assert problem(await ada.put(f"/server/people/{ada.id}", {"role": "admin"})) == (400, "last_owner", None)
    assert (await ada.put(f"/server/people/{boris.id}", {"deactivated": False})).status_code == 200
    assert (await ada.put(f"/server/people/{ada.id}", {"role": "admin"})).status_code == 200
    assert problem(await ada.put(f"/server/people/{boris.id}", {"role": "admin"})) == (403, "forbidden", None)


async def test_of_two_owners_who_step_down_at_once_one_stays(ada: Visitor, boris: Visitor) -> None:
    await promote(ada, boris, "owner")
    answers = await asyncio.gather(
        ada.put(f"/server/people/{ada.id}", {"role": "member"}),
        boris.put(f"/server/people/{boris.id}", {"role": "member"}),
    )
    assert sorted(each.status_code for each in answers) == [200, 400]


async def test_of_two_owners_who_remove_each_other_at_once_one_stays(ada: Visitor, boris: Visitor) -> None:
    await promote(ada, boris, "owner")
    answers = await asyncio.gather(
        ada.put(f"/server/people/{boris.id}", {"deactivated": True}),
        boris.put(f"/server/people/{ada.id}", {"deactivated": True}),
    )
    assert sorted(each.status_code for each in answers) in ([200, 401], [200, 403])


async def test_who_is_deactivated_is_gone_at_once(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, stranger: Visitor
) -> None:
    room_id = await boris.room()
    code = (await boris.post(f"/rooms/{room_id}/invites", {})).json()["code"]
    server.bus.announced.clear()
    assert (await ada.put(f"/server/people/{boris.id}", {"deactivated": True})).json()["deactivated"]
    kinds = [type(each) for each in server.bus.announced]
    assert kinds == [SessionsEnded, UserChanged]
    assert problem(await boris.get("/users")) == (401, "not_signed_in", None)
    signed = {"email": boris.email, "password": PASSWORD}
    assert problem(await stranger.post("/login", signed)) == (403, "account_deactivated", None)
    wrong = await stranger.post("/login", signed | {"password": "not this one"})
    assert problem(wrong) == (400, "wrong_credentials", None)
    assert problem(await chiyo.post(f"/invites/{code}")) == (400, "no_such_invite", None)
    assert (await chiyo.get(f"/users/{boris.id}")).json()["deactivated"]
    assert (await deeds(ada))[0] == ("deactivated", ada.id, boris.id)


@sqlite_only
@pytest.mark.parametrize("kind", ["json", "form"])
async def test_what_they_were_still_sending_is_not_done(
    server: Running, ada: Visitor, boris: Visitor, kind: str, admitted: asyncio.Event
) -> None:
    """A request can take minutes to be here, and a file an hour."""
    chat_id = await boris.chat_with(ada)
    body = FORM if kind == "form" else b'{"text": "still here"}'
    path, media_type = ("files", FORM_TYPE) if kind == "form" else ("messages", "application/json")
    head = f"POST /chats/{chat_id}/{path} HTTP/1.1\r\nHost: x\r\nCookie: session_id={boris.cookie}\r\n"
    head += f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    admitted.clear()
    async with wire_to(server) as wire:
        await wire.send(head.encode() + body[:-2])
        await admitted.wait()
        await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
        await wire.send(body[-2:])
        status, _, answer = await wire.response()
    assert (status, json.loads(answer)["code"]) == (401, "not_signed_in")
    assert (await ada.get(f"/chats/{chat_id}/messages")).json()["messages"] == []
    assert await server.database.read(lambda tx: tx.fetch("select id from file")) == []


async def test_who_is_reactivated_is_who_they_were(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    chat_id = await boris.chat_with(chiyo)
    await boris.post(f"/chats/{chat_id}/messages", {"text": "hello"})
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    assert [each["text"] for each in (await chiyo.get(f"/chats/{chat_id}/messages")).json()["messages"]] == ["hello"]
    await ada.put(f"/server/people/{boris.id}", {"deactivated": False})
    assert "deactivated" not in (await chiyo.get(f"/users/{boris.id}")).json()
    await boris.sign_in(boris.email)
    assert len(await boris.chats()) == 1
    assert (await deeds(ada))[0] == ("reactivated", ada.id, boris.id)


async def test_no_session_is_opened_while_someone_is_deactivated(server: Running, ada: Visitor, boris: Visitor) -> None:
    """Whichever is first: nobody is signed in afterwards."""
    for _ in range(5):
        visitor = server.visitor()
        signed = {"email": boris.email, "password": PASSWORD}
        done, _ = await asyncio.gather(
            ada.put(f"/server/people/{boris.id}", {"deactivated": True}), visitor.post("/login", signed)
        )
        assert done.status_code == 200
        assert (await visitor.get("/users")).status_code == 401
        await ada.put(f"/server/people/{boris.id}", {"deactivated": False})


async def test_signing_someone_out(server: Running, ada: Visitor, boris: Visitor) -> None:
    other = server.visitor()
    await other.sign_in(boris.email)
    assert (await ada.delete(f"/server/people/{boris.id}/sessions")).status_code == 200
    for visitor in (boris, other):
        assert problem(await visitor.get("/users")) == (401, "not_signed_in", None)
    await boris.sign_in(boris.email)
    assert (await deeds(ada))[0] == ("signed_out", ada.id, boris.id)


async def test_administrators_do_nothing_to_one_another(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    await promote(ada, boris)
    await promote(ada, chiyo)
    for other in (ada, chiyo):
        for refused in (
            await boris.put(f"/server/people/{other.id}", {"deactivated": True}),
            await boris.delete(f"/server/people/{other.id}/sessions"),
            await boris.post(f"/server/people/{other.id}/password_link"),
            await boris.put(f"/server/people/{other.id}", {"role": "member"}),
        ):
            assert problem(refused) == (403, "forbidden", None)
    assert (await ada.put(f"/server/people/{boris.id}", {"deactivated": True})).status_code == 200


async def test_an_administrator_sees_addresses_and_nothing_of_what_people_write(
    ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    room_id = await boris.room("den")
    chat_id = await boris.channel(room_id)
    await boris.post(f"/chats/{chat_id}/messages", {"text": "secret"})
    assert (await ada.get(f"/users/{boris.id}")).json()["email"] == boris.email
    assert "email" not in (await chiyo.get(f"/users/{boris.id}")).json()
    rooms = (await ada.get("/server/rooms")).json()["rooms"]
    assert [(each["room_name"], each["member_count"], each["owner"]["id"]) for each in rooms] == [("den", 1, boris.id)]
    for path in (f"/rooms/{room_id}", f"/rooms/{room_id}/members", f"/chats/{chat_id}/messages"):
        assert (await ada.get(path)).status_code == 400
    assert (await ada.get("/messages?query=secret")).json()["messages"] == []


async def test_rooms_come_in_pages(server: Running, ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    from besedka.actions import server_rooms  # noqa: PLC0415 - its page is made small

    monkeypatch.setattr(server_rooms, "PAGE", 2)
    ids = [await ada.room(name) for name in ("one", "two", "three")]
    await ada.delete(f"/rooms/{ids[0]}")
    ids.append(await ada.room("four"))
    first = (await ada.get("/server/rooms")).json()
    assert ([each["room_id"] for each in first["rooms"]], first["more"]) == (ids[1:3], True)
    second = (await ada.get("/server/rooms", params={"after": ids[2]})).json()
    assert ([each["room_id"] for each in second["rooms"]], second["more"]) == (ids[3:], False)


async def test_what_is_not_there(ada: Visitor) -> None:
    for refused in (
        await ada.put("/server/people/999", {"role": "admin"}),
        await ada.put("/server/people/999", {}),
        await ada.delete("/server/people/999/sessions"),
        await ada.post("/server/people/999/password_link"),
    ):
        assert problem(refused) == (400, "no_such_user", None)


async def test_whoever_has_the_machine_names_an_owner(server: Running, ada: Visitor, boris: Visitor) -> None:
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    user = await actions.make_owner.run(server.database, "BORIS")
    assert user.id == boris.id
    await boris.sign_in(boris.email)
    assert boris.user["server_role"] == "owner"
    entries = (await boris.get("/server/log")).json()["entries"][:2]
    said = [(each["deed"], each["actor"], each["user"]["id"]) for each in entries]
    assert said == [("reactivated", None, boris.id), ("role_set", None, boris.id)]


async def test_the_log_comes_in_pages(ada: Visitor, boris: Visitor) -> None:
    for number in range(101):
        await ada.put("/server", {"name": f"garden {number}"})
    first = (await ada.get("/server/log")).json()
    assert (len(first["entries"]), first["more"]) == (100, True)
    assert first["entries"][0]["after"] == "garden 100"
    second = (await ada.get("/server/log", params={"before": first["entries"][-1]["id"]})).json()
    assert ([each["deed"] for each in second["entries"]], second["more"]) == (["renamed", "owned"], False)
    assert problem(await ada.get("/server/log?before=x")) == (400, "bad_id", "before")
