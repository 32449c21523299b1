"""`uv run python -m bench <name>`: every figure of the documentation has its command here."""

import importlib
import sys
from types import ModuleType

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
    _load(arguments[0]).main(arguments[1:])


def usage() -> str:
    """What can be measured, one line each."""
    lines = [f"  {name:10} {(_load(name).__doc__ or '').strip().splitlines()[0]}" for name in NAMES]
    return "\n".join(["uv run python -m bench <name> [--help]", "", *lines])


def _load(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name}")


if __name__ == "__main__":
    main(sys.argv[1:])
