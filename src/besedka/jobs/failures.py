"""Jobs that were given up are kept for a while, so that someone can look at them."""

from typing import ClassVar

from besedka.jobs import DAY, Again, Job, Ports
from besedka.store import jobs

KEPT_SECONDS = 30 * DAY
PIECE = 200  # rows deleted by one unit
PIECES_AT_ONCE = 50


class ForgetFailures(Job, frozen=True):
    """Those of more than thirty days ago."""

    kind: ClassVar[str] = "forget_failures"
    every: ClassVar[float | None] = DAY

    async def run(self, ports: Ports) -> Again | None:
        for _ in range(PIECES_AT_ONCE):
            if not await ports.database.write(
                lambda tx: jobs.delete_failed(tx, tx.now - KEPT_SECONDS * 1000, PIECE), autocommit=True
            ):
                return None
        return Again()
