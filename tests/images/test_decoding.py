"""The program that decodes pictures, by itself."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from besedka.images import decoding
from tests.support.pictures import FORMATS, picture

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA"])
def test_a_picture_takes_no_more_memory_than_allowed(mode: str) -> None:
    measure = (
        "import sys; from pathlib import Path; from besedka.images import decoding; decoding.main();"
        "print(*(x.split()[1] for x in Path('/proc/self/status').open() if 'VmHWM' in x), file=sys.stderr)"
    )
    with tempfile.TemporaryFile() as file:
        file.write(picture(size=(8600, 5800), mode=mode, compress_level=1))
        file.seek(0)
        done = subprocess.run(
            [sys.executable, "-c", measure, "avatar"], stdin=file, capture_output=True, timeout=120, check=True
        )
        assert done.stdout.startswith(decoding.READY + decoding.DONE)
        assert int(done.stderr) * 1024 <= decoding.MEMORY_LIMIT + 2**24


def test_no_broken_picture_escapes_as_an_error() -> None:
    """Hundreds of them, by what runs in the child, in one process apart: it lives to the end."""
    try_all = (
        "import io, sys; from besedka.images import scaling; from tests.support.pictures import FORMATS, mutants\n"
        "for each in FORMATS:\n"
        "    made = [scaling.attempt('avatar', io.BytesIO(mutant))[0] for mutant in mutants(each, 60, seed=1)]\n"
        "    print(each, len(made), 0 < sum(made) < len(made))\n"
    )
    done = subprocess.run([sys.executable, "-c", try_all], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{each} 60 True" for each in FORMATS]
