"""What Python compiles of modules."""

import os
import shutil
import sys
import tempfile
from functools import partial

import pytest


def keep_compiled(config: pytest.Config) -> None:
    """For a run, where the environment has Python keep nothing: else each process of the suite, and each program that one
    starts, compiles all modules anew, which takes longer than they do.
    """
    if not sys.dont_write_bytecode or hasattr(config, "workerinput"):
        return
    folder = tempfile.mkdtemp(prefix="compiled-")
    config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = folder
    sys.dont_write_bytecode, sys.pycache_prefix = False, folder
