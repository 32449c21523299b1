"""What Python compiles of modules."""

import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest


def keep_compiled(config: pytest.Config) -> None:
    """In pytest's own cache, where the environment has Python keep nothing: else each process of the suite, and each program
    that one starts, compiles all modules anew, which takes longer than they do.
    """
    if not sys.dont_write_bytecode or hasattr(config, "workerinput"):
        return
    folder = _find_folder(config)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)


def _find_folder(config: pytest.Config) -> Path:
    """Kept from run to run, but for what is of use to one alone: all of it without the cache, and else what was compiled of
    temporary files, whose folders each run names anew.
    """
    if not config.pluginmanager.has_plugin("cacheprovider"):
        folder = passing = Path(tempfile.mkdtemp(prefix="compiled-"))
    else:
        folder = config.rootpath / config.getini("cache_dir") / "d" / "compiled"  # "d": `--cache-clear` deletes it
        passing = folder.joinpath(*Path(tempfile.gettempdir()).parts[1:])
    config.add_cleanup(partial(shutil.rmtree, passing, ignore_errors=True))
    return folder
