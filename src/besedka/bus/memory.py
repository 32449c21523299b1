"""The bus of a single process."""

from collections.abc import Callable, Iterable, Sequence

import structlog

from besedka.bus import Announcement, Listener

log = structlog.get_logger(__name__)


class MemoryBus:
    """Calls its listeners in place."""

    lossy = False

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """See `Bus.publish`. A listener that raises is logged and does not keep the others from hearing."""
        for announcement in announcements:
            for listener in tuple(self._listeners):
                self._tell(listener, announcement)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def follow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.follow`. Everything is heard anyway."""

    def unfollow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.unfollow`."""

    def on_gap(self, listener: Callable[[], None]) -> None:
        """See `Bus.on_gap`. There are none."""

    def _tell(self, listener: Listener, announcement: Announcement) -> None:
        try:
            listener(announcement)
        except Exception:
            log.exception("listener_failed", announcement=type(announcement).__name__)
