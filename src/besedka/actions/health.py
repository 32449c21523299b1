"""Whether the server can serve."""

import asyncio
import time

from besedka.database import Database, Transaction
from besedka.errors import Unavailable
from besedka.store import meta, server

TRIAL_SECONDS = 5.0  # for which the last trial counts, however often one asks
PATIENCE_SECONDS = 3.0


class Trials:
    """Finds out whether the database answers and takes writes, by trying: one at a time, and once in a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._trial: asyncio.Task[None] | None = None
        self._due = 0.0
        self._trouble: str | None = None

    async def check(self) -> None:
        """Raises `Unavailable`, whose detail says what is wrong, within a few seconds."""
        if self._trial is None and time.monotonic() >= self._due:
            self._trial = asyncio.create_task(self._try())
        if self._trial is not None:
            trial = self._trial
            done, _ = await asyncio.wait({trial}, timeout=PATIENCE_SECONDS)
            if not done:
                raise Unavailable("The database did not answer in time. Try again.")
            trial.result()
        if self._trouble is not None:
            raise Unavailable(self._trouble)

    async def _try(self) -> None:
        try:
            await self._database.read(meta.find_epoch, autocommit=True)
            await self._database.write(meta.update_trial)
        except Unavailable as problem:
            self._trouble = problem.detail
        else:
            self._trouble = None
        finally:
            self._trial, self._due = None, time.monotonic() + TRIAL_SECONDS


async def is_unused(tx: Transaction) -> bool:
    """Whether nobody has signed up yet."""
    return not (await server.find_server(tx)).owned
