"""Every proof here is a long one."""

from pathlib import Path

import pytest

from besedka_client import backoff

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.adversity)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients come back soon, though no connection of theirs lasts."""
    monkeypatch.setattr(backoff, "WAIT_MOST", 1.0)
