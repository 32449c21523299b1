"""In how many processes the suite runs."""

import pytest

MOST = 4  # each has a Chromium, a PostgreSQL and 300 MB of its own


def spread(config: pytest.Config) -> None:
    """One for each core, which takes over from the others what they have not come to: unless it was said how many (`-n 0` for
    none but this one), or someone looks on, or asks for one file or some of it, which is done when others have only started.
    """
    if not config.pluginmanager.has_plugin("xdist") or hasattr(config, "workerinput"):
        return
    option = config.option
    if option.numprocesses is None and not _is_watched(config) and len(_files(config)) != 1:
        option.numprocesses, option.maxprocesses = "logical", option.maxprocesses or MOST
        option.dist = "worksteal"


def _is_watched(config: pytest.Config) -> bool:
    """With a debugger, or by what tests print."""
    return bool(config.option.usepdb or config.option.trace or config.option.capture == "no")


def _files(config: pytest.Config) -> set[str]:
    """Those that were asked for by name."""
    names = {argument.partition("::")[0] for argument in config.args}
    return {name for name in names if name.endswith(".py")}
