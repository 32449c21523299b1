"""The server of `bench join --rounds`: on the standard event loop, which notes how long each round takes of the processor's
time. Other processes do not make that longer, as they do a ping; it is somewhat longer than under uvloop.
"""

import asyncio
import os
import time
from asyncio import base_events
from pathlib import Path
from typing import TextIO

import uvloop

from besedka import cli

NOTED = "BENCH_ROUNDS"  # the variable that says in which file
LEAST = 0.001  # seconds: shorter ones keep nobody


def longest(file: Path, since: float) -> float:
    """Seconds of the longest round that has ended since that `time.monotonic()`."""
    noted = [line.split() for line in file.read_text().splitlines()]
    return max((float(spent) for ended, spent in noted if float(ended) >= since), default=0)


def main() -> None:
    with Path(os.environ[NOTED]).open("a", buffering=1) as notes:
        _serve(notes)


def _serve(notes: TextIO) -> None:
    run_once = base_events.BaseEventLoop._run_once  # type: ignore[attr-defined] # noqa: SLF001 - there is no other way

    def timed(loop: base_events.BaseEventLoop) -> None:
        began = time.thread_time()
        run_once(loop)
        spent = time.thread_time() - began
        if spent >= LEAST:
            notes.write(f"{time.monotonic()} {spent}\n")

    base_events.BaseEventLoop._run_once = timed  # type: ignore[attr-defined] # noqa: SLF001 - likewise
    uvloop.run = asyncio.run  # type: ignore[assignment] # for what the command line asks of it
    cli.main()


if __name__ == "__main__":
    main()
