"""A bus that remembers what went over it."""

from collections.abc import Sequence

from besedka.bus import Announcement
from besedka.bus.memory import MemoryBus


class RecordingBus(MemoryBus):
    """`announced`: everything, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.announced: list[Announcement] = []

    def publish(self, announcements: Sequence[Announcement]) -> None:
        self.announced += announcements
        super().publish(announcements)
