"""The measurements, and what they start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are not looked at by `/proc`")
@pytest.mark.parametrize("moment", ["while it starts the server", "once it has"])
def test_one_that_is_ended_from_outside_leaves_no_server_behind(moment: str, tmp_path: Path) -> None:
    bench = subprocess.Popen(
        [sys.executable, "-m", "bench", "http"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    try:
        server = child_of(bench.pid, "bench" if moment.startswith("while") else "--port")
        bench.send_signal(signal.SIGTERM)
        assert bench.wait(PATIENCE) == -signal.SIGINT
        assert not Path(f"/proc/{server}").exists()
    finally:
        bench.kill()


def child_of(pid: int, word: str) -> int:
    """The first process it starts with this word in its command, which is its own until that is another's."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if word in command_of(child):
                return int(child)
    raise TimeoutError


def command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended meanwhile
        return ""
