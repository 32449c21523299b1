"""What every bus promises."""

from besedka.bus import Announcement, UserChanged
from besedka.bus.memory import MemoryBus


def test_everyone_hears_everything_in_order() -> None:
    bus = MemoryBus()
    heard: list[list[Announcement]] = [[], []]
    for each in heard:
        bus.subscribe(each.append)
    bus.publish([UserChanged(1), UserChanged(2)])
    bus.publish([UserChanged(3)])
    assert heard == [[UserChanged(1), UserChanged(2), UserChanged(3)]] * 2


def test_who_unsubscribed_hears_no_more() -> None:
    bus = MemoryBus()
    heard: list[Announcement] = []
    unsubscribe = bus.subscribe(heard.append)
    unsubscribe()
    bus.publish([UserChanged(1)])
    assert heard == []


def test_a_listener_that_raises_keeps_nobody_from_hearing() -> None:
    bus = MemoryBus()
    heard: list[Announcement] = []

    def broken(_: Announcement) -> None:
        raise ValueError

    bus.subscribe(broken)
    bus.subscribe(heard.append)
    bus.publish([UserChanged(1)])
    assert heard == [UserChanged(1)]
