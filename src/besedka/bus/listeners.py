"""What every bus does at its end: call the listeners of this process."""

from collections.abc import Callable

import structlog

from besedka.bus import Announcement, Listener

log = structlog.get_logger(__name__)


class Listeners:
    """Called in place, one after another. One that raises is logged and does not keep the others from hearing."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> Callable[[], None]:
        """Call it from now on. Returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, announcement: Announcement) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(announcement)
            except Exception:
                log.exception("listener_failed", announcement=type(announcement).__name__)
