"""The tour of the README does what it says, in both languages."""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.docs.markdown import Block, between, blocks, read
from tests.support.program import serving

ADDRESS = "http://127.0.0.1:8080"
PLACEHOLDER = "…"
PATIENCE = 90  # seconds: on a machine that does other things besides


def test_both_languages_show_the_same_commands_and_answers() -> None:
    assert blocks(read("README.md")) == blocks(read("README.ru.md"))


def test_the_tour(tmp_path: Path) -> None:
    folder = tmp_path / "tour"
    folder.mkdir()
    with serving(data=tmp_path / "besedka-data") as program:
        wait_for(program.address)
        tour = blocks(between(read("README.md"), "tour"))
        assert len(tour) > 20
        for command, answer in zip(tour, [*tour[1:], Block("", "")], strict=True):
            if command.language == "sh":
                printed = run(command.text.replace(ADDRESS, program.address), folder)
                check(command.text, printed, answer)


def test_the_tour_begins_with_what_a_new_server_prints(tmp_path: Path) -> None:
    with serving(data=tmp_path / "besedka-data") as program:
        printed = program.printed.replace(program.address, ADDRESS)
    tour = blocks(between(read("README.md"), "tour"))
    assert tour[0].text.splitlines()[0] in [line.strip() for line in printed.splitlines()]


def wait_for(address: str) -> None:
    """A server that has said where it is may still need a moment until it listens."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address}/health").close()  # noqa: S310 - our own
        except urllib.error.URLError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        else:
            return


def run(script: str, folder: Path, **variables: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_PROXY": "*"} | variables
    command = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, f"{script}\n{done.stderr}"
    return done.stdout


def check(script: str, printed: str, answer: Block) -> None:
    """Compare what a script printed with what the document shows below it."""
    if answer.language == "json":
        assert fits(documents_in(printed), documents_in(answer.text)), f"{script}\n{printed}"
    elif answer.language == "text":
        pattern = ".*".join(re.escape(part) for part in answer.text.split(PLACEHOLDER))
        assert re.fullmatch(pattern, printed), f"{script}\n{printed}"
    else:
        raise AssertionError(f"the document does not show what this answers:\n{script}")


def documents_in(text: str) -> list[Any]:
    """JSON documents one after another, with or without white space between them."""
    decoder, found, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


def fits(actual: object, shown: object) -> bool:
    """Whether two pieces of JSON are equal, where a shown `…` stands for anything."""
    if shown == PLACEHOLDER:
        return True
    if isinstance(shown, dict) and isinstance(actual, dict):
        return shown.keys() == actual.keys() and all(fits(actual[key], shown[key]) for key in shown)
    if isinstance(shown, list) and isinstance(actual, list):
        return len(shown) == len(actual) and all(map(fits, actual, shown))
    return type(actual) is type(shown) and actual == shown


def test_an_answer_that_differs_from_what_is_shown_is_noticed() -> None:
    assert fits([{"id": 1, "at": "now"}], [{"id": 1, "at": "…"}])
    assert not fits([{"id": 2, "at": "now"}], [{"id": 1, "at": "…"}])
    assert not fits([{"id": 1}], [{"id": 1, "at": "…"}])
    assert not fits([{"deleted": 1}], [{"deleted": True}])
    assert documents_in('{"id": 1}\n{}[2]') == [{"id": 1}, {}, [2]]
