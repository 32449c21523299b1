"""What is done later, at least once: asked for in the unit of work that wants it, so that it is done if and only if
that unit happened, after a crash too.

A job may be run twice, by two nodes at once if one of them hangs: being run again, or beside itself, does no harm. That
is each job's own duty. It does what it does in small units of work, so that it never keeps the event loop, and may wait
for slow things between them. How it is claimed, repeated and given up is `runner.py`'s affair.
"""

from typing import ClassVar

import msgspec

from besedka.blobs import Blobs
from besedka.bus import JobAsked
from besedka.database import Database, Transaction
from besedka.images import Images
from besedka.jobs.shares import Shares
from besedka.store import jobs

PAYLOAD_LIMIT = 8192  # bytes
DAY = 24 * 3600  # seconds

_encode = msgspec.json.Encoder().encode


class Ports(msgspec.Struct, frozen=True):
    """What jobs may use."""

    database: Database
    blobs: Blobs
    images: Images | None = None  # without, none are made
    shares: Shares = msgspec.field(default_factory=Shares)


class Job(msgspec.Struct, frozen=True):
    """The base of all jobs: the fields are what it has to know, `kind` is how the table and the metrics name it, and
    `jobs/kinds.py` lists it. A new version of the program must still read the payloads of the one before.

    A run takes at most `longest` seconds. Those of a `slow` kind, which wait for what strangers sent, have places of their own. A job with `every` needs no asking: it is done each time so many seconds have
    passed, by one node, and never given up.
    """

    kind: ClassVar[str]
    longest: ClassVar[float] = 300
    every: ClassVar[float | None] = None
    slow: ClassVar[bool] = False

    async def run(self, ports: Ports) -> "Again | None":
        """Do it, or a part of it that takes seconds: then `Again`, so that others get their turn. Raising has it
        repeated after a while; being cancelled, which stopping the server does, has it repeated after the next start.
        """
        raise NotImplementedError


class Again(msgspec.Struct, frozen=True):
    """Not all is done yet: `job`, or else the same one, is to be run `seconds` from now."""

    job: Job | None = None
    seconds: float = 0


async def ask(tx: Transaction, job: Job, *, name: str | None = None, seconds: float = 0) -> None:
    """Have `job` done, not before `seconds` from now. Of a `name` there is one job at most: asking again changes
    nothing, unless it was given up.

    Raises `ValueError` for a job of more than 8,192 bytes: what is large belongs into a blob or a table.
    """
    await jobs.insert_job(tx, jobs.NewJob(job.kind, encode(job), name, tx.now + int(seconds * 1000)))
    tx.announce(JobAsked(job.kind))


def encode(job: Job) -> str:
    """What the table keeps of it. Raises `ValueError` if that is too long."""
    payload = _encode(job)
    if len(payload) > PAYLOAD_LIMIT:
        raise ValueError(f"a job of {len(payload):,} bytes: {job.kind}")
    return payload.decode()
