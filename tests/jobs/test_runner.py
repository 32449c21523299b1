"""Jobs: done at least once, if and only if the unit that asked for them happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest

from besedka import metrics
from besedka.blobs.folder import FolderBlobs
from besedka.database import Database, Transaction
from besedka.errors import Unavailable
from besedka.jobs import Again, Job, Ports, ask, runner
from besedka.jobs.runner import Runner
from besedka.store import jobs as stored
from tests.support.clock import Clock
from tests.support.recording import RecordingBus
from tests.support.waiting import wait_for

HOUR = 3600


class Note(Job, frozen=True):
    """Writes down that it was done, as a room."""

    kind: ClassVar[str] = "note"
    text: str

    async def run(self, ports: Ports) -> Again | None:
        await ports.database.write(lambda tx: note(tx, self.text))
        return None


class Fail(Job, frozen=True):
    kind: ClassVar[str] = "fail"

    async def run(self, ports: Ports) -> Again | None:
        await ports.database.write(lambda tx: note(tx, "tried"))
        raise ValueError("no luck")


class CountDown(Job, frozen=True):
    kind: ClassVar[str] = "count_down"
    left: int

    async def run(self, ports: Ports) -> Again | None:
        await ports.database.write(lambda tx: note(tx, f"{self.left}"))
        return Again(CountDown(self.left - 1)) if self.left else None


class Wait(Job, frozen=True):
    """Notes that it has begun, and once the gate opens that it is done."""

    kind: ClassVar[str] = "wait"
    gate: ClassVar[asyncio.Event]
    running: ClassVar[set[int]]
    most: ClassVar[int]
    number: int = 0

    async def run(self, ports: Ports) -> Again | None:
        Wait.running.add(self.number)
        Wait.most = max(Wait.most, len(Wait.running))
        try:
            await Wait.gate.wait()
            await ports.database.write(lambda tx: note(tx, f"done {self.number}"))
        finally:
            Wait.running.discard(self.number)
        return None


class Chime(Job, frozen=True):
    """Done every hour; fails as long as it is told to."""

    kind: ClassVar[str] = "chime"
    every: ClassVar[float | None] = HOUR
    broken: ClassVar[bool]

    async def run(self, ports: Ports) -> Again | None:
        if Chime.broken:
            raise ValueError
        await ports.database.write(lambda tx: note(tx, "chime"))
        return None


class Dawdle(Wait, frozen=True):
    """Likewise, of a slow kind."""

    kind: ClassVar[str] = "dawdle"
    slow: ClassVar[bool] = True


KINDS: dict[str, type[Job]] = {each.kind: each for each in (Note, Fail, CountDown, Wait, Dawdle)}


async def note(tx: Transaction, text: str) -> None:
    await tx.execute("insert into room (name, created_at) values ($1, $2)", text, tx.now)


async def notes(database: Database) -> list[str]:
    found = await database.read(lambda tx: tx.fetch("select name from room order by id"))
    return [row[0] for row in found]


async def rows(database: Database) -> list[Any]:
    """What the table holds: kind, due_at, attempts, claim, last_error, failed_at."""
    columns = "kind, due_at, attempts, claim, last_error, failed_at"
    found = await database.read(lambda tx: tx.fetch(f"select {columns} from job order by id"))  # noqa: S608
    return [tuple(row) for row in found]


async def asking(database: Database, *jobs: Job, **options: Any) -> None:
    async def work(tx: Transaction) -> None:
        for job in jobs:
            await ask(tx, job, **options)

    await database.write(work)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.02)
    Wait.gate, Wait.running, Wait.most = asyncio.Event(), set(), 0


@pytest.fixture
def start(database: Database, bus: RecordingBus, tmp_path: Path) -> Any:
    """Starts a runner over the test's database, closed in the end."""

    @asynccontextmanager
    async def started() -> AsyncIterator[Runner]:
        running = Runner(Ports(database, FolderBlobs(tmp_path / "blobs")), bus, KINDS)
        yield running
        await running.close()

    return started


async def test_what_is_asked_for_is_done_once_and_at_once(
    database: Database, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 1000)
    async with start():
        await asking(database, Note("one"), Note("two"))
        await wait_for(lambda: empty(database))
    assert sorted(await notes(database)) == ["one", "two"]


async def empty(database: Database) -> bool:
    return not await rows(database)


async def test_it_is_done_only_if_its_unit_happened(database: Database, start: Any) -> None:
    async def work(tx: Transaction) -> None:
        await ask(tx, Note("never"))
        raise ValueError

    async with start():
        with suppress(ValueError):
            await database.write(work)
        await asking(database, Note("after"))
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["after"]


async def test_it_is_not_done_before_its_time(database: Database, start: Any, clock: Clock) -> None:
    async with start():
        await asking(database, Note("later"), seconds=60)
        await asking(database, Note("now"))
        await wait_for(
            lambda: has_rows(database, 1)
        )  # a minute later what is not seen to be done would be done once more
        clock.advance(seconds=60)
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["now", "later"]


async def has_rows(database: Database, count: int) -> bool:
    return len(await rows(database)) == count


async def has_notes(database: Database, count: int) -> bool:
    return len(await notes(database)) >= count


async def test_one_that_raises_is_repeated_later_and_stops_nobody(database: Database, start: Any, clock: Clock) -> None:
    async with start():
        await asking(database, Fail())
        await wait_for(lambda: has_failed(database, 1))
        kind, due_at, attempts, claim, error, failed_at = (await rows(database))[0]
        assert (kind, attempts, claim, failed_at) == ("fail", 1, None, None)
        assert clock.now + 1000 <= due_at <= clock.now + 2000
        assert "no luck" in error
        await asking(database, Note("after"))
        await wait_for(lambda: has_notes(database, 2))
        clock.advance(seconds=2)
        await wait_for(lambda: has_failed(database, 2))
        assert clock.now + 2000 <= (await rows(database))[0][1] <= clock.now + 4000
    assert await notes(database) == ["tried", "after", "tried"]


async def has_failed(database: Database, attempts: int) -> bool:
    return any(row[2] == attempts and row[3] is None for row in await rows(database))


async def test_after_so_many_attempts_it_is_given_up_and_kept(
    database: Database, start: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "ATTEMPTS", 3)
    failed = metrics.JOBS_FAILED.labels("fail")
    before = failed._value.get()  # noqa: SLF001 - the library has no reader
    async with start():
        await asking(database, Fail(), name="only")
        for attempts in (1, 2, 3):
            await wait_for(lambda attempts=attempts: has_failed(database, attempts))  # type: ignore[misc]
            clock.advance(seconds=HOUR)
        await asking(database, Note("after"))
        await wait_for(lambda: has_notes(database, 4))
        await wait_for(lambda: count_rows(database, 1))
        assert [(row[2], row[5]) for row in await rows(database)] == [(3, clock.now - HOUR * 1000)]
        assert failed._value.get() == before + 1  # noqa: SLF001
        assert "job_given_up" in capsys.readouterr().out
        await asking(database, Fail(), name="only")
        await wait_for(lambda: has_notes(database, 5))


async def test_of_a_name_there_is_one(database: Database, start: Any) -> None:
    await asking(database, Note("first"), name="only")
    await asking(database, Note("second"), name="only")
    async with start():
        await wait_for(lambda: empty(database))
        await asking(database, Note("third"), name="only")
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["first", "third"]


async def test_what_is_left_is_run_again(database: Database, start: Any) -> None:
    async with start():
        await asking(database, CountDown(3))
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["3", "2", "1", "0"]


async def test_few_run_at_once(database: Database, start: Any) -> None:
    async with start():
        await asking(database, *(Wait(number) for number in range(10)))
        await wait_for(lambda: running(runner.CONCURRENCY))
        Wait.gate.set()
        await wait_for(lambda: empty(database))
    assert Wait.most == runner.CONCURRENCY
    assert sorted(await notes(database)) == [f"done {number}" for number in range(10)]


async def test_slow_ones_keep_no_others_waiting(database: Database, start: Any) -> None:
    async with start():
        await asking(database, *(Dawdle(number) for number in range(10)))
        await wait_for(lambda: running(runner.CONCURRENCY))
        await asking(database, Note("meanwhile"))
        await wait_for(lambda: are_notes(database, ["meanwhile"]))
        assert len(Wait.running) == Wait.most == runner.CONCURRENCY
        Wait.gate.set()
        await wait_for(lambda: empty(database))


async def are_notes(database: Database, expected: list[str]) -> bool:
    return await notes(database) == expected


async def running(count: int) -> bool:
    return len(Wait.running) == count


async def test_stopping_leaves_it_free_for_the_next_start(database: Database, start: Any) -> None:
    async with start():
        await asking(database, Wait())
        await wait_for(lambda: running(1))
    assert [(row[2], row[3]) for row in await rows(database)] == [(0, None)]
    Wait.gate.set()
    async with start():
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["done 0"]


async def test_after_a_crash_another_node_takes_over(database: Database, start: Any, clock: Clock) -> None:
    await asking(database, Note("one"))
    await database.write(
        lambda tx: tx.execute("update job set claim = 'dead', due_at = $1, attempts = 1", tx.now + 30_000)
    )
    async with start():
        if database.remote:
            await asking(database, Note("other"))
            await wait_for(lambda: has_rows(database, 1))
            assert await notes(database) == ["other"]
            clock.advance(seconds=30)
        await wait_for(lambda: empty(database))
    assert (await notes(database))[-1] == "one"


async def test_one_that_ends_the_process_each_time_is_given_up(database: Database, start: Any) -> None:
    await asking(database, Note("poison"))
    await database.write(lambda tx: tx.execute("update job set attempts = $1", runner.ATTEMPTS))
    async with start():
        await wait_for(lambda: has_given_up(database))
    assert await notes(database) == []


async def has_given_up(database: Database) -> bool:
    return any(row[5] is not None for row in await rows(database))


async def test_while_it_runs_its_claim_is_renewed(
    database: Database, start: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CLAIM_SECONDS", 0.06)
    async with start():
        await asking(database, Wait())
        await wait_for(lambda: running(1))
        first = (await rows(database))[0]
        clock.advance(seconds=0.05)
        await wait_for(lambda: is_due_after(database, first[1]))
        assert (await rows(database))[0][2:4] == first[2:4]
        Wait.gate.set()
        await wait_for(lambda: empty(database))


@pytest.mark.parametrize("error", [Unavailable(), ValueError("a defect")], ids=["no", "defect"])
async def test_a_renewal_that_fails_is_tried_again(
    database: Database, start: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Otherwise another node would take the job over while it runs."""
    monkeypatch.setattr(runner, "CLAIM_SECONDS", 0.06)
    async with start():
        await asking(database, Wait())
        await wait_for(lambda: running(1))
        first = (await rows(database))[0]
        failed = asyncio.Event()

        async def renew(*_: object) -> bool:
            failed.set()
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(stored, "renew_claim", renew)
            await failed.wait()
        clock.advance(seconds=0.05)
        await wait_for(lambda: is_due_after(database, first[1]))
        assert Wait.running
        Wait.gate.set()
        await wait_for(lambda: empty(database))


async def is_due_after(database: Database, time: int) -> bool:
    return bool((await rows(database))[0][1] > time)


async def test_who_has_lost_the_claim_stops_and_changes_nothing(
    database: Database, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "CLAIM_SECONDS", 0.06)
    async with start():
        await asking(database, Wait())
        await wait_for(lambda: running(1))
        await database.write(lambda tx: tx.execute("update job set claim = 'other', due_at = $1", tx.now + 60_000))
        await wait_for(lambda: running(0))
        assert [(row[2], row[3]) for row in await rows(database)] == [(1, "other")]
    assert await notes(database) == []


async def test_two_nodes_share_and_do_each_once(database: Database, start: Any) -> None:
    await asking(database, *(Note(f"{number:02}") for number in range(40)))
    async with start(), start():
        await wait_for(lambda: empty(database))
    assert sorted(await notes(database)) == [f"{number:02}" for number in range(40)]


async def test_one_that_hangs_is_stopped_and_repeated(
    database: Database, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wait, "longest", 0.02)
    async with start():
        await asking(database, Wait())
        await wait_for(lambda: has_failed(database, 1))
    assert "TimeoutError" in (await rows(database))[0][4]


async def test_a_kind_that_is_not_known_waits_for_who_knows_it(database: Database, start: Any) -> None:
    await asking(database, Note("one"))
    await database.write(lambda tx: tx.execute("update job set kind = 'unheard_of'"))
    async with start():
        await wait_for(lambda: has_failed(database, 1))
    assert "does not know" in (await rows(database))[0][4]


async def test_a_database_out_of_service_does_not_stop_the_runner(
    database: Database, start: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = 0

    async def broken(*_: object, **__: object) -> None:
        nonlocal refused
        refused += 1
        raise Unavailable

    async with start():
        with monkeypatch.context() as patch:
            patch.setattr(database, "read", broken)
            await wait_for(lambda: at_least(refused))
        await asking(database, Note("after"))
        await wait_for(lambda: empty(database))
    assert await notes(database) == ["after"]
    assert "claiming_failed" in capsys.readouterr().out


async def at_least(count: int) -> bool:
    return count > 0


async def test_what_is_large_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="8,2"):
        await asking(database, Note("x" * 8192))
    assert await empty(database)


async def test_a_regular_job_needs_no_asking_and_is_never_given_up(
    database: Database, start: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "ATTEMPTS", 1)
    monkeypatch.setitem(KINDS, Chime.kind, Chime)
    Chime.broken = True
    async with start():
        await wait_for(lambda: count_rows(database, 1))
    async with start():
        clock.advance(seconds=HOUR)
        await wait_for(lambda: has_failed(database, 1))
        clock.advance(seconds=HOUR)
        await wait_for(lambda: has_failed(database, 2))
        Chime.broken = False
        for done in (1, 2, 3):
            clock.advance(seconds=HOUR)
            await wait_for(lambda done=done: has_notes(database, done))  # type: ignore[misc]
            await wait_for(lambda: is_free(database))
    assert await notes(database) == ["chime"] * 3
    assert len(await rows(database)) == 1


async def is_free(database: Database) -> bool:
    """Whether what came of the last run is written down, and it succeeded."""
    return all(row[2:4] == (0, None) for row in await rows(database))


async def count_rows(database: Database, count: int) -> bool:
    return len(await rows(database)) == count
