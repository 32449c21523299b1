"""Servers under measurement: each a process of its own, on a core of its own where the machine has two."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import rounds

SERVER_CORE, CLIENT_CORE = 0, 1
PATIENCE = 30.0  # seconds for a server to answer


class Process:
    """A running server: where it is, how long it took to answer, what it occupies."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, startup: float) -> None:
        self._process = process
        self.port = port
        self.startup = startup  # seconds from the command to the first 200

    @property
    def resident(self) -> float:
        """MiB of memory, as the system counts it (`VmRSS`)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def stop(self) -> None:
        """Have it drain, and wait for its end."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)


@contextmanager
def besedka(data: Path, database: str = "", bus: str = "") -> Iterator[Process]:
    """`besedka serve` without rate limits on a data folder."""
    flags = ["--data", str(data), "--rate-limits", "off", "--log-format", "json"]
    if database:
        flags += ["--database", database]
    if bus:
        flags += ["--bus", bus]
    with _running([sys.executable, "-m", "besedka", "serve", *flags], "/health") as process:
        yield process


@contextmanager
def whole(data: Path) -> Iterator[Process]:
    """`besedka serve` on a data folder, doing in one piece what it does in many."""
    flags = ["--data", str(data), "--rate-limits", "off", "--log-format", "json"]
    with _running([sys.executable, "-m", "bench.whole", "serve", *flags], "/health") as process:
        yield process


@contextmanager
def timed(data: Path, database: str, notes: Path) -> Iterator[Process]:
    """`besedka serve`, noting how long its event loop is kept; see `bench.rounds`."""
    flags = ["--data", str(data), "--rate-limits", "off", "--log-format", "json"]
    if database:
        flags += ["--database", database]
    variable = f"{rounds.NOTED}={notes}"
    with _running(["env", variable, sys.executable, "-m", "bench.rounds", "serve", *flags], "/health") as process:
        yield process


@contextmanager
def limited(data: Path) -> Iterator[Process]:
    """`besedka serve` with rate limits, behind a proxy on this machine that says who is asking."""
    flags = ["--data", str(data), "--trusted-proxies", "127.0.0.1", "--log-format", "json"]
    with _running([sys.executable, "-m", "besedka", "serve", *flags], "/health") as process:
        yield process


@contextmanager
def bare() -> Iterator[Process]:
    """The bare uvicorn and Falcon that Besedka is compared with."""
    with _running([sys.executable, "-m", "bench.bare"], "/") as process:
        yield process


@contextmanager
def broadcaster() -> Iterator[Process]:
    """The bare uvloop broadcaster that fan-out is compared with."""
    with _running([sys.executable, "-m", "bench.broadcaster"], "/") as process:
        yield process


def pin(core: int) -> None:
    """Keep this process on one core, if the system can and has that many."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


@contextmanager
def _running(command: list[str], path: str) -> Iterator[Process]:
    port = _free_port()
    began = time.perf_counter()
    with _started([*command, "--port", str(port)], errors=subprocess.DEVNULL) as server:
        _wait_for(f"http://127.0.0.1:{port}{path}", server)
        process = Process(server, port, time.perf_counter() - began)
        yield process
        process.stop()


@contextmanager
def _started(
    command: list[str], *, env: dict[str, str] | None = None, errors: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process on the servers' core, for as long as this lasts: none stays, whatever ends it and whenever."""
    process = None
    try:
        with _uninterrupted() as mask:
            process = subprocess.Popen(
                command,
                env=env,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                preexec_fn=lambda: _settle(mask),  # noqa: PLW1509 - no threads yet
            )
        yield process
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def _uninterrupted() -> Iterator[set[int]]:
    """Signals that would end this come at the end of the block; which were held back before it."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield {int(each) for each in mask}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _settle(mask: set[int]) -> None:
    """In a process that has just begun: take signals as this one does, on the core of servers."""
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    pin(SERVER_CORE)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"{url} does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    sendfile on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[int]:
    """Nginx that serves what is in `root`, on the servers' core; its port. `folder` is for what it writes."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    settings = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(user + _NGINX.format(folder=folder, port=port, root=root))
    environment = os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
    with _started(["nginx", "-c", str(settings), "-e", "stderr"], env=environment) as process:
        try:
            _wait_for_port(port)
            yield port
        finally:  # killed, it would leave its workers
            process.terminate()
            process.wait(PATIENCE)


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
