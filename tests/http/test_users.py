"""Accounts and profiles: sections 2.1 and 2.4 of the original, and finding people."""

import asyncio

import pytest

from besedka.actions.sessions import open_session
from besedka.bus import JobAsked, UserChanged
from besedka.model import Device, Profile
from besedka.store.users import insert_user
from tests.support.cast import PASSWORD, Visitor, problem
from tests.support.server import Running

ADA = {"email": "ada@example.org", "password": PASSWORD}


@pytest.mark.parametrize("path", ["/users", "/users/", "/sign_up"])
async def test_signing_up_makes_an_account_and_signs_nobody_in(stranger: Visitor, path: str) -> None:
    response = await stranger.post(path, ADA | {"id": 77, "name": "Ада", "status": "in the garden", "unknown": [1]})
    expected = {"email": "ada@example.org", "username": "ada", "name": "Ада", "status": "in the garden"}
    assert response.json() == {"id": 1} | expected | {"server_role": "owner"}  # the first account
    assert (await stranger.get("/users")).status_code == 401


@pytest.mark.parametrize("username", ["", None])
@pytest.mark.parametrize("account_id", [1, 0, "abc", None, [], 2**80])
async def test_an_empty_username_is_none_and_any_id_is_ignored(
    stranger: Visitor, username: str | None, account_id: object
) -> None:
    response = await stranger.post("/users", ADA | {"username": username, "id": account_id})
    assert (response.json()["id"], response.json()["username"]) == (1, "ada")


async def test_a_username_with_a_number_is_not_the_password(stranger: Visitor) -> None:
    for host, password in [("a", PASSWORD), ("b", "Gardener2"), ("c", PASSWORD)]:
        response = await stranger.post("/users", {"email": f"gardener@{host}.org", "password": password})
        assert response.status_code == 200
    found = (await stranger.post("/login", {"email": "gardener@b.org", "password": "Gardener2"})).json()
    assert found["username"] == "gardener3"


async def test_a_username_is_made_from_the_address_and_made_unique(stranger: Visitor) -> None:
    made = [
        (await stranger.post("/users", {"email": f"ada@{host}.org", "password": PASSWORD})).json()["username"]
        for host in "abcdefghijkl"
    ]
    assert made[:3] == ["ada", "ada2", "ada3"]
    assert len(set(made)) == 12
    odd = await stranger.post("/users", {"email": "+!@example.org", "password": PASSWORD})
    assert odd.json()["username"] == "user"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"email": "ADA@Example.ORG", "username": "other"}, "email_taken", "email"),
        ({"email": "other@example.org", "username": "ADA"}, "username_taken", "username"),
        ({"email": "no address"}, "bad_email", "email"),
        ({"email": "a" * 250 + "@x.org"}, "too_long", "email"),
        ({"email": "a\0@x.org"}, "bad_text", "email"),
        ({"username": "two words"}, "bad_username", "username"),
        ({"username": " "}, "bad_username", "username"),
        ({"username": "a" * 33}, "too_long", "username"),
        ({"username": "क़" * 32}, "too_long", "username"),
        ({"name": "a" * 129}, "too_long", "name"),
        ({"name": "a\0"}, "bad_text", "name"),
        ({"status": "a" * 141}, "too_long", "status"),
        ({"password": "1234567"}, "weak_password", "password"),
        ({"password": "new@example.org"}, "weak_password", "password"),
        ({"username": "newcomer", "password": "NewComer"}, "weak_password", "password"),
        ({"email": "newcomer@x.org", "password": "newcomer"}, "weak_password", "password"),
        ({"password": "a" * 1025}, "too_long", "password"),
        ({"password": 12345678}, "wrong_type", "password"),
        ({"email": None}, "wrong_type", "email"),
    ],
)
async def test_what_does_not_pass_is_refused_by_name(
    ada: Visitor, stranger: Visitor, changes: dict[str, object], code: str, field: str
) -> None:
    body = {"email": "new@example.org", "password": PASSWORD} | changes
    assert problem(await stranger.post("/users", body)) == (400, code, field)
    assert (await ada.get("/users", params={"query": "new"})).json() == {"users": []}


@pytest.mark.parametrize(
    "username",
    [
        *("\u3164", "ada\u200b", "ada\u3164", "ad\u034fa", "ada\ufe0f", "\u115f", "ad\u00ada", "\U000e0100", "a\u2800"),
        *("аda", "adα", "ᎪᎠa", "𝐚да", "ёлка千", "\u0301ada", "_\u0301", "ada😀"),
    ],
)
async def test_a_username_that_could_be_mistaken_for_another(ada: Visitor, stranger: Visitor, username: str) -> None:
    account = {"email": "new@example.org", "password": PASSWORD, "username": username}
    assert problem(await stranger.post("/users", account)) == (400, "bad_username", "username")
    assert problem(await ada.edit(username=username)) == (400, "bad_username", "username")


@pytest.mark.parametrize(
    ("local", "username"),
    [("аda", "а"), ("adaёлка7", "ada7"), ("a\u0301da", "áda"), ("千代ada", "千代ada"), ("ab한ちよ", "ab한")],
)
async def test_a_username_made_from_an_address_obeys_the_same_rules(
    stranger: Visitor, local: str, username: str
) -> None:
    response = await stranger.post("/users", {"email": f"{local}@example.org", "password": PASSWORD})
    assert response.json()["username"] == username


async def test_who_has_an_older_username_keeps_it(server: Running) -> None:
    older = Profile("old@x.org", "аda\u3164", "", "")
    user = await server.database.write(lambda tx: insert_user(tx, older, "!"))
    assert user is not None
    token = await server.database.write(lambda tx: open_session(tx, user.id, Device("", "")))
    visitor = server.visitor(headers={"Cookie": f"session_id={token}"})
    visitor.user = (await visitor.get("/users")).json()
    assert (await visitor.edit(name="Ada")).json()["username"] == older.username
    assert problem(await visitor.edit(username="Аda\u3164")) == (400, "bad_username", "username")


@pytest.mark.parametrize("name", ["\u3164", " \u200b ", "\u2800", "\u202e\u2066"])
async def test_a_name_of_nothing_to_be_seen_is_none(ada: Visitor, stranger: Visitor, name: str) -> None:
    assert (await ada.edit(name=name)).json()["name"] == ""
    account = {"email": "new@example.org", "password": PASSWORD, "name": name}
    assert (await stranger.post("/users", account)).json()["name"] == ""
    room_id = await ada.room()
    for path in ("/rooms", f"/rooms/{room_id}"):
        assert problem(await ada.post(path, {"name": name})) == (400, "empty_name", "name")


@pytest.mark.parametrize("name", ["Ада Lovelace 千代", "❤️", "👩‍👩‍👧", "a\u3164b"])
async def test_a_name_may_be_of_any_scripts(ada: Visitor, name: str) -> None:
    assert (await ada.edit(name=name)).json()["name"] == name


async def test_a_name_turns_nothing_that_stands_after_it(ada: Visitor) -> None:
    """Else the line of a log, or a list of people, could be made to say something else."""
    assert (await ada.edit(name="\u202e\u2066 sirob\u2069 ")).json()["name"] == "sirob"
    assert (await ada.edit(name="אבא\u200f (a)")).json()["name"] == "אבא\u200f (a)"
    room_id = await ada.room()
    assert (await ada.post(f"/rooms/{room_id}", {"name": "\u202dgarden"})).status_code == 200
    assert (await ada.channels(room_id))[-1]["Name"] == "garden"


async def test_one_address_in_punycode_and_in_unicode_is_one_account(stranger: Visitor) -> None:
    spellings = ["ada@bücher.example", "ada@xn--bcher-kva.example", "ADA@XN--BCHER-KVA.example"]
    first, *others = spellings
    made = (await stranger.post("/users", {"email": first, "password": PASSWORD})).json()
    for other in others:
        account = {"email": other, "password": PASSWORD, "username": "other"}
        assert problem(await stranger.post("/users", account)) == (400, "email_taken", "email")
        await stranger.sign_in(other)
        assert stranger.user == made
    assert (await stranger.edit(email=others[0])).json()["email"] == others[0]
    await stranger.sign_in(first)


@pytest.mark.parametrize("field", ["email", "password"])
async def test_a_missing_member_is_named(stranger: Visitor, field: str) -> None:
    assert problem(await stranger.post("/users", {k: v for k, v in ADA.items() if k != field})) == (
        400,
        "missing_field",
        field,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "a" * 32, "name": "n" * 128, "status": "s" * 140, "password": "p" * 1024},
        {"username": "Ёлка_9.-", "name": "", "status": "", "password": "12345678"},
        {"username": "千代", "name": "千代", "password": "пароль с пробелами"},
        {"username": None, "name": None, "status": None},
        {"email": "ada@localhost"},
        {"email": "ада@почта.рф"},
    ],
)
async def test_the_limits_themselves_pass(stranger: Visitor, changes: dict[str, object]) -> None:
    assert (await stranger.post("/users", ADA | changes)).status_code == 200


async def test_of_many_sign_ups_with_one_address_at_once_one_succeeds(stranger: Visitor) -> None:
    responses = await asyncio.gather(*(stranger.post("/users", ADA | {"username": f"ada{n}"}) for n in range(6)))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5


async def test_names_differ_only_if_they_differ_to_the_eye(stranger: Visitor) -> None:
    assert (await stranger.post("/users", ADA | {"username": "Straße"})).status_code == 200
    other = {"email": "other@example.org", "password": PASSWORD}
    assert problem(await stranger.post("/users", other | {"username": "STRASSE"})) == (
        400,
        "username_taken",
        "username",
    )


async def test_a_profile_is_replaced_whole(ada: Visitor, boris: Visitor, server: Running) -> None:
    server.bus.announced.clear()
    new = {"id": ada.id, "email": "countess@example.org", "username": "countess", "name": "Ada", "status": "away"}
    assert (await ada.put(f"/users/{ada.id}", new)).json() == new | {"server_role": "owner"}
    told = [each for each in server.bus.announced if not isinstance(each, JobAsked)]  # which names groups anew
    assert told == [UserChanged(ada.id)]
    assert (await ada.get("/users")).json() == new | {"server_role": "owner"}
    seen = {"id": ada.id, "username": "countess", "name": "Ada", "status": "away"}
    assert (await boris.get(f"/users/{ada.id}")).json() == seen
    assert (await boris.get("/users", params={"query": "COUNT"})).json() == {"users": [seen]}
    assert (await boris.get("/users", params={"query": "lovelace"})).json() == {"users": []}


@pytest.mark.parametrize("missing", ["id", "email", "username", "name", "status"])
async def test_a_profile_must_be_whole(ada: Visitor, missing: str) -> None:
    whole = (await ada.get("/users")).json()
    response = await ada.put(f"/users/{ada.id}", {k: v for k, v in whole.items() if k != missing})
    assert (response.status_code, response.json()["code"], response.json()["field"]) == (400, "missing_field", missing)


async def test_whose_profile_may_be_edited(ada: Visitor, boris: Visitor, server: Running) -> None:
    whole = (await ada.get("/users")).json()
    server.bus.announced.clear()
    assert (await ada.put(f"/users/{boris.id}", whole | {"id": boris.id})).status_code == 403
    assert (await ada.put(f"/users/{boris.id}", whole)).json()["code"] == "id_mismatch"
    assert (await ada.put("/users/99", whole | {"id": 99})).json()["code"] == "no_such_user"
    assert (await ada.put(f"/users/{ada.id}", whole | {"email": "BORIS@example.org"})).json()["code"] == "email_taken"
    assert (await ada.put(f"/users/{ada.id}", whole | {"username": "Boris"})).json()["code"] == "username_taken"
    assert (await ada.put(f"/users/{ada.id}", whole)).json() == whole
    assert server.bus.announced == []


async def test_only_oneself_and_administrators_see_ones_address(ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    assert "email" in (await boris.get(f"/users/{boris.id}")).json()
    assert "email" not in (await chiyo.get(f"/users/{boris.id}")).json()
    assert "email" in (await ada.get(f"/users/{ada.id}")).json()
    assert "email" not in (await boris.get(f"/users/{ada.id}")).json()
    assert (await boris.get("/users", params={"query": "example.org"})).json() == {"users": []}


@pytest.mark.parametrize("part", ["ло", "ЛОВЕ", "лавл", "ada", "DA"])
async def test_people_are_found_by_any_part_in_any_case(ada: Visitor, boris: Visitor, part: str) -> None:
    whole = (await ada.get("/users")).json()
    await ada.put(f"/users/{ada.id}", whole | {"name": "Ада Ловелавл"})
    found = (await boris.get("/users", params={"query": part})).json()["users"]
    assert [each["id"] for each in found] == [ada.id]


@pytest.mark.parametrize("part", ["%", "_d_", "", "   ", "*", "nobody"])
async def test_nobody_is_found_by_wildcards_or_nothing(ada: Visitor, part: str) -> None:
    assert (await ada.get("/users", params={"query": part})).json() == {"users": []}


async def test_at_most_twenty_are_found(ada: Visitor, server: Running) -> None:
    for n in range(25):
        profile = Profile(f"pupil{n}@x.org", f"pupil{n:02}", "", "")
        await server.database.write(lambda tx, profile=profile: insert_user(tx, profile, "!"))  # type: ignore[misc]
    found = (await ada.get("/users", params={"query": "upil"})).json()["users"]
    assert [each["username"] for each in found] == [f"pupil{n:02}" for n in range(20)]


async def test_too_long_a_question(ada: Visitor) -> None:
    assert (await ada.get("/users", params={"query": "a" * 129})).json()["field"] == "query"
