"""What every store of blobs promises."""

from pathlib import Path

import pytest

from besedka.blobs import open_blobs
from besedka.errors import StartupError


async def test_what_was_put_is_there_until_deleted(tmp_path: Path) -> None:
    blobs = open_blobs(tmp_path / "blobs")
    content = bytes(range(256)) * 1000
    await blobs.put("photos/one", content)
    assert await open_blobs(tmp_path / "blobs").get("photos/one") == content
    await blobs.delete("photos/one")
    assert await blobs.get("photos/one") is None


async def test_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    blobs = open_blobs(tmp_path / "blobs")
    assert await blobs.get("photos/none") is None
    await blobs.delete("photos/none")


def test_a_folder_that_cannot_be_made_keeps_the_server_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match="can't hold blobs"):
        open_blobs(tmp_path / "file" / "blobs")
