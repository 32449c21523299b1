"""Real nginx and Caddy, set up as the operator's page says."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.docs.markdown import between, blocks, read
from tests.support.orphans import mortal_folder, start_mortal
from tests.support.ports import find_port

PATIENCE = 60  # seconds: on a machine that does other things besides
PACKAGES = {"nginx": "nginx-light", "caddy": "caddy"}
_SHOWN = ("chat.example.org", "127.0.0.1:8080")

_NGINX = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {shown}
}}
"""
_CADDY = """
{{
    admin off
    auto_https disable_redirects
    skip_install_trust
}}
{shown}
"""


class FrontDoor:
    """A proxy with TLS before a server: its address, and what a client needs to believe it."""

    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        self.address = f"https://localhost:{port}"
        self.trust = trust


@contextmanager
def running_proxy(kind: str, server_port: int) -> Iterator[FrontDoor]:
    """Nginx or Caddy by the lines of `docs/operations.md`, with another port and a certificate of our own.

    Skips the test where it is not installed, except in CI.
    """
    binary = _find(kind)
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with mortal_folder() as folder:
        name, port = str(folder), find_port()
        certificate = authority.issue_cert("localhost")
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
        command = _prepare(kind, binary, folder, (port, server_port))
        environment = {"PATH": os.environ["PATH"], "HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        process = start_mortal(command, folder / "log", dies_of=signal.SIGTERM, environment=environment)
        try:
            _wait_for(port, process, folder / "log")
            yield FrontDoor(port, trust)
        finally:
            process.terminate()
            process.wait()


def _find(kind: str) -> str:
    binary = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        advice = f"there is no {kind} here: apt-get install --no-install-recommends {PACKAGES[kind]}"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)
    return binary


def _prepare(kind: str, binary: str, folder: Path, ports: tuple[int, int]) -> list[str | Path]:
    shown = _shown(kind, folder, ports)
    if kind == "nginx":
        user = "user root;" if os.getuid() == 0 else ""  # its workers would not get into the folder
        (folder / "nginx.conf").write_text(_NGINX.format(user=user, folder=folder, shown=shown))
        return [binary, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
    (folder / "Caddyfile").write_text(_CADDY.format(shown=shown))
    return [binary, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]


def _shown(kind: str, folder: Path, ports: tuple[int, int]) -> str:
    """The document's own lines, but for where things are."""
    (block,) = blocks(between(read("docs/operations.md"), kind))
    host, upstream = _SHOWN
    port, server_port = ports
    replaced = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        f"/etc/ssl/{host}.pem": f"{folder}/certificate.pem",
        f"/etc/ssl/{host}.key": f"{folder}/key.pem",
        f"{host} {{": f"localhost:{port} {{\n    tls {folder}/certificate.pem {folder}/key.pem",
        upstream: f"127.0.0.1:{server_port}",
    }
    text = block.text
    for old, new in replaced.items():
        text = text.replace(old, new)
    assert str(port) in text
    assert str(server_port) in text
    return text


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise AssertionError(f"the proxy does not answer: {log.read_text()}")
