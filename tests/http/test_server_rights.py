"""Every right over the server, with every role and with none: what the server does is what the table of its rights says."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import httpx
import pytest

from besedka.database import Transaction
from besedka.model import Role
from besedka.rights import ServerRight, allows_of_server
from besedka.store import people
from tests.support.cast import Visitor, problem
from tests.support.contract import document
from tests.support.pictures import picture
from tests.support.server import Running

Use: TypeAlias = Callable[[Visitor, Visitor], Awaitable[httpx.Response]]


async def view_state(who: Visitor, _: Visitor) -> httpx.Response:
    """Who may not is told what anyone is: for the table that is a refusal."""
    answer = await who.get("/server")
    if "state" in answer.json():
        return answer
    return httpx.Response(403, json={"code": "forbidden"}, request=answer.request)


async def revoke(who: Visitor, _: Visitor) -> httpx.Response:
    made = await who.post("/server/invites", {})
    if made.status_code != 200:
        return made
    return await who.delete(f"/server/invites/{made.json()['code']}")


async def change(who: Visitor, _: Visitor) -> httpx.Response:
    form: dict[str, Any] = {"files": {"file": ("a.png", picture())}}
    answers = [await who.put("/server", {"name": "garden"}), await who.client.post("/server/picture", **form)]
    answers.append(await who.delete("/server/picture"))
    assert len({each.status_code for each in answers}) == 1
    return answers[0]


async def deactivate(who: Visitor, other: Visitor) -> httpx.Response:
    answers = [await who.put(f"/server/people/{other.id}", {"deactivated": each}) for each in (True, False)]
    assert answers[0].status_code == answers[1].status_code
    return answers[0]


USES: dict[ServerRight, Use] = {
    ServerRight.VIEW_STATE: view_state,
    ServerRight.LIST_PEOPLE: lambda who, _: who.get("/server/people"),
    ServerRight.LIST_ROOMS: lambda who, _: who.get("/server/rooms"),
    ServerRight.CHANGE_SERVER: change,
    ServerRight.LIST_INVITES: lambda who, _: who.get("/server/invites"),
    ServerRight.INVITE: revoke,
    ServerRight.DEACTIVATE: deactivate,
    ServerRight.SIGN_OUT: lambda who, other: who.delete(f"/server/people/{other.id}/sessions"),
    ServerRight.LINK_PASSWORD: lambda who, other: who.post(f"/server/people/{other.id}/password_link"),
    ServerRight.SET_ROLE: lambda who, other: who.put(f"/server/people/{other.id}", {"role": "admin"}),
    ServerRight.READ_LOG: lambda who, _: who.get("/server/log"),
}
ELSEWHERE = {ServerRight.MANAGE_ADMIN}  # below: it takes an administrator


def test_every_right_has_its_use() -> None:
    assert USES.keys() | ELSEWHERE == set(ServerRight)


async def become(server: Running, who: Visitor, role: Role) -> None:
    await server.database.write(lambda tx: people.update_role(tx, who.id, role))


@pytest.mark.parametrize("role", Role)
async def test_what_one_may(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor, role: Role) -> None:
    await become(server, boris, role)
    for right, use in USES.items():
        answer = await use(boris, chiyo)
        if allows_of_server(right, role):
            assert answer.status_code == 200, (right, answer.text)
        else:
            assert problem(answer) == (403, "forbidden", None), right


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN])
@pytest.mark.parametrize("others", [Role.OWNER, Role.ADMIN])
async def test_what_one_may_do_to_those_who_may_something(
    server: Running, boris: Visitor, chiyo: Visitor, role: Role, others: Role
) -> None:
    await become(server, boris, role)
    await become(server, chiyo, others)
    for right in (ServerRight.DEACTIVATE, ServerRight.SIGN_OUT, ServerRight.LINK_PASSWORD):
        answer = await USES[right](boris, chiyo)
        allowed = allows_of_server(ServerRight.MANAGE_ADMIN, role)
        assert answer.status_code == (200 if allowed else 403), right


async def test_who_is_let_in_no_more_may_nothing(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    """Not even what is asked at that very moment, by a session that was just seen."""
    await become(server, boris, Role.OWNER)

    async def work(tx: Transaction) -> None:
        await people.update_deactivated(tx, boris.id, deactivated=True)

    await server.database.write(work)  # his sessions stay: as if they had been looked up before
    for right, use in USES.items():
        assert problem(await use(boris, chiyo)) == (403, "forbidden", None), right


BODIES: dict[str, dict[str, Any]] = {
    "put /server": {"name": "another"},
    "put /server/people/{user_id}": {"role": "member"},
    "post /server/invites": {},
}
OPEN = {"get /server", "get /server/picture", "post /server/picture"}


def closed_operations() -> list[str]:
    """What is asked of the server by those who may."""
    return [
        f"{method} {path}"
        for path, methods in document()["paths"].items()
        for method in ("get", "put", "post", "delete")
        if path.startswith("/server") and method in methods and f"{method} {path}" not in OPEN
    ]


async def test_others_are_told_the_same_of_what_is_and_of_what_is_not(
    server: Running, ada: Visitor, boris: Visitor, stranger: Visitor
) -> None:
    code = (await ada.post("/server/invites", {})).json()["code"]
    assert len(closed_operations()) > 8
    for operation in closed_operations():
        method, path = operation.split(" ")
        for who, refusal in ((boris, (403, "forbidden", None)), (stranger, (401, "not_signed_in", None))):
            server.bus.announced.clear()
            for ids in ({"user_id": ada.id, "code": code}, {"user_id": 987_654_321, "code": "x" * 22}):
                answer = await who.request(method.upper(), path.format(**ids), json=BODIES.get(operation))
                assert problem(answer) == refusal, operation
            assert server.bus.announced == [], operation
    assert len((await ada.get("/server/log")).json()["entries"]) == 2  # what ada did, and nothing of the others
