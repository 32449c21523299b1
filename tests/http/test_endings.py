"""Which sessions have ended: remembered for as long as a request of theirs may be on its way, and not for ever."""

import pytest

from besedka.bus import SessionsEnded
from besedka.bus.memory import MemoryBus
from besedka.http import endings, uploads
from besedka.http.endings import Endings
from besedka.model import Session


def session(number: int) -> Session:
    return Session(number, 1, 0, 0, 0, "", "")


def test_so_many_are_remembered_and_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert endings.KEPT_SECONDS > uploads.FILE_SECONDS
    monkeypatch.setattr(endings, "KEPT_MOST", 2)
    now = 1000.0
    monkeypatch.setattr(endings, "monotonic", lambda: now)
    bus = MemoryBus()
    ended = Endings(bus)
    bus.publish([SessionsEnded(1, (1, 2, 3))])
    assert [ended.has_ended(session(each)) for each in range(1, 5)] == [False, True, True, False]
    now += endings.KEPT_SECONDS + 1
    bus.publish([SessionsEnded(1, (4,))])
    assert [ended.has_ended(session(each)) for each in range(1, 5)] == [False, False, False, True]
    ended.close()
    bus.publish([SessionsEnded(1, (5,))])
    assert not ended.has_ended(session(5))
