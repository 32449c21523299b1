"""Waiting for a condition."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 10  # seconds


async def wait_for(condition: Callable[[], Awaitable[object]]) -> None:
    """Until it holds, looked at every few milliseconds. Raises `TimeoutError`."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():
            await asyncio.sleep(0.005)
