"""One picture in one process: started for it, and gone with it."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from typing import IO, BinaryIO

import structlog

from besedka.errors import BadRequest, Code, Unavailable
from besedka.images.decoding import DONE, REFUSED, SIZE_BYTES
from besedka.images.turns import stopping

PROGRAM = ("-m", "besedka.images.decoding")
START_SECONDS = 10.0  # for the process to begin
WAITED_SECONDS = 10.0  # for it to end: longer than it may work, as the processor has more to do
ANSWER_LIMIT = 8 * 1024 * 1024  # bytes
_REASON_LIMIT = 200  # bytes
_KEPT = ("PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # of the environment; and no passwords

log = structlog.get_logger(__name__)


class Child:
    """A process that does one task with one picture. `run` waits for it, in a thread; `kill` may be called in any other,
    before, while and after.
    """

    def __init__(self, task: str) -> None:
        self._task = task
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    def run(self, source: BinaryIO) -> bytes:
        """What the task makes of `source`, which must be a file on disk. Raises `BadRequest` (`bad_image`) if it makes
        nothing, dies or takes too long; `Unavailable` if it does not begin, gets no turn at the processor, or is killed.
        """
        source.seek(0)
        process = self._start(source)
        assert process.stdout is not None
        try:
            with process.stdout as pipe:
                answer = _read(pipe)
        finally:
            status = self._end(process)
        if self._killed:
            raise stopping()
        return _judge(answer, status)

    def kill(self) -> None:
        """End the process at once, or keep it from beginning."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def _start(self, source: BinaryIO) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._killed:
                raise stopping()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-P", "-s", *PROGRAM, self._task],
                    stdin=source.fileno(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    # Each arena of malloc would take its own part of the address space, which is bounded.
                    env={"MALLOC_ARENA_MAX": "1"} | {name: os.environ[name] for name in _KEPT if name in os.environ},
                    process_group=0,  # Ctrl-C on the terminal is for the server alone
                )
            except OSError as error:
                raise Unavailable("The server can't start a process to decode pictures. Try again later.") from error
            return self._process

    def _end(self, process: "subprocess.Popen[bytes]") -> int:
        """Let go of the process, whatever it does; how it ended, or that we ended it."""
        with self._lock:  # nobody kills a process of that number once it is gone
            process.kill()
            status = process.wait()
            self._process = None
        return status


def _read(pipe: IO[bytes]) -> bytes | None:
    """All that a process says until it ends or says too much; None if its time, which begins with its first byte, is over."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    answer = bytearray()
    deadline = time.monotonic() + START_SECONDS
    while len(answer) < ANSWER_LIMIT:
        if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
            return None if answer else b""
        chunk = os.read(pipe.fileno(), 64 * 1024)
        if not chunk:
            break
        if not answer:
            deadline = time.monotonic() + WAITED_SECONDS
        answer += chunk
    return bytes(answer)


def _judge(answer: bytes | None, status: int) -> bytes:
    """What to make of an answer of a process that ended so."""
    if answer is None:
        raise Unavailable("The server is too busy to decode pictures. Try again later.")
    if status == -signal.SIGXCPU:
        raise _bad_image("This picture takes too long to decode.")
    if not answer:
        log.error("decoder_did_not_begin")
        raise Unavailable("The server can't decode pictures at the moment. Try again later.")
    verdict, size, content = answer[1:2], answer[2 : 2 + SIZE_BYTES], answer[2 + SIZE_BYTES :]
    whole = len(size) == SIZE_BYTES and int.from_bytes(size, "big") == len(content)
    if whole and verdict == DONE:
        return content
    if whole and verdict == REFUSED:
        raise _bad_image(content[:_REASON_LIMIT].decode(errors="replace"))
    raise _bad_image("This is not a picture that can be read.")  # it made the process crash


def _bad_image(detail: str) -> BadRequest:
    return BadRequest(Code.BAD_IMAGE, detail)
