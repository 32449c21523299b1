"""One's own marker in the replica, when what told of it was lost or is late."""

import pytest

from tests.client.test_replica import Line
from tests.support.model_server import ME, OTHER


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_marker_moved_back_is_found_though_nobody_told(*, asked_before: bool) -> None:
    line = Line(history=False, chats=1)
    chat = line.server.chats[1]
    for frame in (chat.post(OTHER, "@one"), chat.post(OTHER, "two"), chat.read(2)):
        line.tell(frame)
    line.deliver(3)
    if asked_before:
        chat.post(OTHER, "lost")
        line.tell(chat.post(OTHER, "told"))
        line.deliver(1)
        line.ask()  # answered by what the server knows before the marker moves
    chat.mark_unread(1)
    line.sweep(chat)
    line.finish()
    known = line.replica.chats[1]
    assert (known.last_read_seq, known.unread, known.mentions) == (0, len(chat.messages), 1)


def test_a_late_marker_moves_nothing_back() -> None:
    line = Line(history=False, chats=1)
    chat = line.server.chats[1]
    line.tell(chat.post(OTHER, "one"))
    late = chat.read(1)
    line.tell(chat.post(ME, "two"))
    line.tell(late)
    line.finish()
    known = line.replica.chats[1]
    assert (known.last_read_seq, known.unread) == (2, 0)
