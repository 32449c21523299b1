"""What a file is, told from its bytes and from nothing else: what a client says of it nobody has to believe."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

HEAD = 256 * 1024  # bytes from a file's beginning, from which nearly all is told

# Some of a file's bytes: from a place on up to, but without, another; cut off at its end.
Read: TypeAlias = Callable[[int, int], Awaitable[bytes]]
