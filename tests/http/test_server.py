"""`/server`: what the server says of itself, and its owner."""

import asyncio
from typing import Any

import pytest

from besedka import __version__
from besedka.actions import server as affairs
from besedka.administration import ServerFacts
from besedka.bus import ServerChanged
from besedka.database import Database
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.pictures import picture
from tests.support.server import Running, sqlite_only, with_settings

UNNAMED = {
    "name": "Besedka", "picture": None, "registration": "open", "version": __version__, "file_limit": 100 * 2**20,
}  # fmt: skip


@pytest.fixture(autouse=True)
def long_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read anew by time, however slow the machine."""
    monkeypatch.setattr(affairs, "KEPT_SECONDS", 3600)
    monkeypatch.setattr(affairs, "COUNTED_SECONDS", 3600)


def account(name: str, **more: object) -> dict[str, object]:
    return {"email": f"{name}@example.org", "password": PASSWORD, "username": name} | more


async def test_anyone_may_know_whether_anybody_is_there(server: Running, stranger: Visitor) -> None:
    assert (await stranger.get("/server")).json() == UNNAMED | {"empty": True, "signed_in": False}
    await server.sign_up("ada")
    assert (await stranger.get("/server")).json() == UNNAMED | {"empty": False, "signed_in": False}


@with_settings(file_limit=2000)
async def test_it_says_how_large_a_file_may_be(ada: Visitor) -> None:
    assert (await ada.get("/server")).json()["file_limit"] == 2000
    notes = await ada.chat_with(ada)
    for size, status in ((2000, 200), (2001, 413)):
        form: dict[str, Any] = {"files": {"file": ("a.txt", b"x" * size)}}
        assert (await ada.client.post(f"/chats/{notes}/files", **form)).status_code == status


async def test_someone_with_a_session_learns_that_they_have_one(ada: Visitor, boris: Visitor) -> None:
    for each in (ada, boris):
        assert (await each.get("/server")).json()["signed_in"]


async def test_whoever_makes_the_first_account_owns_the_server(ada: Visitor, boris: Visitor) -> None:
    assert ada.user["server_role"] == "owner"
    assert (await ada.get("/users")).json()["server_role"] == "owner"
    assert "server_role" not in boris.user


async def test_of_many_at_once_one_owns_it(server: Running, stranger: Visitor) -> None:
    names = [f"one{number}" for number in range(8)]
    answers = await asyncio.gather(*(server.visitor().post("/users", account(name)) for name in names))
    assert sorted(each.json().get("server_role", "") for each in answers) == [""] * 7 + ["owner"]


async def test_who_could_not_sign_up_owns_nothing(server: Running, stranger: Visitor) -> None:
    refused = await stranger.post("/users", account("ada", invite="x" * 22))
    assert refused.status_code == 400
    assert (await stranger.get("/server")).json()["empty"]
    assert (await server.sign_up("boris")).user["server_role"] == "owner"


async def test_administrators_see_how_it_is(server: Running, ada: Visitor, boris: Visitor) -> None:
    room_id = await ada.room()
    await ada.post(f"/chats/{await ada.channel(room_id)}/messages", {"text": "hello"})
    state = (await ada.get("/server")).json()["state"]
    assert state.pop("uptime") >= 0
    assert state == {
        "registration_fixed": False,
        "storage_used": 0,
        "storage_limit": None,
        "people": 2,
        "rooms": 1,
        "messages": 1,
        "bus": "reachable",
        "trouble": None,
    }
    assert "state" not in (await boris.get("/server")).json()


async def test_counts_are_taken_every_few_seconds(
    ada: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await ada.get("/server")).json()["state"]["people"] == 1
    await server.sign_up("boris")
    assert (await ada.get("/server")).json()["state"]["people"] == 1
    monkeypatch.setattr(affairs, "COUNTED_SECONDS", 0)
    assert (await ada.get("/server")).json()["state"]["people"] == 2


async def test_it_is_named_and_the_log_knows(ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    for refused in (await boris.put("/server", {"name": "The den"}), await boris.put("/server", {})):
        assert problem(refused) == (403, "forbidden", None)
    assert problem(await stranger.put("/server", {"name": "The den"})) == (401, "not_signed_in", None)
    for name, code in ((" ", "empty_name"), ("x" * 129, "too_long")):
        assert problem(await ada.put("/server", {"name": name})) == (400, code, "name")
    assert (await ada.put("/server", {"name": " The garden "})).json()["name"] == "The garden"
    assert (await stranger.get("/server")).json()["name"] == "The garden"
    assert (await ada.get("/server/log")).json()["entries"][0]["after"] == "The garden"


@sqlite_only
async def test_what_anyone_may_know_costs_no_statement(
    server: Running, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (await stranger.get("/server")).json()
    monkeypatch.setattr(server.database, "read", None)
    assert (await stranger.get("/server")).json() == first


async def test_what_another_node_changed_is_known_a_few_seconds_later_even_if_nobody_says_so(
    server: Running, ada: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await stranger.get("/server")).json()["name"] == "Besedka"
    monkeypatch.setattr(server.bus, "publish", lambda _: None)  # it is lost
    await ada.put("/server", {"name": "The garden"})
    assert (await stranger.get("/server")).json()["name"] == "Besedka"
    monkeypatch.setattr(affairs, "KEPT_SECONDS", 0)
    assert (await stranger.get("/server")).json()["name"] == "The garden"


async def test_a_change_while_it_is_read_is_not_missed(
    server: Running, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, times = asyncio.Event(), asyncio.Event(), 0
    find = affairs.find_facts.run

    async def slowly(database: Database) -> ServerFacts:
        nonlocal times
        times += 1
        found = await find(database)
        begun.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(affairs.find_facts, "run", slowly)
    asked = asyncio.create_task(stranger.get("/server"))
    await begun.wait()
    server.bus.publish([ServerChanged()])
    go_on.set()
    await asked
    for _ in range(2):
        await stranger.get("/server")
    assert times == 2  # once more, and what that found was kept


async def test_registration_is_chosen_while_it_runs(server: Running, ada: Visitor, stranger: Visitor) -> None:
    assert (await ada.put("/server", {"registration": "closed"})).json()["registration"] == "closed"
    refused = await stranger.post("/users", account("chiyo"))
    assert problem(refused) == (403, "registration_closed", None)
    assert (await ada.put("/server", {"registration": "invite"})).status_code == 200
    assert problem(await stranger.post("/users", account("chiyo"))) == (403, "registration_closed", None)
    assert (await ada.put("/server", {"registration": "open"})).status_code == 200
    assert (await stranger.post("/users", account("chiyo"))).status_code == 200
    said = [(each["before"], each["after"]) for each in (await ada.get("/server/log")).json()["entries"][:3]]
    assert said == [("invite", "open"), ("closed", "invite"), ("open", "closed")]
    assert problem(await ada.put("/server", {"registration": "sometimes"})) == (400, "wrong_type", "registration")


async def test_whoever_is_still_signing_up_when_it_closes_comes_too_late(
    server: Running, ada: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where this node has not heard of it."""
    assert (await stranger.get("/server")).json()["registration"] == "open"
    monkeypatch.setattr(server.bus, "publish", lambda _: None)
    await ada.put("/server", {"registration": "closed"})
    assert (await stranger.get("/server")).json()["registration"] == "open"
    assert problem(await stranger.post("/users", account("chiyo"))) == (403, "registration_closed", None)


@with_settings(registration="open")
@sqlite_only
async def test_what_the_settings_say_is_fixed(ada: Visitor, stranger: Visitor) -> None:
    assert (await ada.get("/server")).json()["state"]["registration_fixed"]
    assert problem(await ada.put("/server", {"registration": "closed"})) == (403, "registration_fixed", None)
    assert (await ada.put("/server", {"registration": "open"})).status_code == 200
    assert (await stranger.get("/server")).json()["registration"] == "open"


async def test_it_has_a_picture(server: Running, ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    drawn = await stranger.get("/server/picture")
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/webp")
    form: dict[str, Any] = {"files": {"file": ("a.png", picture())}}
    assert problem(await boris.client.post("/server/picture", **form)) == (403, "forbidden", None)
    assert problem(await stranger.client.post("/server/picture", **form)) == (401, "not_signed_in", None)
    assert (await ada.client.post("/server/picture", **form)).status_code == 200
    tag = (await stranger.get("/server")).json()["picture"]
    shown = await stranger.get("/server/picture")
    assert shown.headers["ETag"] == f'"{tag}"'
    assert shown.content != drawn.content
    known = await stranger.get("/server/picture", headers={"If-None-Match": f'"{tag}"'})
    assert (known.status_code, known.content) == (304, b"")
    assert (await ada.client.post("/server/picture", **form)).status_code == 200
    assert (await stranger.get("/server")).json()["picture"] != tag
    assert (await ada.get("/server/log")).json()["entries"][0]["deed"] == "picture_set"
    server.bus.announced.clear()
    assert (await ada.delete("/server/picture")).status_code == 200
    assert ServerChanged() in server.bus.announced
    assert (await stranger.get("/server")).json()["picture"] is None
    assert (await stranger.get("/server/picture")).content == drawn.content
    assert (await ada.delete("/server/picture")).status_code == 200  # as it is
    deeds = [each["deed"] for each in (await ada.get("/server/log")).json()["entries"]]
    assert (deeds.count("picture_set"), deeds.count("picture_removed"), deeds[0]) == (2, 1, "picture_removed")
