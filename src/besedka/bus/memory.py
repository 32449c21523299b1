"""The bus of a single process."""

from collections.abc import Callable, Iterable, Sequence

from besedka.bus import Announcement, Subscriber
from besedka.bus.subscribers import Subscribers


class MemoryBus:
    """Calls its subscribers in place."""

    lossy = False
    reachable = True

    def __init__(self) -> None:
        self._subscribers = Subscribers()

    async def connect(self, url: str, cluster: str) -> None:
        """See `Bus.connect`. There are no others."""

    def publish(self, announcements: Sequence[Announcement]) -> None:
        """See `Bus.publish`."""
        for announcement in announcements:
            self._subscribers.tell(announcement)

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """See `Bus.subscribe`."""
        return self._subscribers.add(subscriber)

    async def follow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.follow`. Everything is heard anyway."""

    def unfollow(self, chat_ids: Iterable[int]) -> None:
        """See `Bus.unfollow`."""

    def on_gap(self, subscriber: Callable[[], None]) -> None:
        """See `Bus.on_gap`. There are none."""

    async def close(self) -> None:
        """See `Bus.close`."""
