"""The table `job`. A claim is a random token: whoever has lost it changes nothing any more."""

import msgspec

from besedka.database import Transaction

# job (name)
INSERT_JOB = """
    insert into job (kind, payload, name, created_at, due_at) values ($1, $2, $3, $4, $5)
    on conflict (name) do update set payload = excluded.payload, due_at = excluded.due_at, attempts = 0, failed_at = null
    where job.failed_at is not null"""
# job_due (due_at)
COUNT_DUE = "select count(*) from (select 1 from job where due_at <= $1 and failed_at is null limit $2) found"
_CLAIM = """
    update job set due_at = $3, claim = $4, attempts = attempts + 1 where id in (
        with found as materialized (
            select id from job where due_at <= $1 and failed_at is null and kind {compared} $5 order by due_at limit $2
            for no key update of job skip locked)
        select id from found)
    returning id, kind, payload, attempts, claim"""
CLAIM_JOBS_OF, CLAIM_OTHER_JOBS = _CLAIM.format(compared="="), _CLAIM.format(compared="<>")
# job primary key
RENEW_CLAIM = "update job set due_at = $3 where id = $1 and claim = $2 returning id"
DELETE_JOB = "delete from job where id = $1 and claim = $2"
UPDATE_JOB = """
    update job set payload = $3, due_at = $4, attempts = 0, claim = null, last_error = '' where id = $1 and claim = $2"""
UPDATE_FAILURE = """
    update job set due_at = $3, last_error = $4, failed_at = $5, claim = null where id = $1 and claim = $2"""
UPDATE_RELEASED = "update job set due_at = $3, attempts = attempts - 1, claim = null where id = $1 and claim = $2"
# job_claimed (claim)
UPDATE_ALL_RELEASED = "update job set due_at = $1, claim = null where claim > ''"
# job_failed (failed_at)
DELETE_FAILED = (
    "delete from job where id in (select id from job where failed_at < $1 order by failed_at limit $2) returning id"
)


class NewJob(msgspec.Struct, frozen=True):
    """A job as it is asked for."""

    kind: str
    payload: str
    name: str | None
    due_at: int


class ClaimedJob(msgspec.Struct, frozen=True):
    """A job that this node has until its claim ends. `attempts` counts this one."""

    id: int
    kind: str
    payload: str
    attempts: int
    claim: str


async def insert_job(tx: Transaction, job: NewJob) -> None:
    """A new job, unless there is one of its name that has not failed."""
    await tx.execute(INSERT_JOB, job.kind, job.payload, job.name, tx.now, job.due_at)


async def count_due(tx: Transaction, limit: int) -> int:
    """How many could be claimed now, counted up to `limit`."""
    row = await tx.fetch_one(COUNT_DUE, tx.now, limit)
    return int(row[0]) if row else 0


async def claim_jobs(tx: Transaction, claim: str, until: int, limit: int, slow: tuple[str, bool]) -> list[ClaimedJob]:
    """Take the longest due, as many as `limit`, that no other node is taking at this moment. `slow` names a kind, and says
    whether to take jobs of it, or of all others.
    """
    kind, of_it = slow
    statement = CLAIM_JOBS_OF if of_it else CLAIM_OTHER_JOBS
    return [ClaimedJob(*row) for row in await tx.fetch(statement, tx.now, limit, until, claim, kind)]


async def renew_claim(tx: Transaction, job: ClaimedJob, until: int) -> bool:
    """Whether the job is still this claim's, and stays so."""
    return await tx.fetch_one(RENEW_CLAIM, job.id, job.claim, until) is not None


async def delete_job(tx: Transaction, job: ClaimedJob) -> None:
    await tx.execute(DELETE_JOB, job.id, job.claim)


async def update_job(tx: Transaction, job: ClaimedJob, payload: str, due_at: int) -> None:
    """What is left of it, with all its attempts anew."""
    await tx.execute(UPDATE_JOB, job.id, job.claim, payload, due_at)


async def update_failure(tx: Transaction, job: ClaimedJob, error: str, due_at: int | None) -> None:
    """It failed, and is due again then; or, without `due_at`, never."""
    failed_at = tx.now if due_at is None else None
    await tx.execute(UPDATE_FAILURE, job.id, job.claim, due_at or tx.now, error, failed_at)


async def update_released(tx: Transaction, job: ClaimedJob) -> None:
    """As if this claim had never been."""
    await tx.execute(UPDATE_RELEASED, job.id, job.claim, tx.now)


async def update_all_released(tx: Transaction) -> None:
    """Nobody has a claim any more. The attempts that were made stay counted."""
    await tx.execute(UPDATE_ALL_RELEASED, tx.now)


async def delete_failed(tx: Transaction, before: int, limit: int) -> int:
    """Forget some that were given up before that time; how many."""
    return len(await tx.fetch(DELETE_FAILED, before, limit))
