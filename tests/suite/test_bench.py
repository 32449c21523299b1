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
def test_one_that_is_ended_from_outside_leaves_no_server_behind(tmp_path: Path) -> None:
    bench = subprocess.Popen(
        [sys.executable, "-m", "bench", "http"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    try:
        server = server_of(bench.pid)
        bench.send_signal(signal.SIGTERM)
        assert bench.wait(PATIENCE) == -signal.SIGINT
        assert not Path(f"/proc/{server}").exists()
    finally:
        bench.kill()


def server_of(pid: int) -> int:
    """The server that a process starts, once it has."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if "--port" in command_of(child):
                return int(child)
        time.sleep(0.01)
    raise TimeoutError


def command_of(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:  # it has ended meanwhile
        return ""
