"""`besedka serve` as the person at the terminal meets it."""

import json
import signal
import socket
from pathlib import Path

import apsw
import httpx
import pytest

from tests.support.program import Program, run, serving

ADA = {"email": "ada@example.org", "password": "lovelace 1815"}


def ask(program: Program, method: str, path: str, body: object = None, cookie: str = "") -> httpx.Response:
    return httpx.request(method, program.address + path, json=body, headers={"Cookie": cookie} if cookie else {})


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


def test_a_database_of_a_newer_schema(tmp_path: Path) -> None:
    with serving(data=tmp_path / "data") as program:
        program.stop()
    connection = apsw.Connection(str(tmp_path / "data" / "besedka.sqlite"))
    connection.execute("update meta set value = '9999' where key = 'schema'")
    connection.close()
    assert_refused(run("serve", "--port", "0", "--data", "data", folder=tmp_path), "of a newer Besedka")


def test_a_postgresql_that_does_not_answer(tmp_path: Path) -> None:
    flags = ("--port", "0", "--database", "postgresql://nobody@127.0.0.1:1/none")
    assert_refused(run("serve", *flags, folder=tmp_path), "the PostgreSQL database can't be opened")


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
