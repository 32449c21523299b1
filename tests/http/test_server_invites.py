"""Invites to sign up, where registration is by invite."""

import asyncio

import pytest

from besedka.actions import server_invites
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.clock import Clock
from tests.support.server import Running

UNKNOWN = "x" * 22


def account(name: str, **more: object) -> dict[str, object]:
    return {"email": f"{name}@example.org", "password": PASSWORD, "username": name} | more


async def code_of(ada: Visitor, **bounds: int) -> str:
    answer = await ada.post("/server/invites", bounds)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["code"])


@pytest.fixture(autouse=True)
async def by_invite(ada: Visitor) -> None:
    assert (await ada.put("/server", {"registration": "invite"})).status_code == 200


async def test_it_lets_a_stranger_make_an_account(ada: Visitor, stranger: Visitor) -> None:
    code = await code_of(ada, max_uses=1)
    assert (await stranger.get(f"/invites/{code}")).json() == {"room_name": None, "member_count": None}
    assert problem(await stranger.post("/users", account("chiyo"))) == (403, "registration_closed", None)
    await stranger.sign_up("chiyo", invite=code)
    await stranger.sign_in("chiyo@example.org")
    assert await stranger.rooms() == []
    assert "server_role" not in stranger.user
    for spent in (await stranger.get(f"/invites/{code}"), await stranger.post(f"/invites/{code}")):
        assert problem(spent) == (400, "no_such_invite", None)
    refused = await stranger.post("/users", account("dmitri", invite=code))
    assert problem(refused) == (400, "no_such_invite", "invite")


async def test_so_does_one_to_a_room_as_ever(ada: Visitor, stranger: Visitor) -> None:
    room_id = await ada.room()
    code = (await ada.post(f"/rooms/{room_id}/invites", {})).json()["code"]
    await stranger.sign_up("chiyo", invite=code)
    assert stranger.id in await ada.members(room_id)


async def test_who_has_an_account_makes_nothing_of_it(server: Running, ada: Visitor) -> None:
    code = await code_of(ada, max_uses=1)
    assert problem(await ada.post(f"/invites/{code}")) == (400, "no_such_invite", None)
    assert (await ada.get("/server/invites")).json()["invites"][0]["uses"] == 0


async def test_where_nobody_may_sign_up_it_helps_nobody(ada: Visitor, stranger: Visitor) -> None:
    code = await code_of(ada)
    await ada.put("/server", {"registration": "closed"})
    refused = await stranger.post("/users", account("chiyo", invite=code))
    assert problem(refused) == (403, "registration_closed", None)


async def test_of_two_who_want_the_last_use_one_has_an_account(ada: Visitor, server: Running) -> None:
    code = await code_of(ada, max_uses=1)
    answers = await asyncio.gather(
        *(server.visitor().post("/users", account(name, invite=code)) for name in ("one", "two"))
    )
    assert sorted(each.status_code for each in answers) == [200, 400]


async def test_it_ends_by_time_by_hand_and_with_its_makers_right(
    server: Running, ada: Visitor, stranger: Visitor, clock: Clock
) -> None:
    boris = server.visitor()
    await boris.sign_up("boris", invite=await code_of(ada))
    await boris.sign_in("boris@example.org")
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    short, revoked, his, kept = (
        await code_of(ada, expires_in=1),
        await code_of(ada),
        await code_of(boris),
        await code_of(ada),
    )
    clock.advance(seconds=1)
    assert (await boris.delete(f"/server/invites/{revoked}")).status_code == 200
    await ada.put(f"/server/people/{boris.id}", {"role": "member"})
    for code in (short, revoked, his):
        assert problem(await stranger.get(f"/invites/{code}")) == (400, "no_such_invite", None)
    living = [each["code"] for each in (await ada.get("/server/invites")).json()["invites"]]
    assert kept in living
    assert not {short, revoked, his} & set(living)
    said = [each["deed"] for each in (await ada.get("/server/log")).json()["entries"][:3]]
    assert said == ["role_set", "invite_revoked", "invite_made"]


async def test_there_are_so_many(ada: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_invites, "INVITES_LIMIT", 2)
    for _ in range(2):
        await code_of(ada)
    assert problem(await ada.post("/server/invites", {})) == (400, "too_many_invites", None)


async def test_numbers_out_of_range_and_codes_that_are_none(ada: Visitor) -> None:
    for bounds in ({"expires_in": 0}, {"max_uses": 0}, {"expires_in": 365 * 24 * 3600 + 1}):
        assert problem(await ada.post("/server/invites", bounds)) == (400, "wrong_type", next(iter(bounds)))
    for code in (UNKNOWN, "x"):
        assert problem(await ada.delete(f"/server/invites/{code}")) == (400, "no_such_invite", None)
