"""Servers that the suite starts end with it, and leave nothing behind, however it ends: by SIGTERM, by SIGKILL, by running out of memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGQUIT, Signals

# Asks Linux for a signal when the parent dies, then becomes the server. A change of user takes the request back, so that
# comes first; and a parent that died before the request was made sends nothing, so that is looked at last.
_WRAPPER = """
import ctypes, json, os, sys
what = json.loads(sys.argv[1])
if what["user"] is not None:
    os.setgroups([])
    os.setgid(what["user"])
    os.setuid(what["user"])
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, what["signal"], 0, 0, 0)
    if os.getppid() != what["parent"]:
        sys.exit(1)
os.execv(what["command"][0], what["command"])
"""


# Waits for the end of its input, which comes when the parent closes it or dies; a server may still be writing then.
_SWEEPER = """
read -r _
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -rf "$1" 2>/dev/null && exit
    sleep 0.5
done
"""


@contextmanager
def mortal_folder(below: Path | None = None) -> Iterator[Path]:
    """A temporary folder, deleted in the end, also if this process dies. Not one of pytest's, which are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="besedka-", dir=below))
    sweeper = subprocess.Popen(
        ["sh", "-c", _SWEEPER, "sweeper", folder],  # noqa: S607 - wherever it is
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C does not reach it
    )
    try:
        yield folder
    finally:
        sweeper.communicate()


def start_mortal(
    command: Sequence[str | Path],
    log: Path,
    *,
    user: int | None = None,
    dies_of: Signals = SIGQUIT,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """A server that gets the signal `dies_of` when this process dies; as another `user`, if told. Its output goes to
    `log`. Only on Linux; elsewhere it outlives who was killed.
    """
    parts = [str(part) for part in command]
    what = {"command": parts, "user": user, "signal": int(dies_of), "parent": os.getpid()}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _WRAPPER, json.dumps(what)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
