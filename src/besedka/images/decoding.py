"""The program that decodes one picture: a process of its own, which may crash, hang or run out of memory as it likes.

It reads the picture from standard input, which is a file, and answers on standard output: `READY` once it has begun, then
`DONE` and what it made, or `REFUSED` and why.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

READY, DONE, REFUSED = b"r", b"+", b"-"
SIZE_BYTES = 4  # of the length, the most significant first, that stands before what was made, or why nothing was
MEMORY_LIMIT = 256 * 1024 * 1024  # bytes of this process, all in all; kept to on Linux
SECONDS = 3  # of the processor, for one picture; then `SIGXCPU` ends it
_NICENESS = 10  # the server goes first


def main() -> None:
    """Run once, with the name of the task as the only argument."""
    from besedka.images import scaling  # noqa: PLC0415 - Pillow, which those who import this module do without

    _limit()
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        target.write(READY)
        target.flush()
        made, content = scaling.attempt(sys.argv[1], source)
        target.write((DONE if made else REFUSED) + len(content).to_bytes(SIZE_BYTES, "big") + content)


def _limit() -> None:
    """Bound what is to come. The address space may grow by what `MEMORY_LIMIT` leaves over what is resident by now."""
    import resource  # noqa: PLC0415 - no part of what the server imports from here

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    with suppress(OSError, ValueError):  # of Linux; elsewhere the time alone bounds it
        mapped, resident = (int(each) * resource.getpagesize() for each in _pages())
        limit = mapped + MEMORY_LIMIT - resident
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.nice(_NICENESS)


def _pages() -> list[str]:
    return Path("/proc/self/statm").read_text().split()[:2]


if __name__ == "__main__":
    main()
