"""Links by which someone who has forgotten their password sets a new one."""

import asyncio

import pytest

from besedka import limits
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.clock import Clock
from tests.support.server import Running, sqlite_only, with_settings

NEW = "a quiet harbour"
DAY = 24 * 3600  # seconds
UNKNOWN = "x" * 43


async def link_for(ada: Visitor, who: Visitor) -> str:
    answer = await ada.post(f"/server/people/{who.id}/password_link")
    assert answer.status_code == 200, answer.text
    return f"/password_links/{answer.json()['code']}"


async def test_a_link_sets_a_password_once(server: Running, ada: Visitor, boris: Visitor, stranger: Visitor) -> None:
    path = await link_for(ada, boris)
    seen = (await stranger.get(path)).json()
    assert (seen["username"], seen["name"]) == ("boris", "")
    weak = await stranger.post(path, {"password": "boris@example.org"})
    assert problem(weak) == (400, "weak_password", "password")
    assert (await stranger.post(path, {"password": NEW})).json() == {}
    assert problem(await boris.get("/users")) == (401, "not_signed_in", None)
    await stranger.sign_in(boris.email, NEW)
    old = await server.visitor().post("/login", {"email": boris.email, "password": PASSWORD})
    assert problem(old) == (400, "wrong_credentials", None)
    for gone in (await stranger.get(path), await stranger.post(path, {"password": NEW})):
        assert problem(gone) == (400, "no_such_link", None)
    said = [(each["deed"], each["actor"]["id"]) for each in (await ada.get("/server/log")).json()["entries"][:2]]
    assert said == [("password_set", boris.id), ("password_link_made", ada.id)]


async def test_only_a_hash_of_it_is_stored(server: Running, ada: Visitor, boris: Visitor) -> None:
    code = (await link_for(ada, boris)).rpartition("/")[2]
    rows = await server.database.read(lambda tx: tx.fetch("select * from password_link"))
    assert len(rows) == 1
    assert code.encode() not in repr(rows).encode()


async def test_what_never_was_one(stranger: Visitor) -> None:
    for code in (UNKNOWN, "x", "я" * 43):
        assert problem(await stranger.get(f"/password_links/{code}")) == (400, "no_such_link", None)
        refused = await stranger.post(f"/password_links/{code}", {"password": NEW})
        assert problem(refused) == (400, "no_such_link", None)


async def test_of_two_uses_at_once_one_counts(ada: Visitor, boris: Visitor, server: Running) -> None:
    path = await link_for(ada, boris)
    answers = await asyncio.gather(*(server.visitor().post(path, {"password": f"{NEW} {n}"}) for n in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 400, 400]


async def test_it_lasts_a_day(ada: Visitor, boris: Visitor, stranger: Visitor, clock: Clock) -> None:
    path = await link_for(ada, boris)
    clock.advance(seconds=DAY - 1)
    assert (await stranger.get(path)).status_code == 200
    clock.advance(seconds=1)
    assert problem(await stranger.get(path)) == (400, "no_such_link", None)
    assert problem(await stranger.post(path, {"password": NEW})) == (400, "no_such_link", None)


async def test_there_is_one_for_each_person(ada: Visitor, boris: Visitor, chiyo: Visitor, stranger: Visitor) -> None:
    first, other = await link_for(ada, boris), await link_for(ada, chiyo)
    second = await link_for(ada, boris)
    assert problem(await stranger.get(first)) == (400, "no_such_link", None)
    assert [(await stranger.get(each)).status_code for each in (second, other)] == [200, 200]


@pytest.mark.parametrize("change", [{"role": "admin"}, {"deactivated": True}])
async def test_it_is_for_what_they_were(
    ada: Visitor, boris: Visitor, stranger: Visitor, change: dict[str, object]
) -> None:
    """Else who has one would own what they were never trusted with, or get in where nobody is let in."""
    path = await link_for(ada, boris)
    await ada.put(f"/server/people/{boris.id}", change)
    assert problem(await stranger.get(path)) == (400, "no_such_link", None)


@pytest.mark.parametrize("change", [{"role": "member"}, {"deactivated": True}])
async def test_it_dies_with_its_makers_right(
    ada: Visitor, boris: Visitor, chiyo: Visitor, stranger: Visitor, change: dict[str, object]
) -> None:
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    path = await link_for(boris, chiyo)
    await ada.put(f"/server/people/{boris.id}", change)
    assert problem(await stranger.get(path)) == (400, "no_such_link", None)


async def test_an_owner_who_steps_down_keeps_no_way_to_own(
    ada: Visitor, boris: Visitor, chiyo: Visitor, stranger: Visitor
) -> None:
    await ada.put(f"/server/people/{boris.id}", {"role": "owner"})
    paths = [await link_for(boris, ada), await link_for(boris, chiyo)]
    await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
    for path in paths:
        assert problem(await stranger.get(path)) == (400, "no_such_link", None)


async def test_it_is_void_once_its_person_has_set_another_password(
    ada: Visitor, boris: Visitor, stranger: Visitor
) -> None:
    path = await link_for(ada, boris)
    await boris.put(f"/users/{boris.id}/password", {"old": PASSWORD, "new": NEW})
    assert problem(await stranger.post(path, {"password": PASSWORD})) == (400, "no_such_link", None)


@with_settings(log_level="debug")
@sqlite_only
async def test_no_code_is_written_down(ada: Visitor, boris: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    path = await link_for(ada, boris)
    capsys.readouterr()
    code = path.rpartition("/")[2]
    for each in (path, f"{path}/", f"/invites/{code}"):
        await boris.get(each)
    printed = capsys.readouterr().out
    assert "/password_links/{code}" in printed
    assert code not in printed


async def test_none_is_made_for_who_is_let_in_no_more(ada: Visitor, boris: Visitor) -> None:
    await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
    refused = await ada.post(f"/server/people/{boris.id}/password_link")
    assert problem(refused) == (403, "account_deactivated", None)


@with_settings(rate_limits="on")
@sqlite_only
async def test_nobody_tries_many(stranger: Visitor, server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "monotonic", lambda: 1000.0)
    statuses = [(await stranger.get(f"/password_links/{UNKNOWN}")).status_code for _ in range(15)]
    statuses += [(await stranger.post(f"/password_links/{UNKNOWN}", {"password": NEW})).status_code for _ in range(20)]
    assert statuses == [400] * 30 + [429] * 5
