"""Runs the jobs that are due: a few at a time, each by one node, again until it is done or given up.

A job is claimed for some seconds, and while it runs the claim is renewed; when a node dies, its claims end, and another
node takes over. What is asked for on this node is looked at straight away, what others left within a few seconds.
"""

import asyncio
import random
import secrets
import time
from contextlib import suppress

import msgspec
import structlog

from besedka import metrics
from besedka.bus import Announcement, Bus, JobAsked
from besedka.database import Transaction
from besedka.errors import Problem
from besedka.jobs import Again, Job, Ports, encode
from besedka.logs import Seldom
from besedka.store import jobs
from besedka.store.jobs import ClaimedJob

CONCURRENCY = 4  # of the slow ones, and of the others
POLL_SECONDS = 5.0
CLAIM_SECONDS = 30.0  # until a dead node's jobs are taken over; by much more than clocks of nodes differ
ATTEMPTS = 20  # with the delays below, about half a day
LONGEST_DELAY = 3600.0  # seconds
STOP_SECONDS = 5.0  # for units in hand when the server stops
COUNT_LIMIT = 1000
SAID_SECONDS = 60.0  # between two lines of the log that say that no jobs can be had
ERROR_LIMIT = 1000  # characters of an error that are kept

log = structlog.get_logger(__name__)


class Runner:
    """Runs jobs until it is closed; `kinds` are those that it knows. Failures are logged and counted, never raised.

    Without other nodes (`database.remote` is false) every claim found at the start is a crashed process's, and ends.
    """

    def __init__(self, ports: Ports, bus: Bus, kinds: dict[str, type[Job]]) -> None:
        self._ports = ports
        self._database = ports.database
        self._kinds = kinds
        self._slow = next((kind.kind for kind in kinds.values() if kind.slow), "")
        self._running: dict[asyncio.Task[None], bool] = {}  # whether each is slow
        self._wake = asyncio.Event()
        self._closed = False
        self._failures = Seldom(SAID_SECONDS)
        self._unsubscribe = bus.subscribe(self._hear)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Claim nothing more, and stop what runs: the unit in hand is finished, the job is free for the next start."""
        self._unsubscribe()
        self._closed = True
        self._wake.set()
        await _wait_or_cancel({self._task})
        for task in self._running:
            task.cancel()
        await _wait_or_cancel(set(self._running))

    def _hear(self, announcement: Announcement) -> None:
        if isinstance(announcement, JobAsked):
            metrics.JOBS_ASKED.labels(announcement.kind).inc()
            self._wake.set()

    async def _run(self) -> None:
        begun = False
        while not self._closed:
            self._wake.clear()
            try:
                if not begun:
                    await self._database.write(self._begin)
                    begun = True
                await self._start_due()
            except Problem as problem:
                if times := self._failures.count():
                    log.warning("claiming_failed", cause=problem.detail, times=times)
            except Exception:
                log.exception("claiming_failed")
            await self._wait()

    async def _begin(self, tx: Transaction) -> None:
        if not self._database.remote:
            await jobs.update_all_released(tx)
        for kind in self._kinds.values():
            if kind.every is not None:
                regular = jobs.NewJob(kind.kind, encode(kind()), kind.kind, _after(tx, kind.every))
                await jobs.insert_job(tx, regular)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()

    async def _start_due(self) -> None:
        due = await self._database.read(lambda tx: jobs.count_due(tx, COUNT_LIMIT), autocommit=True)
        metrics.JOBS_WAITING.set(due)
        if due:
            for slow in (False, True):
                await self._start_some(slow=slow)

    async def _start_some(self, *, slow: bool) -> None:
        """Jobs of the slow kind, or of all others: what takes long keeps none of those waiting."""
        free = CONCURRENCY - sum(each is slow for each in self._running.values())
        if not free or self._closed:
            return
        for job in await self._database.write(lambda tx: _claim(tx, free, (self._slow, slow)), autocommit=True):
            task = asyncio.create_task(self._run_claimed(job))
            self._running[task] = slow
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # What came of it could not be written down: its claim ends, and it is run again.
            log.warning("job_not_recorded", cause=repr(error))

    async def _run_claimed(self, job: ClaimedJob) -> None:
        began = time.perf_counter()
        renewal = asyncio.create_task(self._keep(job, asyncio.current_task()))
        try:
            again = await self._attempt(job)
        except asyncio.CancelledError:
            await self._database.write(lambda tx: jobs.update_released(tx, job), autocommit=True)
            raise
        except Exception as error:  # noqa: BLE001 - whatever a job raises is the reason to run it again
            await self._note_failure(job, error)
        else:
            await self._note_success(job, again)
        finally:
            renewal.cancel()
            metrics.JOB_SECONDS.labels(job.kind).observe(time.perf_counter() - began)

    async def _attempt(self, job: ClaimedJob) -> Again | None:
        """Run it. Raises what it raises, and `TimeoutError` if that takes too long."""
        if job.attempts > ATTEMPTS and not self._is_regular(job):
            raise RuntimeError("the process ended each time while it ran")
        if job.kind not in self._kinds:
            raise LookupError("this program does not know such jobs")
        kind = self._kinds[job.kind]
        async with asyncio.timeout(kind.longest):
            again = await msgspec.json.decode(job.payload, type=kind).run(self._ports)
        return Again(seconds=kind.every) if again is None and kind.every is not None else again

    async def _note_success(self, job: ClaimedJob, again: Again | None) -> None:
        if again is None:
            await self._database.write(lambda tx: jobs.delete_job(tx, job), autocommit=True)
            metrics.JOBS_DONE.labels(job.kind).inc()
            return
        if 0 < again.seconds < POLL_SECONDS:
            asyncio.get_running_loop().call_later(again.seconds, self._wake.set)
        payload = encode(again.job) if again.job else job.payload
        await self._database.write(
            lambda tx: jobs.update_job(tx, job, payload, _after(tx, again.seconds)), autocommit=True
        )

    async def _note_failure(self, job: ClaimedJob, error: Exception) -> None:
        given_up = job.attempts >= ATTEMPTS and not self._is_regular(job)
        told = log.error if given_up else log.warning
        told(
            "job_given_up" if given_up else "job_failed",
            kind=job.kind,
            job=job.id,
            attempts=job.attempts,
            exc_info=error,
        )
        if given_up:
            metrics.JOBS_FAILED.labels(job.kind).inc()
        seconds = min(2.0 ** min(job.attempts, 20), LONGEST_DELAY) * random.uniform(0.5, 1)  # noqa: S311 - jitter

        async def work(tx: Transaction) -> None:
            due_at = None if given_up else _after(tx, seconds)
            await jobs.update_failure(tx, job, repr(error)[:ERROR_LIMIT], due_at)

        await self._database.write(work, autocommit=True)

    def _is_regular(self, job: ClaimedJob) -> bool:
        return job.kind in self._kinds and self._kinds[job.kind].every is not None

    async def _keep(self, job: ClaimedJob, run: "asyncio.Task[None] | None") -> None:
        """Renew the claim as long as the job runs; a run whose claim was lost all the same is stopped."""
        kept = True
        while kept:
            await asyncio.sleep(CLAIM_SECONDS / 3)
            try:
                kept = await self._database.write(
                    lambda tx: jobs.renew_claim(tx, job, _after(tx, CLAIM_SECONDS)), autocommit=True
                )
            except Exception as error:  # noqa: BLE001 - whatever it is: if it goes on like that, the claim ends
                log.warning("claim_not_renewed", kind=job.kind, job=job.id, cause=repr(error))
        log.warning("job_lost", kind=job.kind, job=job.id)
        if run is not None:
            run.cancel()


async def _claim(tx: Transaction, limit: int, slow: tuple[str, bool]) -> list[ClaimedJob]:
    return await jobs.claim_jobs(tx, secrets.token_hex(8), _after(tx, CLAIM_SECONDS), limit, slow)


def _after(tx: Transaction, seconds: float) -> int:
    return tx.now + int(seconds * 1000)


async def _wait_or_cancel(tasks: set[asyncio.Task[None]]) -> None:
    if tasks:
        _, late = await asyncio.wait(set(tasks), timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
