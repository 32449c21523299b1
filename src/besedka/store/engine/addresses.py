"""PostgreSQL's address, as much of it as people may be shown."""

import os
from urllib.parse import parse_qs, urlsplit

from besedka.errors import StartupError

PORT = "5432"
NOT_UNDERSTOOD = (
    "the address of the PostgreSQL database can't be understood: postgresql://user:password@host:port/name, "
    "with %40 for @, %2F for /, %23 for # and %3A for : in the password"
)


def place_of(url: str) -> str:
    """Where the database is: host and port, or the folder of its socket; never the user or the password.

    Raises `StartupError` if some of the password could be taken for something else.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise StartupError(NOT_UNDERSTOOD) from error
    if "@" not in parts.netloc and "@" in url:
        raise StartupError(NOT_UNDERSTOOD)
    asked = parse_qs(parts.query)
    hosts = parts.netloc.rpartition("@")[2] or _first(asked, "host") or os.environ.get("PGHOST") or "localhost"
    port = _first(asked, "port") or os.environ.get("PGPORT") or PORT
    return ", ".join(_with_port(host, port) for host in hosts.split(","))


def explain(error: Exception, place: str) -> StartupError:
    """Why the database at that place can't be opened, in one line."""
    if isinstance(error, (ValueError, OverflowError)):  # asyncpg's own, which may repeat a piece of the password
        return StartupError(NOT_UNDERSTOOD)
    return StartupError(f"the PostgreSQL database at {place} can't be opened: {_why(error)}")


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    return str(error) or type(error).__name__


def _first(asked: dict[str, list[str]], name: str) -> str:
    return asked.get(name, [""])[0]


def _with_port(host: str, port: str) -> str:
    has_port = ":" in host.rpartition("]")[2]
    return host if has_port or host.startswith("/") else f"{host}:{port}"
