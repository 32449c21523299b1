"""Where a setting comes from, and what is shown of it."""

from pathlib import Path

import pytest

from besedka import __version__
from tests.support.program import run


def rows(folder: Path, *flags: str, **environment: str) -> dict[str, list[str]]:
    code, printed, _ = run("settings", *flags, folder=folder, environment=environment)
    assert code == 0
    return {line.split()[0]: line.split()[2:] for line in printed.splitlines()}


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(tmp_path: Path) -> None:
    (tmp_path / "besedka.toml").write_text('host = "::1"\nport = 1\nlog_level = "debug"\n')
    shown = rows(tmp_path, "--log-level", "error", BESEDKA_PORT="2", BESEDKA_LOG_LEVEL="warning")
    assert shown["--log-level"][:2] == ["error", "--log-level"]
    assert shown["--port"][:2] == ["2", "BESEDKA_PORT"]
    assert shown["--host"][:3] == ["::1", "besedka.toml:", "host"]
    assert shown["--data"][:2] == ["besedka-data", "default"]


def test_another_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('allowed_origins = ["https://a.example", "https://b.example"]\n')
    assert rows(tmp_path, "--config", "other.toml")["--allowed-origins"][0] == "https://a.example,https://b.example"
    assert rows(tmp_path, BESEDKA_CONFIG="other.toml")["--allowed-origins"][0] == "https://a.example,https://b.example"


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    bus, database = "tls://besedka:hunter2@nats.example", "postgresql://besedka:hunter2@db.example/besedka"
    _, printed, _ = run("settings", "--metrics-token", "hunter2", "--bus", bus, "--database", database, folder=tmp_path)
    assert "hunter2" not in printed
    assert printed.count("(set)") == 3
    assert "(set)" in printed


def test_a_file_that_sets_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "besedka.toml").write_text('hots = "::1"\n')
    code, _, logged = run("settings", folder=tmp_path)
    assert (code, logged) == (2, "besedka: besedka.toml: there is no setting 'hots'\n")


def test_a_variable_that_sets_what_does_not_exist_is_refused(tmp_path: Path) -> None:
    code, _, logged = run("settings", folder=tmp_path, environment={"BESEDKA_HOTS": "::1"})
    assert (code, logged) == (2, "besedka: the environment: there is no setting 'BESEDKA_HOTS'\n")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "registration = true",
            "registration: true will not do. What it takes: who may sign up: open, invite (who has an invite), closed; empty: as the server's administrators choose, open at first",
        ),
        ("data = false", "data: false will not do. What it takes: the folder"),
        ("port = true", "port: true will not do. What it takes: the port"),
        ("port = 80.5", "port: a float will not do. What it takes: the port"),
        ("bus = {}", "bus: a dict will not do. What it takes: memory, or nats://"),
    ],
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "besedka.toml").write_text(line)
    code, _, logged = run("settings", folder=tmp_path)
    assert code == 2
    assert logged.startswith(f"besedka: besedka.toml: {reason}")


def test_a_switch_may_be_a_boolean(tmp_path: Path) -> None:
    (tmp_path / "besedka.toml").write_text("rate_limits = false")
    assert rows(tmp_path)["--rate-limits"][0] == "off"


def test_the_version(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path) == (0, f"besedka {__version__}\n", "")
