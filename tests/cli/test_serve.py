"""`besedka serve` as the person at the terminal meets it."""

import errno
import json
import re
import signal
import socket
import time
from pathlib import Path

import apsw
import httpx
import pytest

from besedka import server
from besedka.errors import StartupError
from tests.support.program import PATIENCE, Program, run, serving

ADA = {"email": "ada@example.org", "password": "lovelace 1815"}


def ask(program: Program, method: str, path: str, body: object = None, cookie: str = "") -> httpx.Response:
    headers = {"Cookie": cookie} if cookie else {}
    return httpx.request(method, program.address + path, json=body, headers=headers, timeout=PATIENCE)


def sign_in(program: Program) -> str:
    ask(program, "POST", "/users", ADA)
    return ask(program, "POST", "/login", ADA).headers["Set-Cookie"].partition(";")[0]


def test_it_prints_its_address_and_what_to_do_first_until_somebody_has_an_account(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        assert ask(program, "POST", "/users", ADA).status_code == 200
        program.stop()
        assert f"curl {program.address}/users" in program.printed
    with serving(data=tmp_path / "data") as program:
        program.stop()
        assert program.address in program.printed
        assert "curl" not in program.printed


def begin_request(program: Program) -> socket.socket:
    """One that the server has in hand, as its body is still to come."""
    client = socket.create_connection(("127.0.0.1", int(program.address.rpartition(":")[2])))
    client.sendall(b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 80\r\n\r\n{")
    ask(program, "GET", "/health")  # by now the server has begun with the other request
    return client


def test_an_idle_server_has_loaded_nothing_that_it_can_do_without(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        assert ask(program, "GET", "/health").status_code == 200
        mapped, resident = program.mapped, program.resident
        program.stop()
    assert "/uvloop/" in mapped
    assert not {name for name in ("PIL", "obstore", "yaml", "asyncpg") if f"/{name}/" in mapped}
    assert resident < 54  # MiB


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_says_what_is_waited_for_and_the_second_does_not_wait(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(data=tmp_path / "data") as program, begin_request(program):
        program.signal(number)
        program.wait_until_printed("Stopping: waits at most 20 seconds for requests: 1, sockets: 0 (Ctrl-C again")
        program.signal(number)
        asked = time.monotonic()
        assert program.finish() == 0
        assert time.monotonic() - asked < 15
        assert '"event": "requests_cut_off"' in program.logged
        assert "exception" not in program.logged.lower()
        assert "Traceback" not in program.logged


def test_an_impatient_person_sees_no_traceback(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program, begin_request(program):
        while program.runs:
            program.signal(signal.SIGINT)
            time.sleep(0.003)
        assert program.finish() == 0
        assert program.printed.count("Stopping") == 1
        assert "Traceback" not in program.logged


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains_and_exits_with_0(tmp_path: Path, number: signal.Signals) -> None:
    with serving(data=tmp_path / "data") as program:
        body = json.dumps(ADA).encode()
        with socket.create_connection(("127.0.0.1", int(program.address.rpartition(":")[2]))) as client:
            client.sendall(b"POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
            ask(program, "GET", "/health")  # by now the server has begun with the other request
            program.signal(number)
            client.sendall(body)
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        assert program.finish() == 0
        assert "Traceback" not in program.logged


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        cookie = sign_in(program)
        ask(program, "POST", "/rooms", {"name": "garden"}, cookie)
        program.signal(signal.SIGKILL)
        program.finish()
    with serving(data=tmp_path / "data") as program:
        rooms = ask(program, "GET", "/users/1/chats", cookie=cookie).json()["body"]["rooms"]
        assert rooms == [{"room_id": 1, "room_name": "garden"}]


def test_logs_are_json_lines_that_carry_the_request_id(tmp_path: Path) -> None:
    with serving("--log-format", "json", "--log-level", "debug", data=tmp_path / "data") as program:
        request_id = ask(program, "GET", "/health").headers["X-Request-Id"]
        program.stop()
        lines = [json.loads(line) for line in program.logged.splitlines()]
    assert [line["path"] for line in lines if line.get("request_id") == request_id] == ["/health"]


def assert_refused(result: tuple[int, str, str], reason: str) -> None:
    code, printed, logged = result
    assert (code, printed) == (2, "")
    assert logged.startswith("besedka: ")
    assert logged.count("\n") == 1
    assert reason in logged


def test_where_registration_is_closed_the_first_account_is_made_on_the_machine(tmp_path: Path) -> None:
    data, closed = tmp_path / "data", ("--registration", "closed")
    with serving(*closed, data=data) as program:
        assert "besedka add-user you@example.org" in program.printed
        assert ask(program, "POST", "/users", ADA).json()["code"] == "registration_closed"
        (tmp_path / "other").mkdir()
        refused = run("add-user", ADA["email"], "--data", str(data), folder=tmp_path / "other", typed=ADA["password"])
        assert_refused(refused, "another Besedka is running")
        program.stop()
    flags = ("--data", str(data), "--name", "Ada Lovelace", *closed)
    code, printed, logged = run("add-user", ADA["email"], *flags, folder=tmp_path, typed=ADA["password"] + "\n")
    assert (code, printed, logged) == (0, "ada <ada@example.org> may sign in now.\n", "")
    with serving(*closed, data=data) as program:
        assert "Nobody has an account" not in program.printed
        assert ask(program, "POST", "/login", ADA).json()["name"] == "Ada Lovelace"


def test_an_owner_is_named_on_the_machine(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    for name in ("ada", "boris"):
        run("add-user", f"{name}@example.org", *data, folder=tmp_path, typed=ADA["password"])
    assert_refused(run("owner", "chiyo", *data, folder=tmp_path), "Nobody here is called chiyo")
    assert run("owner", "boris", *data, folder=tmp_path) == (0, "boris <boris@example.org> owns the server now.\n", "")
    with serving(data=tmp_path / "data") as program:
        roles = [
            ask(program, "POST", "/login", {"email": f"{name}@example.org", "password": ADA["password"]}).json()[
                "server_role"
            ]
            for name in ("ada", "boris")
        ]
    assert roles == ["owner", "owner"]


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [
        ("ada", "lovelace 1815", "address"),
        ("ada@example.org", "short", "At least 8"),
        ("ada@example.org", "", "At least 8"),
    ],
)
def test_an_account_that_can_not_be_made(tmp_path: Path, email: str, password: str, reason: str) -> None:
    result = run("add-user", email, "--data", "data", folder=tmp_path, typed=password)
    assert_refused(result, reason)


def test_what_it_prints_for_other_machines_can_be_typed_there(tmp_path: Path) -> None:
    with serving("--host", "0.0.0.0", data=tmp_path / "data") as program:  # noqa: S104 - what is tested
        assert "//0.0.0.0" not in program.printed
        for address in re.findall(r"http://[\d.:]+", program.printed):
            assert httpx.get(f"{address}/health", timeout=PATIENCE).status_code == 200
        assert "There is no TLS here" in program.printed
        program.stop()
    with serving("--host", "0.0.0.0", "--trusted-proxies", "10.0.0.1", data=tmp_path / "data") as program:  # noqa: S104
        assert "There is no TLS here" not in program.printed
    with serving(data=tmp_path / "data") as program:
        assert "There is no TLS here" not in program.printed


def test_a_port_kept_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)  # the suite may be root
    with pytest.raises(StartupError, match="port 443 is kept for root: choose one from 1024 up"):
        server._bind("127.0.0.1", 443)  # noqa: SLF001 - by the door it can only be tried without being root


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert_refused(run("serve", "--port", port, folder=tmp_path), f"port {port} of 127.0.0.1 is taken")


def test_an_address_that_is_not_ours(tmp_path: Path) -> None:
    assert_refused(run("serve", "--host", "192.0.2.1", "--port", "0", folder=tmp_path), "can't listen on 192.0.2.1")


def test_a_data_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(run("serve", "--port", "0", "--data", "file/data", folder=tmp_path), "file/data can't be written to")


@pytest.mark.parametrize("blobs", ["file", "file/blobs", "taken"])
def test_a_folder_for_blobs_that_cannot_be_written_to(tmp_path: Path, blobs: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / ".incoming").touch()
    assert_refused(run("serve", "--port", "0", "--blobs", blobs, folder=tmp_path), f"{blobs} can't hold blobs")


def test_a_bucket_that_does_not_answer(tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "z", "AWS_ALLOW_HTTP": "true"}
    environment = keys | {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    flags = ("--port", "0", "--blobs", "s3://bucket/prefix")
    result = run("serve", *flags, folder=tmp_path, environment=environment)
    assert_refused(result, "the bucket s3://bucket/prefix can't hold blobs")


def test_a_data_folder_in_use(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data"):
        assert_refused(run("serve", "--port", "0", "--data", "data", folder=tmp_path), "another Besedka is running")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "besedka.sqlite").write_bytes(b"something else entirely" * 100)
    assert_refused(run("serve", "--port", "0", "--data", ".", folder=tmp_path), "can't be opened")


def test_a_database_that_cannot_be_written_to(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        program.stop()
    with (tmp_path / "data" / "besedka.sqlite").open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")  # the format's own mark for read-only files, which root can't overlook
    assert_refused(run("serve", "--port", "0", "--data", "data", folder=tmp_path), "read-only")


def test_a_database_of_a_newer_schema(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        program.stop()
    connection = apsw.Connection(str(tmp_path / "data" / "besedka.sqlite"))
    connection.execute("update meta set value = '9999' where key = 'schema'")
    connection.close()
    assert_refused(run("serve", "--port", "0", "--data", "data", folder=tmp_path), "of a newer Besedka")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (
            "postgresql://nobody:hush@127.0.0.1:1/none",
            "the PostgreSQL database at 127.0.0.1:1 can't be opened: nothing",
        ),
        (
            "postgresql://nobody:hu#sh@127.0.0.1:1/none",
            "can't be understood: postgresql://user:password@host:port/name",
        ),
    ],
)
def test_a_postgresql_that_does_not_answer(tmp_path: Path, address: str, reason: str) -> None:
    refused = run("serve", "--port", "0", "--database", address, folder=tmp_path)
    assert_refused(refused, reason)
    assert "hu" not in "".join(refused[1:])


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (("--port", "http"), "--port: 'http' is not a port"),
        (("--port", "65536"), "--port: '65536' is not a port"),
        (("--database", "mysql://x"), "--database: "),
        (("--registration", "sometimes"), "--registration: 'sometimes' is none of"),
        (("--allowed-origins", "chat.example.org"), "--allowed-origins: "),
        (("--trusted-proxies", "the proxy"), "--trusted-proxies: "),
        (("--blobs", "https://bucket"), "--blobs: 'https://bucket' is neither a folder nor"),
        (("--config", "missing.toml"), "missing.toml can't be read"),
    ],
)
def test_a_malformed_setting(tmp_path: Path, flags: tuple[str, ...], reason: str) -> None:
    assert_refused(run("serve", *flags, folder=tmp_path), reason)
