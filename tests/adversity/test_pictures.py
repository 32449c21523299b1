"""Thousands of broken pictures through the door: each is a picture after all, or refused."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cast import Visitor, problem
from tests.support.clock import Clock
from tests.support.pictures import FORMATS, mutants
from tests.support.server import running_server

pytestmark = [pytest.mark.adversity, pytest.mark.timeout(1800)]
EACH = 500


async def test_no_broken_picture_is_more_than_refused(tmp_path: Path) -> None:
    outcomes: Counter[object] = Counter()

    async def upload_all(visitor: Visitor, contents: Iterator[bytes]) -> None:
        for content in contents:
            response = await visitor.client.post("/photos", files={"file": ("me", content)})
            outcomes[200 if response.status_code == 200 else problem(response)[:2]] += 1

    async with running_server(tmp_path, "", Clock()) as server:
        people = [await server.sign_up(name) for name in ("ada", "boris")]
        contents = (content for image_format in FORMATS for content in mutants(image_format, EACH, seed=2))
        await asyncio.gather(*(upload_all(each, contents) for each in people))
        assert (await people[0].get("/health")).status_code == 200
    assert outcomes.total() == EACH * len(FORMATS)
    assert outcomes.keys() == {200, (400, "bad_image")}
