"""Turns are fair, bounded, and come back whatever becomes of those who had them."""

import asyncio
from contextlib import suppress

import pytest

from besedka.errors import TooManyRequests, Unavailable
from besedka.images.turns import Turns

ADA, BORIS, CHIYO, DMITRI = 1, 2, 3, 4


class Crowd:
    """People who want turns, and whose turns last until they are told."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.served: list[str] = []
        self._over: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, user_id: int) -> None:
        self._over[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._take(name, user_id))
        await settle()

    async def end(self, name: str) -> None:
        self._over[name].set()
        await self._tasks[name]
        await settle()

    async def give_up(self, name: str) -> None:
        self._tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self._tasks[name]
        await settle()

    async def refusal(self, name: str) -> BaseException | None:
        await asyncio.wait([self._tasks[name]])
        return self._tasks[name].exception()

    async def _take(self, name: str, user_id: int) -> None:
        async with self._turns.turn(user_id):
            self.served.append(name)
            await self._over[name].wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def crowd() -> Crowd:
    return Crowd(Turns(places=1, each=3, at_most=6))


async def test_who_asks_for_much_waits_not_the_others(crowd: Crowd) -> None:
    for name in ("ada 1", "ada 2", "ada 3"):
        await crowd.ask(name, ADA)
    await crowd.ask("boris", BORIS)
    await crowd.ask("chiyo", CHIYO)
    for name in ("ada 1", "boris", "chiyo", "ada 2", "ada 3"):
        assert crowd.served[-1] == name
        await crowd.end(name)


async def test_a_user_is_at_one_place_at_a_time() -> None:
    crowd = Crowd(Turns(places=2, each=3, at_most=6))
    await crowd.ask("ada 1", ADA)
    await crowd.ask("ada 2", ADA)
    await crowd.ask("boris", BORIS)
    assert crowd.served == ["ada 1", "boris"]
    await crowd.end("boris")
    assert crowd.served == ["ada 1", "boris"]
    await crowd.end("ada 1")
    assert crowd.served == ["ada 1", "boris", "ada 2"]
    await crowd.end("ada 2")


async def test_what_waits_is_bounded_for_each_and_in_all(crowd: Crowd) -> None:
    for number in range(3):
        await crowd.ask(f"ada {number}", ADA)
        await crowd.ask(f"boris {number}", BORIS)
    await crowd.ask("ada 3", ADA)
    assert isinstance(await crowd.refusal("ada 3"), TooManyRequests)
    await crowd.ask("chiyo", CHIYO)
    assert isinstance(await crowd.refusal("chiyo"), Unavailable)
    await crowd.end("ada 0")
    await crowd.ask("chiyo", CHIYO)
    for name in ("boris 0", "ada 1", "chiyo", "boris 1", "ada 2", "boris 2"):
        assert crowd.served[-1] == name
        await crowd.end(name)


@pytest.mark.parametrize("name", ["ada", "boris", "chiyo"])
async def test_who_gives_up_leaves_a_place_to_the_others(crowd: Crowd, name: str) -> None:
    everyone = {"ada": ADA, "boris": BORIS, "chiyo": CHIYO}
    for each, user_id in everyone.items():
        await crowd.ask(each, user_id)
    await crowd.give_up(name)
    for each in everyone.keys() - {name}:
        if each in crowd.served:
            await crowd.end(each)
    for each in everyone.keys() - {name}:
        if not crowd._tasks[each].done():  # noqa: SLF001 - a part of this test
            await crowd.end(each)
    await crowd.ask("dmitri", DMITRI)
    assert crowd.served[-1] == "dmitri"
    await crowd.end("dmitri")


async def test_stopping_refuses_those_who_wait_and_those_who_come(crowd: Crowd) -> None:
    turns = Turns(places=1, each=3, at_most=6)
    crowd = Crowd(turns)
    await crowd.ask("ada", ADA)
    await crowd.ask("boris", BORIS)
    turns.stop()
    assert isinstance(await crowd.refusal("boris"), Unavailable)
    await crowd.ask("chiyo", CHIYO)
    assert isinstance(await crowd.refusal("chiyo"), Unavailable)
    await crowd.end("ada")
