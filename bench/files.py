"""A file of 100 MiB sent and fetched: memory of the server, its speed beside nginx's, and messages meanwhile."""

import argparse
import http.client
import multiprocessing
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import people, processes

MEBIBYTE = 1024 * 1024
READERS = 20
RUNS = 3
MESSAGES = 400  # whose time is taken
PAUSE = 0.005  # seconds between two of them
BOUNDARY = "besedka-bench"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench files", description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="MiB of the file")
    size = parser.parse_args(arguments).size * MEBIBYTE
    with tempfile.TemporaryDirectory() as name, processes.besedka(Path(name) / "data") as server:
        folder = Path(name)
        ada = people.sign_in(server.port, "ada@example.org")
        chat_id = ada.ask("POST", "/chats", {"user_id": ada.id})["id"]
        upload(server.port, ada.cookie, chat_id, MEBIBYTE)  # so that all is loaded that an upload needs
        with peak_memory(server) as grown:
            seconds, file_id = upload(server.port, ada.cookie, chat_id, size)
        print(f"upload    {size / seconds / MEBIBYTE:6.0f} MiB/s, memory grew by {grown():.1f} MiB at most")
        path, cookie = f"/files/{file_id}", ada.cookie
        fetch(server.port, path, cookie)
        with peak_memory(server) as grown:
            own = max(fetch(server.port, path, cookie) for _ in range(RUNS))
        stored = max((folder / "data" / "blobs").rglob("*"), key=lambda each: each.stat().st_size)
        with processes.nginx(stored.parent, folder) as port:
            fetch(port, f"/{stored.name}", "")
            nginx = max(fetch(port, f"/{stored.name}", "") for _ in range(RUNS))
        print(f"download  {own:6.0f} MiB/s, memory grew by {grown():.1f} MiB at most; nginx {nginx:.0f} MiB/s")
        print(f"          {own / nginx:.2f} of nginx")
        report_messages(server, ada, chat_id, path)


def upload(port: int, cookie: str, chat_id: int, size: int) -> tuple[float, int]:
    """How long it took, and the file's id."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="seeds.bin"\r\n\r\n'.encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    connection.putrequest("POST", f"/chats/{chat_id}/files")
    connection.putheader("Cookie", cookie)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(head) + size + len(tail)))
    connection.endheaders(head)
    for _ in range(size // MEBIBYTE):
        connection.send(bytes(MEBIBYTE))
    connection.send(tail)
    answer = people.read_answer(connection.getresponse())
    return time.perf_counter() - begun, int(answer["id"])


def fetch(port: int, path: str, cookie: str) -> float:
    """MiB a second."""
    begun = time.perf_counter()
    size = sum(map(len, received(port, path, cookie)))
    return size / (time.perf_counter() - begun) / MEBIBYTE


def received(port: int, path: str, cookie: str) -> Iterator[bytes]:
    """What comes, as it comes."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
        while data := line.recv(MEBIBYTE):
            yield data


@contextmanager
def peak_memory(server: processes.Process) -> Iterator[Callable[[], float]]:
    """What tells, afterwards, by how many MiB the server has grown at most."""
    before = peak = server.resident
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.01):
            peak = max(peak, server.resident)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: peak - before
    finally:
        done.set()
        watcher.join()


def report_messages(server: processes.Process, ada: people.Visitor, chat_id: int, path: str) -> None:
    """A message's p99 without and with downloads."""
    quiet = slowest(ada, chat_id)
    readers = [
        multiprocessing.Process(target=keep_fetching, args=(server.port, path, ada.cookie)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    try:
        time.sleep(1)
        busy = slowest(ada, chat_id)
    finally:
        for reader in readers:
            reader.kill()  # it holds nothing, and would say much of how it was ended
            reader.join()
    print(f"a message {quiet:6.1f} ms p99; with {READERS} downloads {busy:.1f} ms: {busy / quiet:.1f} times")


def keep_fetching(port: int, path: str, cookie: str) -> None:
    """Until it is ended."""
    processes.pin(processes.CLIENT_CORE)
    while True:
        fetch(port, path, cookie)


def slowest(ada: people.Visitor, chat_id: int) -> float:
    """The 99th percentile, in milliseconds."""
    times = []
    for number in range(MESSAGES):
        begun = time.perf_counter()
        ada.ask("POST", f"/chats/{chat_id}/messages", {"text": f"message {number}"})
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(PAUSE)
    return statistics.quantiles(times, n=100)[98]
