"""Ports for servers of other programs, which can't be told to take a free one and say which, or go away and come back."""

import secrets
import socket
from contextlib import suppress

_FIRST, _BEYOND = 20_000, 32_768  # above them are those the system gives to whoever asks for any


def find_port() -> int:
    """A free one of this machine, that nobody else will get by chance: neither before its server listens, nor while that is
    away. Not by `random`, whose seed Hypothesis makes the same in every process of the suite.
    """
    while True:
        port = _FIRST + secrets.randbelow(_BEYOND - _FIRST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
