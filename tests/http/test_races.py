"""People who want the same at the same moment: one gets it, the others are told why they do not."""

import asyncio
from collections import Counter

from besedka.actions.sessions import SESSIONS_LIMIT, open_session
from besedka.bus import SessionsEnded
from besedka.model import Device
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.people import make_people
from tests.support.server import Running

MANY = 24


async def test_of_many_sign_ups_with_one_address_one_succeeds(stranger: Visitor) -> None:
    account = {"email": "ada@example.org", "password": PASSWORD}
    responses = await asyncio.gather(
        *(stranger.post("/users", account | {"username": f"ada{n}" if n % 2 else ""}) for n in range(MANY))
    )
    assert Counter(response.status_code for response in responses) == {200: 1, 400: MANY - 1}
    assert {problem(response) for response in responses if response.status_code == 400} == {
        (400, "email_taken", "email")
    }


async def test_of_many_sign_ups_with_one_username_one_succeeds(stranger: Visitor) -> None:
    responses = await asyncio.gather(
        *(
            stranger.post("/users", {"email": f"ada@{n}.org", "password": PASSWORD, "username": "ada"})
            for n in range(MANY)
        )
    )
    assert Counter(response.status_code for response in responses) == {200: 1, 400: MANY - 1}
    assert {problem(response) for response in responses if response.status_code == 400} == {
        (400, "username_taken", "username")
    }


async def test_a_derived_username_that_many_want_refuses_nobody(stranger: Visitor) -> None:
    responses = await asyncio.gather(
        *(stranger.post("/users", {"email": f"ada@{n}.org", "password": PASSWORD}) for n in range(MANY))
    )
    assert {response.status_code for response in responses} == {200}
    assert len({response.json()["username"] for response in responses}) == MANY


async def test_profiles_that_want_the_same_name_or_address(server: Running) -> None:
    people = await make_people(server.database, [f"pupil{n}" for n in range(MANY)])
    visitors = [server.visitor(headers={"Cookie": person.cookie}) for person in people]
    for visitor in visitors:
        visitor.user = (await visitor.get("/users")).json()
    for field, value in (("username", "monitor"), ("email", "monitor@example.org")):
        responses = await asyncio.gather(*(visitor.edit(**{field: value}) for visitor in visitors))
        assert Counter(response.status_code for response in responses) == {200: 1, 400: MANY - 1}
        refused = {problem(response) for response in responses if response.status_code == 400}
        assert refused == {(400, f"{field}_taken", field)}


async def test_profiles_that_pass_names_around_lock_nobody_up(server: Running) -> None:
    """Everyone takes the names and addresses of the others, and rewrites what they are found by."""
    people = await make_people(server.database, [f"pupil{n}" for n in range(8)])
    visitors = [server.visitor(headers={"Cookie": person.cookie}) for person in people]
    users = [(await visitor.get("/users")).json() for visitor in visitors]

    async def edit(number: int, step: int) -> int:
        username, email = users[(number + step) % 8]["username"], users[(number - step) % 8]["email"]
        wanted = users[number] | {"username": username, "email": email, "name": f"{username} {step}"}
        return (await visitors[number].put(f"/users/{users[number]['id']}", wanted)).status_code

    statuses = await asyncio.gather(*(edit(number, step) for step in range(6) for number in range(8)))
    assert set(statuses) == {200, 400}
    finder = visitors[0]
    for visitor in visitors:
        user = (await visitor.get("/users")).json()
        found = (await finder.get("/users", params={"query": user["username"]})).json()["users"]
        assert user["id"] in {each["id"] for each in found}


async def test_the_fifty_first_session_ends_the_least_recently_renewed(ada: Visitor, server: Running) -> None:
    server.bus.announced.clear()
    others = [await open_elsewhere(server, ada.id) for _ in range(SESSIONS_LIMIT - 1)]
    assert server.bus.announced == []
    kept = (await ada.get(f"/users/{ada.id}/sessions")).json()["sessions"]
    assert len(kept) == SESSIONS_LIMIT
    await open_elsewhere(server, ada.id)
    assert server.bus.announced == [SessionsEnded(ada.id, (kept[-1]["id"],))]
    assert (await ada.get("/users")).status_code == 401
    assert (await server.visitor(headers={"Cookie": f"session_id={others[0]}"}).get("/users")).status_code == 200


async def test_sessions_stay_within_their_bound_when_many_are_opened_at_once(ada: Visitor, server: Running) -> None:
    await asyncio.gather(*(open_elsewhere(server, ada.id) for _ in range(SESSIONS_LIMIT + MANY)))
    rows = await server.database.read(lambda tx: tx.fetch("select id from session where user_id = $1", ada.id))
    ended = [each for told in server.bus.announced if isinstance(told, SessionsEnded) for each in told.session_ids]
    assert (len(rows), len(ended), len(set(ended))) == (SESSIONS_LIMIT, MANY + 1, MANY + 1)


async def open_elsewhere(server: Running, user_id: int) -> str:
    return await server.database.write(lambda tx: open_session(tx, user_id, Device("", "")))
