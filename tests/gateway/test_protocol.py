"""Besedka's frames as a pure state machine: no server, no socket, no clock."""

import msgspec
import pytest

from besedka.gateway import frames
from besedka.gateway.protocol import Close, CloseCode, Output, PingSocket, Protocol, Run, Write


def receive(text: bytes, *, limited: bool = False, now: float = 0.0) -> Output:
    return Protocol(0.0, limited=limited).receive(text, now)


def written(output: Output | None) -> dict[str, object]:
    """The JSON of a short text frame."""
    assert isinstance(output, Write)
    size = output.data[1]
    decoded: dict[str, object] = msgspec.json.decode(output.data[2:] if size < 126 else output.data[4:])
    return decoded


@pytest.mark.parametrize(
    ("text", "op"),
    [
        (b'{"op":"send","chat_id":1,"text":"x","ref":"a"}', frames.Send(ref="a", chat_id=1, text="x")),
        (b'{"op":"edit","message_id":1,"text":"x","more":[]}', frames.Edit(message_id=1, text="x")),
        (b'{"ref":7,"op":"read","chat_id":1,"seq":0}', frames.Read(ref=7, chat_id=1, seq=0)),
        (b'{"op":"sync","chat_id":1,"since":3}', frames.Sync(chat_id=1, since=3, limit=200)),
    ],
)
def test_an_op_is_to_be_run(text: bytes, op: frames.AnyOp) -> None:
    assert receive(text) == Run(op)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"op":"send","chat_id":1,"ref":5}', {"ref": 5, "code": "missing_field", "field": "text"}),
        (b'{"op":"send","chat_id":"1","text":"x"}', {"code": "wrong_type", "field": "chat_id"}),
        (b'{"op":"send","chat_id":0,"text":"x"}', {"code": "bad_id", "field": "chat_id"}),
        (b'{"op":"send","chat_id":9007199254740992,"text":"x"}', {"code": "bad_id", "field": "chat_id"}),
        (b'{"op":"read","chat_id":1,"seq":-1}', {"code": "bad_id", "field": "seq"}),
        (b'{"op":"dance","ref":"x"}', {"ref": "x", "code": "bad_frame", "field": "op"}),
        (b"{}", {"code": "bad_frame", "field": "op"}),
        (b'{"op":5,"ref":[1]}', {"code": "bad_frame", "field": "op"}),
    ],
)
def test_what_does_not_fit_is_refused_by_name(text: bytes, expected: dict[str, object]) -> None:
    frame = written(receive(text))
    assert frame.pop("t") == "error"
    assert frame.pop("detail")
    assert frame == expected


@pytest.mark.parametrize("text", [b"", b"x", b"[]", b"1", b"null", b'"send"', b'{"op":', b"\xff", b"[" * 60_000])
def test_what_is_no_object_ends_the_connection(text: bytes) -> None:
    output = receive(text)
    assert isinstance(output, Close)
    assert int(output.code) == 4400


def test_a_ping_is_answered_with_its_ref() -> None:
    assert written(receive(b'{"op":"ping","ref":3}')) == {"t": "pong", "ref": 3}
    assert written(receive(b'{"op":"ping"}')) == {"t": "pong"}


def test_too_many_frames() -> None:
    protocol = Protocol(0.0, limited=True)
    outputs = [protocol.receive(b'{"op":"ping"}', 0.0) for _ in range(401)]
    assert all(isinstance(output, Write) for output in outputs[:400])
    assert outputs[400] == Close(CloseCode.TOO_MANY_FRAMES, "too many frames")
    patient = Protocol(0.0, limited=True)
    assert all(isinstance(patient.receive(b'{"op":"ping"}', n / 100), Write) for n in range(2000))
    free = Protocol(0.0, limited=False)
    assert all(isinstance(free.receive(b'{"op":"ping"}', 0.0), Write) for _ in range(2000))


def test_a_silent_client_is_pinged_and_given_up() -> None:
    protocol = Protocol(0.0, limited=True)
    assert protocol.tick(29.9) is None
    assert protocol.tick(30.0) == PingSocket()
    assert protocol.tick(35.0) is None
    protocol.heard(40.0)
    assert protocol.tick(69.9) is None
    assert protocol.tick(70.0) == PingSocket()
    assert protocol.tick(100.0) == PingSocket()
    output = protocol.tick(115.1)
    assert isinstance(output, Close)
    assert output.code == CloseCode.GOING_AWAY


def test_a_heartbeat_is_not_doing_something() -> None:
    protocol = Protocol(0.0, limited=True)
    protocol.heard(5.0)
    protocol.receive(b'{"op":"ping"}', 6.0)
    assert protocol.acted == 0.0
    protocol.receive(b'{"op":"typing","chat_id":1}', 7.0)
    assert protocol.acted == 7.0
