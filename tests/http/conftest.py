"""What holds for every test of the API."""

import pytest

from besedka.images import child


@pytest.fixture(autouse=True)
def patience_with_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that does other things besides, the process for a sound one takes its time to begin, and to end."""
    monkeypatch.setattr(child, "START_SECONDS", 40)
    monkeypatch.setattr(child, "WAITED_SECONDS", 40)
