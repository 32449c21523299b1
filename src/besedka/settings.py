"""What can be set, and where each value came from: a flag, else the environment, else the file, else the default."""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from besedka.errors import StartupError

PREFIX = "BESEDKA_"
FILE_VARIABLE = PREFIX + "CONFIG"
DEFAULT_FILE = "besedka.toml"
_SWITCH = ("on", "off")
_UNITS = ("", "KiB", "MiB", "GiB", "TiB")
_SIZE = re.compile(r"(?P<number>[0-9]{1,15}) ?(?P<unit>[KMGT]iB)?", re.ASCII)


class Settings(msgspec.Struct, frozen=True):
    """The settings of a server. `SETTINGS` describes each of them."""

    host: str = "127.0.0.1"
    port: int = 8080
    data: Path = Path("besedka-data")
    database: str = ""
    bus: str = "memory"
    blobs: str = ""
    file_limit: int = 100 * 1024**2
    user_storage_limit: int = 10 * 1024**3
    storage_limit: int = 0
    registration: str = ""
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    rate_limits: str = "on"
    metrics_token: str = ""
    log_format: str = "auto"
    log_level: str = "info"

    @property
    def sqlite_path(self) -> Path:
        """The database file, where `database` names no server."""
        return self.data / "besedka.sqlite"

    @property
    def blobs_folder(self) -> Path:
        """Where pictures are kept, if `blobs` names no bucket."""
        return Path(self.blobs) if self.blobs else self.data / "blobs"


class Setting(msgspec.Struct, frozen=True):
    """One setting, as users meet it. `parse` takes the text of a flag or variable and raises `ValueError`."""

    name: str
    meaning: str
    parse: Callable[[str], Any]
    secret: bool = False

    @property
    def flag(self) -> str:
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    @property
    def default(self) -> object:
        return getattr(Settings(), self.name)


class Sourced(msgspec.Struct, frozen=True):
    """A setting's value and where it was found."""

    setting: Setting
    value: Any
    source: str

    @property
    def shown(self) -> str:
        """The value as a person may see it."""
        if isinstance(self.value, tuple):
            return ",".join(self.value)
        return "(set)" if self.setting.secret and self.value != self.setting.default else str(self.value)


def load_settings(
    flags: Mapping[str, str | None], environment: Mapping[str, str], file: str | None = None
) -> tuple[Settings, list[Sourced]]:
    """All settings, checked, with their sources. `flags` holds the text given for a setting's name, or None.

    Raises `StartupError` for a value that does not fit, a file that can't be read, or what sets something that does not
    exist.
    """
    _check_variables(environment)
    table, path = _read_file(file or environment.get(FILE_VARIABLE))
    found = [_resolve(setting, flags.get(setting.name), environment, (table, path)) for setting in SETTINGS]
    return Settings(**{each.setting.name: each.value for each in found}), found


def _resolve(
    setting: Setting, flag: str | None, environment: Mapping[str, str], file: tuple[dict[str, object], Path]
) -> Sourced:
    table, path = file
    if flag is not None:
        return _parsed(setting, flag, setting.flag)
    if setting.variable in environment:
        return _parsed(setting, environment[setting.variable], setting.variable)
    if setting.name in table:
        source = f"{path}: {setting.name}"
        return _parsed(setting, _as_text(setting, table[setting.name], source), source)
    return Sourced(setting, setting.default, "default")


def _parsed(setting: Setting, text: str, source: str) -> Sourced:
    try:
        return Sourced(setting, setting.parse(text), source)
    except ValueError as error:
        raise StartupError(f"{source}: {error}") from error


def _as_text(setting: Setting, value: object, source: str) -> str:
    """What a flag would say in place of a value of the file. Only a switch is a boolean, too."""
    if isinstance(value, bool) and setting.default in _SWITCH:
        return "on" if value else "off"
    if isinstance(value, bool) or not isinstance(value, str | int | list):
        shown = str(value).lower() if isinstance(value, bool) else f"a {type(value).__name__}"
        raise StartupError(f"{source}: {shown} will not do. What it takes: {setting.meaning}")
    return ",".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _check_variables(environment: Mapping[str, str]) -> None:
    known = {FILE_VARIABLE, *(setting.variable for setting in SETTINGS)}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise StartupError(f"the environment: there is no setting {unknown[0]!r}")


def _read_file(name: str | None) -> tuple[dict[str, object], Path]:
    path = Path(name or DEFAULT_FILE)
    if name is None and not path.exists():
        return {}, path
    try:
        table = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartupError(f"the settings file {path} can't be read: {error}") from error
    unknown = sorted(table.keys() - {setting.name for setting in SETTINGS})
    if unknown:
        raise StartupError(f"{path}: there is no setting {unknown[0]!r}")
    return table, path


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:  # noqa: PLR2004 - of TCP
        raise ValueError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def _database(text: str) -> str:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("not a postgresql:// address")  # which may hold a password: not to be repeated
    return text


def _bus(text: str) -> str:
    if text != "memory" and not text.startswith(("nats://", "tls://")):
        raise ValueError(
            "neither memory nor a nats:// or tls:// address"
        )  # which may hold a password: not to be repeated
    return text


def _blobs(text: str) -> str:
    if "://" in text and not text.startswith("s3://"):
        raise ValueError(f"{text!r} is neither a folder nor s3://bucket/prefix")
    return text


def _size(text: str) -> int:
    """Bytes, or so many KiB, MiB, GiB or TiB."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no size such as 100 MiB or 5 GiB")
    unit: int = 1024 ** _UNITS.index(match["unit"] or "")
    return int(match["number"]) * unit


def _choice(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"{text!r} is none of {', '.join(choices)}")
        return text

    return parse


def _list(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/") for origin in _list(text))
    for origin in origins:
        scheme, separator, host = origin.partition("://")
        if scheme not in {"http", "https"} or not separator or not host or "/" in host:
            raise ValueError(f"{origin!r} is not a web origin like https://chat.example.org")
    return origins


def _proxies(text: str) -> tuple[str, ...]:
    proxies = _list(text)
    for proxy in proxies:
        ipaddress.ip_network(proxy)  # raises ValueError and says why
    return proxies


SETTINGS = (
    Setting("host", "the address to listen on", str),
    Setting("port", "the port to listen on; 0 takes a free one", _port),
    Setting("data", "the folder for the SQLite file and the blobs", Path),
    Setting("database", "postgresql://… for PostgreSQL; empty: SQLite below the data folder", _database, secret=True),
    Setting("bus", "memory, or nats://… or tls://… for several servers on one PostgreSQL database", _bus, secret=True),
    Setting(
        "blobs",
        "the folder for pictures and files, or s3://bucket/prefix; empty: a folder below the data folder",
        _blobs,
    ),
    Setting("file_limit", "how large an uploaded file may be: bytes, or such as 100 MiB", _size),
    Setting("user_storage_limit", "how much a user's files may take: bytes, or such as 10 GiB; 0: no limit", _size),
    Setting("storage_limit", "how much all files together may take: bytes, or such as 1 TiB; 0: no limit", _size),
    Setting(
        "registration",
        "who may sign up: open, invite (who has an invite), closed; empty: as the server's administrators choose, open at first",
        _choice("open", "invite", "closed", ""),
    ),
    Setting("allowed_origins", "web origins that may call with cookies, separated by commas", _origins),
    Setting("trusted_proxies", "addresses or networks whose X-Forwarded-For and -Proto are believed", _proxies),
    Setting("rate_limits", "on, or off for load tests", _choice(*_SWITCH)),
    Setting("metrics_token", "lets GET /metrics be read from elsewhere with Authorization: Bearer", str, secret=True),
    Setting("log_format", "console, json, or auto: console on a terminal", _choice("auto", "console", "json")),
    Setting("log_level", "debug (each request), info, warning, error", _choice("debug", "info", "warning", "error")),
)
