"""A real NATS server, from the wheel that brings one."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.orphans import mortal_folder, start_mortal
from tests.support.ports import find_port

PATIENCE = 60  # seconds: on a machine that does other things besides


class Nats:
    """A server that can be stopped and started again, on the same port. `config` is in the words of NATS; it may change
    while the server is stopped.
    """

    def __init__(self, folder: Path, config: str = "") -> None:
        self.port = find_port()
        self.config = config
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def logged(self) -> str:
        """What it says of itself."""
        return (self.folder / "nats.log").read_text()

    def url_for(self, who: str, scheme: str = "nats") -> str:
        """Its address for someone: `user:password` or a token."""
        return f"{scheme}://{who}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it takes connections."""
        binary = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or "nats-server"
        config = self.folder / "nats.conf"
        config.write_text(self.config)
        command: list[str | Path] = [binary, "-a", "127.0.0.1", "-p", str(self.port), "-c", config]
        self._process = start_mortal(command, self.folder / "nats.log", dies_of=signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise AssertionError(f"nats-server does not answer: {self.logged}")

    def stop(self) -> None:
        """As if the machine had gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_nats(config: str = "") -> Iterator[Nats]:
    with mortal_folder() as folder:
        server = Nats(folder, config)
        server.start()
        try:
            yield server
        finally:
            server.stop()
