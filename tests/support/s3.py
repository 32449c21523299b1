"""An S3 on this machine."""

import itertools
import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_numbers = itertools.count(1)


class S3:
    """A store of objects that speaks S3 at `endpoint`."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def make_bucket(self) -> str:
        """The name of a new one."""
        name = f"besedka-{next(_numbers)}"
        asked = urllib.request.Request(f"{self.endpoint}/{name}", method="PUT")  # noqa: S310 - our own
        urllib.request.urlopen(asked).close()  # noqa: S310 - likewise
        return name


@contextmanager
def running_s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """The environment says how to reach it."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - takes a second, which only those wait for who need it

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "garden",
        "AWS_SECRET_ACCESS_KEY": "gate",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }.items():
        monkeypatch.setenv(name, value)
    try:
        yield S3(endpoint)
    finally:
        server.stop()
