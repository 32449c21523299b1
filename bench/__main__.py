"""`uv run python -m bench <name>`: every figure of the documentation has its command here."""

import importlib
import signal
import sys
from types import FrameType, ModuleType

NAMES = (
    "engine",
    "http",
    "startup",
    "growth",
    "gateway",
    "idle",
    "hello",
    "storm",
    "revoke",
    "postgres",
    "cluster",
    "subscriptions",
    "limits",
    "join",
    "search",
    "files",
    "web",
)


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in NAMES:
        print(usage())
        raise SystemExit(2)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts it in the background has it ignored
    signal.signal(signal.SIGTERM, _interrupt)
    _load(arguments[0]).main(arguments[1:])


def usage() -> str:
    """What can be measured, one line each."""
    lines = [f"  {name:10} {(_load(name).__doc__ or '').strip().splitlines()[0]}" for name in NAMES]
    return "\n".join(["uv run python -m bench <name> [--help]", "", *lines])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """As Ctrl+C does, which event loops know how to take: what was started ends before this does."""
    signal.raise_signal(signal.SIGINT)


def _load(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name}")


if __name__ == "__main__":
    main(sys.argv[1:])
