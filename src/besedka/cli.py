"""The command line."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import click

from besedka import __version__
from besedka.errors import StartupError
from besedka.settings import SETTINGS, Setting, Settings, Sourced, load_settings

if TYPE_CHECKING:
    from besedka.server import Server

STARTUP_FAILED = 2
_FIRST_STEPS = """
Nobody has an account yet. Make the first one:

  curl {address}/users -d '{{"email": "you@example.org", "password": "a long password"}}'
"""


def main() -> None:
    """The command `besedka`. What keeps it from starting is told in one line, with exit code 2."""
    try:
        besedka()
    except StartupError as error:
        sys.stderr.write(f"besedka: {error}\n")
        sys.exit(STARTUP_FAILED)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="besedka", message="%(prog)s %(version)s")
def besedka() -> None:
    """A chat server: one command to start, exact unread counts, nothing lost, nothing doubled."""


def _takes_settings(command: Callable[[Settings, list[Sourced]], None]) -> Callable[..., None]:
    """Give a command one flag for each setting, and `--config`."""

    @wraps(command)
    def with_flags(config: str | None, **flags: str | None) -> None:
        command(*load_settings(flags, os.environ, config))

    for setting in reversed(SETTINGS):
        with_flags = click.option(setting.flag, help=_help(setting))(with_flags)
    return click.option("--config", help="a TOML file of settings (default: besedka.toml, if there is one)")(with_flags)


def _help(setting: Setting) -> str:
    default = Sourced(setting, setting.default, "default").shown
    return f"{setting.meaning} ({setting.variable}{f'; default: {default}' if default else ''})"


@besedka.command()
@_takes_settings
def serve(settings: Settings, sources: list[Sourced]) -> None:  # noqa: ARG001 - the other command's
    """Start the server."""
    import uvloop  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.logs import configure_logs  # noqa: PLC0415 - likewise
    from besedka.server import serve as run  # noqa: PLC0415 - likewise

    configure_logs(settings.log_format, settings.log_level)
    uvloop.run(run(settings, _greet))


def _greet(server: "Server") -> None:
    click.echo(f"Besedka is at {server.address} (Ctrl-C stops it). Its API: {server.address}/docs")
    if server.unused:
        click.echo(_FIRST_STEPS.format(address=server.address))


@besedka.command(name="settings")
@_takes_settings
def show_settings(settings: Settings, sources: list[Sourced]) -> None:  # noqa: ARG001 - the other command's
    """Print every setting with its meaning, its value and where that comes from."""
    rows = [
        (each.setting.flag, each.setting.variable, each.shown, each.source, each.setting.meaning) for each in sources
    ]
    table = [("setting", "environment", "value", "from", "meaning"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for row in table:
        click.echo("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1]]))
