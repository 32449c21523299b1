"""What the bus over NATS promises beyond `test_bus.py`: it comes back from whatever happens, tells who may know, and
believes nothing that is malformed.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import nats
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st
from nats.aio.client import Client
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from besedka.bus import Announcement, Bus, ChatChanged, ChatJoined, ReadMoved, SessionsEnded, Typing, UserChanged
from besedka.bus import link as link_module
from besedka.bus import nats as bus_module
from besedka.bus.nats import NatsBus
from besedka.bus.payloads import PORTION, decode, encode
from besedka.errors import StartupError
from besedka.model import Message
from tests.support.nats import Nats, running_nats
from tests.support.server import wait_for_leaving_servers
from tests.support.switch import switch_to

PATIENCE = 60  # seconds: on a machine that does other things besides
PASSWORD = "tea&for/seven@five"
QUOTED = "tea%26for%2Fseven%40five"

# NATS hangs up right behind its refusal, and what it says may be lost with the line.
REFUSED = "NATS can't be reached: (Authorization Violation|.*reset by peer)"


@pytest.fixture(scope="module")
def nats_server() -> Iterator[Nats]:
    with running_nats() as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
async def alone() -> None:
    """What servers of other tests say and count, which are on their way out, is none of this bus's."""
    await wait_for_leaving_servers()


@asynccontextmanager
async def connected(*urls: str) -> AsyncIterator[list[NatsBus]]:
    """A node for each address."""
    buses = [NatsBus() for _ in urls]
    try:
        for bus, url in zip(buses, urls, strict=True):
            await bus.connect(url, "test")
        yield buses
    finally:
        for bus in buses:
            await bus.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that takes a second takes a moment."""
    for name in ("RECONNECT_SECONDS", "WATCH_SECONDS"):
        monkeypatch.setattr(link_module, name, 0.02)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


def listen(bus: Bus) -> list[Announcement]:
    heard: list[Announcement] = []
    bus.subscribe(heard.append)
    return heard


async def assert_heard(here: NatsBus, heard: list[Announcement], announcement: Announcement) -> None:
    """Sooner or later, however often it has to be said."""

    def is_heard() -> bool:
        here.publish([announcement])
        return announcement in heard

    await until(is_heard)


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_who_is_cancelled_while_following_takes_nothing_from_others(nats_server: Nats) -> None:
    async with connected(nats_server.url, nats_server.url) as (here, there):
        heard = listen(there)
        hasty = asyncio.create_task(there.follow([7]))
        await asyncio.sleep(0)
        patient = asyncio.create_task(there.follow([7]))
        await asyncio.sleep(0)
        hasty.cancel()
        await asyncio.gather(hasty, patient, return_exceptions=True)
        await there.follow([7])
        here.publish([ChatChanged(7, 1)])
        await until(lambda: heard == [ChatChanged(7, 1)])


@pytest.mark.usefixtures("impatient")
async def test_a_subscription_that_failed_is_tried_again(nats_server: Nats, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [OSError("no"), nats.errors.Error("nats: not now"), TimeoutError()]
    subscribe = Client.subscribe

    async def reluctant(client: Any, subject: str, **options: Any) -> Any:
        if failures and "chats" in subject:
            raise failures.pop()
        return await subscribe(client, subject, **options)

    monkeypatch.setattr(Client, "subscribe", reluctant)
    async with connected(nats_server.url, nats_server.url) as (here, there):
        gaps: list[None] = []
        there.on_gap(lambda: gaps.append(None))
        heard = listen(there)
        await there.follow([7])
        await until(lambda: bool(gaps))
        assert not failures
        here.publish([ChatChanged(7, 1)])
        await until(lambda: heard == [ChatChanged(7, 1)])


@pytest.mark.usefixtures("impatient")
async def test_what_is_followed_while_nats_is_away_is_heard_when_it_is_back(nats_server: Nats) -> None:
    async with (
        switch_to(nats_server.port) as (switch, port),
        connected(nats_server.url, f"nats://127.0.0.1:{port}") as (
            here,
            there,
        ),
    ):
        heard, gaps = listen(there), list[None]()
        there.on_gap(lambda: gaps.append(None))
        await there.follow([1, 2])
        switch.closed = True
        await switch.cut()
        await until(lambda: not there.reachable)
        await there.follow([3])
        there.unfollow([2])
        switch.closed = False
        await until(lambda: there.reachable)
        assert gaps
        here.publish([ChatChanged(chat_id, 1) for chat_id in (1, 2, 3)])
        await until(lambda: ChatChanged(3, 1) in heard)
        assert ChatChanged(1, 1) in heard
        assert ChatChanged(2, 1) not in heard


@pytest.mark.usefixtures("impatient")
async def test_a_line_that_is_cut_time_and_again(nats_server: Nats) -> None:
    async with switch_to(nats_server.port) as (switch, port):
        async with connected(nats_server.url, f"nats://127.0.0.1:{port}") as (here, there):
            heard = listen(there)
            for version in range(1, 8):
                following = asyncio.create_task(there.follow([version]))
                await asyncio.sleep(0.002 * version)  # at another point each time
                await switch.cut()
                await following
                await assert_heard(here, heard, ChatChanged(version, version))
        await until(nothing_is_left_over)


async def test_a_closing_that_is_cancelled_half_way_leaves_nothing(
    nats_server: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Client.close

    async def begin_to_close(client: Client) -> None:
        closing = asyncio.create_task(close(client))
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])

    monkeypatch.setattr(Client, "close", begin_to_close)
    async with connected(nats_server.url) as (node,):
        await node.follow([1, 2, 3])
    await until(nothing_is_left_over)


def nothing_is_left_over() -> bool:
    """Of nodes that are closed: no task of the bus or of its library."""
    names = [str(task.get_coro()) for task in asyncio.all_tasks()]
    ours = ("Client.", "Subscription.", "Link.", "_Line.", "NatsBus.")
    return not [name for name in names if any(part in name for part in ours)]


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_is_coming_back_as_it_is_closed_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused in the moment in which it is cancelled was not cancelled."""
    monkeypatch.setattr(link_module, "FLUSH_SECONDS", 0.1)
    connect, connecting = Client.connect, asyncio.Event()

    async def be_refused(client: Client, *asked: Any, **options: Any) -> None:
        if connecting.is_set():
            await connect(client, *asked, **options)
        connecting.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            raise ConnectionRefusedError from error

    with running_nats() as server:
        async with asyncio.timeout(PATIENCE), connected(server.url):
            monkeypatch.setattr(Client, "connect", be_refused)
            server.stop()
            await connecting.wait()
        await until(nothing_is_left_over)


@pytest.mark.usefixtures("impatient")
async def test_a_nats_that_hangs_is_taken_for_gone(nats_server: Nats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "PING_SECONDS", 0.05)
    monkeypatch.setattr(link_module, "FLUSH_SECONDS", 0.2)
    async with switch_to(nats_server.port) as (switch, port):
        async with connected(f"nats://127.0.0.1:{port}", nats_server.url) as (here, there):
            switch.hold()
            here.publish([ChatChanged(n, 1, message("x" * 100_000)) for n in range(100)])  # more than a socket holds
            await until(lambda: not here.reachable)
            switch.release()
            await until(lambda: here.reachable)
            await assert_heard(here, listen(there), UserChanged(1))
        await until(nothing_is_left_over)


@pytest.mark.usefixtures("impatient")
async def test_a_nats_that_refuses_us_for_a_while_is_not_given_up() -> None:
    config = 'authorization { user: besedka, password: "%s" }'
    with running_nats(config % PASSWORD) as server, capture_logs() as logs:
        url = server.url_for(f"besedka:{QUOTED}")
        async with connected(url, url) as (here, there):
            heard = listen(there)
            server.stop()
            server.config = config % "another"
            server.start()
            await until(lambda: server.logged.count("authentication error") >= 6)
            assert not here.reachable
            server.stop()
            server.config = config % PASSWORD
            server.start()
            await until(lambda: here.reachable and there.reachable)
            await assert_heard(here, heard, UserChanged(1))
    assert {line["event"] for line in logs} == {"nats_lost", "nats_back"}
    assert PASSWORD not in str(logs)
    assert QUOTED not in str(logs)


@pytest.mark.usefixtures("impatient")
async def test_the_log_says_once_that_nats_is_lost_and_once_that_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = []
    connect = link_module.Link._connect  # noqa: SLF001 - to count what must not be logged

    async def counted(link: Any, address: Any) -> None:
        attempts.append(address)
        await connect(link, address)

    with running_nats() as server, capture_logs() as logs:
        async with connected(server.url) as (bus,):
            monkeypatch.setattr(link_module.Link, "_connect", counted)
            server.stop()
            await until(lambda: len(attempts) > 20)
            assert metric("besedka_bus_connected") == 0
            server.start()
            await until(lambda: bus.reachable)
            assert metric("besedka_bus_connected") == 1
        assert [line["event"] for line in logs] == ["nats_lost", "nats_back"]


@pytest.mark.usefixtures("impatient")
async def test_a_line_that_is_lost_time_and_again_is_not_said_each_time(nats_server: Nats) -> None:
    async with switch_to(nats_server.port) as (switch, port):
        with capture_logs() as logs:
            async with connected(f"nats://127.0.0.1:{port}") as (bus,):
                gaps: list[None] = []
                bus.on_gap(lambda: gaps.append(None))
                for times in range(1, 6):
                    await switch.cut()
                    await until(lambda times=times: len(gaps) == times)  # type: ignore[misc] # bound now
        assert [line["event"] for line in logs] == ["nats_lost", "nats_back"]


async def test_a_listener_that_raises_does_not_end_the_line(nats_server: Nats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "RECONNECT_SECONDS", 0.02)
    async with switch_to(nats_server.port) as (switch, port), connected(f"nats://127.0.0.1:{port}") as (bus,):

        def broken() -> None:
            raise ValueError

        gaps: list[None] = []
        bus.on_gap(broken)
        bus.on_gap(lambda: gaps.append(None))
        for times in (1, 2):
            await switch.cut()
            await until(lambda times=times: len(gaps) == times)  # type: ignore[misc] # bound now


@pytest.mark.usefixtures("impatient")
async def test_it_says_from_time_to_time_that_nats_is_still_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "STILL_LOST_SECONDS", 0.2)
    with running_nats() as server, capture_logs() as logs:
        async with connected(server.url):
            server.stop()
            await until(lambda: len(logs) == 3)
        assert [line["event"] for line in logs] == ["nats_lost", "nats_still_lost", "nats_still_lost"]
        assert all(line["attempts"] > 1 and line["error"] for line in logs[1:]), logs


def message(text: str) -> Message:
    return Message(1, 7, 1, 2, 3, text, None, None, 0, None)


async def test_what_nats_would_not_take_is_made_smaller() -> None:
    with running_nats("max_payload: 2048") as server:
        async with connected(server.url, server.url) as (here, there):
            heard = listen(there)
            await there.follow([7])
            joined = ChatJoined(9, tuple(range(10**6, 10**6 + 20_000)))
            read = ReadMoved(7, 1, 1, 1, 1, tuple(range(10**6, 10**6 + 3000)))
            here.publish([ChatChanged(7, 3, message("x" * 5000)), joined, read, UserChanged(1)])
            await until(lambda: UserChanged(1) in heard)
            await until(
                lambda: (
                    {each for one in heard if isinstance(one, ReadMoved) for each in one.audience} >= set(read.audience)
                )
            )
            assert ChatChanged(7, 3) in heard
            portions = [each.user_ids for each in heard if isinstance(each, ChatJoined)]
            assert tuple(user_id for portion in portions for user_id in portion) == joined.user_ids
            assert len(portions) > 40


def test_a_long_list_is_told_in_portions() -> None:
    told = [decode(payload) for payload in encode(ChatJoined(9, tuple(range(20_000))), 2**20)]
    assert [len(each.user_ids) for each in told if isinstance(each, ChatJoined)] == [PORTION] * 20
    assert encode(SessionsEnded(1, ()), 2**20) == [msgspec.msgpack.encode(SessionsEnded(1, ()))]


async def test_what_can_not_be_made_smaller_is_counted_and_said(
    nats_server: Nats, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = metric("besedka_bus_dropped_total", reason="too_large")
    monkeypatch.setattr(bus_module, "PAYLOAD_LIMIT", 5)
    async with connected(nats_server.url) as (bus,):
        with capture_logs() as logs:
            bus.publish([UserChanged(1), UserChanged(2)])
    assert metric("besedka_bus_dropped_total", reason="too_large") == before + 2
    assert [(line["event"], line["reason"]) for line in logs] == [("announcement_dropped", "too_large")]


@pytest.mark.parametrize("bound", ["QUEUE_LIMIT", "QUEUE_BYTES"])
async def test_what_waits_to_be_sent_is_bounded(nats_server: Nats, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    size = len(encode(UserChanged(1), 1000)[0])
    monkeypatch.setattr(bus_module, bound, 10 if bound == "QUEUE_LIMIT" else 10 * size)
    before = metric("besedka_bus_dropped_total", reason="queue_full")
    async with connected(nats_server.url, nats_server.url) as (here, there):
        heard = listen(there)
        here.publish([UserChanged(1) for _ in range(25)])
        assert metric("besedka_bus_queue") == 10
        await until(lambda: len(heard) == 10)
        assert metric("besedka_bus_queue") == 0
        assert metric("besedka_bus_dropped_total", reason="queue_full") == before + 15


async def test_what_is_counted(nats_server: Nats) -> None:
    names = ("published", "received", "refused")
    before = {name: metric(f"besedka_bus_{name}_total") for name in names}
    unreachable = metric("besedka_bus_dropped_total", reason="unreachable")
    async with connected(nats_server.url, nats_server.url) as (here, there):
        heard = listen(there)
        await there.follow([7, 8, 7 + 1024])
        assert metric("besedka_bus_subscriptions") == 3
        here.publish([UserChanged(1), Typing(7, 1)])
        await until(lambda: len(heard) == 2)
    assert metric("besedka_bus_published_total") == before["published"] + 2
    assert metric("besedka_bus_received_total") == before["received"] + 2
    here.publish([UserChanged(1)])
    assert metric("besedka_bus_dropped_total", reason="unreachable") == unreachable + 1


HOSTILE: list[bytes] = [
    b"",
    b"nonsense",
    b"\xc1",
    b"\x81\xa4type\xa4chat",
    b"\x91" * 100_000,
    b"\xdf\xff\xff\xff\xff",
    b"\x82\xa4type\xa4user\xa7user_id\xa2\xff\xfe",
    msgspec.msgpack.encode({"type": "user", "user_id": -1}),
    msgspec.msgpack.encode({"type": "user", "user_id": 2**63}),
    msgspec.msgpack.encode({"type": "user", "user_id": "1"}),
    msgspec.msgpack.encode({"type": "chat_joined", "chat_id": 1, "user_ids": [1, 2**64 - 1]}),
    msgspec.msgpack.encode({"type": "nobody knows", "user_id": 1}),
    msgspec.msgpack.encode(ChatChanged(8, 2, message("a row of chat 7"))),
    msgspec.msgpack.encode(ChatChanged(7, 2, msgspec.structs.replace(message("late"), created_at=2**60))),
    msgspec.msgpack.encode(ChatChanged(7, 2, msgspec.structs.replace(message("late"), edited_at=2**60))),
    msgspec.msgpack.encode(ChatChanged(7, 2, msgspec.structs.replace(message("odd"), seq=-5))),
]


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_what_no_node_would_send_is_nothing(payload: bytes) -> None:
    assert decode(payload) is None


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 199))
def test_no_bytes_raise(noise: bytes, place: int) -> None:
    decode(noise)
    true = bytearray(msgspec.msgpack.encode(ChatChanged(7, 2, message("hello"))))
    true[place % len(true) : place % len(true) + len(noise)] = noise
    decode(bytes(true))


async def test_nonsense_is_counted_and_seldom_said(nats_server: Nats) -> None:
    before = metric("besedka_bus_refused_total")
    async with connected(nats_server.url) as (bus,):
        heard = listen(bus)
        stranger = await nats.connect(nats_server.url)
        with capture_logs() as logs:
            for payload in HOSTILE * 20:
                await stranger.publish("besedka.test.all", payload)
            await stranger.publish("besedka.test.all", msgspec.msgpack.encode(UserChanged(1)))
            await stranger.close()
            await until(lambda: bool(heard))
        assert heard == [UserChanged(1)]
        assert metric("besedka_bus_refused_total") == before + 20 * len(HOSTILE)
        assert [line["event"] for line in logs] == ["not_an_announcement"]


@pytest.mark.parametrize(
    ("config", "right", "wrong"),
    [
        (f'authorization {{ user: besedka, password: "{PASSWORD}" }}', f"besedka:{QUOTED}", "besedka:guessed"),
        (f'authorization {{ user: besedka, password: "{PASSWORD}" }}', f"besedka:{QUOTED}", "guessed"),
        (f'authorization {{ token: "{PASSWORD}" }}', QUOTED, "guessed"),
    ],
    ids=["password", "a token for a password", "token"],
)
async def test_who_may_come_in(config: str, right: str, wrong: str) -> None:
    with running_nats(config) as server:
        async with connected(server.url_for(right), server.url_for(right)) as (here, there):
            await assert_heard(here, listen(there), UserChanged(1))
        for url in (server.url_for(wrong), server.url):
            with pytest.raises(StartupError, match=REFUSED) as refused:
                await NatsBus().connect(url, "test")
            assert "guessed" not in str(refused.value)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nats]:
    """A NATS that speaks TLS alone, with a certificate of an authority that this machine trusts."""
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "certificate.pem")
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    config = f"""
        tls {{ cert_file: "{tmp_path}/certificate.pem", key_file: "{tmp_path}/key.pem" }}
        authorization {{ token: "{PASSWORD}" }}
    """
    with running_nats(config) as server:
        yield server


@pytest.mark.usefixtures("impatient")
async def test_tls(encrypted: Nats) -> None:
    async with switch_to(encrypted.port) as (switch, port):
        url = encrypted.url_for(QUOTED, "tls").replace(str(encrypted.port), str(port))
        async with connected(url, url) as (here, there):
            await assert_heard(here, listen(there), UserChanged(1))
            await switch.cut()
            await until(lambda: here.reachable and there.reachable)
            await assert_heard(here, listen(there), UserChanged(2))
        assert PASSWORD.encode() not in switch.sent
        assert b"besedka" not in switch.sent


async def test_a_certificate_that_nobody_here_trusts(encrypted: Nats, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with pytest.raises(StartupError, match="certificate"):
        await NatsBus().connect(encrypted.url_for(QUOTED, "tls"), "test")


@pytest.mark.parametrize("who", ["", f"{QUOTED}@", f"besedka:{QUOTED}@"])
async def test_nothing_is_told_to_a_server_that_should_speak_tls_and_does_not(nats_server: Nats, who: str) -> None:
    async with switch_to(nats_server.port) as (switch, port):
        with pytest.raises(StartupError, match="the server speaks no TLS"):
            await NatsBus().connect(f"tls://{who}127.0.0.1:{port}", "test")
        assert PASSWORD.encode() not in switch.sent


async def test_a_server_that_is_something_else() -> None:
    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        with pytest.raises(StartupError, match="NATS can't be reached"):
            await NatsBus().connect(f"nats://127.0.0.1:{server.sockets[0].getsockname()[1]}", "test")


async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(StartupError, match="no answer"):
        await NatsBus().connect(f"nats://127.0.0.1:{mute.getsockname()[1]}", "test")


@pytest.mark.parametrize("url", ["nats://", "nats://host:port", "http://host", "nats://user:pa/ss@host"])
async def test_an_address_that_is_none_does_not_tell_its_password(url: str) -> None:
    with pytest.raises(StartupError, match="not an address like") as refused:
        await NatsBus().connect(url, "test")
    assert "pa/ss" not in str(refused.value)
