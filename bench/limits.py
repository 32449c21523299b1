"""What it costs to count for many: requests from 48,000 addresses, beside as many from a few hundred."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from bench import load, processes
from besedka.limits import Limit, Limits

MANY, FEW = 48_000, 500  # a few: one would be over its limit, and refusals cost something else than answers
ROUNDS = 5  # in turn, the best of each: what disturbs one rarely disturbs all
COUNTED = Limit("as many as come", 10**9, 10**5)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench limits", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each is measured in all")
    seconds = parser.parse_args(arguments).seconds
    for keys in (1, MANY):
        print(f"{'counting, keys: ' + format(keys, ','):36} {counting(keys):5.2f} µs")
    with tempfile.TemporaryDirectory() as folder, processes.limited(Path(folder)) as server:
        runs = [
            (load.measure_each(server.port, requests(FEW), each), load.measure_each(server.port, requests(MANY), each))
            for each in [seconds / ROUNDS] * ROUNDS
        ]
    few, many = (max(half, key=lambda run: run.rate) for half in zip(*runs, strict=True))
    print(f"{'GET /health, addresses: ' + format(FEW, ','):36} {few}")
    print(f"{'GET /health, addresses: ' + format(MANY, ','):36} {many}   {many.rate / few.rate:.2f} of few")


def counting(keys: int) -> float:
    """Microseconds to count one event, with so many keys in use."""
    limits, rounds = Limits(on=True), 5 * list(range(MANY))
    began = time.perf_counter()
    for number in rounds:
        limits.take(COUNTED, number % keys)
    return (time.perf_counter() - began) / len(rounds) * 1e6


def requests(addresses: int) -> Iterator[bytes]:
    """What a proxy hands on for so many clients in turn."""
    return cycle([request_of(number) for number in range(addresses)])


def request_of(number: int) -> bytes:
    """One client's."""
    address = f"198.18.{number >> 8}.{number & 255}"
    return f"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\n\r\n".encode()
