"""Besedka's frames as a pure state machine: no server, no socket, no clock."""

from collections.abc import Callable

import msgspec
import pytest

from besedka.gateway import frames
from besedka.gateway.protocol import (
    PIECES_LIMIT,
    Budget,
    Close,
    CloseCode,
    Conversation,
    Kind,
    Life,
    Output,
    PingSocket,
    Run,
    Write,
)


def opened(budget: Budget | None = None) -> Conversation:
    protocol = Conversation()
    assert protocol.open(0.0, budget)
    return protocol


def receive(text: bytes) -> Output | None:
    return opened().receive(Kind.TEXT, text, 0.0)


PING = b'{"op":"ping"}'


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


@pytest.mark.parametrize("text", [b"", b"x", b"[]", b"1", b"null", b'"send"', b'{"op":', b"[" * 60_000])
def test_what_is_no_object_ends_the_connection(text: bytes) -> None:
    output = receive(text)
    assert isinstance(output, Close)
    assert int(output.code) == 4400


def test_a_ping_is_answered_with_its_ref() -> None:
    assert written(receive(b'{"op":"ping","ref":3}')) == {"t": "pong", "ref": 3}
    assert written(receive(b'{"op":"ping"}')) == {"t": "pong"}


def test_every_frame_costs_one_of_the_budget() -> None:
    left = iter([0.0] * 400)
    protocol = opened(lambda: next(left, 0.5))
    outputs = [protocol.receive(kind, PING, 0.0) for _ in range(200) for kind in (Kind.TEXT, Kind.CONTROL)]
    assert not any(isinstance(output, Close) for output in outputs)
    for kind in (Kind.TEXT, Kind.CONTROL, Kind.PIECE, Kind.BINARY):
        assert protocol.receive(kind, PING, 0.0) == Close(CloseCode.TOO_MANY_FRAMES, "too many frames")


def test_a_message_in_pieces() -> None:
    protocol = opened()
    assert protocol.receive(Kind.TEXT, PING[:3], 0.0, last=False) is None
    assert protocol.receive(Kind.CONTROL, b"", 0.0) is None
    assert protocol.receive(Kind.PIECE, PING[3:5], 0.0, last=False) is None
    assert written(protocol.receive(Kind.PIECE, PING[5:], 0.0)) == {"t": "pong"}
    assert written(protocol.receive(Kind.TEXT, PING, 0.0)) == {"t": "pong"}


def test_pieces_are_bounded_in_number_also_empty_ones() -> None:
    protocol = opened()
    outputs = [protocol.receive(Kind.TEXT if n == 0 else Kind.PIECE, b"", 0.0, last=False) for n in range(PIECES_LIMIT)]
    assert outputs[:-1] == [None] * (PIECES_LIMIT - 1)
    assert outputs[-1] == Close(CloseCode.TOO_LARGE, "a message in too many pieces")


@pytest.mark.parametrize(
    "text", [b"\xff", b'{"op":"ping","x":"\xff"}', b'{"op":"dance","x":"\xc3"}', b'{"op":"send","text":"\xed\xa0\x80"}']
)
def test_text_is_utf8_wherever_it_stands(text: bytes) -> None:
    output = receive(text)
    assert isinstance(output, Close)
    assert output.code == CloseCode.BAD_UTF8


def test_a_silent_client_is_pinged_and_given_up() -> None:
    protocol = opened()
    assert protocol.tick(29.9) is None
    assert protocol.tick(30.0) == PingSocket()
    assert protocol.tick(35.0) is None
    protocol.receive(Kind.CONTROL, b"", 40.0)
    assert protocol.tick(69.9) is None
    assert protocol.tick(70.0) == PingSocket()
    assert protocol.tick(100.0) == PingSocket()
    output = protocol.tick(115.1)
    assert isinstance(output, Close)
    assert output.code == CloseCode.GOING_AWAY


def test_a_heartbeat_is_not_doing_something() -> None:
    protocol = opened()
    protocol.receive(Kind.TEXT, PING, 6.0)
    assert protocol.acted == 0.0
    protocol.receive(Kind.TEXT, b'{"op":"typing","chat_id":1}', 7.0)
    assert protocol.acted == 7.0


STEPS: dict[Life, Callable[[Conversation], bool]] = {
    Life.OPEN: lambda protocol: protocol.open(0.0, None),
    Life.LEAVING: lambda protocol: protocol.leave(),
    Life.GONE: lambda protocol: protocol.lose(),
}


@pytest.mark.parametrize("to", STEPS)
@pytest.mark.parametrize("at", Life)
def test_life_goes_forward_only(at: Life, to: Life) -> None:
    protocol = Conversation()
    assert protocol.life is Life.OPENING
    if at is not Life.OPENING:
        assert STEPS[at](protocol)
    forward = to.value > at.value
    assert STEPS[to](protocol) is forward
    assert protocol.life is (to if forward else at)


@pytest.mark.parametrize("at", [Life.OPENING, Life.LEAVING, Life.GONE])
def test_nothing_is_done_but_while_it_is_open(at: Life) -> None:
    protocol = Conversation()
    if at is not Life.OPENING:
        STEPS[at](protocol)
    assert protocol.receive(Kind.TEXT, PING, 1.0) is None
    assert protocol.tick(1000.0) is None


def test_codes_say_whether_to_come_back() -> None:
    fatal = {code for code in CloseCode if 4400 <= code < 4420} - {CloseCode.TOO_SLOW}
    assert fatal == {CloseCode.NOT_A_FRAME, CloseCode.SESSION_ENDED}
