"""Looks, every few seconds, for what nobody was told of: whatever that is, it is told within a sweep."""

import asyncio

import structlog

from besedka import metrics
from besedka.errors import Problem
from besedka.gateway.comparison import Comparison
from besedka.gateway.sessions import SessionKeeper

SWEEP_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Sweep:
    """First the sessions, then, where announcements can get lost, a comparison with the database. Where they can't, there
    is none, and of the sessions only those are looked at that time brings to an end.
    """

    def __init__(self, keeper: SessionKeeper, comparison: Comparison | None) -> None:
        self._keeper = keeper
        self._comparison = comparison
        self._gap = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    def hurry(self) -> None:
        """Sweep at once: announcements may have been lost."""
        self._gap.set()

    def close(self) -> None:
        """Sweep no more."""
        self._task.cancel()

    async def sweep(self) -> None:
        """One sweep, of everything. Raises what the database raises."""
        with metrics.SWEEP_SECONDS.time():
            await self._keeper.keep(everyone=self._comparison is not None)
            if self._comparison is not None:
                await self._comparison.compare()

    async def _run(self) -> None:
        while True:
            await self._wait()
            try:
                await self.sweep()
            except Problem as problem:
                metrics.SWEEPS_FAILED.inc()
                log.warning("sweep_failed", code=problem.code)
            except Exception:
                metrics.SWEEPS_FAILED.inc()
                log.exception("sweep_failed")

    async def _wait(self) -> None:
        """Until it is time, or until a gap."""
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._gap.wait()
        except TimeoutError:
            pass
        self._gap.clear()
