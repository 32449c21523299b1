"""The command line."""

import inspect
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

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

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def main() -> None:
    """The command `besedka`. What keeps it from starting is told in one line, with exit code 2."""
    try:
        app()
    except StartupError as error:
        sys.stderr.write(f"besedka: {error}\n")
        sys.exit(STARTUP_FAILED)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature
    if wanted:
        typer.echo(f"besedka {__version__}")
        raise typer.Exit


@app.callback()
def besedka(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,  # noqa: FBT002 - likewise
) -> None:
    """A chat server: one command to start, exact unread counts, nothing lost, nothing doubled."""


def _takes_settings(command: Callable[[Settings, list[Sourced]], None]) -> Callable[..., None]:
    """Give a command one flag for each setting, and `--config`."""

    def with_flags(config: str | None, **flags: str | None) -> None:
        command(*load_settings(flags, os.environ, config))

    with_flags.__doc__ = command.__doc__
    with_flags.__name__ = command.__name__
    parameters = [_parameter("config", "--config", "a TOML file of settings (default: besedka.toml, if there is one)")]
    parameters += [_parameter(each.name, each.flag, _help(each)) for each in SETTINGS]
    with_flags.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_flags.__annotations__ = {each.name: each.annotation for each in parameters}
    return with_flags


def _parameter(name: str, flag: str, text: str) -> inspect.Parameter:
    annotation: Any = Annotated[str | None, typer.Option(flag, help=text, show_default=False)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _help(setting: Setting) -> str:
    default = Sourced(setting, setting.default, "default").shown
    return (
        f"{setting.meaning} (default: {default}; {setting.variable})"
        if default
        else f"{setting.meaning} ({setting.variable})"
    )


@app.command()
@_takes_settings
def serve(settings: Settings, sources: list[Sourced]) -> None:  # noqa: ARG001 - the other command's
    """Start the server."""
    import uvloop  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.logs import configure_logs  # noqa: PLC0415 - likewise
    from besedka.server import serve as run  # noqa: PLC0415 - likewise

    configure_logs(settings.log_format, settings.log_level)
    uvloop.run(run(settings, _greet))


def _greet(server: "Server") -> None:
    typer.echo(f"Besedka is at {server.address} (Ctrl-C stops it). Its API: {server.address}/docs")
    if server.unused:
        typer.echo(_FIRST_STEPS.format(address=server.address))


@app.command(name="settings")
@_takes_settings
def show_settings(settings: Settings, sources: list[Sourced]) -> None:  # noqa: ARG001 - the other command's
    """Print every setting with its meaning, its value and where that comes from."""
    from rich.console import Console  # noqa: PLC0415 - only this command draws a table
    from rich.table import Table  # noqa: PLC0415 - likewise

    table = Table("setting", "environment", "value", "from", "meaning", box=None, pad_edge=False, header_style="bold")
    for each in sources:
        table.add_row(each.setting.flag, each.setting.variable, each.shown, each.source, each.setting.meaning)
    Console(soft_wrap=not sys.stdout.isatty()).print(table)
