"""What every bus does at its end: call the subscribers of this process."""

from collections.abc import Callable

import structlog

from besedka.bus import Announcement, Subscriber

log = structlog.get_logger(__name__)


class Subscribers:
    """Called in place, one after another. One that raises is logged and does not keep the others from hearing."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def add(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call it from now on. Returns what ends that."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def tell(self, announcement: Announcement) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(announcement)
            except Exception:
                log.exception("subscriber_failed", announcement=type(announcement).__name__)
