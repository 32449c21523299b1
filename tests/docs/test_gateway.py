"""What the page for those who write clients says of limits and codes is what the gateway has."""

from besedka.gateway import connection, ops, protocol, roster
from besedka.limits import FRAMES_OF_USER
from tests.docs.markdown import read, table_below

KIB, MIB = 1024, 1024 * 1024


def test_the_table_of_the_gateways_limits() -> None:
    expected = [
        f"{protocol.FRAME_LIMIT // KIB} KiB, in {protocol.PIECES_LIMIT} pieces",
        f"{FRAMES_OF_USER.burst / FRAMES_OF_USER.seconds:.0f} a second, {FRAMES_OF_USER.burst} at once",
        f"{roster.SOCKETS_LIMIT}",
        "once a second",
        f"{ops.QUEUE_LIMIT}",
        f"{connection.SLOW_BYTES // KIB} KiB",
        f"{connection.WRITE_LIMIT // MIB} MiB",
        f"{protocol.SILENCE * protocol.HEARTBEAT:.0f} seconds",
    ]
    assert [row[1] for row in table_below(read("docs/gateway.md"), "## Limits")] == expected
    assert roster.TYPING_SECONDS == 1


def test_the_table_of_the_codes_that_close() -> None:
    ours = {str(int(code)) for code in protocol.CloseCode}
    shown = {code for row in table_below(read("docs/gateway.md"), "## When it closes") for code in row[0].split(", ")}
    assert ours <= shown
