"""Waiting for a condition."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 60  # seconds: on a machine that does other things besides


async def wait_for(
    condition: Callable[[], Awaitable[object]], patience: float = PATIENCE, pause: float = 0.005
) -> None:
    """Until it holds, looked at every few milliseconds. Raises `TimeoutError`."""
    async with asyncio.timeout(patience):
        while not await condition():
            await asyncio.sleep(pause)
