"""The command line."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from besedka import __version__
from besedka.errors import Problem, StartupError
from besedka.settings import SETTINGS, Setting, Settings, Sourced, load_settings

if TYPE_CHECKING:
    from besedka.blobs import Blob
    from besedka.http.build import Build
    from besedka.server import Server

STARTUP_FAILED = 2
_FIRST_STEPS = """
Nobody has an account yet. Open {address} and make the first one, or make the one with which the README's tour begins:

  curl {address}/users -d '{{"email": "ada@example.org", "password": "a garden in May", "name": "Ada Lovelace"}}'
"""
_FIRST_STEPS_IF_CLOSED = """
Nobody has an account yet, and not everyone may sign up. Stop the server, make the first account on this machine with the
same settings, and start it again:

  besedka add-user you@example.org
"""
_NO_PAGE = (
    "The browser client is missing, since npm could not be reached when Besedka was built; there is the API alone. "
    "Build again with: uv sync --reinstall-package besedka"
)
_NO_TLS = "There is no TLS here: on the way, all can be read. Put a proxy in front (docs/operations.md)."


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


def _takes_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one flag for each setting, and `--config`."""

    @wraps(command)
    def with_flags(config: str | None, **given: str | None) -> None:
        flags = {setting.name: given.pop(setting.name) for setting in SETTINGS}
        command(*load_settings(flags, os.environ, config), **given)

    for setting in reversed(SETTINGS):
        with_flags = click.option(setting.flag, help=_help(setting))(with_flags)
    return click.option("--config", help="a TOML file of settings (default: besedka.toml, if there is one)")(with_flags)


def _help(setting: Setting) -> str:
    default = Sourced(setting, setting.default, "default").shown
    return f"{setting.meaning} ({setting.variable}{f'; default: {default}' if default else ''})"


@besedka.command()
@click.option(
    "--dev",
    is_flag=False,
    flag_value="",
    metavar="[FOLDER]",
    help="build the browser client again whenever a file of it changes; in a clone of the repository, from web/ or FOLDER",
)
@_takes_settings
def serve(settings: Settings, sources: list[Sourced], *, dev: str | None) -> None:  # noqa: ARG001 - the other command's
    """Start the server."""
    # structlog loads rich wherever that happens to be installed, for tracebacks that `logs` writes plainly: 4 MiB, 0.1 s.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # what keeps a module from being imported
    import uvloop  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.logs import configure_logs  # noqa: PLC0415 - likewise
    from besedka.server import serve as run  # noqa: PLC0415 - likewise

    configure_logs(settings.log_format, settings.log_level)
    with _browser_client(dev) as build:
        uvloop.run(run(settings, build, partial(_greet, settings, build), _say_what_it_waits_for))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done: one who is impatient only makes a traceback of the end


@contextmanager
def _browser_client(dev: str | None) -> Iterator["Build"]:
    """As it came with the package; or as it is built from a folder, of the repository's own if that is not named."""
    from besedka.http.build import Build, ChangingBuild  # noqa: PLC0415 - likewise

    if dev is None:
        yield Build()
        return
    from besedka.building import SOURCES, STAMP, building  # noqa: PLC0415 - likewise

    with building(Path(dev) if dev else SOURCES) as folder:
        yield ChangingBuild(folder, STAMP)


def _greet(settings: Settings, build: "Build", server: "Server") -> None:
    first, *others = server.addresses
    lines = [f"Besedka is at {' and '.join([first, *others])} (Ctrl-C stops it). Its API: {first}/docs"]
    if not build.names:
        lines.append(_NO_PAGE)
    if server.is_exposed and not settings.trusted_proxies:
        lines.append(_NO_TLS)
    if server.unused:
        steps = _FIRST_STEPS if settings.registration in {"", "open"} else _FIRST_STEPS_IF_CLOSED
        lines.append(steps.format(address=first))
    click.echo("\n".join(lines))  # in one piece: who has read where the server is has read the rest as well


def _say_what_it_waits_for(server: "Server") -> None:
    hand = server.in_hand
    waits = f"waits at most {hand.seconds} seconds for requests: {hand.requests}, sockets: {hand.sockets}"
    click.echo(f"Stopping: {waits} (Ctrl-C again does not wait)." if hand.requests or hand.sockets else "Stopping.")


@besedka.command(name="add-user")
@click.argument("email")
@click.option("--username", help="1 to 32 letters and digits (default: made from the address)")
@click.option("--name", help="the name that others see")
@_takes_settings
def add_user(
    settings: Settings,
    sources: list[Sourced],  # noqa: ARG001 - the other command's
    *,
    email: str,
    username: str | None,
    name: str | None,
) -> None:
    """Make an account, also where registration is closed.

    The password is asked for, or is the first line of standard input if that is no terminal. With SQLite the server must
    not run meanwhile.
    """
    import asyncio  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.logs import configure_logs  # noqa: PLC0415 - likewise
    from besedka.server import add_account  # noqa: PLC0415 - likewise
    from besedka.wire.users import Registration  # noqa: PLC0415 - likewise

    configure_logs(settings.log_format, settings.log_level)
    registration = Registration(email, _ask_for_password(), username, name)
    try:
        user = asyncio.run(add_account(settings, registration))
    except Problem as problem:
        raise StartupError(problem.detail) from problem
    click.echo(f"{user.username} <{user.email}> may sign in now.")


@besedka.command()
@click.argument("username")
@_takes_settings
def owner(settings: Settings, sources: list[Sourced], *, username: str) -> None:  # noqa: ARG001 - the other command's
    """Have someone own the server, and let them in if they were deactivated.

    With SQLite the server must not run meanwhile.
    """
    import asyncio  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.logs import configure_logs  # noqa: PLC0415 - likewise
    from besedka.server import hand_over  # noqa: PLC0415 - likewise

    configure_logs(settings.log_format, settings.log_level)
    try:
        user = asyncio.run(hand_over(settings, username))
    except Problem as problem:
        raise StartupError(problem.detail) from problem
    click.echo(f"{user.username} <{user.email}> owns the server now.")


@besedka.group()
def blobs() -> None:
    """Pictures and files, wherever they are kept."""


@blobs.command(name="move")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@_takes_settings
def move(settings: Settings, sources: list[Sourced], *, source: str, target: str) -> None:  # noqa: ARG001 - the other command's
    """Move all pictures and files: each place is a folder, or s3://bucket/prefix.

    Each is copied, read back and compared, and only then deleted where it was. Stopped half-way, the same command goes on.
    No server may run on either meanwhile; afterwards, start it with `--blobs TO`.
    """
    import asyncio  # noqa: PLC0415 - `besedka --help` need not wait for the server's imports

    from besedka.server import move_store  # noqa: PLC0415 - likewise

    with ExitStack() as stack:

        def begin(count: int, size: int) -> "Callable[[Blob], None]":
            bar = stack.enter_context(click.progressbar(length=size, label=f"{count} blobs", file=sys.stderr))
            return lambda blob: bar.update(blob.size)

        try:
            asyncio.run(move_store(settings, (source, target), begin))
        except Problem as problem:
            raise StartupError(problem.detail) from problem
    click.echo(f"All is in {target} now: start the server with --blobs {target}")


def _ask_for_password() -> str:
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return password
    return sys.stdin.readline().rstrip("\n")


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
