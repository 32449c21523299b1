"""What is installed elsewhere: a wheel has the browser client in it, built."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.timeout(900)  # the client may have to be built

_ROOT = Path(__file__).parents[2]
_WEB = "besedka/web/"


def test_a_wheel_has_the_browser_client_built(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=_ROOT, check=True)
    (made,) = tmp_path.glob("*.whl")
    with ZipFile(made) as wheel:
        names = set(wheel.namelist())
        page = wheel.read(f"{_WEB}index.html").decode()
    asked = {f"{_WEB}{name}" for name in re.findall(r'(?:src|href)="/([^"]+\.(?:js|css))"', page)}
    assert {Path(name).suffix for name in asked} == {".js", ".css"}
    assert asked <= names
    assert {f"{_WEB}sw.js", f"{_WEB}manifest.webmanifest"} <= names
    assert not [name for name in names if "node_modules" in name or name.startswith("web/")]
