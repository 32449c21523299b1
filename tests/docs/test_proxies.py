"""The lines for nginx and Caddy on the operator's page do what it says."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.docs.test_readme import PATIENCE, wait_for
from tests.support.program import Program, serving
from tests.support.proxies import FrontDoor, running_proxy

ADA = {"email": "ada@example.org", "password": "a garden in May"}
CLIENT = "127.0.0.2"  # the whole of 127.0.0.0/8 is this machine


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    data: Path = tmp_path_factory.mktemp("proxied") / "data"
    with serving("--trusted-proxies", "127.0.0.1", data=data) as running:
        wait_for(running.address)
        httpx.post(f"{running.address}/users", json=ADA, timeout=PATIENCE)
        yield running


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def door(request: pytest.FixtureRequest, program: Program) -> Iterator[FrontDoor]:
    with running_proxy(request.param, int(program.address.rpartition(":")[2])) as opened:
        yield opened


@pytest.fixture
def client(door: FrontDoor) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(verify=door.trust, local_address=CLIENT)
    with httpx.Client(base_url=door.address, transport=transport, timeout=PATIENCE) as opened:
        yield opened


@pytest.fixture
def cookie(client: httpx.Client) -> str:
    set_cookie = client.post("/login", json=ADA).headers["Set-Cookie"]
    assert "; Secure" in set_cookie
    return str(set_cookie.partition(";")[0])


def test_who_signs_in_is_known_by_their_own_address(client: httpx.Client, cookie: str) -> None:
    sessions = client.get("/users/1/sessions", headers={"Cookie": cookie}).json()["sessions"]
    assert [each["address"] for each in sessions if each["current"]] == [CLIENT]


def test_nobody_pretends_to_another_address(client: httpx.Client) -> None:
    forged = {"X-Forwarded-For": "203.0.113.9"}
    cookie = client.post("/login", json=ADA, headers=forged).headers["Set-Cookie"].partition(";")[0]
    sessions = client.get("/users/1/sessions", headers={"Cookie": cookie}).json()["sessions"]
    assert [each["address"] for each in sessions if each["current"]] == [CLIENT]


def test_pages_are_told_apart(client: httpx.Client, door: FrontDoor, cookie: str) -> None:
    def create_room(origin: str) -> int:
        return client.post("/rooms", json={"name": "x"}, headers={"Cookie": cookie, "Origin": origin}).status_code

    assert create_room(door.address) == 200
    assert create_room("https://evil.example") == 403
    assert create_room(door.address.replace("https:", "http:")) == 403


def test_the_gateway(client: httpx.Client, door: FrontDoor, cookie: str) -> None:
    chat_id = client.post("/chats", json={"user_id": 1}, headers={"Cookie": cookie}).json()["id"]
    address = door.address.replace("https:", "wss:") + "/gateway"
    headers = {"Cookie": cookie, "Origin": door.address}
    with connect(address, ssl=door.trust, additional_headers=headers, open_timeout=PATIENCE) as socket:
        assert json.loads(socket.recv())["t"] == "hello"
        socket.send(json.dumps({"op": "send", "ref": 1, "chat_id": chat_id, "text": "x" * 9000}))
        kinds = {json.loads(socket.recv())["t"] for _ in range(2)}
        assert kinds == {"ok", "message"}
    for refused, status in (({"Cookie": cookie, "Origin": "https://evil.example"}, 403), ({}, 401)):
        with pytest.raises(InvalidStatus) as failure:
            connect(address, ssl=door.trust, additional_headers=refused, open_timeout=PATIENCE)
        assert failure.value.response.status_code == status


def test_metrics_are_not_for_those_who_come_by_it(client: httpx.Client) -> None:
    assert client.get("/metrics").status_code == 403


def test_what_is_too_large_is_refused_by_us(client: httpx.Client, cookie: str) -> None:
    picture = {"file": os.urandom(10 * 1024 * 1024 + 1)}
    answer = client.post("/photos", files=picture, headers={"Cookie": cookie})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
