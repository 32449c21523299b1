"""The program itself, as a process, the way people start it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 90  # seconds: on a machine that does other things besides


class Program:
    """`besedka serve`, running, once it has said where it is."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.address = self._wait_for_address()

    @property
    def printed(self) -> str:
        """All that went to standard output so far."""
        return (self._folder / "printed").read_text()

    @property
    def logged(self) -> str:
        """All that went to standard error so far."""
        return (self._folder / "logged").read_text()

    @property
    def mapped(self) -> str:
        """The files that are mapped into its memory, its libraries among them."""
        return Path(f"/proc/{self._process.pid}/maps").read_text()

    @property
    def resident(self) -> float:
        """MiB of memory, as the system counts it (`VmRSS`)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def wait_until_printed(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.printed:
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.01)

    def kill(self) -> None:
        """`kill -9`: without any chance to finish."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def finish(self) -> int:
        """Wait for its end; the exit code."""
        return self._process.wait(PATIENCE)

    def stop(self) -> int:
        """SIGTERM, then `finish`."""
        self.signal(signal.SIGTERM)
        return self.finish()

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            found = re.search(r"Besedka is at (http://\S+)", self.printed)
            if found:
                return found[1]
            time.sleep(0.01)
        raise AssertionError(f"no address in {self.printed!r}: {self.logged}")


class Revived:
    """A server that can be killed, and started again at its address with its data."""

    def __init__(self, stack: ExitStack, data: Path) -> None:
        self._stack = stack
        self._data = data
        self._program = self._start(0, None)

    @property
    def address(self) -> str:
        return self._program.address

    def kill(self) -> None:
        self._program.kill()

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Once it was killed."""
        self._program = self._start(int(self.address.rpartition(":")[2]), environment)

    def _start(self, port: int, environment: Mapping[str, str] | None) -> Program:
        serves = serving("--rate-limits", "off", data=self._data, environment=environment, port=port)
        return self._stack.enter_context(serves)


@contextmanager
def revived(data: Path) -> Iterator[Revived]:
    with ExitStack() as stack:
        yield Revived(stack, data)


@contextmanager
def serving(
    *arguments: str, data: Path, environment: Mapping[str, str] | None = None, port: int = 0
) -> Iterator[Program]:
    """A server, on a free port unless told; killed if it still runs in the end."""
    process = _start(["serve", "--port", str(port), "--data", str(data), *arguments], data.parent, environment)
    try:
        yield Program(process, data.parent)
    finally:
        process.kill()
        process.wait()


def run(
    *arguments: str, folder: Path, environment: Mapping[str, str] | None = None, typed: str = ""
) -> tuple[int, str, str]:
    """A command that ends by itself: the exit code, what it printed, what went to standard error. It reads what is
    `typed`.
    """
    process = _start(list(arguments), folder, environment, typed)
    try:
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
    return code, (folder / "printed").read_text(), (folder / "logged").read_text()


def _start(
    arguments: list[str], folder: Path, environment: Mapping[str, str] | None, typed: str = ""
) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BESEDKA_")}
    (folder / "typed").write_text(typed)
    with (
        (folder / "typed").open("rb") as read,
        (folder / "printed").open("wb") as printed,
        (folder / "logged").open("wb") as logged,
    ):
        return subprocess.Popen(
            [sys.executable, "-m", "besedka", *arguments],
            cwd=folder,
            env=inherited | dict(environment or {}),
            stdin=read,
            stdout=printed,
            stderr=logged,
        )
