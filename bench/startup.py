"""From `besedka serve` to the first 200 on an existing database, and the idle memory, beside a bare server's."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench import people, processes

IDLE_SECONDS = 2.0


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args(arguments).runs
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with processes.besedka(data) as server:  # makes the database, and the compiled modules of a first run
            people.sign_in(server.port, "ada@example.org")
        _report("bare uvicorn+Falcon", processes.bare, runs)
        _report("besedka serve", lambda: processes.besedka(data), runs)


def _report(name: str, start: Callable[[], AbstractContextManager[processes.Process]], runs: int) -> None:
    startups, memories = [], []
    for _ in range(runs):
        with start() as server:
            startups.append(server.startup)
            time.sleep(IDLE_SECONDS)
            memories.append(server.resident)
    print(
        f"{name:20} first 200 after {statistics.median(startups):.2f} s (at most {max(startups):.2f});"
        f" idle memory {statistics.median(memories):.1f} MiB (at most {max(memories):.1f})"
    )
