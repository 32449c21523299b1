"""What every test of the gateway leaves behind."""

from collections.abc import AsyncIterator

import pytest

from tests.support.server import check_leftovers


@pytest.fixture(autouse=True)
async def no_leftovers() -> AsyncIterator[None]:
    """After each test: no connection, feed, look or socket is left of what it did."""
    yield
    await check_leftovers()
