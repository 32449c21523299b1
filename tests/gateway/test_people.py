"""What administrators of the server do, as those hear of it whom it concerns."""

import asyncio
from collections.abc import Callable

import pytest

from besedka_client import Gateway, SignedOut
from tests.support.cast import Visitor, problem
from tests.support.people import Person
from tests.support.server import Running

PATIENCE = 60  # seconds: on a machine that does other things besides


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


async def session_end(gateway: Gateway) -> None:
    """Returns when the session is over, or raises why it is."""
    async with asyncio.timeout(PATIENCE):
        async for _ in gateway:
            pass


def role_of(gateway: Gateway) -> str:
    """What one is for the server, as one's own device knows."""
    return gateway.replica.user.server_role if gateway.replica.user else ""


def gateway_of(server: Running, who: Visitor) -> Gateway:
    return Person(who.id, who.cookie).connect(server.address)


async def test_who_becomes_something_hears_of_it(server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor) -> None:
    await boris.chat_with(chiyo)
    async with gateway_of(server, boris) as his, gateway_of(server, chiyo) as hers:
        await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
        await until(lambda: role_of(his) == "admin")
        await ada.put(f"/server/people/{boris.id}", {"role": "member"})
        await until(lambda: role_of(his) == "member")
        await boris.edit(name="Boris")
        await until(lambda: hers.replica.users[boris.id].name == "Boris")
        assert hers.replica.users[boris.id].server_role == "member"
        assert hers.replica.users[boris.id].email is None


async def test_hello_says_what_one_is(server: Running, ada: Visitor, boris: Visitor) -> None:
    async with gateway_of(server, ada) as hers, gateway_of(server, boris) as his:
        assert (role_of(hers), role_of(his)) == ("owner", "member")


async def test_who_is_deactivated_is_cut_off_and_others_see_it(
    server: Running, ada: Visitor, boris: Visitor, chiyo: Visitor
) -> None:
    await boris.chat_with(chiyo)
    async with gateway_of(server, chiyo) as hers:
        async with gateway_of(server, boris) as his:
            await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
            with pytest.raises(SignedOut):
                await session_end(his)
        await until(lambda: boris.id in hers.replica.users and hers.replica.users[boris.id].deactivated)
        await ada.put(f"/server/people/{boris.id}", {"deactivated": False})
        await until(lambda: not hers.replica.users[boris.id].deactivated)


async def test_on_two_nodes_the_first_account_is_one(nodes: list[Running]) -> None:
    asked = [
        nodes[number % 2]
        .visitor()
        .post(
            "/users", {"email": f"one{number}@example.org", "password": "a garden in May", "username": f"one{number}"}
        )
        for number in range(8)
    ]
    answers = await asyncio.gather(*asked)
    assert [each.status_code for each in answers] == [200] * 8
    assert sum(each.json().get("server_role") == "owner" for each in answers) == 1


async def test_on_two_nodes_what_is_done_there_holds_here(nodes: list[Running]) -> None:
    here, there = nodes
    ada = await here.sign_up("ada")
    boris = await there.sign_up("boris")
    stranger = there.visitor()
    assert (await stranger.get("/server")).json()["name"] == "Besedka"
    await ada.put("/server", {"name": "garden", "registration": "closed"})

    async def is_known() -> bool:
        said = (await stranger.get("/server")).json()
        return bool(said["name"] == "garden" and said["registration"] == "closed")

    async with asyncio.timeout(PATIENCE):
        while not await is_known():
            await asyncio.sleep(0.01)
    async with gateway_of(there, boris) as his:
        await ada.put(f"/server/people/{boris.id}", {"role": "admin"})
        await until(lambda: role_of(his) == "admin")
        await ada.put(f"/server/people/{boris.id}", {"deactivated": True})
        with pytest.raises(SignedOut):
            await session_end(his)
    assert problem(await boris.get("/users")) == (401, "not_signed_in", None)
