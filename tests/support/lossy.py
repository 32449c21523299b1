"""Two nodes on a bus that drops, repeats and reorders."""

import asyncio
import random
from collections.abc import Callable, Sequence

from besedka.bus import Announcement
from besedka.bus.memory import MemoryBus


class LossyBus(MemoryBus):
    """Tells its own node everything, and the other one (`peer`) four in five, some twice, some later."""

    lossy = True

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.peer: LossyBus | None = None
        self.mute = False  # like a node that dies between commit and publish: not even itself is told
        self.lost = 0
        self._random = random.Random(seed)

    def publish(self, announcements: Sequence[Announcement]) -> None:
        if self.mute:
            return
        super().publish(announcements)
        for announcement in announcements:
            self._pass_on(announcement)

    def on_gap(self, listener: Callable[[], None]) -> None:
        """It never says that anything is lost: that is to be found."""

    def _pass_on(self, announcement: Announcement) -> None:
        mood, loop = self._random.random(), asyncio.get_running_loop()
        if mood < 0.2:
            self.lost += 1
            return
        if mood < 0.8:
            self._deliver(announcement)
        else:
            loop.call_later(self._random.uniform(0, 0.05), self._deliver, announcement)
        if mood > 0.9:
            loop.call_soon(self._deliver, announcement)

    def _deliver(self, announcement: Announcement) -> None:
        if self.peer is not None:
            MemoryBus.publish(self.peer, [announcement])
