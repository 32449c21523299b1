"""Thousands of broken pictures: each is a picture after all, or refused."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from besedka.images import child
from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.pictures import FORMATS, mutants
from tests.support.server import running_server

ROOT = Path(__file__).parents[2]
THROUGH_THE_DOOR, BY_THEMSELVES = 40, 1000  # of each format
_TRY_ALL = f"""
import io, sys
from besedka.images import scaling
from tests.support.pictures import mutants
for mutant in mutants(sys.argv[1], {BY_THEMSELVES}, seed=3):
    print(scaling.attempt("avatar", io.BytesIO(mutant))[0])
"""


@pytest.mark.parametrize("image_format", FORMATS)
def test_no_broken_picture_escapes_as_an_error(image_format: str) -> None:
    """By what decodes them, without a process for each."""
    command = [sys.executable, "-c", _TRY_ALL, image_format]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    outcomes = Counter(done.stdout.split())
    assert outcomes.total() == BY_THEMSELVES
    assert outcomes.keys() == {"True", "False"}


async def test_no_broken_picture_is_more_than_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in ("START_SECONDS", "WAITED_SECONDS"):
        monkeypatch.setattr(child, patience, 60)  # the machine may do other things besides
    outcomes: Counter[object] = Counter()

    async def upload_all(visitor: Visitor, contents: Iterator[bytes]) -> None:
        for content in contents:
            response = await visitor.client.post("/photos", files={"file": ("me", content)})
            outcomes[200 if response.status_code == 200 else problem(response)[:2]] += 1

    async with running_server(tmp_path, "", Clock()) as server:
        people = [await server.sign_up(name) for name in ("ada", "boris")]
        contents = (content for each in FORMATS for content in mutants(each, THROUGH_THE_DOOR, seed=2))
        await asyncio.gather(*(upload_all(each, contents) for each in people))
        assert (await people[0].get("/health")).status_code == 200
    assert outcomes.total() == THROUGH_THE_DOOR * len(FORMATS)
    assert outcomes.keys() == {200, (400, "bad_image")}
